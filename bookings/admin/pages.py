"""The short pages on which staff say what the patient is told: which there are, and what they ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from bookings import slots
from bookings.admin import times
from bookings.models import Actor, Consultation, Status
from bookings.slots import Bar
from bookings.steps import step


@dataclass(frozen=True)
class Page:
    """A page for one verb: the message that the patient will get, room for a note, maybe times to choose."""

    verb: str
    form: type[times.AnswerForm]
    title: str
    lead: str
    button: str

    def applies(self, consultation: Consultation) -> bool:
        return step(self.verb, Status(consultation.status), Actor.STAFF) is not None

    def given(self, form: times.AnswerForm) -> dict[str, Any] | None:
        """What the verb takes along, from a valid form or an untouched one; None if a time is missing."""
        if form.is_bound:
            values = form.cleaned_data
        else:
            values = {name: slots.read_iso(form[name].value() or "") for name in form.time_fields}
        chosen = [values[name] for name in form.time_fields if values[name]]
        note = {"note": values.get("note") or ""}
        if not form.time_fields:
            return note
        if not chosen:
            return None
        return note | ({"times": chosen} if self.verb == "propose" else {"starts_at": chosen[0]})


PAGES = {
    "confirm": Page(
        "confirm", times.AnswerForm, "Confirm", "We expect the patient.", "Confirm and tell the patient"
    ),
    "propose": Page(
        "propose",
        times.ProposalForm,
        "Propose other times",
        "The patient chooses one of up to three times. All of them are held until then.",
        "Propose and tell the patient",
    ),
    "move": Page(
        "move",
        times.OneTimeForm,
        "Move",
        "Move it to a time that you agreed on with the patient. The time it has now is free afterwards.",
        "Move and tell the patient",
    ),
    "confirm_at": Page(
        "confirm",
        times.OneTimeForm,
        "Confirm",
        "Agree on a time with the patient, then confirm it here.",
        "Confirm this time and tell the patient",
    ),
    "decline": Page(
        "decline",
        times.AnswerForm,
        "Decline",
        "We cannot offer it. The time is free afterwards. Nobody can take that back.",
        "Decline and tell the patient",
    ),
    "cancel": Page(
        "cancel",
        times.AnswerForm,
        "Cancel",
        "It will not take place. The time is free afterwards. Nobody can take that back.",
        "Cancel it and tell the patient",
    ),
}


def form_of(
    page: Page, consultation: Consultation, data: QueryDict | None, *, wish: str, now: datetime
) -> times.AnswerForm:
    """The page's form; its times are drafted, first the one that `wish` names if that is free."""
    form = page.form(data)
    if not form.time_fields:
        return form
    near = consultation.starts_at or now
    suits = times.suits(consultation)
    free = free_others(page, consultation, now=now)
    wished = [slot for slot in free if slot.starts_at == slots.read_iso(wish)]
    drafted = [*wished, *times.drafts(free, near=near, suits=suits, besides=wished)]
    names = form.time_fields if page.verb == "propose" else form.time_fields[: len(wished)]
    form.initial = {name: slots.iso(slot.starts_at) for name, slot in zip(names, drafted, strict=False)}
    form.offer_times(consultation.office, free, near=near, suits=suits)
    return form


def refuse_times(form: times.AnswerForm, page: Page, consultation: Consultation, *, now: datetime) -> None:
    """Say beside each time that cannot be had why, and let three others be pressed."""
    free = free_others(page, consultation, now=now)
    offer = times.free_for(consultation, page.verb, now=now)
    form.refuse_times(consultation.office, offer, near_by=free, holder=consultation)
    wanted = next((form[name].value() for name in form.errors if name in form.time_fields), "")
    form.offer_times(consultation.office, free, near=slots.read_iso(wanted or ""))


def free_others(page: Page, consultation: Consultation, *, now: datetime) -> list[slots.Slot]:
    """The free times but the one that it has."""
    offer = times.free_for(consultation, page.verb, now=now)
    return [slot for slot in offer.slots if slot.starts_at != consultation.starts_at]


def warnings(page: Page, consultation: Consultation, *, now: datetime) -> list[str]:
    """What staff should know before they confirm a time: that nobody works then by now."""
    if page.verb != "confirm" or consultation.starts_at is None:
        return []
    reasons = slots.why_not(consultation.office, consultation.starts_at, now=now, holder=consultation)
    return [why.sentence for why in reasons if why.bar in (Bar.CLOSED, Bar.BLOCKED)]
