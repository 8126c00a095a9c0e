"""What a request must be before a view sees it: in UTF-8, and with a method that the view is meant for."""

import inspect
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
USUAL = ["GET", "HEAD", "POST"]  # of views that are not ours: the admin's, the sitemap's


class WellFormed:
    """Middleware. It stands above the form token's, which reads the body and answers 403 to every method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Raises BadRequest for a body in another charset: some of them make Django fail at reading it."""
        charset = (request.content_params or {}).get("charset", "utf-8")
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
        intended = methods_of(view)
        return None if request.method in intended else HttpResponseNotAllowed(intended)


def methods_of(view: View) -> list[str]:
    """What the view's `require_http_methods` lets through."""
    inside: View | None = view
    while inside is not None:
        names = inspect.getclosurevars(inside).nonlocals if inspect.isfunction(inside) else {}
        if "request_method_list" in names:
            return list(names["request_method_list"])
        inside = getattr(inside, "__wrapped__", None)
    return USUAL
