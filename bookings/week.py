"""Week schedule as the desk sees it: open, taken, blocked and closed times. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import CharField, Q, Value

from bookings.availability import Slot, grid
from bookings.models import Consultation, Status
from clinic.office import formats, hours
from clinic.office.models import Office

VISITS = [Status.REQUESTED, Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW]  # at their own time


class State(StrEnum):
    """What stands in one place of the table."""

    CONFIRMED = "confirmed"
    ASKED = "asked"  # dashed: requested, or proposed and not chosen yet
    OVER = "over"
    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"


class Kept(NamedTuple):
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
    kept: Kept | None = None
    is_first: bool = True


class Column(NamedTuple):
    day: date
    is_today: bool


class Cell(NamedTuple):
    day: date
    entries: list[Entry]

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

    @property
    def span(self) -> str:
        """November 24 to 28"""
        first, last = (
            (self.columns[0].day, self.columns[-1].day) if self.columns else _ends(self.monday)
        )
        ending = f"{last.day}" if first.month == last.month else f"{last:%B} {last.day}"
        return f"{first:%B} {first.day}" + ("" if first == last else f" to {ending}")


def bounds(office: Office, monday: date) -> tuple[datetime, datetime]:
    """The instants at which the week begins and has ended at the office."""
    after = monday + timedelta(days=7)
    return datetime.combine(monday, time.min, office.zone), datetime.combine(
        after, time.min, office.zone
    )


def consultations_of(office: Office, monday: date) -> list[Consultation]:
    """Those with a time in the week, and all that are proposed, of which one may be. Two
    queries.
    """
    start, end = bounds(office, monday)
    there = Q(status__in=VISITS, starts_at__gte=start, starts_at__lt=end) | Q(
        status=Status.PROPOSED
    )
    found = Consultation.objects.filter(there, office=office)
    return list(found.select_related("concern").defer("answers", "note").prefetch_related("holds"))


def week(
    office: Office, monday: date, consultations: Iterable[Consultation], *, now: datetime
) -> Week:
    """The week of `monday`, with these consultations where they lie in it. Two queries.

    Its rows are the times that anything begins at, on the office's clock: a consultation beside the
    offered hours, or a block of odd minutes, has a row of its own.
    """
    start, end = bounds(office, monday)
    days = list(hours.days(*_ends(monday)))
    offered = hours.offered(office, days[0], days[-1])
    kept = _kept(office, start, end)
    slots = {
        day: {slot.starts_at: slot for slot in grid(office, offered.on(day), day)} for day in days
    }
    visits: dict[tuple[date, time], list[Visit]] = defaultdict(list)
    for visit in (each for row in consultations for each in _visits(row, now=now)):
        if start <= visit.slot.starts_at < end:
            visits[_place(office, visit.slot.starts_at)].append(visit)
    begins = [
        _place(office, each.starts_at) for each in kept if each.is_block and each.starts_at >= start
    ]
    on_grid = [_place(office, slot.starts_at) for day in days for slot in slots[day].values()]
    shown = {day for day, _ in (*visits, *begins, *on_grid)}
    times = sorted({at for _, at in (*visits, *begins, *on_grid)})
    held = [visit.slot for of_place in visits.values() for visit in of_place]
    rows: list[Row] = [Row(_clock(at), []) for at in times]
    for day in (each for each in days if each in shown):
        met: set[Kept] = set()  # what has said its details on this day
        for at, row in zip(times, rows, strict=True):
            entries = [
                Entry(visit.state, _said(visit, office), visit.slot.starts_at, visit.consultation)
                for visit in sorted(
                    visits.get((day, at), []), key=lambda each: each.consultation.pk
                )
            ]
            moment = hours.wall_clock(day, at, office.zone)
            if moment is not None:  # else the clocks leave it out
                slot = slots[day].get(moment)
                whole = slot or Slot(moment, moment + timedelta(minutes=1))
                here = [each for each in kept if whole.meets(each.slot)]
                entries += [_kept_entry(each, moment, office, met) for each in here]
                if slot and slot.starts_at > now and not here and not any(map(slot.meets, held)):
                    entries.append(Entry(State.OPEN, "Open", slot.starts_at))
            row.cells.append(Cell(day, entries))
    today = office.local_day(now)
    return Week(office, monday, [Column(day, day == today) for day in days if day in shown], rows)


def _ends(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=6)


def _place(office: Office, moment: datetime) -> tuple[date, time]:
    local = moment.astimezone(office.zone)
    return local.date(), local.time().replace(fold=0)


def _said(visit: Visit, office: Office) -> str:
    """How it stands; which of two equal times it has, since they share a row."""
    local = visit.slot.starts_at.astimezone(office.zone)
    return f"{visit.said}, {formats.clock(local)}" if formats.is_ambiguous(local) else visit.said


def _clock(at: time) -> str:
    return formats.clock(datetime.combine(date.min, at))


def _kept(office: Office, start: datetime, end: datetime) -> list[Kept]:
    """Blocks and closures that touch the week, by their start. One query."""
    times = ("pk", "starts_at", "ends_at")
    blocks = office.blocks.overlapping(start, end).order_by()
    closures = office.closures.overlapping(start, end).order_by()
    nobody = Value(None, CharField())
    found = blocks.values_list(Value(True), *times, "note", "by__username").union(
        closures.values_list(Value(False), *times, "reason", nobody), all=True
    )
    return sorted((Kept(*each) for each in found), key=lambda each: (each.starts_at, each.pk))


def _kept_entry(kept: Kept, moment: datetime, office: Office, met: set[Kept]) -> Entry:
    state = State.BLOCKED if kept.is_block else State.CLOSED
    is_first = kept not in met and (
        moment >= kept.starts_at or not kept.is_block
    )  # a block has its own row
    if is_first:
        met.add(kept)
    said = ("Blocked" if kept.is_block else "Closed") + (
        f", {kept.note}" if kept.note and is_first else ""
    )
    return Entry(state, said, moment, kept=kept, is_first=is_first)


def _visits(consultation: Consultation, *, now: datetime) -> Iterator[Visit]:
    status, starts_at, ends_at = consultation.status, consultation.starts_at, consultation.ends_at
    if status == Status.PROPOSED:
        for hold in consultation.holds.all():
            said = "Kept until they choose" if hold.starts_at == starts_at else "Proposed"
            yield Visit(Slot(hold.starts_at, hold.ends_at), consultation, State.ASKED, said)
    elif status in VISITS and starts_at and ends_at:
        yield Visit(
            Slot(starts_at, ends_at),
            consultation,
            *_stands(Status(status), has_begun=starts_at <= now),
        )


def _stands(status: Status, *, has_begun: bool) -> tuple[State, str]:
    if status == Status.REQUESTED:
        return State.ASKED, "To confirm"
    if status == Status.CONFIRMED:
        return State.CONFIRMED, "Did they come?" if has_begun else "Confirmed"
    return State.OVER, "Came" if status == Status.COMPLETED else "Did not come"
