"""Business hours: weekly hours and closures as stretches of time, and reply-by.

Hours are wall-clock times, so every stretch is laid out on the office's own clock and only then
turned into UTC: ten o'clock stays ten o'clock on both sides of a change to or from daylight-saving
time.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import DateField, Value

from clinic.office.models import Closure, Office, SpecialWeek, Weekday, WeeklyHours

FURTHEST = timedelta(days=400)  # closed for longer than that, a promise would be a guess


class Stretch(NamedTuple):
    """From `start` up to but not including `end`, both aware and in UTC."""

    start: datetime
    end: datetime


class Hours(NamedTuple):
    """A stretch of one weekday on the office's clock, `closes` excluded: a row of WeeklyHours, in
    short.
    """

    weekday: int
    opens: time
    closes: time


class Offered(NamedTuple):
    """When consultations are offered: usually, and in special weeks, by their Monday."""

    usual: list[Hours]
    special: dict[date, list[Hours]]

    def on(self, day: date) -> list[Hours]:
        """The hours of the week that `day` lies in."""
        return self.special.get(monday_of(day), self.usual)

    @property
    def weekdays(self) -> list[Weekday]:
        """The days on which consultations are given at all."""
        return [day for day in Weekday if any(row.weekday == day for row in self.usual)]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def wall_clock(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, when clocks in `zone` show `at` on `day`; None in the hour that spring
    leaves out.

    In the hour that fall repeats, its first passing is meant.
    """
    instant = datetime.combine(day, at, zone).astimezone(UTC)
    if instant.astimezone(zone).time() == at:
        return instant
    return None


def earlier(moment: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `hours` less than at `moment`.

    So a day before eleven o'clock is eleven o'clock, also when the clocks change in between.
    """
    shown = moment.astimezone(zone).replace(tzinfo=None) - timedelta(hours=hours)
    return shown.replace(tzinfo=zone).astimezone(UTC)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def midnights(day: date, zone: ZoneInfo) -> Stretch:
    """All of `day` on the clocks of `zone`, which may be 23 or 25 hours."""
    first, after = (
        datetime.combine(each, time.min, zone).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    return Stretch(first, after)


def stretches(hours: Iterable[WeeklyHours | Hours], day: date, zone: ZoneInfo) -> list[Stretch]:
    """The stretches that weekly `hours` give on `day`, in order."""
    found = []
    for row in hours:
        if row.weekday == day.weekday():
            start, end = wall_clock(day, row.opens, zone), wall_clock(day, row.closes, zone)
            if start and end and start < end:
                found.append(Stretch(start, end))
    return sorted(found)


def without(closures: Iterable[Closure], stretch: Stretch) -> Iterator[Stretch]:
    """What is left of `stretch` when the closures, ordered by their start, are taken out."""
    start = stretch.start
    for closure in closures:
        if closure.ends_at <= start or closure.starts_at >= stretch.end:
            continue
        if closure.starts_at > start:
            yield Stretch(start, closure.starts_at.astimezone(UTC))
        start = max(start, closure.ends_at.astimezone(UTC))
    if start < stretch.end:
        yield Stretch(start, stretch.end)


def offered(office: Office, first: date, last: date) -> Offered:
    """The consultation hours that count from `first` to `last`, both included.

    One query; none for an office that has its hours with it.
    """
    if _has_with_it(office, "consultation_hours"):
        return _offered(office, monday_of(first), last)
    usual = office.consultation_hours.order_by().values_list(
        Value(None, DateField()), "weekday", "opens", "closes"
    )
    special = (
        SpecialWeek.objects.filter(office=office, monday__range=(monday_of(first), last))
        .order_by()
        .values_list("monday", "hours__weekday", "hours__opens", "hours__closes")
    )
    found = Offered([], {})
    for monday, weekday, opens, closes in usual.union(special, all=True):
        if monday is None:
            rows = found.usual
        else:
            rows = found.special.setdefault(monday, [])
        if weekday is not None:  # else a week without any hours
            rows.append(Hours(weekday, opens, closes))
    return found


def first_open_day(office: Office, first: date) -> date | None:
    """The first day from `first` on with time for a consultation: its hours and closures have
    room. None within a year and more.

    Two queries; none for an office that has its hours and closures with it.
    """
    begins = datetime.combine(first, time.min, office.zone)
    closures = closures_ahead(office, now=begins)
    hours = offered(office, first, first + FURTHEST)
    length = timedelta(minutes=office.consultation_minutes)
    for day in days(first, first + FURTHEST):
        for stretch in stretches(hours.on(day), day, office.zone):
            if any(end - start >= length for start, end in without(closures, stretch)):
                return day
    return None


def _offered(office: Office, monday: date, last: date) -> Offered:
    weeks = [week for week in office.special_weeks.all() if monday <= week.monday <= last]
    return Offered(
        _hours(office.consultation_hours.all()),
        {week.monday: _hours(week.hours.all()) for week in weeks},
    )


def _hours(rows: Iterable[WeeklyHours]) -> list[Hours]:
    return [Hours(row.weekday, row.opens, row.closes) for row in rows]


def _has_with_it(office: Office, name: str) -> bool:
    """Whether related rows were read with the office, as `clinic.office.facts` does."""
    return name in getattr(office, "_prefetched_objects_cache", {})


def closures_ahead(office: Office, *, now: datetime) -> list[Closure]:
    """The closures that can still matter at `now`, in order.

    One query; none for an office that has its closures with it.
    """
    if _has_with_it(office, "closures"):
        closures = office.closures.all()
        return [each for each in closures if each.starts_at < now + FURTHEST and each.ends_at > now]
    return list(office.closures.overlapping(now, now + FURTHEST))


def reply_by(office: Office, closures: list[Closure], *, now: datetime) -> datetime:
    """When the office promises to have answered whoever asks at `now`, counted while it is open.

    One query, none for an office that has its hours with it. Without opening hours, or closed for
    more than a year, the hours are counted by the clock.
    """
    hours = list(office.opening_hours.all())
    owed = timedelta(hours=office.reply_within_hours)
    today = office.local_day(now)
    counted_until = now
    for day in days(today, today + FURTHEST) if hours else ():
        for stretch in stretches(hours, day, office.zone):
            for start, end in without(closures, stretch):
                start = max(start, counted_until)  # past hours, and hours that two rows both name
                if start >= end:
                    continue
                if end - start >= owed:
                    return start + owed
                owed -= end - start
                counted_until = end
    return now + timedelta(hours=office.reply_within_hours)


def close_of(
    office: Office, closures: list[Closure], *, moment: datetime, opening_days: int
) -> datetime:
    """When the office closes on the `opening_days`-th day after that of `moment` on which somebody
    answers.

    One query, none for an office that has its hours with it. Without opening hours, or closed for
    more than a year, days of the calendar are counted.
    """
    hours = list(office.opening_hours.all())
    first = office.local_day(moment) + timedelta(days=1)
    left = opening_days
    for day in days(first, first + FURTHEST) if hours else ():
        opened = [
            part for each in stretches(hours, day, office.zone) for part in without(closures, each)
        ]
        left -= bool(opened)
        if opened and left == 0:
            return max(part.end for part in opened)
    return moment + timedelta(days=opening_days)
