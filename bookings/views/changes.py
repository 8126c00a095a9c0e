"""Change views: each page asks first, each POST makes one transition.

A page that would ask for what cannot be done now leads back to the patient's own, which says how it
stands.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings import availability, lifecycle
from bookings.forms import SLOT_GONE, SLOT_TAKEN
from bookings.forms.changes import NOT_HELD, ContactForm, PickForm, TurnDownForm
from bookings.models import Consultation, Status
from bookings.patient_status import Standing
from bookings.slot_table import picker
from bookings.views.patient_page import Again, context_of, opened_by_token, require_form, show
from clinic.office import formats

CHOOSE = _("Choose a day and time")
OWN_TIME = _("That is the time it has already. Choose another.")


def _again(
    verb: str, filled_in: Callable[[HttpRequest, Consultation], dict[str, Any]] | None = None
) -> Again:
    """The page before `verb` with what `filled_in` finds in the POST; the patient's own if `verb`
    is over.
    """

    def again(
        request: HttpRequest, consultation: Consultation, *, status: int, **why: Any
    ) -> HttpResponse:
        if verb not in Standing(consultation, now=timezone.now()).verbs:
            return show(request, consultation, status=status, **why)
        more = filled_in(request, consultation) if filled_in else {}
        return _ask(request, consultation, verb, status=status, **more, **why)

    return again


# ---- cancel ------------------------------------------------------------------------------------
@opened_by_token(_again("cancel"))
@require_form
def cancel(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    if request.method == "POST":
        return redirect(lifecycle.cancel(consultation, by=None, now=timezone.now()))
    return _ask(request, consultation, "cancel")


# ---- choose one of the proposed times, or none -------------------------------------------------
def _pick_form(request: HttpRequest, consultation: Consultation) -> PickForm:
    return PickForm(request.POST, times=consultation.proposed_times, office=consultation.office)


def _choose_again(
    request: HttpRequest, consultation: Consultation, *, status: int, **why: Any
) -> HttpResponse:
    if consultation.status == Status.PROPOSED:
        form = _pick_form(request, consultation)
        why |= {"form": form, "errors": form.listed_errors()}
    return show(request, consultation, status=status, **why)


@opened_by_token(_choose_again)
@require_form
def choose(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Take one of the proposed times. The form is on the patient's page."""
    if request.method != "POST":
        return redirect(consultation)
    now = timezone.now()
    form = _pick_form(request, consultation)
    if not form.is_valid():
        # somebody may have chosen meanwhile, and then no time is held
        consultation.refresh_from_db()
        if consultation.status == Status.PROPOSED:
            return show(request, consultation, status=422, form=form, errors=form.listed_errors())
    try:
        return redirect(
            lifecycle.pick(consultation, starts_at=form.starts_at or now, by=None, now=now)
        )
    except lifecycle.NotOffered:
        return show(request, consultation, status=409, errors=[("id_slot_0", str(NOT_HELD))])


def _turn_down_form(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    now = timezone.now()
    offer = availability.offer(consultation.office, now=now, around=now)
    return {"form": TurnDownForm(request.POST if request.method == "POST" else None, offer=offer)}


@opened_by_token(_again("turn_down", _turn_down_form))
@require_form
def turn_down(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """None of the proposed times suits."""
    form = _turn_down_form(request, consultation)["form"]
    if not form.is_valid():
        return _ask(request, consultation, "turn_down", form=form)
    typed = form.cleaned_data
    return redirect(
        lifecycle.turn_down(
            consultation, days=typed["days"], parts=typed["parts"], by=None, now=timezone.now()
        )
    )


# ---- correct e-mail and phone ------------------------------------------------------------------
def _contact_form(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    data = request.POST if request.method == "POST" else None
    return {"form": ContactForm(data, consultation=consultation)}


@opened_by_token(_again("correct", _contact_form))
@require_form
def contact(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Another e-mail or phone. What we have is not shown."""
    form = _contact_form(request, consultation)["form"]
    if not form.is_valid():
        return _ask(request, consultation, "correct", form=form)
    return redirect(
        lifecycle.correct(consultation, **form.correction(), by=None, now=timezone.now())
    )


# ---- move --------------------------------------------------------------------------------------
def _move_again(
    request: HttpRequest, consultation: Consultation, *, status: int, **why: Any
) -> HttpResponse:
    wanted = availability.read_iso(request.POST.get("slot", ""))
    if wanted is None:  # nothing was chosen that could be lost
        return show(request, consultation, status=status, **why)
    chosen = {"wanted": wanted, "value": availability.iso(wanted)}
    return _again("move", lambda *_: chosen)(request, consultation, status=status, **why)


@opened_by_token(_move_again)
@require_form
def move(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Choose another time by GET, be asked about it, and take it by POST."""
    now, office = timezone.now(), consultation.office
    sent = request.POST if request.method == "POST" else request.GET
    wanted = availability.read_iso(sent.get("slot", ""))
    if wanted is None:
        was_sent = request.method == "POST" or "step" in sent
        return _times(request, consultation, problem=CHOOSE if was_sent else "")
    if wanted == consultation.starts_at and request.method != "POST":
        return _times(request, consultation, problem=OWN_TIME)
    try:
        if request.method == "POST":
            return redirect(lifecycle.move(consultation, starts_at=wanted, by=None, now=now))
        if availability.offer(office, now=now, around=wanted, holder=consultation).at(wanted):
            return _ask(
                request, consultation, "move", wanted=wanted, value=availability.iso(wanted)
            )
        is_taken = availability.is_taken(office, wanted, holder=consultation)
    except lifecycle.NotOffered as refused:
        is_taken = isinstance(refused, lifecycle.SlotTaken)
    problem, status = (SLOT_TAKEN, 409) if is_taken else (SLOT_GONE, 422)
    return _times(request, consultation, problem=problem, status=status, near=wanted)


def _times(
    request: HttpRequest,
    consultation: Consultation,
    *,
    problem: str | Promise = "",
    status: int = 422,
    near: datetime | None = None,
) -> HttpResponse:
    """The times it can be moved to. With a `problem` that is said above them, and the free ones
    `near` it.
    """
    now, office = timezone.now(), consultation.office
    offer = availability.offer(office, now=now, holder=consultation)
    days = [
        replace(day, slots=[slot for slot in day.slots if slot.starts_at != consultation.starts_at])
        for day in offer.days
    ]
    offer = replace(offer, days=days)
    nearest = [
        (availability.iso(slot.starts_at), formats.when(slot.starts_at, office))
        for slot in (offer.nearest(near) if near else [])
    ]
    return _ask(
        request,
        consultation,
        "move",
        template="bookings/move_times.html",
        status=status if problem else 200,
        picker=picker(office, offer, now=now),
        problem=problem,
        nearest=nearest,
    )


def _ask(
    request: HttpRequest,
    consultation: Consultation,
    verb: str,
    *,
    template: str = "",
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    """The page that comes before `verb`; the patient's own page where it does not apply."""
    standing = Standing(consultation, now=timezone.now())
    if verb not in standing.verbs:
        return redirect(consultation)
    form = more.get("form")
    if form:
        more = {"errors": form.listed_errors()} | more
    status = status or (422 if form and form.is_bound else 200)
    context = context_of(standing, more)
    return render(request, template or standing.template_before(verb), context, status=status)
