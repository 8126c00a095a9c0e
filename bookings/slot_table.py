"""Slot table: open slots as the page shows them, by week and day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.availability import Day, Offer, iso
from clinic import languages
from clinic.office import formats
from clinic.office.hours import monday_of
from clinic.office.models import Office

# A week shows the times of its first free days, up to so many; the others are folded. So somebody
# in a hurry reads the next times at once, and a phone need not scroll through forty.
MOST_UNFOLDED = 12


class PickerTime(NamedTuple):
    id: str  # of those alone that something leads to: hundreds more would be a sixth of the page
    value: str
    clock: str
    zone: str  # said beside the clock
    is_chosen: bool


class PickerDay(NamedTuple):
    id: str
    name: str  # in full, said with every time
    weekday: str
    date: str
    times: list[PickerTime]
    nothing: str  # what stands there when no time is left
    is_open: bool = False


@dataclass
class PickerWeek:
    title: str
    span: str
    days: list[PickerDay]
    is_open: bool = False

    @property
    def count(self) -> int:
        return sum(len(day.times) for day in self.days)


class DayLeft(NamedTuple):
    """What is left of a day: when its times start, or why there are none."""

    day: date
    starts: tuple[datetime, ...]
    nothing: str


@dataclass(frozen=True)
class Picker:
    """What `bookings/slot_picker.html` draws: two that are equal look the same."""

    zone: ZoneInfo
    zone_name: str
    today: date
    days: tuple[DayLeft, ...]
    chosen: datetime | None
    language: str  # in which it is drawn
    shown: frozenset[datetime] = frozenset()  # whose days are open, wherever they are

    @cached_property
    def ids(self) -> dict[datetime, str]:
        """The id of each time's radio button."""
        starts = (start for day in self.days for start in day.starts)
        return {start: f"id_slot_{number}" for number, start in enumerate(starts, start=1)}

    @property
    def first_id(self) -> str:
        """Where a link to the times leads: the first radio button, or the choice to be contacted
        instead.
        """
        return next(iter(self.ids.values()), "id_when_1")

    @cached_property
    def _linked(self) -> dict[datetime, str]:
        """Those that links lead to: the first, the chosen one and those to be shown."""
        first = list(self.ids)[:1]
        return {
            each: self.ids[each] for each in [*first, self.chosen, *self.shown] if each in self.ids
        }

    @property
    def drawn(self) -> str:
        """The weeks as HTML. Kept while it is the same for everybody, because drawing hundreds of
        times is half of the page's work.
        """
        if self.chosen or self.shown:
            return _draw(self)
        return _draw_once(self)

    @property
    def weeks(self) -> list[PickerWeek]:
        """With the week of the chosen time open, else the first with a free time; and each in which
        a time is to be shown.
        """
        by_week = [
            (monday, list(days))
            for monday, days in groupby(self.days, key=lambda left: monday_of(left.day))
        ]
        opened = self._opened([days for _, days in by_week])
        return [
            PickerWeek(
                _title(monday, days[0].day, self.today),
                _span(days),
                list(self._days(days)),
                is_open=days in opened or any(self.shown.intersection(day.starts) for day in days),
            )
            for monday, days in by_week
        ]

    def _opened(self, weeks: list[list[DayLeft]]) -> list[list[DayLeft]]:
        """The one week that is open by itself; none where nothing is free."""
        with_chosen = [week for week in weeks if any(self.chosen in day.starts for day in week)]
        with_times = [week for week in weeks if any(day.starts for day in week)]
        return (with_chosen or with_times)[:1]

    def _days(self, week: list[DayLeft]) -> Iterator[PickerDay]:
        """The days of one week, the first free ones open, and that of each time to be shown."""
        unfolded = 0
        for left in week:
            is_first = bool(left.starts) and not unfolded
            unfolded += len(left.starts)
            is_wanted = self.chosen in left.starts or bool(self.shown.intersection(left.starts))
            yield PickerDay(
                id=f"day-{left.day:%Y-%m-%d}",
                name=formats.day(left.day),
                weekday=formats.capitalized(formats.weekday(left.day)),
                date=_date_in_short(left.day),
                times=[self._time(start) for start in left.starts],
                nothing=left.nothing,
                is_open=is_first or is_wanted or unfolded <= MOST_UNFOLDED,
            )

    def _time(self, starts_at: datetime) -> PickerTime:
        local = starts_at.astimezone(self.zone)
        return PickerTime(
            id=self._linked.get(starts_at, ""),
            value=iso(starts_at),
            clock=formats.clock(local),
            zone=formats.zone_beside(local, self.zone_name),
            is_chosen=starts_at == self.chosen,
        )


def _draw(picker: Picker) -> str:
    return render_to_string("bookings/slot_weeks.html", {"weeks": picker.weeks})


_draw_once = lru_cache(maxsize=4)(_draw)


def picker(
    office: Office,
    offer: Offer,
    *,
    now: datetime,
    chosen: datetime | None = None,
    shown: Iterable[datetime] = (),
) -> Picker:
    """Lay the offer out by week and day. The days of the times that are `shown` are open."""
    return Picker(
        zone=office.zone,
        zone_name=office.zone_name,
        today=office.local_day(now),
        days=tuple(_left(day) for day in offer.days),
        chosen=chosen,
        language=languages.current(),
        shown=frozenset(shown),
    )


def _left(day: Day) -> DayLeft:
    if day.closure:
        nothing = ", ".join(filter(None, [_("Closed"), day.closure.reason]))
    else:
        nothing = _("Fully booked")
    return DayLeft(day.day, tuple(slot.starts_at for slot in day.slots), nothing)


def _title(monday: date, first: date, today: date) -> str:
    weeks_ahead = (monday - today + timedelta(days=today.weekday())).days // 7
    if weeks_ahead == 0:
        return _("This week")
    if weeks_ahead == 1:
        return _("Next week")
    return _("Week of {day}").format(day=formats.day_of_month(first))


def _span(days: list[DayLeft]) -> str:
    first, last = days[0].day, days[-1].day
    if first == last:
        return formats.day_of_month(first)
    if first.month == last.month:
        return pgettext("days of one month", "{month} {first} to {last}").format(
            month=formats.month(first), first=first.day, last=last.day
        )
    return pgettext("days", "{first} to {last}").format(
        first=formats.day_of_month(first), last=formats.day_of_month(last)
    )


def _date_in_short(day: date) -> str:
    """Nov 25"""
    return pgettext("day in short", "{month} {day}").format(
        month=formats.month_in_short(day), day=day.day
    )


def nearest(
    office: Office, offer: Offer, drawn: Picker, wanted: datetime
) -> Iterator[tuple[str, str]]:
    """The three free times closest to `wanted`, each with the id of its radio button."""
    for slot in offer.nearest(wanted):
        yield drawn.ids[slot.starts_at], formats.when(slot.starts_at, office)
