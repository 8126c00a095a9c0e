"""Lost links: the address of their page once more, for whoever asks for it by e-mail or phone."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from bookings import notifications
from bookings.lifecycle.common import NotAllowed, take_up
from bookings.models import Actor, Consultation, Event, LinkRequest, Notification
from clinic.office import phones
from clinic.protection import rate_limits

Channel = Notification.Channel
A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@transaction.atomic
def answer_link_request(*, now: datetime) -> bool:
    """Look whose the oldest link request is, and owe them what they asked for. Whether there was
    one.

    By e-mail it is one mail with all their links, by phone one task of the desk.
    """
    waiting = LinkRequest.objects.order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    request = waiting.first()
    if request is None:
        return False
    request.delete()
    try:
        newest = request.theirs().lately(now).order_by("asked_at", "pk").last()
        if newest:
            channel = Channel.DESK if request.is_phone else Channel.MAIL
            send_link(newest, channel=channel, now=now)
    except NotAllowed as moved_on:
        log.info("a link is not sent again: %s", moved_on)
    except ImproperlyConfigured:  # no key opens it
        log.exception("a link could not be sent again")
    return True


@transaction.atomic
def send_link(
    consultation: Consultation, *, channel: Notification.Channel | None = None, now: datetime
) -> None:
    """Owe the patient the address of their page once more, unless it was just done. Raises
    NotAllowed.

    By mail, or as a task of the desk: without a `channel` whichever reaches them. Beyond the limit
    of a mailbox, and where the desk was given the same task within a day, nothing is done and
    nothing is said: whoever asks may be somebody else.
    """
    consultation = take_up(consultation, "send_link", None)
    if channel is None:
        channel = Channel.MAIL if consultation.email else Channel.DESK
    if channel == Channel.DESK and _is_a_task_already(consultation, now=now):
        return
    if channel == Channel.MAIL and not _has_room(consultation, now=now):
        return
    event = Event.objects.create(
        consultation=consultation,
        kind=Event.Kind.LINK,
        actor=Actor.PATIENT,
        at=now,
        starts_at=consultation.starts_at,
    )
    notifications.queue(event, now=now, channel=channel)


def _is_a_task_already(consultation: Consultation, *, now: datetime) -> bool:
    """Whether the desk was asked within a day to tell somebody at this number: strangers who know
    it give the desk no more work than that.
    """
    number = phones.without_extension(consultation.phone)
    tasks = Notification.objects.filter(
        kind=Notification.Kind.LINK, channel=Channel.DESK, queued_at__gt=now - A_DAY
    )
    return tasks.filter(consultation__in=Consultation.objects.reached_at(number)).exists()


def _has_room(consultation: Consultation, *, now: datetime) -> bool:
    """Whether this mailbox may be sent one more link; it is counted."""
    mailbox = f"link {consultation.email}"
    counted = ((mailbox, rate_limits.CONTACT), (mailbox, rate_limits.CONTACT_A_DAY))
    return all(rate_limits.count(*counted, now=now))
