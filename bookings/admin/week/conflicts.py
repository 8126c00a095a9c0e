"""Conflicts: consultations that lie in a closure."""

from collections.abc import Iterable
from datetime import datetime

from bookings.admin.consultation.optimistic_lock import with_revision
from bookings.models import Consultation
from bookings.transitions import LIVE
from clinic.office.models import Closure


def consultations_met(closure: Closure, *, now: datetime) -> Iterable[Consultation]:
    """The live ones that hold a time in what is still ahead of the closure."""
    return with_revision(
        Consultation.objects.filter(
            office=closure.office_id,
            status__in=LIVE,
            holds__starts_at__lt=closure.ends_at,
            holds__ends_at__gt=max(closure.starts_at, now),
            holds__earlier_offer=None,  # that one is refused by itself; their own time stands
        )
        .distinct()
        .select_related("office")
        .prefetch_related("holds")
        .order_by("asked_at")
    )
