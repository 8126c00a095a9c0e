"""Timeline of a series plan: where its points lie in a drawing, for the template to draw."""

from datetime import date
from typing import NamedTuple

from clinic.office import formats
from clinic.office.series_plan import Plan

WIDTH, MARGIN = 340, 14
MOST_NAMES = 7  # of months that stand beside one another
NAME_WIDTH = 26


class Mark(NamedTuple):
    """A month's first day."""

    x: int
    name: str


class Timeline(NamedTuple):
    """One scale of days for both ways: `shortest` and `longest` hold where the sessions lie."""

    width: int
    shortest: list[int]
    longest: list[int]  # empty: that way is not shown
    by: int
    months: list[Mark]


def timeline(plan: Plan, *, with_longest: bool) -> Timeline:
    """The plan on a line, from the first session to the day it ends on."""
    longest = plan.longest if with_longest else []
    first = min(session.day for session in [*plan.shortest, *longest])
    days = (plan.by - first).days

    def x(day: date) -> int:
        return MARGIN + round((WIDTH - 2 * MARGIN) * (day - first).days / days)

    starts = _month_starts(first, plan.by)
    step = -(-len(starts) // MOST_NAMES) or 1
    named = [Mark(x(day), formats.month_in_short(day)) for day in starts[::step]]
    return Timeline(
        WIDTH,
        [x(session.day) for session in plan.shortest],
        [x(session.day) for session in longest],
        x(plan.by),
        [mark for mark in named if mark.x <= WIDTH - NAME_WIDTH],
    )


def _month_starts(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in months]
