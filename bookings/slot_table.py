"""Slot table: open slots as the page shows them, by week and day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from bookings.availability import Day, Offer, Slot, iso
from clinic.office import formats
from clinic.office.models import Office


@dataclass
class PickerTime:
    id: str
    value: str
    clock: str
    zone: str  # said beside the clock
    is_chosen: bool


@dataclass
class PickerDay:
    id: str
    name: str  # in full, said with every time
    weekday: str
    date: str
    times: list[PickerTime]
    nothing: str  # what stands there when no time is left


@dataclass
class PickerWeek:
    title: str
    span: str
    days: list[PickerDay]
    is_open: bool = field(default=False)

    @property
    def count(self) -> int:
        return sum(len(day.times) for day in self.days)


@dataclass
class Picker:
    """What `bookings/slot_picker.html` draws."""

    weeks: list[PickerWeek]
    ids: dict[datetime, str]

    @property
    def first_id(self) -> str:
        """Where a link to the times leads: the first radio button, or the choice to be contacted
        instead.
        """
        return next(iter(self.ids.values()), "id_when_1")


def picker(
    office: Office, offer: Offer, *, now: datetime, chosen: datetime | None = None
) -> Picker:
    """Lay the offer out by week, with the week of the chosen time open, else the first with a free
    time.
    """
    ids = {slot.starts_at: f"id_slot_{number}" for number, slot in enumerate(offer.slots, start=1)}
    today = office.local_day(now)
    weeks = []
    for monday, of_week in groupby(
        offer.days, key=lambda day: day.day - timedelta(days=day.day.weekday())
    ):
        days = list(of_week)
        shown = [_day(office, day, ids, chosen) for day in days]
        weeks.append(PickerWeek(_title(monday, days[0].day, today), _span(days), shown))
    with_chosen = (
        week for week in weeks if any(time.is_chosen for day in week.days for time in day.times)
    )
    with_times = (week for week in weeks if week.count)
    opened = next(with_chosen, None) or next(with_times, None)
    if opened:
        opened.is_open = True
    return Picker(weeks, ids)


def _day(office: Office, day: Day, ids: dict[datetime, str], chosen: datetime | None) -> PickerDay:
    if day.closure:
        nothing = ", ".join(filter(None, ["Closed", day.closure.reason]))
    else:
        nothing = "Fully booked"
    return PickerDay(
        id=f"day-{day.day:%Y-%m-%d}",
        name=formats.day(day.day),
        weekday=f"{day.day:%A}",
        date=f"{day.day:%b} {day.day.day}",
        times=[_time(office, slot, ids, chosen) for slot in day.slots],
        nothing=nothing,
    )


def _time(
    office: Office, slot: Slot, ids: dict[datetime, str], chosen: datetime | None
) -> PickerTime:
    local = slot.starts_at.astimezone(office.zone)
    return PickerTime(
        id=ids[slot.starts_at],
        value=iso(slot.starts_at),
        clock=formats.clock(local),
        zone=formats.zone_beside(local, office),
        is_chosen=slot.starts_at == chosen,
    )


def _title(monday: date, first: date, today: date) -> str:
    weeks_ahead = (monday - today + timedelta(days=today.weekday())).days // 7
    return {0: "This week", 1: "Next week"}.get(weeks_ahead, f"Week of {first:%B} {first.day}")


def _span(days: list[Day]) -> str:
    first, last = days[0].day, days[-1].day
    if first == last:
        return f"{first:%B} {first.day}"
    ending = f"{last.day}" if first.month == last.month else f"{last:%B} {last.day}"
    return f"{first:%B} {first.day} to {ending}"


def nearest(
    office: Office, offer: Offer, drawn: Picker, wanted: datetime
) -> Iterator[tuple[str, str]]:
    """The three free times closest to `wanted`, each with the id of its radio button."""
    for slot in offer.nearest(wanted):
        yield drawn.ids[slot.starts_at], formats.when(slot.starts_at, office)
