"""The office's day in one mail, for addresses that asked for no more: what happened, and how many wait.

A day goes from one morning to the next, on the office's clock. The first event that the office should hear
of queues the digest of its day, one for each address; whichever event comes last before the morning is in it.
"""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from bookings.models import Consultation, Event, Notification
from clinic import hours, words
from clinic.models import Office, OfficeAddress

MORNING = time(8)
# A day's last minute counts with the next day: so what was about to be stored is in one of the two mails.
MARGIN = timedelta(minutes=1)
MOST_LINES = 100
_Kind, _Hears = Notification.Kind, OfficeAddress.Hears
# For these, whoever wants less than every request is told at once all the same.
TROUBLE = {_Kind.OVERDUE, _Kind.LAPSED}
HAPPENED = {
    Event.Kind.ASKED: "asked for a consultation",
    Event.Kind.PICKED: "one of the proposed times was chosen",
    Event.Kind.TURNED_DOWN: "none of the proposed times suits",
    Event.Kind.MOVED: "moved",
    Event.Kind.CANCELED: "canceled",
    Event.Kind.LAPSED: "lapsed without an answer or a choice",
}
_READ = ["kind", "actor", "starts_at", "was_at", "consultation__reference", "consultation__first_name"]


class Line(NamedTuple):
    """One thing that happened, and to what time; empty without one."""

    reference: str
    first_name: str
    what: str
    when: str


def wants(hears: str, kind: Notification.Kind) -> bool:
    """Whether an address that `hears` so much is told of `kind` at once."""
    return hears == _Hears.EVERY or kind in TROUBLE


def belongs_in(kind: Notification.Kind) -> bool:
    """Whether what owes the office a message of `kind` stands in a digest. An overdue answer is no event."""
    return kind != _Kind.OVERDUE


def next_morning(now: datetime, office: Office) -> datetime:
    """When the digest of the day that `now` lies in goes."""
    today = office.local_day(now)
    for day in (today, today + timedelta(days=1)):
        morning = hours.wall_clock(day, MORNING, office.zone)
        if morning and morning - MARGIN > now:
            return morning
    raise AssertionError("clocks change at night")


def waits_already(addresses: list[str], office: Office, *, now: datetime) -> set[str]:
    """Those of `addresses` for which this day's digest is queued. To be asked under the office's lock."""
    waiting = Notification.objects.waiting().filter(kind=_Kind.DIGEST, attempts=0, due_at__gt=now + MARGIN)
    queued = waiting.filter(consultation__office=office, office_address__in=addresses)
    return set(queued.values_list("office_address", flat=True))


def context(first: Event, office: Office) -> dict[str, Any]:
    """What happened from the event `first` to the end of its day, as the rows have it now. Three queries."""
    morning = next_morning(first.at, office)
    happened = Event.objects.filter(consultation__office=office, at__gte=first.at, at__lt=morning - MARGIN)
    events = happened.filter(kind__in=HAPPENED).select_related("consultation").order_by("at", "pk")
    events = events.only(*_READ)  # nothing that is sealed
    lines = [_line(event, office) for event in events]
    return {
        "until": words.when(morning, office),
        "lines": lines[:MOST_LINES],
        "more_count": len(lines[MOST_LINES:]),
        "change_count": len(lines),
        "aside_count": happened.filter(kind=Event.Kind.ASIDE).count(),
        "waiting_count": Consultation.objects.waiting().filter(office=office).count(),
    }


def _line(event: Event, office: Office) -> Line:
    moment = event.starts_at or event.was_at
    what = HAPPENED[Event.Kind(event.kind)]
    if event.kind in (Event.Kind.MOVED, Event.Kind.CANCELED):
        what += f" by {event.get_actor_display().lower()}"
    first_name = " ".join(event.consultation.first_name.split())
    when = words.when(moment, office) if moment else ""
    return Line(event.consultation.reference, first_name, what, when)
