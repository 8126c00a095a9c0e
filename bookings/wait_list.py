"""Wait list: which times have become free for whom, and which earlier ones are offered. Reads only.

A time has become free for somebody if it is on offer now, before their own, and was not on offer
when they said that they would come earlier. So it does not matter how: canceled, moved, declined,
lapsed, a block or closure taken away, hours added.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bookings.availability import Slot, free_slots
from bookings.models import Consultation, EarlierOffer, Wait
from clinic.office.models import Office

MOST_WAITING = 100
MOST_TIMES = 5  # that are shown at once: hours added free very many
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
Outcome = EarlierOffer.Outcome


class FreedTime(NamedTuple):
    """A time that has become free, and who waits for one, first come first."""

    slot: Slot
    waiting: list[Consultation]
    refused: list[Consultation]  # who was offered it and did not take it


class WaitList(NamedTuple):
    freed: list[FreedTime]
    offers: list[EarlierOffer]  # not answered yet, the one that ends first before the others


def free_times(office: Office, *, now: datetime) -> list[datetime]:
    """All that the office could offer at `now`, by the rule that lists times. Four queries."""
    return [slot.starts_at for slot in free_slots(office, now=now)]


def minutes_before(starts_at: datetime, free: Iterable[datetime]) -> list[int]:
    """Those of the free times that lie before `starts_at`, as `Wait.free_then` keeps them."""
    return [_minute(each) for each in free if each < starts_at]


def _minute(moment: datetime) -> int:
    return (moment - _EPOCH) // _MINUTE


def wait_list(office: Office, *, now: datetime, free: Sequence[Slot] | None = None) -> WaitList:
    """What the desk sees of it. Six queries if anybody waits, else one; two for whoever knows what
    is `free`: all that staff may give at `now`.

    Who is being offered a time waits for no other one meanwhile.
    """
    waits = list(
        Wait.objects.at(office, now)
        .select_related("consultation")
        .defer("consultation__answers", "consultation__note")
        .prefetch_related("consultation__earlier_offers")[:MOST_WAITING]
    )
    offers = []
    for wait in waits:
        wait.consultation.office = office
        for offer in wait.consultation.earlier_offers.all():
            if offer.outcome == Outcome.OPEN:
                offer.consultation = wait.consultation
                offers.append(offer)
    offers.sort(key=lambda offer: (offer.answer_by, offer.pk))
    asked = {offer.consultation_id for offer in offers}
    waits = [wait for wait in waits if wait.consultation_id not in asked]
    if waits and free is None:
        free = free_slots(office, now=now)
    return WaitList(_freed(free, waits) if waits and free else [], offers)


def _freed(free: Iterable[Slot], waits: list[Wait]) -> list[FreedTime]:
    """The first times that have become free, none of which meets another."""
    known = {wait.pk: set(wait.free_then) for wait in waits}
    found: list[FreedTime] = []
    for slot in free:
        if found and found[-1].slot.meets(slot):
            continue
        wanted = [
            wait.consultation
            for wait in waits
            if slot.starts_at < own_time(wait.consultation)
            and _minute(slot.starts_at) not in known[wait.pk]
        ]
        waiting = [each for each in wanted if not has_refused(each, slot.starts_at)]
        if waiting:
            refused = [each for each in wanted if each not in waiting]
            found.append(FreedTime(slot, waiting, refused))
        if len(found) == MOST_TIMES:
            break
    return found


def own_time(consultation: Consultation) -> datetime:
    """The time of one that waits: without one nobody does."""
    assert consultation.starts_at is not None
    return consultation.starts_at


def has_refused(consultation: Consultation, starts_at: datetime) -> bool:
    """Whether they were offered this very time and kept theirs, or let it pass. No query if its
    offers are prefetched.

    Whoever did not hear of it in time has refused nothing.
    """
    return any(
        offer.starts_at == starts_at and offer.outcome in (Outcome.KEPT, Outcome.EXPIRED)
        for offer in consultation.earlier_offers.all()
    )
