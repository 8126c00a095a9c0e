"""Forms of a week's hours: one line a day, as in 10:00 am to 1:00 pm, 2:00 pm to 6:00 pm."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from clinic.office import formats
from clinic.office.clock import HoursField, Stretch
from clinic.office.formats import plain_text
from clinic.office.forms import LengthFirst
from clinic.office.hours import Hours
from clinic.office.models import OpeningHours, Weekday
from clinic.office.optimistic_lock import MEANWHILE, REVISION, read_sums, sum_of


class Day(NamedTuple):
    """A weekday and its fields, for the template."""

    name: str
    fields: list[BoundField]


class HoursForm(LengthFirst, forms.Form):
    """Fields by weekday, and what was seen of each. Saves nothing itself."""

    use_required_attribute = False

    def __init__(self, data: Any, fields: Mapping[str, forms.Field], stored: Mapping[str, Any]):
        sums = {name: sum_of(value) for name, value in stored.items()}
        self.base_fields = {  # type: ignore[misc]
            **fields,
            REVISION: forms.CharField(required=False, widget=forms.HiddenInput),
        }
        super().__init__(
            data, initial={**stored, REVISION: json.dumps(sums)}, label_suffix="", auto_id="id_%s"
        )

    @property
    def days(self) -> list[Day]:
        return [
            Day(
                str(Weekday(weekday).label),
                [self[name] for name in self.fields if name.endswith(f"_{weekday}")],
            )
            for weekday in range(7)
        ]

    @property
    def wanted(self) -> list[Hours]:
        """The consultation hours that were typed."""
        return self._typed("consultations")

    def _typed(self, name: str) -> list[Hours]:
        return [
            Hours(weekday, *stretch)
            for weekday in range(7)
            for stretch in self.cleaned_data[f"{name}_{weekday}"]
        ]

    def changed_meanwhile(self) -> bool:
        """Whether somebody saved other hours after this form was opened. Then it says which, and
        may be sent once more.
        """
        now = json.loads(self.initial[REVISION])
        seen = read_sums(self.data.get(REVISION, ""))
        if seen == now:
            return False
        said = [
            f"“{self[name].label}” is now: {self._in_words(name)}"
            for name in now
            if seen and seen.get(name) != now[name]
        ]
        self.add_error(None, [MEANWHILE, *said])
        self.data = {**self.data.dict(), REVISION: self.initial[REVISION]}  # type: ignore[attr-defined]
        return True

    def _in_words(self, name: str) -> str:
        value = self.initial[name]
        if isinstance(value, list):
            value = formats.hours_of_day(value)
        return value or "empty"


def _stretches(rows: Iterable[Hours | OpeningHours], weekday: int) -> list[Stretch]:
    return sorted((row.opens, row.closes) for row in rows if row.weekday == weekday)


def _hours_fields(kind: str, name: str) -> dict[str, forms.Field]:
    return {f"{name}_{day.value}": HoursField(label=f"{day.label}, {kind}") for day in Weekday}


def _note_field(day: Weekday) -> forms.CharField:
    return forms.CharField(
        label=f"{day.label}, printed instead of the times",
        max_length=60,
        required=False,
        validators=[plain_text],
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class OneWeekForm(HoursForm):
    """When consultations are offered in one week."""

    def __init__(self, data: Any, *, hours: list[Hours]) -> None:
        fields = _hours_fields("consultations", "consultations")
        stored = {f"consultations_{weekday}": _stretches(hours, weekday) for weekday in range(7)}
        super().__init__(data, fields, stored)


class EveryWeekForm(HoursForm):
    """When somebody answers and when consultations are offered; either may be left out."""

    def __init__(
        self, data: Any, *, opening: list[OpeningHours] | None, hours: list[Hours] | None
    ) -> None:
        fields: dict[str, forms.Field] = {}
        stored: dict[str, Any] = {}
        self._notes = {(row.weekday, row.opens, row.closes): row.note for row in opening or ()}
        if opening is not None:
            fields |= _hours_fields("open", "opening")
            stored |= {f"opening_{day.value}": _stretches(opening, day) for day in Weekday}
        if hours is not None:
            fields |= _hours_fields("consultations", "consultations")
            stored |= {f"consultations_{day.value}": _stretches(hours, day) for day in Weekday}
        if opening is not None:
            fields |= {f"instead_{day.value}": _note_field(day) for day in Weekday}
            for day in Weekday:
                notes = [note for (weekday, *_), note in self._notes.items() if weekday == day]
                stored[f"instead_{day.value}"] = next(filter(None, notes), "")
        super().__init__(data, fields, stored)

    @property
    def opening(self) -> list[tuple[Hours, str]]:
        """The opening hours that were typed, each with what is printed instead of its times."""
        return [(row, self._note(row)) for row in self._typed("opening")]

    def _note(self, row: Hours) -> str:
        """One line a day; where nobody changed it, hours that stay keep their own."""
        name = f"instead_{row.weekday}"
        typed: str = self.cleaned_data[name]
        if typed == self.initial[name]:
            return self._notes.get((row.weekday, row.opens, row.closes), typed)
        return typed
