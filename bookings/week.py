"""Week schedule as the desk sees it: open, taken, blocked and closed times. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import CharField, Q, Value

from bookings.availability import Slot, grid
from bookings.models import Consultation, Status
from clinic.office import formats, hours
from clinic.office.hours import monday_of
from clinic.office.models import Office

A_WEEK = timedelta(days=7)
COMING = 2  # weeks of which the coming one is found
VISITS = [Status.REQUESTED, Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW]  # at their own time


class State(StrEnum):
    """What stands in one place of the table."""

    CONFIRMED = "confirmed"
    ASKED = "asked"  # dashed: requested, or proposed and not chosen yet
    OVER = "over"
    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"


class KeptTime(NamedTuple):
    """A block or a closure."""

    is_block: bool
    pk: int
    starts_at: datetime
    ends_at: datetime
    note: str
    by: str | None

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)


class Visit(NamedTuple):
    """A time that a consultation has or holds."""

    slot: Slot
    consultation: Consultation
    state: State
    said: str


class Entry(NamedTuple):
    """One thing in a cell. What goes on over several rows says its details in the first of them
    alone.
    """

    state: State
    said: str
    starts_at: datetime
    consultation: Consultation | None = None
    kept: KeptTime | None = None
    is_first: bool = True


class Column(NamedTuple):
    day: date
    is_today: bool
    has_rest: bool  # whether a time of today is still open


class Cell(NamedTuple):
    day: date
    entries: list[Entry]

    @property
    def is_open(self) -> bool:
        return any(entry.state == State.OPEN for entry in self.entries)

    @property
    def is_closed(self) -> bool:
        return any(entry.state == State.CLOSED for entry in self.entries)


class Row(NamedTuple):
    clock: str
    cells: list[Cell]


class Week(NamedTuple):
    """What `admin/bookings/_week.html` draws."""

    office: Office
    monday: date
    columns: list[Column]
    rows: list[Row]

    def without_empty_rows(self) -> "Week":
        """As it is, but for times at which nothing stands any more."""
        return self._replace(
            rows=[row for row in self.rows if any(cell.entries for cell in row.cells)]
        )

    @property
    def span(self) -> str:
        """November 24 to 28"""
        first, last = _ends(self.monday)
        if self.columns:
            first, last = self.columns[0].day, self.columns[-1].day
        if first == last:
            return f"{first:%B} {first.day}"
        if first.month == last.month:
            return f"{first:%B} {first.day} to {last.day}"
        return f"{first:%B} {first.day} to {last:%B} {last.day}"


def bounds(office: Office, monday: date, *, weeks: int = 1) -> tuple[datetime, datetime]:
    """The instants at which the week, or the first of several, begins and the last has ended at
    the office.
    """
    begins = datetime.combine(monday, time.min, office.zone)
    ends = datetime.combine(monday + weeks * A_WEEK, time.min, office.zone)
    return begins, ends


def consultations_of(office: Office, monday: date, *, weeks: int = 1) -> list[Consultation]:
    """Those with a time in the week, or in several, their own or one that is held for them. Two
    queries.
    """
    start, end = bounds(office, monday, weeks=weeks)
    held = office.holds.overlapping(start, end).values("consultation")
    there = Q(status__in=VISITS, starts_at__gte=start, starts_at__lt=end) | Q(pk__in=held)
    found = Consultation.objects.filter(there, office=office)
    return list(found.select_related("concern").defer("answers", "note").prefetch_related("holds"))


def week(
    office: Office, monday: date, consultations: Iterable[Consultation], *, now: datetime
) -> Week:
    """The week of `monday`, with these consultations where they lie in it. Two queries.

    Its rows are the times that anything begins at, on the office's clock: a consultation beside the
    offered hours, or a block of odd minutes, has a row of its own.
    """
    sketch = _sketch(office, monday, consultations, now=now)
    return sketch.table(monday, list(hours.days(*_ends(monday))))


def coming_week(office: Office, consultations: Iterable[Consultation], *, now: datetime) -> Week:
    """What is left of this week, today first; the next week once nothing of it is ahead. Two
    queries.

    The consultations are those of `COMING` weeks from this Monday on.
    """
    today = office.local_day(now)
    this_monday = monday_of(today)
    sketch = _sketch(office, this_monday, consultations, now=now, weeks=COMING)
    left = list(hours.days(today, _ends(this_monday)[1]))
    if sketch.is_ahead(left):
        if not sketch.shows(today):
            left.remove(today)
        return sketch.table(this_monday, left).without_empty_rows()
    next_monday = this_monday + A_WEEK
    return sketch.table(next_monday, list(hours.days(*_ends(next_monday))))


def _sketch(
    office: Office,
    monday: date,
    consultations: Iterable[Consultation],
    *,
    now: datetime,
    weeks: int = 1,
) -> "_Sketch":
    start, end = bounds(office, monday, weeks=weeks)
    days = list(hours.days(monday, monday + weeks * A_WEEK - timedelta(days=1)))
    return _Sketch(
        office,
        now,
        slots=_slots(office, days),
        visits=_visits_of_week(office, consultations, start, end, now=now),
        kept=_kept(office, start, end),
    )


def _slots(office: Office, days: list[date]) -> dict[date, dict[datetime, Slot]]:
    """The slots of each day, by when they begin. Two queries."""
    offered = hours.offered(office, days[0], days[-1])
    slots = {}
    for day in days:
        slots[day] = {slot.starts_at: slot for slot in grid(office, offered.on(day), day)}
    return slots


def _visits_of_week(
    office: Office,
    consultations: Iterable[Consultation],
    start: datetime,
    end: datetime,
    *,
    now: datetime,
) -> dict[tuple[date, time], list[Visit]]:
    """Who comes, or may come, by day and time of the office's clock."""
    visits: dict[tuple[date, time], list[Visit]] = defaultdict(list)
    for consultation in sorted(consultations, key=lambda each: each.pk):
        for visit in _visits(consultation, now=now):
            if start <= visit.slot.starts_at < end:
                visits[_place(office, visit.slot.starts_at)].append(visit)
    return visits


