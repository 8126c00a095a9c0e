"""Suspected spam, told to the office together: it comes in floods, and of a flood one message says
enough.
"""

from datetime import datetime, timedelta

from bookings.models import Consultation, Event, Notification
from bookings.notifications.facts import Facts
from clinic.office.models import Office

WAIT = timedelta(minutes=30)  # in which the office reads of them once


def due_at(event: Event, now: datetime) -> datetime | None:
    return now + WAIT


def are_left(facts: Facts) -> bool:
    """Whether any is set aside still: the message speaks of all of them."""
    return Consultation.objects.aside().exists()


def not_waited_for(addresses: list[str], consultation: Consultation, name: str) -> list[str]:
    """Those of the office's addresses for which no such message waits already, unless held."""
    if not consultation.is_aside:
        return addresses
    waiting = Notification.objects.free().filter(kind=name, event__kind=Event.Kind.ASIDE)
    waited_for = set(waiting.values_list("office_address", flat=True))
    return [address for address in addresses if address not in waited_for]


def heir(notification: Notification, office: Office) -> Event | None:
    """A request set aside since, for which no message of its own was queued because this one
    waited.
    """
    if notification.due_at is None:
        return None
    asides = Event.objects.filter(
        kind=Event.Kind.ASIDE, consultation__in=Consultation.objects.aside()
    )
    others = asides.filter(pk__gt=notification.event_id).exclude(
        consultation=notification.consultation_id
    )
    return others.only("consultation_id").order_by("pk").first()
