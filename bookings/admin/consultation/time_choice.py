"""Slot choice of a phone booking: the time that was pressed, the nearest, all others by day."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from bookings import availability
from bookings.admin.consultation.times import drafts
from bookings.availability import Slot
from clinic.office import formats
from clinic.office.models import Office


class TimeOption(NamedTuple):
    """A radio button. What it says stands beside it; `day` is said before it where none does."""

    id: str
    value: str
    said: str
    day: str
    is_chosen: bool


class DayOfTimes(NamedTuple):
    name: str
    times: list[TimeOption]


class TimeChoice(NamedTuple):
    """What `admin/bookings/consultation/_time_choice.html` draws: each time once."""

    first: list[TimeOption]  # in view
    days: list[DayOfTimes]  # folded
    chosen: str  # the value of the one that is; empty if none is


def time_choice(
    office: Office, free: Sequence[Slot], *, chosen: datetime | None, near: datetime | None
) -> TimeChoice:
    """The `chosen` time on top, also if nobody can have it; the three nearest to `near`; then the
    rest.
    """
    nearest = drafts(free, near=near) if near else []
    on_top = [slot.starts_at for slot in nearest if slot.starts_at != chosen]
    if chosen:
        on_top.insert(0, chosen)
    first = [
        _option(office, moment, f"id_time_{number}", chosen, is_whole=True)
        for number, moment in enumerate(on_top)
    ]
    rest = [slot.starts_at for slot in free if slot.starts_at not in on_top]
    options = [
        _option(office, moment, f"id_time_{number}", chosen, is_whole=False)
        for number, moment in enumerate(rest, start=len(on_top))
    ]
    days = [
        DayOfTimes(day, list(of_day)) for day, of_day in groupby(options, lambda each: each.day)
    ]
    return TimeChoice(first, days, availability.iso(chosen) if chosen else "")


def _option(
    office: Office, moment: datetime, html_id: str, chosen: datetime | None, *, is_whole: bool
) -> TimeOption:
    local = moment.astimezone(office.zone)
    day, clock = formats.day(local), formats.clock(local)
    said = f"{day}, {clock}" if is_whole else clock
    return TimeOption(html_id, availability.iso(moment), said, day, moment == chosen)