@dataclass(frozen=True)
class _Sketch:
    """What a week's table is drawn from. A place in it is a day and a time on the wall clock."""

    office: Office
    now: datetime
    slots: dict[date, dict[datetime, Slot]]
    visits: dict[tuple[date, time], list[Visit]]
    kept: list[KeptTime]

    def table(self, monday: date, days: list[date]) -> Week:
        """These days of the week of `monday`; those on which nothing stands are left out."""
        places = self._places(days)
        shown = [day for day in days if any(day == place_day for place_day, _ in places)]
        times = sorted({at for _, at in places})
        rows = [Row(_clock(at), []) for at in times]
        for day in shown:
            told: set[KeptTime] = set()
            for at, row in zip(times, rows, strict=True):
                row.cells.append(Cell(day, self.entries(day, at, told)))
        columns = [
            self._column(day, [row.cells[at] for row in rows]) for at, day in enumerate(shown)
        ]
        return Week(self.office, monday, columns, rows)

    def shows(self, day: date) -> bool:
        """Whether anything stands on this day: not on one whose open times have passed, without
        anybody.
        """
        return any(self.entries(day, at, set()) for _, at in self._places([day]))

    def is_ahead(self, days: list[date]) -> bool:
        """Whether anything of these days is still to come: somebody, or a time that is open, or
        blocked and might be open again.
        """
        visits = [visit for (day, _), here in self.visits.items() if day in days for visit in here]
        if any(visit.slot.ends_at > self.now for visit in visits):
            return True
        closures = [each.slot for each in self.kept if not each.is_block]
        slots = (slot for day in days for slot in self.slots[day].values())
        return any(
            self._is_open(slot) and not any(slot.meets(closed) for closed in closures)
            for slot in slots
        )

    def entries(self, day: date, at: time, told: set[KeptTime]) -> list[Entry]:
        """What stands at a place. `told` is what has said its details on this day already."""
        entries = [self._visit_entry(visit) for visit in self.visits.get((day, at), [])]
        moment = hours.wall_clock(day, at, self.office.zone)
        if moment is None:  # the clocks leave it out
            return entries
        slot = self.slots[day].get(moment)
        whole = slot or Slot(moment, moment + timedelta(minutes=1))
        here = [each for each in self.kept if whole.meets(each.slot)]
        entries += [_kept_entry(each, moment, self.office, told) for each in here]
        if slot and not here and self._is_open(slot):
            entries.append(Entry(State.OPEN, "Open", slot.starts_at))
        return entries

    def _column(self, day: date, cells: list[Cell]) -> Column:
        is_today = day == self.office.local_day(self.now)
        return Column(day, is_today, has_rest=is_today and any(cell.is_open for cell in cells))

    def _places(self, days: list[date]) -> set[tuple[date, time]]:
        """Where a slot, a visit or a block of these days begins."""
        moments = [starts_at for slots in self.slots.values() for starts_at in slots]
        moments += [each.starts_at for each in self.kept if each.is_block]
        places = {*self.visits, *(_place(self.office, moment) for moment in moments)}
        return {(day, at) for day, at in places if day in days}

    def _visit_entry(self, visit: Visit) -> Entry:
        said = _said(visit, self.office)
        return Entry(visit.state, said, visit.slot.starts_at, visit.consultation)

    def _is_open(self, slot: Slot) -> bool:
        if slot.starts_at <= self.now:
            return False
        return not any(
            slot.meets(visit.slot) for of_place in self.visits.values() for visit in of_place
        )


