"""Expiry: requests that nobody answered, and proposals from which nobody chose."""

import logging
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from bookings.lifecycle.common import NotAllowed, end, take_up
from bookings.models import Actor, Consultation, Event, Status

AT_ONCE = 100

log = logging.getLogger(__name__)


@transaction.atomic
def lapse(consultation: Consultation, *, now: datetime) -> Consultation:
    """Nobody answered or chose in time: the times are free, and the patient is told. Raises
    NotAllowed.
    """
    consultation = take_up(consultation, "lapse", None, actor=Actor.SITE)
    if consultation.lapses_at is None or consultation.lapses_at > now:
        raise NotAllowed(f"{consultation.reference} has not lapsed yet.")
    return end(consultation, Status.LAPSED, Event.Kind.LAPSED, by=None, now=now, actor=Actor.SITE)


def lapse_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """Let lapse what nobody answered, `most` of it. Returns how many did: 0 when nothing is left.

    Several may run side by side. One that cannot lapse keeps none of those behind it.
    """
    due = Consultation.objects.filter(lapses_at__lte=now).order_by("lapses_at").only("office_id")
    lapsed = 0
    for consultation in due.iterator():
        try:
            lapse(consultation, now=now)
            lapsed += 1
        except NotAllowed:  # answered, chosen or lapsed between the look and the lock
            log.info("consultation %s had moved on", consultation.pk)
        except ImproperlyConfigured:  # no key opens it
            log.exception("consultation %s could not lapse", consultation.pk)
        if lapsed == most:
            break
    return lapsed
