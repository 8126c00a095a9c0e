"""Day schedule: who comes on one day, and what is open, held, blocked or closed, in order. Reads
only.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from bookings.availability import Slot, grid
from bookings.models import Consultation, Hold, Status
from clinic.office import formats
from clinic.office.hours import midnights, offered
from clinic.office.models import Office

# A proposed one only at the time that it had before, which is kept until they choose.
EXPECTED = [Status.CONFIRMED, Status.PROPOSED, Status.COMPLETED, Status.NO_SHOW]


class Kind(StrEnum):
    """What a line is about."""

    VISIT = "visit"
    HELD = "held"
    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"


class Line(NamedTuple):
    """One time of the day."""

    clock: str
    kind: Kind
    said: str  # empty for a visit
    consultation: Consultation | None


def schedule(office: Office, day: date, *, now: datetime) -> list[Line]:
    """Every time of the day that matters, in order. Five queries."""
    begins, ends = midnights(day, office.zone)
    visits = _visits(office, begins, ends)
    shown = {(each.pk, each.starts_at) for each in visits}
    holds = office.holds.overlapping(begins, ends).select_related("consultation")
    held = list(holds.defer("consultation__answers", "consultation__note"))
    blocks = list(office.blocks.overlapping(begins, ends))
    closures = list(office.closures.overlapping(begins, ends))

    found = [(each.starts_at, Kind.VISIT, "", each) for each in visits if each.starts_at]
    for hold in held:
        if (hold.consultation_id, hold.starts_at) not in shown:
            found.append((hold.starts_at, Kind.HELD, _held(hold), None))
    for block in blocks:
        said = _until("Blocked", block.ends_at, block.note, office, ends)
        found.append((max(block.starts_at, begins), Kind.BLOCKED, said, None))
    for closure in closures:
        said = _until("Closed", closure.ends_at, closure.reason, office, ends)
        found.append((max(closure.starts_at, begins), Kind.CLOSED, said, None))
    taken = [Slot(each.starts_at, each.ends_at) for each in [*visits, *held, *blocks, *closures]]
    for slot in grid(office, offered(office, day, day).on(day), day):
        if slot.starts_at > now and not any(slot.meets(each) for each in taken):
            found.append((slot.starts_at, Kind.OPEN, "Open", None))
    return [
        Line(formats.clock(starts_at.astimezone(office.zone)), kind, said, consultation)
        for starts_at, kind, said, consultation in sorted(found, key=lambda each: each[0])
    ]


def _visits(office: Office, begins: datetime, ends: datetime) -> list[Any]:
    expected = Consultation.objects.filter(
        office=office, status__in=EXPECTED, starts_at__gte=begins, starts_at__lt=ends
    )
    return list(expected.select_related("concern").defer("answers", "note"))


def _held(hold: Hold) -> str:
    """Not who asked for it: that is no appointment yet."""
    if hold.consultation.status == Status.PROPOSED:
        return "Proposed to somebody, not chosen yet"
    return "Asked for, not confirmed yet"


def _until(verb: str, until: datetime, note: str, office: Office, midnight: datetime) -> str:
    """Blocked until 4:00 pm, a facial"""
    said = verb
    if until < midnight:
        said += f" until {formats.clock(until.astimezone(office.zone))}"
    return f"{said}, {note}" if note else said
