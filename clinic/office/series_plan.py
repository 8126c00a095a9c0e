"""Series planner: when a series of sessions would have to begin, to be done by a day. It promises
nothing.

Reckoned backwards, in days of the office's calendar: the last session lies far enough before the
day for redness to fade, each other one the stated weeks before the next, on days on which the
office is open.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from clinic.office import formats, holiday_closures
from clinic.office.hours import monday_of, stretches, without
from clinic.office.models import Office, Treatment

IsOpen = Callable[[date], bool]

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
FURTHEST_AHEAD = timedelta(days=365)  # later ones nobody's hours and closures are known for
LONGEST = timedelta(weeks=104)  # a series that takes longer is a slip of the keyboard
LONGEST_CLOSED = timedelta(days=120)  # an office closed for longer offers no series


class Series(NamedTuple):
    """What a treatment's facts say of a series of it."""

    sessions_least: int
    sessions_most: int
    weeks_least: int
    weeks_most: int
    redness_days: int  # the most

    @classmethod
    def of(cls, treatment: Treatment, *, samples: bool) -> "Series | None":
        """None while the clinic has not said how many sessions, and how far apart. Made-up weeks
        count with `samples` alone.
        """
        if treatment.weeks_between_is_sample and not samples:
            return None
        series = cls(
            treatment.sessions_least or 0,
            treatment.sessions_most or 0,
            treatment.weeks_between_least or 0,
            treatment.weeks_between_most or 0,
            treatment.redness_days_most or 0,
        )
        if not (series.sessions_least and series.weeks_least):
            return None
        is_one = series.sessions_most == 1  # which has nothing between
        takes = series.sessions_most * series.weeks_most * A_WEEK
        return None if is_one or takes > LONGEST else series

    @property
    def fewest(self) -> str:
        """3 sessions, 4 weeks apart"""
        return _said(self.sessions_least, self.weeks_least)

    @property
    def most(self) -> str:
        return _said(self.sessions_most, self.weeks_most)

    @property
    def clear_after(self) -> timedelta:
        """From a session to the first day without redness, at the longest."""
        return timedelta(days=self.redness_days) + A_DAY


def _said(sessions: int, weeks: int) -> str:
    said = formats.span(sessions, sessions, "session")
    if sessions == 1:
        return said
    weeks_between = formats.span(weeks, weeks, "week")
    return _("{sessions}, {weeks} apart").format(sessions=said, weeks=weeks_between)


class Session(NamedTuple):
    day: date
    waits_longer: bool  # more weeks lie before it than is usual: the office is closed in them

    @property
    def monday(self) -> date:
        return monday_of(self.day)


class Plan(NamedTuple):
    """Two ways to be done by `by`, each from its first session on. Empty: the office is closed for
    too long.
    """

    by: date
    shortest: list[Session]  # the fewest sessions, as close together as they may be
    longest: list[Session]  # the most, as far apart

    def fits(self, earliest: date) -> bool:
        """Whether the shortest begins at `earliest` or later."""
        return bool(self.shortest) and self.shortest[0].day >= earliest

    def longest_fits(self, earliest: date) -> bool:
        return bool(self.longest) and self.longest[0].day >= earliest


def may_be_asked(by: date, *, today: date) -> bool:
    """Whether it is a day that can be planned for."""
    return today < by <= today + FURTHEST_AHEAD


def plan(series: Series, by: date, *, is_open: IsOpen) -> Plan:
    """The plan to be done by `by`: on that day redness has faded."""
    last = _first_open(_backwards(by - series.clear_after), is_open)
    if last is None:
        return Plan(by, [], [])
    return Plan(
        by,
        _course(last, series.sessions_least, _close_together(series), series, is_open),
        _course(last, series.sessions_most, _far_apart(series), series, is_open),
    )


def soonest(series: Series, *, earliest: date, last: date, is_open: IsOpen) -> date | None:
    """The first day up to `last` by which a series that begins at `earliest` or later is done."""
    apart = (series.sessions_least - 1) * series.weeks_least * A_WEEK
    by = earliest + apart + series.clear_after
    while by <= last:
        if plan(series, by, is_open=is_open).fits(earliest):
            return by
        by += A_DAY
    return None


Candidates = Callable[[date], Iterator[date]]


def _close_together(series: Series) -> Candidates:
    """The days for the session before one, the best first: as few weeks before as may be."""
    return lambda following: _backwards(following - series.weeks_least * A_WEEK)


def _far_apart(series: Series) -> Candidates:
    """As many weeks before as may be; fewer where the office is closed then, down to the least.

    Only where it is closed all that time, more.
    """

    def days(following: date) -> Iterator[date]:
        day = furthest = following - series.weeks_most * A_WEEK
        while day <= following - series.weeks_least * A_WEEK:
            yield day
            day += A_DAY
        yield from _backwards(furthest - A_DAY)

    return days


def _course(
    last: date, sessions: int, candidates: Candidates, series: Series, is_open: IsOpen
) -> list[Session]:
    days = [last]
    while len(days) < sessions:
        day = _first_open(candidates(days[0]), is_open)
        if day is None:
            return []
        days.insert(0, day)
    most = series.weeks_most * A_WEEK
    before = [None, *days]
    return [
        Session(day, earlier is not None and day - earlier > most)
        for earlier, day in zip(before, days, strict=False)
    ]


def _backwards(day: date) -> Iterator[date]:
    for number in range(LONGEST_CLOSED.days):
        yield day - number * A_DAY


def _first_open(days: Iterator[date], is_open: IsOpen) -> date | None:
    return next((day for day in days if is_open(day)), None)


# ---- the office ----------------------------------------------------------------------------------
def opening_days(office: Office, first: date, last: date, *, minutes: int) -> IsOpen:
    """Which days from `first` to `last` have `minutes` of opening hours left for a patient.

    Hours with a note are not for coming in. Holidays that nobody has entered yet count as closed.
    Four queries; none for an office that has its hours and closures with it.
    """
    hours = [row for row in office.opening_hours.all() if not row.note]
    closures = list(office.closures.all())
    # the day observed for New Year's lies in the year before
    named = holiday_closures.closed_days(office, first, last + A_WEEK)
    kept = {day for day, _ in named}
    length = timedelta(minutes=minutes)

    @cache  # who looks for the first day that fits asks of each again and again
    def is_open(day: date) -> bool:
        if day in kept:
            return False
        return not hours or any(
            part.end - part.start >= length
            for each in stretches(hours, day, office.zone)
            for part in without(closures, each)
        )

    return is_open


# ---- in words ------------------------------------------------------------------------------------
def wish(treatment: Treatment, by: date) -> str:
    """What the booking form's note begins with, for whoever comes from a plan."""
    return _("I would like to be done with a series of {treatment} by {day}.").format(
        treatment=treatment.name, day=formats.dated(by)
    )
