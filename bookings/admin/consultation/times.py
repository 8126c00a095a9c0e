"""Note and slot fields of actions: slots drafted, listed by day, and offered anew."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict

from bookings import availability
from bookings.availability import Offer, Slot
from bookings.lifecycle.decisions import MOST_PROPOSED
from bookings.models import Consultation, PartOfDay
from clinic.office import formats
from clinic.office.formats import plain_lines
from clinic.office.forms import LengthFirst
from clinic.office.models import Office

Suits = Callable[[Slot], bool]


def drafts(
    free: Iterable[Slot],
    *,
    near: datetime,
    besides: Sequence[Slot] = (),
    suits: Suits = lambda slot: True,
) -> list[Slot]:
    """Up to three times that meet neither each other nor `besides`: first what suits, then the
    nearest.
    """
    drafted: list[Slot] = []
    for slot in sorted(free, key=lambda slot: (not suits(slot), abs(slot.starts_at - near))):
        if not any(slot.meets(other) for other in (*besides, *drafted)):
            drafted.append(slot)
        if len(drafted) == MOST_PROPOSED:
            break
    return sorted(drafted)


def suits(consultation: Consultation) -> Suits:
    """Whether a time lies on the days and in the parts of the day that the patient prefers, if
    any.
    """

    def judge(slot: Slot) -> bool:
        local = slot.starts_at.astimezone(consultation.office.zone)
        days, parts = consultation.preferred_days, consultation.preferred_parts
        if days and local.weekday() not in days:
            return False
        return not parts or PartOfDay.of(local.time()) in parts

    return judge


class TimeField(forms.Field):
    """A select of free times. Whether a time can be had is for `lifecycle` to judge, when it is
    taken.
    """

    widget = forms.Select
    near: Sequence[
        tuple[str, str]
    ] = ()  # the value and the words of times to press instead of a refused one

    def __init__(self, *, empty: str = "Choose a time", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty

    def to_python(self, value: Any) -> datetime | None:
        moment = availability.read_iso(value) if value else None
        if value and moment is None:
            raise forms.ValidationError("Choose one of the times in the list.")
        return moment


class NoteField(forms.CharField):
    """Some lines of staff's own in the message to the patient."""

    def __init__(self) -> None:
        super().__init__(
            label="A note to the patient (optional)",
            required=False,
            max_length=500,
            widget=forms.Textarea({"rows": 3}),
            validators=[plain_lines],
            help_text="The patient reads it in the message. Leave out medical details.",
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace(
            "\r\n", "\n"
        )  # as browsers count and mails write it


class FreeTimesForm(LengthFirst, forms.Form):
    """A form with fields for times. Chosen times stay chosen, also when they turn out to be
    gone.
    """

    use_required_attribute = False  # the server says better what is missing

    def offer_times(
        self,
        office: Office,
        free: Sequence[Slot],
        *,
        near: datetime | None = None,
        suits: Suits = lambda slot: True,
    ) -> None:
        """Let every field for a time list the `free` ones, what suits and is closest to `near` on
        top.
        """
        by_day = groupby(free, key=lambda slot: formats.day(office.local_day(slot.starts_at)))
        groups = [
            (day, [_option(slot.starts_at, office) for slot in of_day]) for day, of_day in by_day
        ]
        if near and free:
            nearest = [
                _option(slot.starts_at, office) for slot in drafts(free, near=near, suits=suits)
            ]
            groups.insert(0, ("Nearest", nearest))
        listed = {availability.iso(slot.starts_at) for slot in free}
        for name in self.time_fields:
            chosen = availability.read_iso(self[name].value() or "")
            if chosen is None or availability.iso(chosen) in listed:
                gone = []
            else:
                gone = [("Not free", [_option(chosen, office)])]
            field = self.fields[name]
            empty = field.empty if isinstance(field, TimeField) else ""
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
        self,
        office: Office,
        offer: Offer,
        *,
        near_by: Sequence[Slot],
        holder: Consultation | None = None,
    ) -> None:
        """Say beside each time that cannot be had why, and let the free ones nearest to it be
        pressed.
        """
        for name in self.time_fields:
            wanted = self.cleaned_data.get(name)
            if wanted and not offer.at(wanted):
                taken = availability.is_taken(office, wanted, holder=holder)
                if taken:
                    why = "Somebody else has this time now."
                else:
                    why = "This time is not on offer any more."
                self.add_error(name, f"{why} {self.offer_near(name, office, near_by, wanted)}")
        if not self.errors:  # it came free again between the refusal and this look
            self.add_error(
                None, "That time was taken a moment ago and is free again. Please try once more."
            )

    def offer_near(self, name: str, office: Office, free: Iterable[Slot], wanted: datetime) -> str:
        """Buttons for up to three times near `wanted` at the field `name`, and the words before
        them.
        """
        field = self.fields[name]
        assert isinstance(field, TimeField)
        others = [
            availability.read_iso(self[other].value() or "")
            for other in self.time_fields
            if other != name
        ]
        length = timedelta(minutes=office.consultation_minutes)
        besides = [Slot(other, other + length) for other in others if other]
        field.near = [
            _option(slot.starts_at, office) for slot in drafts(free, near=wanted, besides=besides)
        ]
        if field.near:
            return "These are free:"
        return "No other time is free."


class AnswerForm(FreeTimesForm):
    """What goes along with an answer to the patient."""

    note = NoteField()
    field_order: Sequence[str] | None = None


class OneTimeForm(AnswerForm):
    """For moving, and for confirming what came without a time."""

    time = TimeField(label="Time", error_messages={"required": "Choose a time."})
    field_order = ("time", "note")


class ProposalForm(AnswerForm):
    """One to three times to propose."""

    first = TimeField(label="First time", error_messages={"required": "Choose at least one time."})
    second = TimeField(label="Second time (optional)", required=False, empty="No other time")
    third = TimeField(label="Third time (optional)", required=False, empty="No other time")
    field_order = ("first", "second", "third", "note")


def sent(data: QueryDict) -> tuple[QueryDict, bool]:
    """What came with a form, with the time that a button chose in its field; and whether it was
    only to be shown anew: what was chosen by such a button is looked at first.
    """
    field, _, value = data.get("choose", "").partition(" ")
    if not value:
        return data, "preview" in data
    chosen = data.copy()
    chosen[field] = value
    return chosen, True


def _option(moment: datetime, office: Office) -> tuple[str, str]:
    return availability.iso(moment), formats.desk_when(moment, office)
