"""Holidays: which the clinic keeps as closures, until when they are entered, and the next year's.

A holiday is closed on its own day. Where the office is closed on that weekday anyway, it is closed
on the day on which the holiday is observed, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

import holidays
from django.db import transaction
from django.db.models import Q

from clinic.office.hours import midnights, stretches, without
from clinic.office.models import Closure, Office

# Those on which a clinic really closes, spelled as the package `holidays` spells them for
# California, whose list has days on which nobody closes.
KEPT = [
    "New Year's Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Thanksgiving Day",
    "Christmas Day",
]
REASON = "holiday"
A_YEAR = timedelta(days=365)
TOLD_BEFORE = timedelta(days=60)  # the last one that is entered
LOOKED_AHEAD = timedelta(days=800)


class Holiday(NamedTuple):
    """One of those kept."""

    day: date
    name: str
    observed: date | None  # the weekday that stands in for it, where it falls on a weekend


@dataclass(frozen=True)
class NextHolidays:
    """What is to be entered: `known_until` is the last holiday that is, if there is one."""

    known_until: date | None
    days: list[tuple[date, str]]


@cache
def _of_year(year: int) -> list[Holiday]:
    """Names are compared whole: "Independence Day" also lies within Juneteenth's. The day of New
    Year's observance may lie in the year before.
    """
    calendar = holidays.country_holidays("US", subdiv="CA", years=[year - 1, year])
    named = {(name, day) for day in calendar for name in calendar.get_list(day)}
    found = []
    for name, day in named:
        if name in KEPT and day.year == year:
            beside = (day - timedelta(days=1), day + timedelta(days=1))
            observed = [each for each in beside if (f"{name} (observed)", each) in named]
            found.append(Holiday(day, name, observed[0] if observed else None))
    return sorted(found)


def between(first: date, last: date) -> list[Holiday]:
    """The holidays kept from `first` to `last`, both included."""
    every = [each for year in range(first.year, last.year + 1) for each in _of_year(year)]
    return [each for each in every if first <= each.day <= last]


def closed_days(office: Office, first: date, last: date) -> list[tuple[date, str]]:
    """The days from `first` to `last` on which the office closes for a holiday, with its name. Two
    queries.
    """
    return _closed_days(between(first, last), _open_weekdays(office), first=first)


def _closed_days(
    found: Iterable[Holiday], open_weekdays: set[int], *, first: date
) -> list[tuple[date, str]]:
    closed = []
    for holiday in found:
        closed.append((holiday.day, holiday.name))
        stands_in = holiday.observed
        is_closed_anyway = holiday.day.weekday() not in open_weekdays
        if stands_in and is_closed_anyway and stands_in.weekday() in open_weekdays:
            closed.append((stands_in, f"{holiday.name} (observed)"))
    return sorted(each for each in closed if each[0] >= first)


def _open_weekdays(office: Office) -> set[int]:
    rows = [*office.opening_hours.all(), *office.consultation_hours.all()]
    return {row.weekday for row in rows}


def close(office: Office, day: date) -> Closure:
    """Close all of `day`."""
    midnight, next_midnight = midnights(day, office.zone)
    return Closure.objects.create(
        office=office, starts_at=midnight, ends_at=next_midnight, reason=REASON
    )


# ---- until when they are entered ----------------------------------------------------------------
def known_beyond(today: date) -> Q:
    """Closures by which a holiday is known that is too far off for the desk to be told.

    Without the office's zone: at these hours of UTC it is that day in every zone that there is, and
    the office would be open.
    """
    condition = Q(pk=None)
    for holiday in between(today + TOLD_BEFORE + timedelta(days=1), today + LOOKED_AHEAD):
        for day in filter(None, (holiday.day, holiday.observed)):
            begins, ends = (datetime.combine(day, time(hour), UTC) for hour in (17, 22))
            condition |= Q(starts_at__lte=begins, ends_at__gte=ends)
    return condition


def next_holidays(office: Office, *, now: datetime) -> NextHolidays | None:
    """Those of the year after the last that is entered; None until shortly before that one.

    Three queries.
    """
    today = office.local_day(now)
    closures = list(office.closures.filter(ends_at__gt=midnights(today, office.zone).start))
    rows = [*office.opening_hours.all(), *office.consultation_hours.all()]

    def is_closed(day: date) -> bool:
        opened = stretches(rows, day, office.zone) or [midnights(day, office.zone)]
        return not any(part for each in opened for part in without(closures, each))

    ahead = between(today, today + LOOKED_AHEAD)
    known = [each for each in ahead if any(map(is_closed, filter(None, (each.day, each.observed))))]
    known_until = max((each.day for each in known), default=None)
    if known_until and known_until > today + TOLD_BEFORE:
        return None
    begins = today if known_until is None else known_until + timedelta(days=1)
    following = between(begins, begins + A_YEAR - timedelta(days=1))
    wanted = _closed_days(following, {row.weekday for row in rows}, first=today)
    missing = [(day, name) for day, name in wanted if not is_closed(day)]
    return NextHolidays(known_until, missing) if missing else None


@transaction.atomic
def add_next(office: Office, *, now: datetime) -> list[Closure]:
    """Close on the next holidays; on none if somebody has done so meanwhile. Consultations on them
    stay.
    """
    Office.objects.locked(office.pk)
    wanted = next_holidays(office, now=now)
    return [close(office, day) for day, _ in wanted.days] if wanted else []
