"""Pages for when something went wrong. They read neither POST, session nor database, and carry the phone."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clinic.models import remembered_office

log = logging.getLogger(__name__)


def page(template: str, status: int) -> HttpResponse:
    """An error page, rendered without the request: no context processor runs, so nothing can fail again.

    Should the template itself be what is broken, the phone number is still said, in plain text.
    """
    office = remembered_office()
    headers = {"Cache-Control": "no-store"}
    try:
        html = render_to_string(f"errors/{template}.html", {"office": office, "treatments": []})
    except Exception:
        log.exception("The error page %s could not be shown", template)
        words = f"Something went wrong, and we are sorry. Please call or text {office.phone.as_national}.\n"
        return HttpResponse(words, status=status, headers=headers, content_type="text/plain; charset=utf-8")
    return HttpResponse(html, status=status, headers=headers)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page("500", 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing, foreign or too old."""
    return page("stale_form", 403)
