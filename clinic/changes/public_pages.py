"""Public page: an answer that is the same for whoever asks, so that caches may keep it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Browsers and proxies may keep it, and ask each time whether it is still the page: who reads after
# a change reads the change.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
log = logging.getLogger(__name__)
QUERY = "clinic.public_page_query"  # in the environ of the request: the query that names the page


def public(request: HttpRequest, response: HttpResponse, *, query: str = "") -> HttpResponse:
    """`response`, declared the same for everybody at this path with `query` ("?page=2" or empty).

    Nothing in it may depend on a cookie, a header or another parameter of the address.
    """
    response.headers["Cache-Control"] = CACHE_CONTROL
    request.META[QUERY] = query.removeprefix("?")
    return response


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answers are public and depend on the path alone, unless they are errors or say
    otherwise.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            return public(request, response)
        return response

    return answer


class PublicPages(GZipMiddleware):
    """Middleware. Takes public pages at their word only where nothing in them is one person's, and
    compresses all other answers: the page cache compresses public ones, once.

    It stands below what sets headers, and above session and form token.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if QUERY not in request.META:
            return super().process_response(request, response)
        personal = _personal_part(request, response)
        if personal is None:
            return response
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:  # one that has ended is taken back
            log.error("%s was declared public and holds %s", request.path, personal)
        del request.META[QUERY]
        response.headers["Cache-Control"] = "private, no-store"
        return super().process_response(request, response)


def _personal_part(request: HttpRequest, response: HttpResponseBase) -> str | None:
    if response.cookies:
        return "a cookie"
    if "cookie" in response.headers.get("Vary", "").lower():
        return "what a cookie says"
    if hasattr(request, "_csp_nonce"):
        return "a nonce"
    if response.streaming or response.status_code != 200:
        return "no whole page"
    return None
