"""Days that staff name, on the office's clock."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from clinic.models import Office

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
AS_ASKED = "Write the day as in 2026-11-24, between the years 2000 and 2099."


class DayField(forms.DateField):
    """A day as the browser's own control sends it, and as one may type it into an address."""

    widget = forms.DateInput({"type": "date", "min": FIRST.isoformat(), "max": LAST.isoformat()}, "%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {"required": "Choose a day.", "invalid": AS_ASKED}
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST <= day <= LAST:
            raise forms.ValidationError(AS_ASKED)
        return day


def from_until(office: Office, first: date, last: date) -> tuple[datetime, datetime]:
    """The instants at which `first` begins and `last` has ended at the office."""
    after = last + timedelta(days=1)
    return (
        datetime.combine(first, time.min, office.zone),
        datetime.combine(after, time.min, office.zone),
    )
