"""Privacy page: since when it is in effect, and how long requests are kept, in its words.

Whoever changes what is stored, why, or for how long, changes templates/clinic/privacy.html and this
day with it. When the owner starts, stops or changes retention, the day follows by itself.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import pgettext, pgettext_lazy

from clinic.office import formats
from clinic.office.models import Ending, Office, RetentionRule

EFFECTIVE_DAY = date(2026, 11, 30)
# As they follow the word "If"; "it" is the request.
_ENDED = {
    Ending.COMPLETED: pgettext_lazy("If", "your consultation took place"),
    Ending.CONFIRMED: pgettext_lazy("If", "it was confirmed and nobody noted whether you came"),
    Ending.NO_SHOW: pgettext_lazy("If", "you did not come"),
    Ending.CANCELED: pgettext_lazy("If", "it was canceled"),
    Ending.DECLINED: pgettext_lazy("If", "we declined it"),
    Ending.LAPSED: pgettext_lazy("If", "it lapsed"),
    Ending.ASIDE: pgettext_lazy("If", "it was set aside and nobody took it up"),
}


class Period(NamedTuple):
    """What one sentence of the page says: how long requests that ended in these ways are kept."""

    endings: str
    clear_after: str
    erase_after: str


def effective_day(office: Office) -> date:
    """The day at the top of the page."""
    if office.retention_changed_at:
        return max(EFFECTIVE_DAY, office.local_day(office.retention_changed_at))
    return EFFECTIVE_DAY


def periods(rules: Iterable[RetentionRule]) -> list[Period]:
    """Each time once, with all the ways of ending that it is for."""
    of_times: dict[tuple[int, int], list[str]] = {}
    for rule in rules:
        if rule.status == Ending.QUESTION:
            continue
        times = (rule.clear_after_days, rule.erase_after_months)
        of_times.setdefault(times, []).append(str(_ENDED[Ending(rule.status)]))
    return [
        Period(_or(endings), _count(days, "day"), _count(months, "month"))
        for (days, months), endings in of_times.items()
    ]


def period_of_questions(rules: Iterable[RetentionRule]) -> Period:
    """How long a reader's question is kept once it was answered."""
    (rule,) = [rule for rule in rules if rule.status == Ending.QUESTION]
    clear_after, erase_after = (
        _count(rule.clear_after_days, "day"),
        _count(rule.erase_after_months, "month"),
    )
    return Period("", clear_after, erase_after)


def _or(parts: list[str]) -> str:
    *first, last = parts
    if not first:
        return last
    return pgettext("If", "{others}, or {last}").format(others=", ".join(first), last=last)


def _count(number: int, unit: str) -> str:
    return formats.span(number, number, unit)
