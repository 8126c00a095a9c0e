"""Earlier times: wait for one, be offered one beside the own, accept it or keep the own.

An offer is a row of its own beside a consultation that stands as it did: whoever declines or does
not answer has lost nothing, and there is no status from which to find the way back.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.translation import gettext as _

from bookings import availability, holds, notifications, wait_list
from bookings.holds import NotOffered
from bookings.lifecycle.common import (
    NotAllowed,
    end_offer,
    free_offer,
    happened,
    judge,
    must_lie_ahead,
    record,
    revise_calendar,
    save_as,
    take_up,
)
from bookings.models import Actor, Consultation, EarlierOffer, Event, Notification, Status, Wait
from clinic.office import formats, hours
from clinic.office.models import Office
from clinic.protection import rate_limits

ANSWER_WITHIN_DAYS = 1  # opening days after today: others wait for it too
AT_ONCE = 100
LEAST_NOTICE = timedelta(minutes=30)  # before it begins, in an office that wants none
Outcome = EarlierOffer.Outcome

log = logging.getLogger(__name__)


# ---- who waits -----------------------------------------------------------------------------------
@transaction.atomic
def wait(consultation: Consultation, *, by: User | None, now: datetime) -> Consultation:
    """They would come earlier. What is free already is not meant. Raises NotAllowed or
    rate_limits.TooMany.
    """
    free = wait_list.free_times(consultation.office, now=now)
    consultation = take_up(consultation, "wait", by)
    must_lie_ahead(consultation, now)
    if consultation.waits.exists():
        said = _("{reference} is on the list for an earlier time already.")
        raise NotAllowed(said.format(reference=consultation.reference))
    if by is None:
        rate_limits.spend((f"wait {consultation.page_key}", rate_limits.CONTACT_A_DAY), now=now)
    begin_to_wait(consultation, free, now=now)
    return consultation


def begin_to_wait(consultation: Consultation, free: Iterable[datetime], *, now: datetime) -> None:
    """Put it on the list; `free` is what is on offer at `now`. Nothing is owed: it is no event."""
    known = wait_list.minutes_before(wait_list.own_time(consultation), free)
    Wait.objects.create(consultation=consultation, since=now, free_then=known)


@transaction.atomic
def stop_waiting(consultation: Consultation, *, by: User | None, now: datetime) -> Consultation:
    """They would not come earlier any more. Raises NotAllowed, also while a time is offered."""
    consultation = take_up(consultation, "stop_waiting", by)
    offer = consultation.open_offer
    if offer and offer.is_open(now=now):
        raise NotAllowed(
            _("An earlier time is offered just now. Take it, or keep the one you have.")
        )
    gone = consultation.waits.all().delete()[0]
    if not gone:
        said = _("{reference} is not on the list for an earlier time.")
        raise NotAllowed(said.format(reference=consultation.reference))
    return consultation


# ---- an offer, and the answers to it -------------------------------------------------------------
@transaction.atomic
def offer_earlier(
    consultation: Consultation, *, starts_at: datetime | None, by: User, now: datetime
) -> Consultation:
    """Hold an earlier time for somebody who waits for one, until they answer or the moment passes.

    The consultation stays as it is. Raises NotAllowed, SlotTaken or NotOffered.
    """
    consultation = take_up(consultation, "offer_earlier", by)
    office = consultation.office
    must_lie_ahead(consultation, now)
    if not consultation.waits.exists():
        raise NotAllowed(f"{consultation.reference} is not on the list for an earlier time.")
    offered = consultation.open_offer
    if offered:
        when = formats.when(offered.starts_at, office)
        raise NotAllowed(f"{consultation.reference} is being offered {when} already.")
    if starts_at is None or starts_at >= wait_list.own_time(consultation):
        raise NotOffered
    offer = availability.offer(office, now=now, around=starts_at, online=False)
    slot = judge(office, offer, starts_at)
    holds.take(consultation, [slot])
    event = happened(consultation, Event.Kind.OFFERED, by=by, now=now)
    EarlierOffer.objects.create(
        consultation=consultation,
        event=event,
        hold=consultation.holds.get(starts_at=slot.starts_at),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        answer_by=_answer_by(office, slot, now=now),
    )
    notifications.queue(event, now=now)
    return consultation


def _answer_by(office: Office, slot: availability.Slot, *, now: datetime) -> datetime:
    """When the office closes on its next day, and no later than the notice before the time.

    What is on offer begins at least the notice after the next reply-by: so there is always time to
    answer.
    """
    closures = hours.closures_ahead(office, now=now)
    next_close = hours.close_of(office, closures, moment=now, opening_days=ANSWER_WITHIN_DAYS)
    notice = max(timedelta(hours=office.notice_hours), LEAST_NOTICE)
    return min(next_close, slot.starts_at - notice)


@transaction.atomic
def accept(
    consultation: Consultation, *, starts_at: datetime | None, by: User | None, now: datetime
) -> Consultation:
    """Take the earlier time that is offered; the own one is free at once.

    Raises NotAllowed, also once its moment has passed. Returns the row as it now is.
    """
    consultation = take_up(consultation, "accept", by)
    offer = _open_offer(consultation, starts_at, now=now)
    if consultation.office.closures.overlapping(offer.starts_at, offer.ends_at).exists():
        raise NotAllowed(
            _("The office is closed at that earlier time by now. The own time stands.")
        )
    was_at = consultation.starts_at
    # whoever only asked so far is confirmed by it, as by a proposed time that is chosen
    kind = Event.Kind.MOVED if consultation.status == Status.CONFIRMED else Event.Kind.PICKED
    consultation.holds.exclude(earlier_offer=offer).delete()
    end_offer(offer, Outcome.ACCEPTED, now=now)
    consultation.starts_at, consultation.ends_at = offer.starts_at, offer.ends_at
    revise_calendar(consultation)
    return save_as(consultation, Status.CONFIRMED, kind, by=by, now=now, was_at=was_at)


@transaction.atomic
def keep(
    consultation: Consultation,
    *,
    by: User | None,
    now: datetime,
    starts_at: datetime | None = None,
) -> Consultation:
    """They keep their own time; the one that was offered is free at once. Raises NotAllowed."""
    consultation = take_up(consultation, "keep", by)
    offer = _open_offer(consultation, starts_at, now=now)
    free_offer(offer, Outcome.KEPT, now=now)
    record(consultation, Event.Kind.KEPT, by=by, now=now)
    return consultation


def _open_offer(
    consultation: Consultation, starts_at: datetime | None, *, now: datetime
) -> EarlierOffer:
    """The offer that can be answered, of this time if one is named. Raises NotAllowed."""
    office = consultation.office
    offer = consultation.open_offer
    if offer and starts_at in (None, offer.starts_at):
        if offer.is_open(now=now):
            return offer
        until = formats.when(offer.answer_by, office)
        raise NotAllowed(
            _("The earlier time was held until {until}. The own time stands.").format(until=until)
        )
    if starts_at and starts_at == consultation.starts_at:
        said = _("{reference} has that time already.")
        raise NotAllowed(said.format(reference=consultation.reference))
    raise NotAllowed(_("That earlier time is not held any more. The own time stands."))


# ---- an end that nobody said ---------------------------------------------------------------------
@transaction.atomic
def expire(consultation: Consultation, *, now: datetime) -> Consultation:
    """Nobody answered in time: the earlier time is free, and the own one stands. Raises
    NotAllowed.
    """
    consultation = take_up(consultation, "expire", None, actor=Actor.SITE)
    offer = consultation.open_offer
    if offer is None or offer.is_open(now=now):
        raise NotAllowed(f"No offer to {consultation.reference} has ended.")
    told = consultation.notifications.filter(
        kind=Notification.Kind.EARLIER, event__gte=offer.event_id, sent_at__isnull=False
    )
    free_offer(offer, Outcome.EXPIRED if told.exists() else Outcome.UNHEARD, now=now)
    record(consultation, Event.Kind.EXPIRED, by=None, now=now, actor=Actor.SITE)
    return consultation


def expire_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """End the offers that nobody answered in time, `most` of them. Returns how many it did.

    Several may run side by side. One that cannot end keeps none of those behind it.
    """
    due = Consultation.objects.filter(
        earlier_offers__outcome=Outcome.OPEN, earlier_offers__answer_by__lte=now
    )
    ended = 0
    for consultation in due.order_by("earlier_offers__answer_by").only("office_id").iterator():
        try:
            expire(consultation, now=now)
            ended += 1
        except NotAllowed:  # answered between the look and the lock
            log.info("the offer to consultation %s had ended", consultation.pk)
        except ImproperlyConfigured:  # no key opens it
            log.exception("the offer to consultation %s could not end", consultation.pk)
        if ended == most:
            break
    return ended
