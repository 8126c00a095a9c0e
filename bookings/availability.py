"""Availability: which slots are open. The rule that lists them also judges requests. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from django.db import connection
from django.utils.dateparse import parse_datetime

from bookings.models import Consultation, PartOfDay
from clinic.office import formats
from clinic.office.hours import (
    Hours,
    Offered,
    closures_ahead,
    days,
    offered,
    reply_by,
    stretches,
)
from clinic.office.models import Closure, Office, Weekday


class Slot(NamedTuple):
    """A time on offer, from `starts_at` up to but not including `ends_at`, both aware and in
    UTC.
    """

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
    """What somebody who asks at one moment is offered: free times, and when they will have their
    answer.
    """

    reply_by: datetime
    days: list[Day]
    weekdays: list[Weekday]  # on which consultations are given at all
    parts: list[PartOfDay] = field(default_factory=list)  # of the day, at which they are

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
    though_kept: bool = False,
) -> Offer:
    """What is on offer at `now`, to the end of the horizon. Four queries, whatever the number of
    rows.

    With `around` only the day of that moment is looked at, by the same rule: to judge one time, not
    to list. With `holder` the times that this consultation holds stand in nobody's way: it would
    give them up. While booking is off, only staff give times: for them, `online` is false.

    A time is offered only if it starts at least the notice after the reply-by that a request made
    now would get, so that nobody's time passes before its answer was promised.

    With `though_kept` also times that somebody holds or staff have blocked, by three queries: for
    whoever asks under the office's lock what is kept by then.
    """
    closures = closures_ahead(office, now=now)
    promise = reply_by(office, closures, now=now)
    earliest = promise + timedelta(hours=office.notice_hours)
    today = office.local_day(now)
    last_day = last_day_of(office, now=now)
    hours = offered(office, today, last_day)
    if online and office.off_until(now):
        return Offer(promise, [], hours.weekdays, _parts(hours))
    kept = []
    if not though_kept:
        end = earliest + timedelta(days=office.horizon_days + 2)
        kept = kept_times(office, earliest, end, holder=holder)
    first_day = office.local_day(earliest)
    if around:
        first_day, last_day = (
            max(first_day, office.local_day(around)),
            min(last_day, office.local_day(around)),
        )
    left = []
    for day in days(first_day, last_day):
        laid_out = grid(office, hours.on(day), day)
        in_time = [slot for slot in laid_out if slot.starts_at >= earliest]
        if in_time:
            left.append(_what_is_left(day, in_time, closures, kept))
    return Offer(promise, left, hours.weekdays, _parts(hours))


def _parts(hours: Offered) -> list[PartOfDay]:
    """The parts of the day in which somebody is there in a usual week."""
    found = {part for row in hours.usual for part in PartOfDay.within(row.opens, row.closes)}
    return [part for part in PartOfDay if part in found]


def free_slots(office: Office, *, now: datetime) -> list[Slot]:
    """All times that staff may give, in order. Four queries."""
    return offer(office, now=now, online=False).slots


def next_free(office: Office, *, now: datetime) -> Slot | None:
    """The first of them. Four queries."""
    return next(iter(free_slots(office, now=now)), None)


def last_day_of(office: Office, *, now: datetime) -> date:
    """The last day on which times are given at `now`: all of it."""
    return office.local_day(now) + timedelta(days=office.horizon_days)


def kept_times(
    office: Office, start: datetime, end: datetime, *, holder: Consultation | None = None
) -> list[Slot]:
    """What consultations, but `holder`, hold and staff have blocked from `start` to `end`. One
    query.
    """
    held = office.holds.overlapping(start, end)
    if holder:
        held = held.exclude(consultation=holder)
    blocked = office.blocks.overlapping(start, end)
    times = ("starts_at", "ends_at")
    both = (
        held.order_by().values_list(*times).union(blocked.order_by().values_list(*times), all=True)
    )
    return [Slot(*each) for each in both]


def grid(office: Office, hours: Iterable[Hours], day: date) -> list[Slot]:
    """The slots that consultation hours lay out on `day`: every step, while a whole consultation
    fits.
    """
    step = timedelta(minutes=office.slot_step_minutes)
    length = timedelta(minutes=office.consultation_minutes)
    starts = set()
    for stretch in stretches(hours, day, office.zone):
        start = stretch.start
        while start + length <= stretch.end:
            starts.add(start)
            start += step
    return [Slot(start, start + length) for start in sorted(starts)]


def _what_is_left(
    day: date, laid_out: list[Slot], closures: list[Closure], kept: list[Slot]
) -> Day:
    begins, ends = laid_out[0].starts_at, laid_out[-1].ends_at
    # First, or every slot would ask every hold.
    kept = [each for each in kept if each.starts_at < ends and each.ends_at > begins]
    closures = [each for each in closures if each.starts_at < ends and each.ends_at > begins]
    closed = [closure for closure in closures if any(slot.meets(closure) for slot in laid_out)]
    open_slots = [slot for slot in laid_out if not any(slot.meets(closure) for closure in closed)]
    free = [slot for slot in open_slots if not any(slot.meets(each) for each in kept)]
    return Day(day, free, closure=None if open_slots else closed[0])


def is_taken(office: Office, starts_at: datetime, *, holder: Consultation | None = None) -> bool:
    """Whether somebody, other than `holder`, holds the time that begins at `starts_at`."""
    length = timedelta(minutes=office.consultation_minutes)
    held = office.holds.overlapping(starts_at, starts_at + length)
    if holder:
        return held.exclude(consultation=holder).exists()
    return held.exists()


class Obstacle(Enum):
    """What can keep a time from being offered."""

    PASSED = auto()
    TOO_FAR = auto()
    TAKEN = auto()
    CLOSED = auto()
    BLOCKED = auto()
    NO_HOURS = auto()
    NOTICE = auto()
    OFF_STEP = auto()


def is_laid_out(office: Office, slot: Slot, *, now: datetime) -> bool:
    """Whether hours and rules of the office have such a slot, whoever holds it. One query."""
    day = office.local_day(slot.starts_at)
    hours = offered(office, day, day).on(day)
    is_within = day <= last_day_of(office, now=now) and not office.off_until(now)
    return is_within and slot in grid(office, hours, day)


# Written out, because everybody waits for the office's lock meanwhile: Django takes thirty times as
# long to put it together. Both databases know this form.
_KEPT = """
SELECT 'TAKEN' FROM bookings_hold
WHERE office_id = %(office)s AND starts_at < %(end)s AND ends_at > %(start)s
UNION SELECT 'BLOCKED' FROM bookings_block
WHERE office_id = %(office)s AND starts_at < %(end)s AND ends_at > %(start)s
UNION SELECT 'CLOSED' FROM clinic_closure
WHERE office_id = %(office)s AND starts_at < %(end)s AND ends_at > %(start)s
"""


def obstacle_by_now(office: Office, slot: Slot) -> Obstacle | None:
    """Who or what keeps a time that was on offer a moment ago; a person before all else. One
    query.
    """
    adapted = connection.ops.adapt_datetimefield_value
    asked = {
        "office": office.pk,
        "start": adapted(slot.starts_at),
        "end": adapted(slot.ends_at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, asked)
        found = {Obstacle[name] for (name,) in cursor.fetchall()}
    if Obstacle.TAKEN in found:
        return Obstacle.TAKEN
    return next(iter(found), None)


class Reason(NamedTuple):
    """One reason why a time is not on offer, in a sentence for staff."""

    bar: Obstacle
    sentence: str


def reasons_against(
    office: Office, starts_at: datetime, *, now: datetime, holder: Consultation | None = None
) -> list[Reason]:
    """Every reason why staff are not offered the time; none if they are. What `holder` holds is no
    reason.
    """
    wanted = Slot(starts_at, starts_at + timedelta(minutes=office.consultation_minutes))
    offer_then = offer(office, now=now, around=starts_at, holder=holder, online=False)
    if offer_then.at(starts_at):
        return []
    found = []
    has_passed = starts_at < now.replace(second=0, microsecond=0)  # this very minute has not
    if has_passed:
        found.append(Reason(Obstacle.PASSED, "That time has passed."))
    if office.local_day(starts_at) > last_day_of(office, now=now):
        found.append(
            Reason(Obstacle.TOO_FAR, f"Times are given for the next {office.horizon_days} days.")
        )
    if is_taken(office, starts_at, holder=holder):
        found.append(Reason(Obstacle.TAKEN, "Somebody else has this time."))
    for closure in office.closures.overlapping(*wanted):
        if closure.reason:
            closed = f"The office is closed then: {closure.reason}."
        else:
            closed = ""
        found.append(Reason(Obstacle.CLOSED, closed or "The office is closed then."))
    for block in office.blocks.overlapping(*wanted).select_related("by"):
        about = f": {block.note}" if block.note else ""
        found.append(Reason(Obstacle.BLOCKED, f"Blocked by {block.by or 'staff'}{about}."))
    found += _outside_hours(office, wanted)
    if not has_passed and starts_at < offer_then.reply_by + timedelta(hours=office.notice_hours):
        found.append(Reason(Obstacle.NOTICE, "Sooner than our notice."))
    if not found:
        said = (
            "Between the times that we offer, which begin every"
            f" {office.slot_step_minutes} minutes."
        )
        found.append(Reason(Obstacle.OFF_STEP, said))
    return found


def _outside_hours(office: Office, wanted: Slot) -> list[Reason]:
    day = office.local_day(wanted.starts_at)
    that_day = stretches(offered(office, day, day).on(day), day, office.zone)
    if any(each.start <= wanted.starts_at and wanted.ends_at <= each.end for each in that_day):
        return []
    if not that_day:
        return [Reason(Obstacle.NO_HOURS, "No consultations are offered on that day.")]
    clocks = ([formats.clock(end.astimezone(office.zone)) for end in each] for each in that_day)
    spans = " and ".join(" to ".join(pair) for pair in clocks)
    return [Reason(Obstacle.NO_HOURS, f"Outside consultation hours, which are {spans} that day.")]


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
    # At the ends of time no other zone can say it; and PostgreSQL knows fewer offsets than Python.
    if 1 < moment.year < 9999:
        return moment.astimezone(UTC)
    return None
