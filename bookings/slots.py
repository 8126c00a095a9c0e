"""Which times are on offer. The rule that lists them is the rule that judges a request. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.utils.dateparse import parse_datetime

from bookings.models import Consultation
from clinic.hours import closures_ahead, days, reply_by, stretches
from clinic.models import Closure, ConsultationHours, Office


class Slot(NamedTuple):
    """A time on offer, from `starts_at` up to but not including `ends_at`, both aware and in UTC."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Closure | Slot") -> bool:
        return self.starts_at < other.ends_at and self.ends_at > other.starts_at


@dataclass(frozen=True)
class Day:
    """A day that has consultation hours, and what is left of it."""

    day: date
    slots: list[Slot]
    closure: Closure | None = None  # what closes all of it


@dataclass(frozen=True)
class Offer:
    """What somebody who asks at one moment is offered: free times, and when they will have their answer."""

    reply_by: datetime
    days: list[Day]
    weekdays: list[str]  # on which consultations are given at all

    @property
    def slots(self) -> list[Slot]:
        return [slot for day in self.days for slot in day.slots]

    def at(self, starts_at: datetime) -> Slot | None:
        return next((slot for slot in self.slots if slot.starts_at == starts_at), None)

    def nearest(self, wanted: datetime, count: int = 3) -> list[Slot]:
        """The free times closest to `wanted`, in their own order."""
        by_distance = sorted(self.slots, key=lambda slot: abs(slot.starts_at - wanted))
        return sorted(by_distance[:count])


def offer(
    office: Office,
    *,
    now: datetime,
    around: datetime | None = None,
    holder: Consultation | None = None,
    online: bool = True,
) -> Offer:
    """What is on offer at `now`, to the end of the horizon. Four queries, whatever the number of rows.

    With `around` only the day of that moment is looked at, by the same rule: to judge one time, not to list.
    With `holder` the times that this consultation holds stand in nobody's way: it would give them up.
    While booking is off, only staff give times: for them, `online` is false.

    A time is offered only if it starts at least the notice after the reply-by that a request made now
    would get, so that nobody's time passes before its answer was promised.
    """
    closures = closures_ahead(office, now=now)
    promise = reply_by(office, closures, now=now)
    earliest = promise + timedelta(hours=office.notice_hours)
    today = office.local_day(now)
    last_day = today + timedelta(days=office.horizon_days)
    hours = list(office.consultation_hours.all())
    weekdays = list(dict.fromkeys(row.get_weekday_display() for row in hours))
    if online and office.off_until(now):
        return Offer(promise, [], weekdays)
    ahead = office.holds.overlapping(earliest, earliest + timedelta(days=office.horizon_days + 2))
    if holder:
        ahead = ahead.exclude(consultation=holder)
    held = [Slot(*times) for times in ahead.values_list("starts_at", "ends_at")]
    first_day = office.local_day(earliest)
    if around:
        first_day, last_day = (
            max(first_day, office.local_day(around)),
            min(last_day, office.local_day(around)),
        )
    offered = []
    for day in days(first_day, last_day):
        grid = [slot for slot in _grid(office, hours, day) if slot.starts_at >= earliest]
        if grid:
            offered.append(_what_is_left(day, grid, closures, held))
    return Offer(promise, offered, weekdays)


def _grid(office: Office, hours: Iterable[ConsultationHours], day: date) -> list[Slot]:
    """The slots that consultation hours lay out on `day`: every step, while a whole consultation fits."""
    step = timedelta(minutes=office.slot_step_minutes)
    length = timedelta(minutes=office.consultation_minutes)
    starts = set()
    for stretch in stretches(hours, day, office.zone):
        start = stretch.start
        while start + length <= stretch.end:
            starts.add(start)
            start += step
    return [Slot(start, start + length) for start in sorted(starts)]


def _what_is_left(day: date, grid: list[Slot], closures: list[Closure], held: list[Slot]) -> Day:
    whole = Slot(grid[0].starts_at, grid[-1].ends_at)
    held = [each for each in held if whole.meets(each)]  # first, or every slot would ask every hold
    closures = [closure for closure in closures if whole.meets(closure)]
    closed = [closure for closure in closures if any(slot.meets(closure) for slot in grid)]
    open_slots = [slot for slot in grid if not any(slot.meets(closure) for closure in closed)]
    free = [slot for slot in open_slots if not any(slot.meets(each) for each in held)]
    return Day(day, free, closure=None if open_slots else closed[0])


def is_taken(office: Office, starts_at: datetime, *, holder: Consultation | None = None) -> bool:
    """Whether somebody, other than `holder`, holds the time that begins at `starts_at`."""
    length = timedelta(minutes=office.consultation_minutes)
    held = office.holds.overlapping(starts_at, starts_at + length)
    return held.exclude(consultation=holder).exists() if holder else held.exists()


def iso(moment: datetime) -> str:
    """The value of a slot in a form: its UTC start, 2026-11-25T19:00:00Z"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_iso(value: str) -> datetime | None:
    """The moment that `iso` wrote; None for anything that is no moment with a zone."""
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    return moment if 1 < moment.year < 9999 else None  # at the ends of time no other zone can say it
