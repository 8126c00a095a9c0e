"""Clock times in forms of staff: read as people here write them, shown as the site writes them.

10 am, 10:00 AM, 1:30 p.m., noon and 13:30 are read; 10:00 am and 1:30 pm are shown.
"""

from datetime import time
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.office import formats
from clinic.office.invisible_characters import as_seen

LONGEST = 40  # characters of one time
LONGEST_LINE = 200
UNREADABLE = "Write the time as in 10:00 am or 1:30 pm."
UNREADABLE_LINE = "Write hours as in 10:00 am to 1:00 pm, 2:00 pm to 6:00 pm."
ANY_MORNING = range(7, 12)  # of one digit and no am or pm: what comes before seven could be either
NOTHING = ("", "closed", "none", "-", "–", "—")

Stretch = tuple[time, time]


class Unreadable(ValueError):
    """It is no time; the text says how to write one."""


def read(typed: str) -> time:
    """The time that somebody wrote, with am or pm or in 24 hours. Raises Unreadable."""
    if len(typed) > LONGEST:
        raise Unreadable(UNREADABLE)
    return _read(as_seen(typed), UNREADABLE)


def _read(typed: str, how: str, *, half: str = "") -> time:
    """`half` is am or pm for a time that says neither."""
    said = "".join(typed.casefold().split()).replace("a.m", "am").replace("p.m", "pm")
    said = said.rstrip(".").replace(".", ":")
    if said.removeprefix("12") == "noon":
        return time(12)
    for ending in ("am", "pm", "a", "p"):
        if said.endswith(ending):
            said, half = said.removesuffix(ending), ending
            break
    hours, minutes = _figures(said, how)
    if half:
        return _of_half(hours, minutes, half, how)
    if hours > 23:
        raise Unreadable(how)
    if len(said.partition(":")[0]) == 1 and hours and hours not in ANY_MORNING:
        raise Unreadable(f"Write {hours}:{minutes:02} am or {hours}:{minutes:02} pm.")
    return time(hours, minutes)


def _figures(said: str, how: str) -> tuple[int, int]:
    """10, 10:30, 10:30:00 and 1030 as hours and minutes."""
    if said.isdigit() and len(said) in (3, 4):
        said = f"{said[:-2]}:{said[-2:]}"
    hours, *rest = said.split(":")
    is_whole = all(part.isascii() and part.isdigit() and len(part) == 2 for part in rest)
    if not (hours.isascii() and hours.isdigit() and len(hours) <= 2 and is_whole):
        raise Unreadable(how)
    if len(rest) > 2 or rest[1:] not in ([], ["00"]) or (rest and int(rest[0]) > 59):
        raise Unreadable(how)
    return int(hours), int(rest[0]) if rest else 0


def _of_half(hours: int, minutes: int, half: str, how: str) -> time:
    is_afternoon = half.startswith("p")
    if is_afternoon and 12 < hours < 24:  # 13:30 pm
        return time(hours, minutes)
    if not 1 <= hours <= 12:
        raise Unreadable(how)
    return time(hours % 12 + 12 * is_afternoon, minutes)


def read_line(typed: str) -> list[Stretch]:
    """The stretches of a day in one line, in order: 10 am to 1 pm, 2 to 6 pm. Raises Unreadable."""
    if len(typed) > LONGEST_LINE:
        raise Unreadable(UNREADABLE_LINE)
    said = as_seen(typed).casefold().replace(";", ",").replace("&", ",").replace(" and ", ",")
    if said.strip(" .") in NOTHING:
        return []
    found = sorted(_stretch(part) for part in said.split(","))
    for (_, until), (begins, _) in pairwise(found):
        if begins < until:
            raise Unreadable("These hours overlap.")
    return found


def _stretch(said: str) -> Stretch:
    for dash in (" to ", " until ", " till ", "–", "—"):
        said = said.replace(dash, "-")
    begins, dash, ends = said.partition("-")
    if not dash:
        raise Unreadable(UNREADABLE_LINE)
    closes = _read(ends, UNREADABLE_LINE)
    opens = _beginning(begins, ends, closes)
    if opens >= closes:
        raise Unreadable("“Until” must be later than “from”.")
    return opens, closes


def _beginning(begins: str, ends: str, closes: time) -> time:
    """Of "2 to 6 pm" two in the afternoon, of "10 to 1 pm" ten in the morning."""
    is_bare = all(sign.isdigit() or sign in ": ." for sign in begins)
    hours = begins.strip().partition(":")[0]
    if is_bare and hours.isdigit() and 1 <= int(hours) <= 12 and "m" in ends:
        for half in ("pm", "am"):
            opens = _read(begins, UNREADABLE_LINE, half=half)
            if opens < closes:
                return opens
    return _read(begins, UNREADABLE_LINE)


# ---- in a form -----------------------------------------------------------------------------------
class ClockInput(forms.TextInput):
    """A time, and in what way it may be written."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"autocomplete": "off", "size": 10, "maxlength": LONGEST, "class": "acu-clock"}
        super().__init__(given | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, time):
            return formats.time_of_day(value)
        shown: str | None = super().format_value(value)
        return shown


class ClockField(forms.Field):
    """A time of the day on the office's clock."""

    widget = ClockInput
    default_error_messages = {"required": "Enter a time."}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        typed = str(value)
        if not typed.strip():
            return None
        try:
            return read(typed)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="invalid") from unreadable

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Seconds are not shown, so what is sent back without them is no change."""
        try:
            was, given = self.to_python(initial), self.to_python(data)
        except ValidationError:
            return True
        if was is None or given is None:
            return was != given
        return (was.hour, was.minute) != (given.hour, given.minute)


class HoursField(forms.Field):
    """The hours of one day in one line; empty: none."""

    widget = ClockInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"size": 44, "maxlength": LONGEST_LINE}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return formats.hours_of_day(value)
        return value

    def to_python(self, value: Any) -> list[Stretch]:
        try:
            return read_line(str(value or ""))
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="invalid") from unreadable
