"""Action forms: what an action's page offers, and what it hands to the action."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from bookings import availability
from bookings.admin.consultation import times
from bookings.admin.consultation.actions import CONFIRM, PROPOSE, Action, Page
from bookings.availability import Obstacle
from bookings.models import Consultation, Status


def given(action: Action, form: times.AnswerForm) -> dict[str, Any] | None:
    """What the action takes along, from a valid form or an untouched one; None if a time is
    missing.
    """
    if form.is_bound:
        values = form.cleaned_data
    else:
        values = {
            name: availability.read_iso(form[name].value() or "") for name in form.time_fields
        }
    chosen = [values[name] for name in form.time_fields if values[name]]
    note = {"note": values.get("note") or ""}
    if not form.time_fields:
        return note
    if not chosen:
        return None
    if action is PROPOSE:
        return {**note, "times": chosen}
    return {**note, "starts_at": chosen[0]}


def form_of(
    action: Action, consultation: Consultation, data: QueryDict | None, *, wish: str, now: datetime
) -> times.AnswerForm:
    """The form of the action's page; its times are drafted, first the one that `wish` names if it
    is free.
    """
    form = page_of(action).form(data)
    if consultation.is_aside:
        del form.fields["note"]  # nobody would read it
    if not form.time_fields:
        return form
    near = consultation.starts_at or now
    suits = times.suits(consultation)
    free = free_others(action, consultation, now=now)
    wished = [slot for slot in free if slot.starts_at == availability.read_iso(wish)]
    drafted = [*wished, *times.drafts(free, near=near, suits=suits, besides=wished)]
    if action is PROPOSE:
        names = form.time_fields
    else:
        names = form.time_fields[: len(wished)]
    form.initial = {
        name: availability.iso(slot.starts_at) for name, slot in zip(names, drafted, strict=False)
    }
    form.offer_times(consultation.office, free, near=near, suits=suits)
    return form


def page_of(action: Action) -> Page:
    """The page of an action that has one."""
    assert action.page is not None
    return action.page


def refuse_times(
    form: times.AnswerForm, action: Action, consultation: Consultation, *, now: datetime
) -> None:
    """Say beside each time that cannot be had why, and let three others be pressed."""
    free = free_others(action, consultation, now=now)
    offer = _free(action, consultation, now=now)
    form.refuse_times(consultation.office, offer, near_by=free, holder=consultation)
    wanted = next((form[name].value() for name in form.errors if name in form.time_fields), "")
    form.offer_times(consultation.office, free, near=availability.read_iso(wanted or ""))


def free_others(
    action: Action, consultation: Consultation, *, now: datetime
) -> list[availability.Slot]:
    """The free times but the one that it has."""
    offer = _free(action, consultation, now=now)
    return [slot for slot in offer.slots if slot.starts_at != consultation.starts_at]


def _free(action: Action, consultation: Consultation, *, now: datetime) -> availability.Offer:
    """The times that the action can give the consultation at `now`.

    What it holds stands in its way only where it is kept: a confirmed time, while others are
    proposed.
    """
    keeps_its_own = action is PROPOSE and consultation.status == Status.CONFIRMED
    holder = None if keeps_its_own else consultation
    return availability.offer(consultation.office, now=now, holder=holder, online=False)


def warnings(action: Action, consultation: Consultation, *, now: datetime) -> list[str]:
    """What staff should know before they confirm a time: that nobody works then by now."""
    if action is not CONFIRM or consultation.starts_at is None:
        return []
    reasons = availability.reasons_against(
        consultation.office, consultation.starts_at, now=now, holder=consultation
    )
    return [why.sentence for why in reasons if why.bar in (Obstacle.CLOSED, Obstacle.BLOCKED)]
