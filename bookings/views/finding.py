"""The address of one's page once more, for whoever knows a reference and its e-mail or phone."""

import contextlib
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import lifecycle
from bookings.forms.finding import FindForm
from bookings.models import Consultation
from bookings.views.limits import ask_to_wait, spend_try
from clinic import guard
from clinic.models import Office

# More than for one contact: somebody may try the phone, the other phone and two mailboxes.
ONE_REFERENCE = guard.Limit(10, timedelta(hours=1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The page says the same whether there is such a request or not: only its owner learns that."""
    office, now = Office.objects.current(), timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "office": office}
    try:
        if form.is_bound:
            spend_try(request, now=now)
        if not form.is_valid():
            context["errors"] = form.listed_errors()
            return render(request, "bookings/find.html", context, status=422 if form.is_bound else 200)
        _send(form.cleaned_data["reference"], form.cleaned_data["contact"], now=now)
    except guard.TooMany as too_many:
        context["again_at"] = too_many.again_at
        response = render(request, "bookings/find.html", context, status=429)
        return ask_to_wait(response, too_many, now=now)
    return render(request, "bookings/find_sent.html", context)


def _send(reference: str, contact: str, *, now: datetime) -> None:
    """Owe the patient their link, if there is such a request. Raises guard.TooMany, there or not."""
    counted = (f"find contact {contact}", guard.CONTACT), (f"find reference {reference}", ONE_REFERENCE)
    guard.spend(*counted, now=now)
    consultation = Consultation.objects.filter(reference=reference).reached_at(contact).first()
    if consultation:
        with contextlib.suppress(lifecycle.NotAllowed):  # it has ended, or staff have yet to look at it
            lifecycle.send_link(consultation, now=now)
