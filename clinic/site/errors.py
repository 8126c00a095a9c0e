"""Error pages, rendered without POST, session or database.

One exception: the page for a form that could not be taken keeps what was typed. Only a form whose
token was not accepted is shown by its own page, which asks the database like any other.
"""

import contextlib
import logging
import sys
import time
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from bookings.views import form_again
from clinic.office.models import remembered_office
from clinic.protection import csrf
from clinic.site.counters import OUTAGE, counters
from clinic.site.outage import RETRY_AFTER_SECONDS, is_outage, kind_of, typed
from clinic.staff import form_again as staff
from clinic.staff import sign_in

CHUNK, LARGEST_HEARD, LONGEST_HEARING_SECONDS = 64 * 1024, 10 * 1024 * 1024, 5

log = logging.getLogger(__name__)


def page(template: str, status: int, **more: Any) -> HttpResponse:
    """An error page, rendered without the request: no context processor runs, so nothing can fail
    again.

    Should the template itself be what is broken, the phone number is still said, in plain text.
    """
    office = remembered_office()
    headers = {"Cache-Control": "no-store"}
    try:
        html = render_to_string(
            f"errors/{template}.html", {"office": office, "treatments": [], **more}
        )
    except Exception:
        log.exception("The error page %s could not be shown", template)
        sorry = _("Something went wrong, and we are sorry. Please call or text {phone}.")
        words = sorry.format(phone=office.phone.as_national) + "\n"
        return HttpResponse(
            words, status=status, headers=headers, content_type="text/plain; charset=utf-8"
        )
    return HttpResponse(html, status=status, headers=headers)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_outage(exception):  # a session that cannot be written looks like a bad request to Django
        return unavailable(request, exception)
    if isinstance(exception, RequestDataTooBig):
        _hear_out(request)
        return page("400", 413)
    return page("400", 400)


def _hear_out(request: HttpRequest) -> None:
    """Read on and throw away, within bounds: a browser that is still sending would not see the
    answer.
    """
    until = time.monotonic() + LONGEST_HEARING_SECONDS
    with contextlib.suppress(OSError):
        for _ in range(LARGEST_HEARD // CHUNK):
            if time.monotonic() > until or not request.read(CHUNK):
                return


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exception()
    if is_outage(error):
        return unavailable(request, error)
    return page("500", 500)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The database cannot be used just now. Whoever sent a form gets it back, to be sent once
    more.
    """
    log.error("the database cannot be used: %s", kind_of(error))
    counters.add(OUTAGE)
    is_staff = _is_staffs(request)
    is_ours = sign_in.is_from_here(request) if is_staff else True
    form = sign_in.typed_into(request) if is_staff else typed(request)
    if form and is_ours:
        token = get_token(request)  # read from the cookie
        response = page("503_form", 503, form=form, is_staff=is_staff, csrf_token=token)
    else:
        response = page("503", 503, typed=form if is_ours is None else None)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    vars(response)["_has_been_logged"] = True  # Django would add a traceback to the line above
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing, foreign or too old. It is shown again with every word in it.

    A patient's always; staff's where the browser says that a page of ours sent it. Where it says
    nothing, or keeps no cookie so that nobody is signed in, what was typed is shown to be copied:
    without a token another site's form cannot pass for ours. Whoever sent no cookie, or is said to
    come from elsewhere, reads that, and not that time has passed.
    """
    is_staff = _is_staffs(request)
    response = staff.form_again(request) if is_staff else form_again(request)
    if response is None:
        is_elsewhere = not is_staff or sign_in.is_from_here(request) is False
        typed = None if is_elsewhere else sign_in.typed_into(request)
        response = page("stale_form", 403, typed=typed, **csrf.why_refused(request))
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def _is_staffs(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")
