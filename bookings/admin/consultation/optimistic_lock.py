"""Optimistic lock: whether what somebody acts on is still what they were shown.

A form carries the number of the consultation's last change. When it comes back with another one,
somebody has changed the consultation meanwhile, and nothing is done before the form's sender has
seen that.
"""

from collections.abc import Mapping

from django.db.models import OuterRef, QuerySet, Subquery

from bookings.models import Consultation, Event
from clinic.office.optimistic_lock import Changed as Changed


def stamped(consultations: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Each with its `stamp`, by the query that finds it: a stamp is never newer than what is
    shown.
    """
    last = (
        Event.objects.of_change()
        .filter(consultation=OuterRef("pk"))
        .order_by("-pk")
        .values("pk")[:1]
    )
    return consultations.annotate(stamp=Subquery(last))


def stamp_sent(data: Mapping[str, str], consultation: Consultation) -> str:
    """The stamp that a form brought for this consultation; empty if it brought none."""
    return data.get(f"stamp-{consultation.pk}", "")


def is_changed(consultation: Consultation, stamp: str) -> bool:
    """Whether a stamp was brought, and is another than the consultation's now. One query."""
    if not stamp:
        return False
    last = Event.objects.of_change().filter(consultation=consultation).last()
    return stamp != str(last.pk if last else "")
