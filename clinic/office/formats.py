"""Formats of dates, times, spans and texts: the same in page, mail, admin and calendar, in the
language in use.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.dates import WEEKDAYS as DAYS_OF_THE_WEEK
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

if TYPE_CHECKING:
    from clinic.office.models import Closure, Office, WeeklyHours


# Words of Django's own catalogs, each in the language in use.
WEEKDAYS = [DAYS_OF_THE_WEEK[number] for number in range(7)]
NUMBERS = [
    pgettext_lazy("number", "zero"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
]


def weekday(value: date) -> str:
    """Wednesday"""
    return str(WEEKDAYS[value.weekday()])


def capitalized(words: str) -> str:
    """As a line begins: Miércoles, where a name begins small within a sentence."""
    return words[:1].upper() + words[1:]


def month(value: date) -> str:
    """November"""
    return str(MONTHS[value.month])


def month_in_short(value: date) -> str:
    """Nov"""
    return month(value)[:3]


def day_of_month(value: date) -> str:
    """November 25"""
    return pgettext("date", "{month} {day}").format(month=month(value), day=value.day)


def day(value: date) -> str:
    """Wednesday, November 25"""
    return pgettext("date", "{weekday}, {month} {day}").format(
        weekday=weekday(value), month=month(value), day=value.day
    )


def dated(value: date) -> str:
    """Wednesday, November 25, 2026"""
    return pgettext("date", "{day_and_month}, {year}").format(
        day_and_month=day(value), year=value.year
    )


def is_ambiguous(local: datetime) -> bool:
    """Whether the clock that `local` carries shows this time twice on that day, as it does in
    fall.
    """
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def clock(value: datetime) -> str:
    """11:00 am, on whatever clock `value` carries; 1:30 am PDT where that shows 1:30 am twice."""
    said = _half_of_day(value).format(time=f"{value:%I:%M}".lstrip("0"))
    if is_ambiguous(value):
        return f"{said} {value:%Z}"
    return said


def _half_of_day(value: datetime) -> str:
    if value.hour < 12:
        return pgettext("time of day", "{time} am")
    return pgettext("time of day", "{time} pm")


def zone_beside(local: datetime, zone_name: str) -> str:
    """What stands beside `clock(local)`: Pacific time; empty where the clock names the offset
    itself.
    """
    if is_ambiguous(local):
        return ""
    return zone_name


def zoned_clock(local: datetime, office: "Office") -> str:
    """11:00 am Pacific time"""
    zone = zone_beside(local, office.zone_name)
    if not zone:
        return clock(local)
    return pgettext("time of day", "{time} {zone}").format(time=clock(local), zone=zone)


def calendar_day(value: date) -> str:
    """November 25, 2026"""
    return pgettext("date", "{month} {day}, {year}").format(
        month=month(value), day=value.day, year=value.year
    )


def when(moment: datetime, office: "Office") -> str:
    """The one way a time is written: Wednesday, November 25, 11:00 am Pacific time

    In the hour that fall repeats, the offset stands for the zone: Sunday, November 7, 1:30 am PDT
    """
    local = moment.astimezone(office.zone)
    return _at(day(local), zoned_clock(local, office))


def _at(on: str, at: str) -> str:
    """Monday, 4:00 pm"""
    return pgettext("date and time", "{day}, {time}").format(day=on, time=at)


def desk_when(moment: datetime, office: "Office") -> str:
    """As `when`, for staff's pages, which name the zone once: Wednesday, November 25, 11:00 am"""
    local = moment.astimezone(office.zone)
    return _at(day(local), clock(local))


class SpokenPart(NamedTuple):
    """A part of the day as people say it: after `after` and up to `until`, that minute included.

    So what is promised by a part is promised within it: nobody expects an answer before it was
    promised, nor waits beyond the end of the part for one that was.
    """

    after: time
    until: time
    words: str | Promise  # around a weekday
    words_with_date: str | Promise  # around a weekday with its date


