"""Earlier time: patients say that they would come earlier, and answer what is offered to them.

Every form of it stands on their own page, and its button says what is meant.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings import lifecycle
from bookings.availability import read_iso
from bookings.models import Consultation
from bookings.views.patient_page import opened_by_token, require_form, show

PRESS_ONE = _("Please press one of the buttons below.")
Verb = Callable[..., Consultation]
_ON_THE_LIST: dict[str, Verb] = {"wait": lifecycle.wait, "stop": lifecycle.stop_waiting}
_TO_AN_OFFER: dict[str, Verb] = {"accept": lifecycle.accept, "keep": lifecycle.keep}


@opened_by_token()
@require_form
def earlier(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Do what the pressed button says. An answer names the time that it is to, so that nobody takes
    another one than they were shown.
    """
    if request.method != "POST":
        return redirect(consultation)
    said, now = request.POST.get("say", ""), timezone.now()
    if said in _ON_THE_LIST:
        return redirect(_ON_THE_LIST[said](consultation, by=None, now=now))
    starts_at = read_iso(request.POST.get("slot", ""))
    if said in _TO_AN_OFFER and starts_at:
        return redirect(_TO_AN_OFFER[said](consultation, starts_at=starts_at, by=None, now=now))
    return show(request, consultation, status=422, refused=PRESS_ONE)
