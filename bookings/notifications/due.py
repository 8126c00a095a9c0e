"""Schedule of notifications: when each kind should go, and until when it is of use."""

from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from bookings.models import Event, Notification
from bookings.notifications.facts import Facts
from clinic.office import hours

A_DAY = 24  # hours on the wall clock


# ---- when it is due: a moment, or None for what would be of no use -----------------------------
def at_once(event: Event, now: datetime) -> datetime | None:
    return now


def unless_it_has_begun(event: Event, now: datetime) -> datetime | None:
    """Not to a walk-in, who sits there already."""
    starts_at = event.consultation.starts_at
    if starts_at and starts_at <= now:
        return None
    return now


def when_the_promise_breaks(event: Event, now: datetime) -> datetime | None:
    reply_by: datetime = event.consultation.reply_by
    if reply_by > now:
        return reply_by
    return None


def while_it_is_offered(event: Event, now: datetime) -> datetime | None:
    """An earlier time: when it is offered, and again after what has put that word away unsent."""
    offer = event.consultation.open_offer
    if offer is None or not offer.is_open(now=now):
        return None
    sent = event.consultation.notifications.filter(
        kind=Notification.Kind.EARLIER, event__gte=offer.event_id, sent_at__isnull=False
    )
    if event.kind == Event.Kind.CONFIRMED and sent.exists():
        return None
    return now


def a_day_before(event: Event, now: datetime) -> datetime | None:
    """The same hour of the day before; None if that has passed, or if they asked on that day or
    later.

    One reminder a time: whoever was reminded of another one, before it was moved, is reminded
    again.
    """
    consultation = event.consultation
    office = consultation.office
    assert consultation.starts_at is not None
    remind_at = hours.earlier(consultation.starts_at, A_DAY, office.zone)
    reminders = consultation.notifications.filter(
        kind=Notification.Kind.REMINDER, sent_at__isnull=False
    )
    if reminders.filter(event__starts_at=consultation.starts_at).exists():
        return None
    asked_that_day = office.local_day(consultation.asked_at) >= office.local_day(remind_at)
    if asked_that_day or remind_at <= now:
        return None
    return remind_at


# ---- until when it helps: asked again when it is due -------------------------------------------
def always(facts: Facts) -> bool:
    return True


def while_it_stands(facts: Facts) -> bool:
    """Until the consultation changes again: then it says how things stood."""
    prefetch_related_objects(
        [facts.consultation], "events"
    )  # once, for all that is written from them
    return bool(facts.event.pk <= facts.notification.event_id)


def until_it_begins(facts: Facts) -> bool:
    """No word of a time helps once that has begun."""
    starts_at = facts.consultation.starts_at
    return while_it_stands(facts) and (starts_at is None or facts.now < starts_at)


def until_it_is_answered(facts: Facts) -> bool:
    """An earlier time that is offered: as long as it is held for them."""
    return facts.offer is not None


def until_the_notice(facts: Facts) -> bool:
    """A late reminder helps until the notice before the time. Nobody is reminded of one time
    twice in the same way.
    """
    if not while_it_stands(facts):
        return False
    consultation, starts_at = facts.consultation, facts.consultation.starts_at
    if starts_at is None:
        return True
    prefetch_related_objects([consultation], "events__notifications")
    of_this_time = [event for event in consultation.events.all() if event.starts_at == starts_at]
    sent = [each for event in of_this_time for each in event.notifications.all() if each.sent_at]
    reminded = any(
        each.kind == Notification.Kind.REMINDER and each.channel == facts.notification.channel
        for each in sent
    )
    return (
        facts.now < starts_at - timedelta(hours=consultation.office.notice_hours) and not reminded
    )
