"""VTIMEZONE components (RFC 5545, 3.6.5): a time zone's clock changes, spelled out year by year.

One block a change, each with its own DTSTART and none with RDATE: ical.js 2.2.1, on which
Thunderbird and Nextcloud build, forgets the DTSTART of a block that also has an RDATE. An onset is
written on the clock that it ends, so spring's is at two and not at three. icalendar's own
`Timezone.from_tzid` does neither.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from clinic.office.formats import is_ambiguous

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)


@lru_cache(maxsize=16)
def time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """What clocks in zone `name` do from the beginning of `first_year` to the end of `last_year`.

    By whole years, so that it changes but once a year. To be added to calendars as it is: it is
    shared.
    """
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    start = datetime(first_year, 1, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    made.add_component(_block(start, start, zone))  # what holds before the first change
    for onset in _changes(zone, start, end):
        made.add_component(_block(onset, onset - ONE_SECOND, zone))
    return made


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants between two at which the offset of `zone` becomes another one."""
    while start < end:
        following = min(start + ONE_DAY, end)
        if _offset(start, zone) != _offset(following, zone):
            yield _first_with(_offset(following, zone), zone, start, following)
        start = following


def _first_with(offset: timedelta, zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with `offset`, which `after` has and `before` has not."""
    while after - before > ONE_SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if _offset(middle, zone) == offset:
            after = middle
        else:
            before = middle
    return after


def _block(
    onset: datetime, before: datetime, zone: ZoneInfo
) -> TimezoneDaylight | TimezoneStandard:
    """What holds from `onset` on; until then, what holds at `before`."""
    local = onset.astimezone(zone)
    was = _offset(before, zone)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", (onset + was).replace(tzinfo=None))
    made.add("tzoffsetfrom", was)
    made.add("tzoffsetto", _offset(onset, zone))
    made.add("tzname", local.tzname())
    return made


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def on_the_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` as an entry should have it: on the clock of `zone`, but in UTC where that shows a
    time twice.

    A calendar takes a time that fall repeats for its first passing, or for its second, as it likes.
    """
    local = moment.astimezone(zone)
    if is_ambiguous(local):
        return moment.astimezone(UTC)
    return local


def years(moments: Iterable[date]) -> tuple[int, int]:
    """The first and the last year that `moments` lie in, with one more on both sides."""
    found = {each.year for each in moments}
    return min(found) - 1, max(found) + 1
