"""Lost link view: the page's address once more, by e-mail or phone."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.forms.lost_link import FindForm
from bookings.models import LinkRequest
from bookings.page_cases import FindAlert, FindSent
from bookings.views.rate_limits import ask_to_wait, spend_try
from clinic.office.models import Office
from clinic.protection import csrf, rate_limits


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
        contact = form.cleaned_data["contact"]
        _ask_for_link(contact, now=now)
    except rate_limits.TooMany as too_many:
        response = _form_page(request, form, status=429, again_at=too_many.again_at)
        return ask_to_wait(response, too_many, now=now)
    sent = {"office": Office.objects.current(), "what_now": FindSent.of(contact)}
    return render(request, "bookings/find_sent.html", sent)


def _form_page(request: HttpRequest, form: FindForm, *, status: int, **why: Any) -> HttpResponse:
    context = {
        "form": form,
        "office": Office.objects.current(),
        "errors": form.listed_errors(),
        **why,
    }
    context["alert"] = FindAlert.of(why)
    return render(request, "bookings/find.html", context, status=status)


def _ask_for_link(contact: str, *, now: datetime) -> None:
    """Store that somebody asks; whether there is such a request, the worker looks. Raises
    rate_limits.TooMany, there or not.
    """
    rate_limits.spend((f"find contact {contact}", rate_limits.CONTACT), now=now)
    LinkRequest.store(contact, now=now)