SPOKEN_PARTS = [
    SpokenPart(
        time(6),
        time(10),
        pgettext_lazy("part of a day", "early {weekday} morning"),
        pgettext_lazy("part of a day", "early morning on {day}"),
    ),
    SpokenPart(
        time(10),
        time(11, 30),
        pgettext_lazy("part of a day", "late {weekday} morning"),
        pgettext_lazy("part of a day", "late morning on {day}"),
    ),
    SpokenPart(
        time(11, 30),
        time(12),
        pgettext_lazy("part of a day", "noon on {weekday}"),
        pgettext_lazy("part of a day", "noon on {day}"),
    ),
    SpokenPart(
        time(12),
        time(15),
        pgettext_lazy("part of a day", "early {weekday} afternoon"),
        pgettext_lazy("part of a day", "early afternoon on {day}"),
    ),
    SpokenPart(
        time(15),
        time(17),
        pgettext_lazy("part of a day", "late {weekday} afternoon"),
        pgettext_lazy("part of a day", "late afternoon on {day}"),
    ),
    SpokenPart(
        time(17),
        time(21),
        pgettext_lazy("part of a day", "{weekday} evening"),
        pgettext_lazy("part of a day", "the evening of {day}"),
    ),
]


def spoken_part(local: datetime) -> SpokenPart | None:
    """In which part of the day a clock shows that time; None at night, and in the hour that it
    shows twice.
    """
    at = local.time().replace(second=0, microsecond=0)  # as `clock` shows it
    if is_ambiguous(local):
        return None
    return next((part for part in SPOKEN_PARTS if part.after < at <= part.until), None)


def reply_by(moment: datetime, office: "Office", *, now: datetime) -> str:
    """A promise to answer, without the date where the weekday says it: Monday, 4:00 pm Pacific
    time
    """
    local = moment.astimezone(office.zone)
    if _is_within_a_week(local, office, now):
        return _at(weekday(local), zoned_clock(local, office))
    return when(moment, office)


def desk_reply_by(moment: datetime, office: "Office", *, now: datetime) -> str:
    """As `reply_by`, for staff's pages, which name the zone once: Monday, 4:00 pm"""
    local = moment.astimezone(office.zone)
    if 0 <= (local.date() - office.local_day(now)).days < 7:
        return _at(weekday(local), clock(local))
    return desk_when(moment, office)


def reply_by_in_words(moment: datetime, office: "Office", *, now: datetime) -> str:
    """The same as people say it: late Monday morning; late morning on Monday, December 7 where the
    weekday alone would not do. The exact time has to stand with it, or one press away.
    """
    local = moment.astimezone(office.zone)
    part = spoken_part(local)
    if part is None:
        return reply_by(moment, office, now=now)
    if _is_within_a_week(local, office, now):
        return str(part.words).format(weekday=weekday(local))
    return str(part.words_with_date).format(day=day(local))


def reply_by_in_full(moment: datetime, office: "Office", *, now: datetime) -> str:
    """In words and with the exact time: late Monday morning (November 30, 11:00 am Pacific time)"""
    local = moment.astimezone(office.zone)
    said = reply_by_in_words(moment, office, now=now)
    if spoken_part(local) is None:
        return when(moment, office)
    exact = zoned_clock(local, office)
    if _is_within_a_week(local, office, now):
        exact = _at(day_of_month(local), exact)
    return f"{said} ({exact})"


def _is_within_a_week(local: datetime, office: "Office", now: datetime) -> bool:
    return 0 <= (local.date() - office.local_day(now)).days < 7


def span(least: int | None, most: int | None, unit: str) -> str:
    """30 to 60 minutes; one figure where both are the same; empty where the fact is not known.
    `unit` is minute, hour, day, week, month or session.
    """
    if least is None or most is None:
        return ""
    figure = f"{least}"
    if least != most:
        figure = pgettext("figures", "{least} to {most}").format(least=least, most=most)
    return _with_unit(unit, most).format(figure=figure)


def _with_unit(unit: str, count: int) -> str:
    words = {
        "minute": ngettext("{figure} minute", "{figure} minutes", count),
        "hour": ngettext("{figure} hour", "{figure} hours", count),
        "day": ngettext("{figure} day", "{figure} days", count),
        "week": ngettext("{figure} week", "{figure} weeks", count),
        "month": ngettext("{figure} month", "{figure} months", count),
        "session": ngettext("{figure} session", "{figure} sessions", count),
    }
    return words[unit]


def spelled(figures: str) -> str:
    """Figures up to twelve as words, for running text: "3 to 6 sessions" becomes "three to six
    sessions".
    """
    return " ".join(
        str(NUMBERS[int(word)]) if word.isdecimal() and int(word) <= 12 else word
        for word in figures.split()
    )


