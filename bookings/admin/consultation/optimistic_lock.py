"""Optimistic lock: whether what somebody acts on is still what they were shown.

A form carries the number of the consultation's last change. When it comes back with another one,
somebody has changed the consultation meanwhile, and nothing is done before the form's sender has
seen that.
"""

from collections.abc import Mapping

from django.db.models import OuterRef, QuerySet, Subquery

from bookings.models import Consultation, Event
from clinic.office.optimistic_lock import Changed as Changed


def with_revision(consultations: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Each with its `revision`, by the query that finds it: a revision is never newer than what is
    shown.
    """
    last = (
        Event.objects.of_change()
        .filter(consultation=OuterRef("pk"))
        .order_by("-pk")
        .values("pk")[:1]
    )
    return consultations.annotate(revision=Subquery(last))


def revision_sent(data: Mapping[str, str], consultation: Consultation) -> str:
    """The revision that a form brought for this consultation; empty if it brought none."""
    return data.get(f"revision-{consultation.pk}", "")


def is_changed(consultation: Consultation, revision: str) -> bool:
    """Whether a revision was brought, and is another than the consultation's now. One query."""
    if not revision:
        return False
    last = Event.objects.of_change().filter(consultation=consultation).last()
    return revision != str(last.pk if last else "")
