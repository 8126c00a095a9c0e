"""Form token: Django's protection against forged forms, for browsers that do not say where a form
comes from.

Over HTTPS Django asks for the token and also for an `Origin` or a `Referer` from here. Some privacy
settings and extensions send neither, and then nobody could ask for a consultation. What the second
question protects against is somebody on the network who plants a token of their own by answering
for http:// or for a neighboring name. In production the token's cookie begins with `__Host-`: no
browser lets anything but this very host, over HTTPS, set one. So where nothing is said, the token
and its cookie decide, as over plain HTTP. What is said and is wrong is refused as ever: another
site's `Origin`, its `Referer`, or its `Sec-Fetch-Site`, which no page can write.
"""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from clinic.protection import form_keys

ONLY_OURS = "__Host-"  # how the name of a cookie begins that nobody else can set
HIDDEN = "null"  # an Origin that says nothing


class FormToken(CsrfViewMiddleware):
    """Middleware in place of Django's own, whose `process_view` asks these two methods."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        return bool(super()._origin_verified(request)) or _is_enough(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if not _is_enough(request):
            super()._check_referer(request)  # type: ignore[misc]


def here(request: HttpRequest) -> str:
    """This site as a browser names it: without the usual port, which some proxies add to Host."""
    usual = ":443" if request.is_secure() else ":80"
    return f"{request.scheme}://{request.get_host().removesuffix(usual)}"


def _is_enough(request: HttpRequest) -> bool:
    """Whether what the browser says of where the form comes from, or its silence, will do."""
    if is_from_elsewhere(request):
        return False
    origin, referer = _told(request)
    is_silent = origin == HIDDEN and not referer
    return not is_silent or settings.CSRF_COOKIE_NAME.startswith(ONLY_OURS)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent it."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return True
    origin, referer = _told(request)
    if origin != HIDDEN:
        return origin != here(request)
    return bool(referer) and not f"{referer}/".startswith(f"{here(request)}/")


def _told(request: HttpRequest) -> tuple[str, str]:
    return request.headers.get("Origin", HIDDEN), request.headers.get("Referer", "")


def why_refused(request: HttpRequest) -> dict[str, bool]:
    """What the page of a form that was refused says of the reason; where neither holds, it was too
    old.
    """
    no_cookie = form_keys.sent_no_cookie(request)
    return {
        "has_no_cookie": no_cookie,
        "is_elsewhere": not no_cookie and is_from_elsewhere(request),
    }
