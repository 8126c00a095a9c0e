"""Lost link view: the page's address once more, for a reference with phone or e-mail."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import lifecycle
from bookings.forms.lost_link import FindForm
from bookings.models import Consultation
from bookings.page_cases import FindAlert
from bookings.views.rate_limits import ask_to_wait, spend_try
from clinic.office.models import Office
from clinic.protection import csrf, rate_limits

# More than for one contact: somebody may try the phone, the other phone and two mailboxes.
ONE_REFERENCE = rate_limits.Limit(10, timedelta(hours=1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, *, is_stale: bool = False) -> HttpResponse:
    """The page says the same whether there is such a request or not: only its owner learns that.

    With `is_stale`, for a form token that was missing, foreign or too old, it comes back as it was
    filled in.
    """
    now = timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None)
    if is_stale:
        return _form_page(request, form, status=403, is_stale=True, **csrf.why_refused(request))
    try:
        if form.is_bound:
            spend_try(request, now=now)
        if not form.is_valid():
            return _form_page(request, form, status=422 if form.is_bound else 200)
        _send(form.cleaned_data["reference"], form.cleaned_data["contact"], now=now)
    except rate_limits.TooMany as too_many:
        response = _form_page(request, form, status=429, again_at=too_many.again_at)
        return ask_to_wait(response, too_many, now=now)
    return render(
        request, "bookings/find_sent.html", {"form": form, "office": Office.objects.current()}
    )


def _form_page(request: HttpRequest, form: FindForm, *, status: int, **why: Any) -> HttpResponse:
    context = {
        "form": form,
        "office": Office.objects.current(),
        "errors": form.listed_errors(),
        **why,
    }
    context["alert"] = FindAlert.of(why)
    return render(request, "bookings/find.html", context, status=status)


def _send(reference: str, contact: str, *, now: datetime) -> None:
    """Owe the patient their link, if there is such a request. Raises rate_limits.TooMany, there or
    not.
    """
    counted = (
        (f"find contact {contact}", rate_limits.CONTACT),
        (f"find reference {reference}", ONE_REFERENCE),
    )
    rate_limits.spend(*counted, now=now)
    consultation = Consultation.objects.filter(reference=reference).reached_at(contact).first()
    if consultation:
        # it may have ended, or staff have yet to look at it
        with contextlib.suppress(lifecycle.NotAllowed):
            lifecycle.send_link(consultation, now=now)
