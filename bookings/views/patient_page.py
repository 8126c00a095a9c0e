"""Patient page, for whoever has its signed address.

A token opens a consultation and nothing else does: `opened_by_token` stands before every view here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import calendars, lifecycle
from bookings.forms.changes import PickForm
from bookings.models import Consultation, Status
from bookings.page_cases import Alert
from bookings.patient_status import Standing
from bookings.views.rate_limits import ask_to_wait, spend_try
from clinic import languages
from clinic.protection import csrf, rate_limits

View = Callable[[HttpRequest, Consultation], HttpResponse]
require_form = require_http_methods(["GET", "HEAD", "POST"])


class Again(Protocol):
    """The page of a form that was not taken, with all that was filled in; `why` says why."""

    def __call__(
        self, request: HttpRequest, consultation: Consultation, *, status: int, **why: Any
    ) -> HttpResponse: ...


def show(
    request: HttpRequest, consultation: Consultation, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page in the words of the status that the consultation has."""
    standing = Standing(consultation, now=timezone.now())
    if standing.status == Status.PROPOSED and "form" not in more:
        more["form"] = PickForm(times=standing.proposed_times, office=consultation.office)
    return render(request, standing.template, context_of(standing, more), status=status)


def context_of(standing: Standing, more: dict[str, Any]) -> dict[str, Any]:
    """What the patient's page and those behind it are given; `more` may hold why they come back."""
    consultation = standing.consultation
    context = {"consultation": consultation, "office": consultation.office, "standing": standing}
    return context | more | {"alert": Alert.of(more, has_passed=standing.has_passed)}


def opened_by_token(again: Again = show) -> Callable[[View], Callable[..., HttpResponse]]:
    """The view is given the consultation; what we did not sign leads to one helpful page, a 404.

    A verb that does not apply leads to the page as it is now, with a word about it, a 409. A POST
    too many from the same network leads to `again`, a 429, as does one with `is_stale`, whose form
    token was missing, foreign or too old, a 403.
    """

    def opening(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, token: str, *, is_stale: bool = False) -> HttpResponse:
            consultation = Consultation.objects.select_related("office").by_token(token)
            if consultation is None:
                response = _unknown(request)
            else:
                if is_stale:
                    why = csrf.why_refused(request)
                    response = again(request, consultation, status=403, is_stale=True, **why)
                else:
                    response = _answer(view, again, request, consultation)
                # Not "no-referrer": with that a browser hides where a form comes from even from
                # ourselves, and the form token is all that there is to go by. This says the site's
                # name and never the address.
                response["Referrer-Policy"] = "strict-origin"
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return opened

    return opening


def other_languages_of(name: str) -> dict[str, str]:
    """Where the links to other languages lead from a page whose own address nobody should get
    back: to the page of this name.
    """
    return {code: languages.in_language(reverse(name), code) for code in languages.LANGUAGES}


def _unknown(request: HttpRequest) -> HttpResponse:
    context = {"alternates": other_languages_of("bookings:find")}
    response = render(request, "bookings/unknown_link.html", context, status=404)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(
    view: View, again: Again, request: HttpRequest, consultation: Consultation
) -> HttpResponse:
    now = timezone.now()
    try:
        if request.method == "POST":
            spend_try(request, now=now)
        return view(request, consultation)
    except rate_limits.TooMany as too_many:
        response = again(request, consultation, status=429, again_at=too_many.again_at)
        return ask_to_wait(response, too_many, now=now)
    except Consultation.DoesNotExist:  # erased while the verb waited for the lock
        return _unknown(request)
    except lifecycle.NotAllowed as refused:
        consultation.refresh_from_db()
        return show(request, consultation, status=409, refused=str(refused))


@opened_by_token()
@require_safe
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """How a consultation stands. It shows neither concern nor answers."""
    return show(request, consultation)


@opened_by_token()
@require_safe
def calendar(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The entry for the patient's calendar, or what takes it away again."""
    made = calendars.calendar_file(consultation)
    if made is None:
        return show(request, consultation, status=404, has_no_entry=True)
    return HttpResponse(
        made.content,
        content_type=f"text/calendar; charset=utf-8; method={made.method}",
        headers={"Content-Disposition": f'attachment; filename="{calendars.FILE_NAME}"'},
    )
