"""Free times for staff to choose from: drafted, listed by day, and offered anew when one was refused."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms

from bookings import slots
from bookings.lifecycle.answering import MOST_PROPOSED
from bookings.models import Consultation, Status
from bookings.slots import Offer, Slot
from clinic import words
from clinic.models import Office

NOON, FIVE = 12, 17
Suits = Callable[[Slot], bool]


def drafts(
    free: Iterable[Slot],
    *,
    near: datetime,
    besides: Sequence[Slot] = (),
    suits: Suits = lambda slot: True,
) -> list[Slot]:
    """Up to three times that meet neither each other nor `besides`: first what suits, then the nearest."""
    drafted: list[Slot] = []
    for slot in sorted(free, key=lambda slot: (not suits(slot), abs(slot.starts_at - near))):
        if not any(slot.meets(other) for other in (*besides, *drafted)):
            drafted.append(slot)
        if len(drafted) == MOST_PROPOSED:
            break
    return sorted(drafted)


def suits(consultation: Consultation) -> Suits:
    """Whether a time lies on the days and in the parts of the day that the patient prefers, if any."""

    def judge(slot: Slot) -> bool:
        local = slot.starts_at.astimezone(consultation.office.zone)
        part = "morning" if local.hour < NOON else "afternoon" if local.hour < FIVE else "evening"
        days, parts = consultation.preferred_days, consultation.preferred_parts
        return (not days or f"{local:%A}" in days) and (not parts or part in parts)

    return judge


def free_for(consultation: Consultation, verb: str, *, now: datetime) -> Offer:
    """The other times that `verb` can give the consultation at `now`.

    What it holds stands in its way only where it is kept: a confirmed time, while others are proposed.
    """
    keeps = verb == "propose" and consultation.status == Status.CONFIRMED
    return slots.offer(consultation.office, now=now, holder=None if keeps else consultation, online=False)


class TimeField(forms.Field):
    """A select of free times. Whether a time can be had is for `lifecycle` to judge, when it is taken."""

    widget = forms.Select

    def to_python(self, value: Any) -> datetime | None:
        moment = slots.read_iso(value) if value else None
        if value and moment is None:
            raise forms.ValidationError("Choose one of the times in the list.")
        return moment


class FreeTimesForm(forms.Form):
    """A form with fields for times. Chosen times stay chosen, also when they turn out to be gone."""

    use_required_attribute = False  # the server says better what is missing

    def offer_times(
        self,
        office: Office,
        free: Sequence[Slot],
        *,
        near: datetime | None = None,
        suits: Suits = lambda slot: True,
    ) -> None:
        """Let every field for a time list the `free` ones, what suits and is closest to `near` on top."""
        by_day = groupby(free, key=lambda slot: words.day(office.local_day(slot.starts_at)))
        groups = [(day, [_option(slot.starts_at, office) for slot in of_day]) for day, of_day in by_day]
        if near and free:
            nearest = [_option(slot.starts_at, office) for slot in drafts(free, near=near, suits=suits)]
            groups.insert(0, ("Nearest", nearest))
        listed = {slots.iso(slot.starts_at) for slot in free}
        for name in self.time_fields:
            chosen = slots.read_iso(self[name].value() or "")
            gone = (
                []
                if chosen is None or slots.iso(chosen) in listed
                else [("Not free", [_option(chosen, office)])]
            )
            field = self.fields[name]
            empty = "Choose a time" if field.required else "No other time"
            assert isinstance(field.widget, forms.Select)
            field.widget.choices = [("", empty), *gone, *groups]

    @property
    def time_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, TimeField)]

    @property
    def times(self) -> list[datetime]:
        """The times chosen. Only of a valid form."""
        return [self.cleaned_data[name] for name in self.time_fields if self.cleaned_data[name]]

    def refuse_times(
        self, office: Office, offer: Offer, *, near_by: Sequence[Slot], holder: Consultation | None = None
    ) -> None:
        """Say beside each time that cannot be had why, and which free ones are nearest to it."""
        for name in self.time_fields:
            wanted = self.cleaned_data.get(name)
            if not wanted or offer.at(wanted):
                continue
            taken = slots.is_taken(office, wanted, holder=holder)
            why = "Somebody else has this time now." if taken else "This time is not on offer any more."
            nearest = "; ".join(words.when(slot.starts_at, office) for slot in drafts(near_by, near=wanted))
            self.add_error(
                name,
                f"{why} The nearest free times: {nearest}." if nearest else f"{why} No other time is free.",
            )
        if not self.errors:  # it came free again between the refusal and this look
            self.add_error(None, "That time was taken a moment ago and is free again. Please try once more.")


class OneTimeForm(FreeTimesForm):
    """For moving, and for confirming what came without a time."""

    time = TimeField(label="Time", error_messages={"required": "Choose a time."})


class ProposalForm(FreeTimesForm):
    """One to three times to propose."""

    first = TimeField(label="First time", error_messages={"required": "Choose at least one time."})
    second = TimeField(label="Second time (optional)", required=False)
    third = TimeField(label="Third time (optional)", required=False)

    @classmethod
    def drafted(cls, times: Sequence[Slot]) -> dict[str, str]:
        """What stands in the fields of a form that nobody has touched."""
        return {name: slots.iso(slot.starts_at) for name, slot in zip(cls.base_fields, times, strict=False)}


def _option(moment: datetime, office: Office) -> tuple[str, str]:
    return slots.iso(moment), words.when(moment, office)
