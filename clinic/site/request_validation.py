"""Request validation: readable, UTF-8, and a method that the view takes."""

import inspect
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from clinic.site import errors

View = Callable[..., HttpResponseBase]
Answer = Callable[[HttpRequest], HttpResponseBase]
USUAL = ["GET", "HEAD", "POST"]  # of views that are not ours: the admin's
# Django's own pages of the admin that take no form. They would answer a sent one as if it had been
# a GET.
READ_AT_THE_DESK = [
    "index",
    "app_list",
    "jsi18n",
    "autocomplete",
    "password_change_done",
    "view_on_site",
]


class WellFormed:
    """Middleware. It stands above the form token's, which reads the body and answers 403 to every
    method.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Raises BadRequest for a body in another charset: some of them make Django fail at reading
        it.
        """
        if request.content_params is None:
            raise BadRequest("The Content-Type cannot be read")
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            if request.method not in ("GET", "HEAD"):
                raise BadRequest("The body is not in UTF-8")
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if request.method in ("GET", "HEAD"):
            return None
        if _is_read_at_the_desk(request):
            intended = ["GET", "HEAD"]
        else:
            intended = methods_of(view)
        if request.method in intended:
            return None
        return HttpResponseNotAllowed(intended)


def words_for_405(get_response: Answer) -> Answer:
    """Middleware. An answer that names the methods and says nothing else becomes a page like other
    errors'.

    It stands above what serves static files, which turns methods away as well.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 405 or getattr(response, "content", None):
            return response
        page = errors.page("405", 405)
        page["Allow"] = response["Allow"]
        vars(page)["_has_been_logged"] = True  # by whoever turned it away, and in the access log
        return page

    return middleware


def _is_read_at_the_desk(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or match.namespace != "admin":
        return False
    name = match.url_name or ""
    return name in READ_AT_THE_DESK or name.endswith("_history")


def methods_of(view: View) -> list[str]:
    """What the view's `require_http_methods` lets through."""
    inside: View | None = view
    while inside is not None:
        if inspect.isfunction(inside):
            names = inspect.getclosurevars(inside).nonlocals
        else:
            names = {}
        if "request_method_list" in names:
            return list(names["request_method_list"])
        inside = getattr(inside, "__wrapped__", None)
    return USUAL