def alternatives(choices: list[str]) -> str:
    """One; or another; the last of several after "or"."""
    *others, last = choices
    if others:
        return _("{others}; or {last}").format(others="; ".join(others), last=last)
    return last


def weekly(
    hours: Iterable["WeeklyHours"], *, without_any: str | None = None
) -> list[tuple[str, str]]:
    """A week of hours from Monday on, equal days in a row taken together: (days, what
    holds).
    """
    without_any = without_any or _("closed")
    by_day: list[list[WeeklyHours]] = [[] for _ in range(7)]
    for row in hours:
        by_day[row.weekday].append(row)
    said = [_open_on(sorted(rows, key=lambda row: row.opens), without_any) for rows in by_day]
    lines = []
    for words, run in groupby(range(7), key=said.__getitem__):
        days = list(run)
        lines.append((_run_of_days(days[0], days[-1]), words))
    return lines


def _run_of_days(first: int, last: int) -> str:
    """Monday; Monday and Tuesday; Tuesday to Friday: as a line begins."""
    names = {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    if first == last:
        said = str(WEEKDAYS[first])
    elif last - first == 1:
        said = pgettext("weekdays", "{first} and {last}").format(**names)
    else:
        said = pgettext("weekdays", "{first} to {last}").format(**names)
    return said[:1].upper() + said[1:]


def _open_on(rows: list["WeeklyHours"], without_any: str) -> str:
    """Closed, by phone, or 9:00 am to 5:00 pm."""
    parts = [getattr(row, "note", "") or hours_of_day([(row.opens, row.closes)]) for row in rows]
    said = ", ".join(dict.fromkeys(parts)) or without_any
    return said[:1].upper() + said[1:]


def hours_of_day(stretches: Iterable[tuple[time, time]]) -> str:
    """10:00 am to 1:00 pm, 2:00 pm to 6:00 pm"""
    return ", ".join(
        _from_to(time_of_day(opens), time_of_day(closes)) for opens, closes in stretches
    )


def _from_to(start: str, end: str) -> str:
    return pgettext("times", "{start} to {end}").format(start=start, end=end)


def time_of_day(value: time) -> str:
    """10:00 am"""
    return clock(datetime.combine(date.min, value))


def closure(row: "Closure", office: "Office") -> str:
    """When the office is closed: a day, a run of days with its last one, or hours of one with their
    zone.
    """
    starts, ends = row.starts_at.astimezone(office.zone), row.ends_at.astimezone(office.zone)
    if starts.time() == ends.time() == time.min:
        last = ends.date() - timedelta(days=1)
        if starts.date() == last:
            return day(starts)
        return pgettext("days", "{first} through {last}").format(first=day(starts), last=day(last))
    if starts.date() == ends.date():
        return _at(day(starts), _from_to(clock(starts), zoned_clock(ends, office)))
    return _at(day(starts), _from_to(clock(starts), when(row.ends_at, office)))


def unbroken(text: str) -> str:
    """`text` with no place for a line break inside a date, a time or a phone number."""
    text = re.sub(
        r" (\d+,|\d+$|[ap]m\b|[ap]\.|m\.|de [a-z]|[A-Z]{1,3}[DS]T\b)",
        "\N{NO-BREAK SPACE}\\1",
        text,
    )
    return re.sub(
        r"(\(\d{3}\)) (\d{3})-(\d{4})", "\\1\N{NO-BREAK SPACE}\\2\N{NON-BREAKING HYPHEN}\\3", text
    )


# Control characters, line and paragraph separators, and the marks that turn the direction of what
# follows: in a name they can only break a line of mail or calendar, or disguise one.
_NOT_IN_A_NAME = re.compile(
    r"[\x01-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_IN_A_NOTE = str.maketrans("", "", "\t\n\r")


def plain_text(value: str) -> None:
    """Raise ValidationError for a line of text with characters that nobody types in a name."""
    if _NOT_IN_A_NAME.search(value):
        raise ValidationError(
            _("A hidden character has slipped in, perhaps by pasting. Please type it again.")
        )


def plain_lines(value: str) -> None:
    """The same for text of several lines."""
    plain_text(value.translate(_IN_A_NOTE))
