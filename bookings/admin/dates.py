"""Date and time fields in the office's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

from clinic.office import formats
from clinic.office.clock import ClockField, ClockInput
from clinic.office.hours import wall_clock
from clinic.office.models import Office

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
LEFT_OUT = "The clocks change on this day and leave this time out."
AS_ASKED = "Write the day as in 2026-11-24, between the years 2000 and 2099."


class DayField(forms.DateField):
    """A day as the browser's own control sends it, and as one may type it into an address."""

    widget = forms.DateInput(
        {"type": "date", "min": FIRST.isoformat(), "max": LAST.isoformat()}, "%Y-%m-%d"
    )

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


# ---- a stretch of days, its ends perhaps at some hour ------------------------------------------
class DayAndTimeWidget(AdminSplitDateTime):
    """A day in the browser's own control and a time, each of which says what it is for."""

    def __init__(self, day_label: str, time_label: str) -> None:
        day = dict(DayField.widget.attrs) | {"aria-label": day_label}
        widgets = [
            forms.DateInput(day, "%Y-%m-%d"),
            ClockInput({"aria-label": f"{day_label}, {time_label}"}),
        ]
        forms.MultiWidget.__init__(self, widgets)
        self.time_label = time_label

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"date_label": "Day:", "time_label": f"{self.time_label.capitalize()}:"}


class DayAndTimeField(forms.MultiValueField):
    """A day, and a time of it that may be left empty. Its value is both, the time perhaps None."""

    def __init__(self, *, label: str, time_label: str, help_text: str) -> None:
        asked = "Choose a day."
        super().__init__(
            [DayField(), ClockField(required=False)],
            require_all_fields=False,
            label=label,
            help_text=help_text,
            widget=DayAndTimeWidget(label, time_label),
            error_messages={"required": asked, "incomplete": asked},
        )

    def compress(self, data_list: list[Any]) -> tuple[date, time | None] | None:
        if len(data_list) == 2:
            return (data_list[0], data_list[1])
        return None


def begins(office: Office, day: date, at: time | None) -> datetime | None:
    """The instant, in UTC, when clocks show `at`, else when the day begins. None if they leave `at`
    out.
    """
    if at is not None:
        return wall_clock(day, at, office.zone)
    return datetime.combine(day, time.min, office.zone).astimezone(UTC)


def ends(office: Office, day: date, at: time | None) -> datetime | None:
    """As `begins`, but without a time the whole day belongs to it."""
    if at is None:
        return begins(office, day + timedelta(days=1), None)
    return begins(office, day, at)


DayAndTime = tuple[date, time | None]


def as_begin(office: Office, moment: datetime) -> DayAndTime:
    """The day and time that `begins` makes into `moment`; no time for the beginning of a day."""
    local = moment.astimezone(office.zone)
    is_whole = begins(office, local.date(), None) == moment
    return local.date(), None if is_whole else local.time()


def as_end(office: Office, moment: datetime) -> DayAndTime:
    """The day and time that `ends` makes into `moment`: the last day, where it ends with a day."""
    day, at = as_begin(office, moment)
    if at is not None:
        return day, at
    return day - timedelta(days=1), None


def in_words(day: date, at: time | None) -> str:
    """December 24, 2026; with its time, if it has one"""
    if at is None:
        return formats.calendar_day(day)
    return f"{formats.calendar_day(day)}, {formats.time_of_day(at)}"
