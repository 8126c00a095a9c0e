"""Daily digest for office addresses that want one mail a day.

A day goes from one morning to the next, on the office's clock. The first event that the office
should hear of queues the digest of its day, one for each address; whichever event comes last before
the morning is in it.

Where one mail ends and the next begins is told by the keys of events, which are given under the
office's lock and so follow one another as the rows do; `at` is read before that lock and does not.
A digest tells what is stored from its first event on until the first event of the same address's
next digest. An event that finds a digest waiting keeps the worker from taking it before the event
is stored; one that finds it taken queues the next one. So each event is in one mail, whenever it
was stored and however late its mail is.
"""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce

from bookings.models import Consultation, Event, Notification
from bookings.models.history import EventQuerySet
from clinic.office import formats, hours
from clinic.office.models import Office

MORNING = time(8)
# A day's last minute counts with the next day: what waits for the lock then seldom needs a mail of
# its own.
MARGIN = timedelta(minutes=1)
MOST_LINES = 100
HAPPENED = {
    Event.Kind.ASKED: "asked for a consultation",
    Event.Kind.PICKED: "one of the proposed times was chosen",
    Event.Kind.TURNED_DOWN: "none of the proposed times suits",
    Event.Kind.MOVED: "moved",
    Event.Kind.CANCELED: "canceled",
    Event.Kind.LAPSED: "lapsed without an answer or a choice",
}
_TOLD = [*HAPPENED, Event.Kind.ASIDE]
_NO_END = 2**63 - 1  # beyond every key
_READ = [
    "kind",
    "actor",
    "starts_at",
    "was_at",
    "consultation__reference",
    "consultation__first_name",
    "consultation__language",
]


class Line(NamedTuple):
    """One thing that happened, and to what time; empty without one."""

    reference: str
    first_name: str
    what: str
    when: str
    language: str  # theirs; empty for English


def next_morning(now: datetime, office: Office) -> datetime:
    """When the digest of the day that `now` lies in goes."""
    today = office.local_day(now)
    for day in (today, today + timedelta(days=1)):
        morning = hours.wall_clock(day, MORNING, office.zone)
        if morning and morning - MARGIN > now:
            return morning
    raise AssertionError("clocks change at night")


def waits_already(addresses: list[str], office: Office, *, now: datetime) -> set[str]:
    """Those of `addresses` for which this day's digest, or a later one, is queued and not held.

    To be asked under the office's lock. The worker takes none of these digests before the
    transaction ends.
    """
    ahead = Notification.objects.free().filter(attempts=0, due_at__gte=next_morning(now, office))
    queued = ahead.filter(
        kind=Notification.Kind.DIGEST, consultation__office=office, office_address__in=addresses
    )
    locked = queued.select_for_update(of=("self",)).only("office_address")
    return {notification.office_address for notification in locked}


def told_in(notification: Notification, office: Office) -> EventQuerySet:
    """The events that this digest tells of, as they were stored. Each query looks anew for the next
    digest.

    Whatever happened from its morning on queued the next one, unless the address hears more by
    then.
    """
    morning = next_morning(notification.event.at, office)
    same_address = Notification.objects.filter(
        kind=Notification.Kind.DIGEST,
        consultation__office=office,
        office_address=notification.office_address,
    )
    later = same_address.filter(event__gt=notification.event_id).order_by("event_id")
    return Event.objects.filter(
        consultation__office=office,
        kind__in=_TOLD,
        pk__gte=notification.event_id,
        pk__lt=Coalesce(later.values("event_id")[:1], Value(_NO_END)),
        at__lt=morning - MARGIN,
    )


def heir(notification: Notification, office: Office) -> Event | None:
    """The event that this digest can hang on when its own is erased with all of that
    consultation.
    """
    morning = next_morning(notification.event.at, office)
    others = told_in(notification, office).exclude(consultation=notification.consultation_id)
    for event in others.only("at", "consultation_id").order_by("pk").iterator():
        if next_morning(event.at, office) == morning:
            return event
    return None


def context(notification: Notification, office: Office) -> dict[str, Any]:
    """What this digest tells, as the rows have it now. Three queries beside the one for its first
    event.
    """
    morning = next_morning(notification.event.at, office)
    happened = told_in(notification, office)
    events = happened.filter(kind__in=HAPPENED).select_related("consultation").order_by("at", "pk")
    events = events.only(*_READ)  # nothing that is sealed
    lines = [_line(event, office) for event in events]
    return {
        "until": formats.when(morning, office),
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
    first_name = " ".join(event.consultation.unlinked_first_name.split())
    when = formats.when(moment, office) if moment else ""
    language = event.consultation.other_language
    return Line(event.consultation.reference, first_name, what, when, language)
