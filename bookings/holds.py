"""Holds: slots that consultations keep from everyone else: taken, swapped, freed, checked."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from bookings.availability import Slot
from bookings.models import MAY_WAIT, Consultation, Hold, Status


class NotOffered(Exception):
    """The time is not one that the office offers."""


class SlotTaken(NotOffered):
    """Somebody else holds the time."""


def take(consultation: Consultation, slots: Iterable[Slot]) -> None:
    """Hold `slots` on top of what the consultation holds. Raises SlotTaken; then it holds none of
    them.
    """
    try:
        Hold.objects.bulk_create(
            Hold(
                consultation=consultation,
                office_id=consultation.office_id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
            )
            for slot in slots
        )
    except IntegrityError as overlap:
        raise SlotTaken from overlap


def swap(consultation: Consultation, slot: Slot) -> None:
    """Hold `slot` instead of all that the consultation holds. Raises SlotTaken; then it keeps what
    it had.
    """
    with transaction.atomic():
        free(consultation)
        take(consultation, [slot])


def free(consultation: Consultation) -> None:
    consultation.holds.all().delete()


def faults() -> list[str]:
    """Every consultation whose holds are not what its status says, in words for staff. Reads only.

    Requested and confirmed hold their time and an earlier one that is offered to them, proposed
    also one to three others, all else nothing.
    """
    found = []
    for consultation in _live_or_holding():
        held = {(hold.starts_at, hold.ends_at) for hold in consultation.holds.all()}
        if consultation.starts_at:
            own = {(consultation.starts_at, consultation.ends_at)}
        else:
            own = set()
        offer = consultation.open_offer
        offered = {(offer.starts_at, offer.ends_at)} if offer else set()
        if consultation.status in MAY_WAIT:
            right = held == own | offered
        elif consultation.status == Status.PROPOSED:
            right = own <= held and 1 <= len(held - own) <= 3
        else:
            right = not held
        if not right:
            found.append(
                f"{consultation.reference} is {consultation.status} and holds {len(held)} times."
            )
    return found


def _live_or_holding() -> QuerySet[Consultation]:
    live = Q(status__in=[Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED])
    return (
        Consultation.objects.filter(live | Q(holds__isnull=False))
        .distinct()
        .prefetch_related("holds", "earlier_offers")
    )