def _ends(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=6)


def _place(office: Office, moment: datetime) -> tuple[date, time]:
    local = moment.astimezone(office.zone)
    return local.date(), local.time().replace(fold=0)


def _said(visit: Visit, office: Office) -> str:
    """How it stands; which of two equal times it has, since they share a row."""
    local = visit.slot.starts_at.astimezone(office.zone)
    if formats.is_ambiguous(local):
        return f"{visit.said}, {formats.clock(local)}"
    return visit.said


def _clock(at: time) -> str:
    return formats.clock(datetime.combine(date.min, at))


def _kept(office: Office, start: datetime, end: datetime) -> list[KeptTime]:
    """Blocks and closures that touch the week, by their start. One query."""
    times = ("pk", "starts_at", "ends_at")
    blocks = office.blocks.overlapping(start, end).order_by()
    closures = office.closures.overlapping(start, end).order_by()
    nobody = Value(None, CharField())
    found = blocks.values_list(Value(True), *times, "note", "by__username").union(
        closures.values_list(Value(False), *times, "reason", nobody), all=True
    )
    return sorted((KeptTime(*each) for each in found), key=lambda each: (each.starts_at, each.pk))


def _kept_entry(kept: KeptTime, moment: datetime, office: Office, met: set[KeptTime]) -> Entry:
    state = State.BLOCKED if kept.is_block else State.CLOSED
    is_its_row = moment >= kept.starts_at or not kept.is_block  # a block has its own row
    is_first = is_its_row and kept not in met
    said = "Closed"
    if kept.is_block:
        said = "Blocked"
    if is_first:
        met.add(kept)
        said += f", {kept.note}" if kept.note else ""
    return Entry(state, said, moment, kept=kept, is_first=is_first)


def _visits(consultation: Consultation, *, now: datetime) -> Iterator[Visit]:
    status, starts_at, ends_at = consultation.status, consultation.starts_at, consultation.ends_at
    if status == Status.PROPOSED:
        for hold in consultation.holds.all():
            if hold.starts_at == starts_at:
                said = "Kept until they choose"
            else:
                said = "Proposed"
            yield Visit(Slot(hold.starts_at, hold.ends_at), consultation, State.ASKED, said)
    elif status in VISITS and starts_at and ends_at:
        yield Visit(
            Slot(starts_at, ends_at),
            consultation,
            *_stands(Status(status), has_begun=starts_at <= now),
        )
        for hold in consultation.holds.all():
            if hold.starts_at != starts_at:  # an earlier time, beside their own
                offered = Slot(hold.starts_at, hold.ends_at)
                yield Visit(offered, consultation, State.ASKED, "Offered")


def _stands(status: Status, *, has_begun: bool) -> tuple[State, str]:
    if status == Status.REQUESTED:
        return State.ASKED, "To confirm"
    if status == Status.CONFIRMED:
        return State.CONFIRMED, "Did they come?" if has_begun else "Confirmed"
    return State.OVER, "Came" if status == Status.COMPLETED else "Did not come"
