"""Middleware: access log, response headers, speculation rules, health probes, staff's time zone,
and the language of an address.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from clinic import languages
from clinic.changes.public_pages import QUERY
from clinic.office import facts
from clinic.office.models import Office
from clinic.site.counters import NONE, OTHER, STATIC, counters
from clinic.site.logs import ACCESS

Answer = Callable[[HttpRequest], HttpResponse]
NO_READING = ("/admin/", "/ask/", "/book/", "/calendar/", "/consultation/")
OF_ADMIN = ("admin", "admin:index", "admin:login")  # "admin" stands for all its other pages
ROUTE = "clinic.route"  # in the environ, for the page cache
# In the environ: the page cache stands around Django, and whether it has an older page to show.
LOGS_ITSELF = "clinic.page_cache_has_older"
access = logging.getLogger(ACCESS)


def log_access(
    method: str | None,
    path: str,
    status: int,
    began: float,
    *,
    route: str,
    is_public: bool = False,
    how: str = "",
) -> None:
    """One line a request, and one more in the counters; `began` by the monotonic clock. No address,
    no agent, no query.

    The path of a page that `is_public` is written as it is. `how` the page cache had part in it.
    """
    seconds = time.monotonic() - began
    if counters.is_on:
        counters.answered(route, status, seconds, how)
    milliseconds = seconds * 1000
    path = path.encode("unicode_escape").decode("ascii")  # a line break stays one line
    more = {"is_public": is_public}
    access.info("%s %s %s %.0fms", method, path, status, milliseconds, extra=more)


def access_log(get_response: Answer) -> Answer:
    """A line for what Django answers. The page cache writes those of public pages, and of pages
    that it shows while the database is away.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        has_older = request.META.get(LOGS_ITSELF)
        is_shown = QUERY in request.META or (has_older and response.status_code == 503)
        route = request.META[ROUTE] = route_of(request)
        if has_older is None or not is_shown:
            log_access(request.method, request.path, response.status_code, began, route=route)
        return response

    return middleware


def route_of(request: HttpRequest) -> str:
    """The name of the route that answered, as the counters know it: never a path."""
    match = request.resolver_match
    if match is None:
        return STATIC if request.path.startswith(settings.STATIC_URL) else NONE
    if match.namespace == "admin":
        return match.view_name if match.view_name in OF_ADMIN else "admin"
    return match.view_name or OTHER


def browser_rules(get_response: Answer) -> Answer:
    """Headers on every answer, static files included, and those with which SecurityMiddleware turns
    away.
    """
    rules = {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in rules.items():
            response.setdefault(name, value)
        return response

    return middleware


def reading_ahead(get_response: Answer) -> Answer:
    """Speculation rules: which links browsers may fetch while they are still being pressed.

    The rules name reading pages alone, each with its path; so a new address is left out until
    somebody adds it. Browsers fetch a page as soon as its link is pressed down and run nothing of
    it. No earlier: they would show it for minutes, also after it was changed. Pages of a form, of a
    patient and of staff get no rules: who is there is not reading on.
    """
    rules = f'"{static("rules/reading.speculationrules")}"'

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        path = languages.in_english(request.path)
        if is_html and response.status_code == 200 and not path.startswith(NO_READING):
            response["Speculation-Rules"] = rules
        return response

    return middleware


def probes_under_any_name(get_response: Answer) -> Answer:
    """Let /health/ and /metrics answer the machine itself and whatever stands in front, under
    whatever name they ask.

    Those pages print no host. Everywhere else ALLOWED_HOSTS decides, as Django does.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_probe = request.path.startswith("/health/") or request.path == "/metrics"
        if is_probe and settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].removeprefix(".")
        return get_response(request)

    return middleware


def office_time_for_staff(get_response: Answer) -> Answer:
    """The admin reads and writes times on the office's clock, whatever the server's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            return get_response(request)
        office = Office.objects.first()
        with timezone.override(office.zone if office else timezone.get_default_timezone()):
            return get_response(request)

    return middleware


class LanguageOfAddress:
    """What is under /es/ is said in Spanish, and everything else in English: nobody's headers or
    cookies have a say, so that a page kept for everybody is one a language.

    A language that the owner has not turned on leads to the English page. What was sent to it is
    taken all the same: it was turned off while somebody was writing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with languages.speaking(languages.of_path(request.path_info)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        code = languages.current()
        if code == languages.ENGLISH or request.method not in ("GET", "HEAD") or _is_on(code):
            return None
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponseRedirect(
            languages.in_english(request.path) + (f"?{query}" if query else "")
        )
        add_never_cache_headers(response)
        return response


def _is_on(code: str) -> bool:
    try:
        return code in facts.office().languages
    except (Office.DoesNotExist, DatabaseError):
        return True  # what keeps the page from being shown says so itself
