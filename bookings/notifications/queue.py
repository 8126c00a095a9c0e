"""Queue: writes down, in the transaction of an event, the notifications that it owes."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bookings.models import Event, Notification
from bookings.notifications import digest, suspected_spam
from bookings.notifications.follow_contact import follow_contact
from bookings.notifications.kinds import OFFICE, PATIENT, NotificationKind, names_of_many, owed_by
from clinic.mail.outbox import log_queued
from clinic.office.models import OfficeAddress

Channel, Hears = Notification.Channel, OfficeAddress.Hears
# With these a consultation begins: nothing that was said before could be untrue.
BEGINNINGS = (Event.Kind.ASKED, Event.Kind.ASIDE, Event.Kind.BOOKED)


class Due(NamedTuple):
    """A message that is owed, and when it should go."""

    row: NotificationKind
    at: datetime


class Recipient(NamedTuple):
    """Who is told what, and when; `address` is the office's, empty for the patient."""

    kind: str
    audience: Notification.Audience
    address: str
    due_at: datetime
    channel: Notification.Channel = Channel.MAIL


def queue(
    event: Event, *, now: datetime, tell: bool = True, channel: Notification.Channel | None = None
) -> None:
    """Write down the messages that `event` owes; what it made untrue is sent no more.

    To be called in the transaction of the event. With `tell` false nobody is owed anything. The
    patient is told by `channel`, without one by all that are theirs.
    """
    consultation = event.consultation
    owed = owed_by(event) if tell else []
    if event.kind not in (*Event.SIDE_NOTES, *BEGINNINGS):
        consultation.notifications.unsaid().exclude(kind__in=names_of_many()).supersede(now=now)
    if event.kind == Event.Kind.CORRECTED:
        follow_contact(event, [row.name for row in owed], now=now)
        if owed:  # goes to another address, which hears all that is still true
            consultation.notifications.undelivered().supersede(now=now)
    useful = [Due(row, due_at) for row in owed if (due_at := row.due_at(event, now))]
    queued = Notification.objects.bulk_create(
        Notification(
            consultation=consultation,
            event=event,
            kind=told.kind,
            audience=told.audience,
            office_address=told.address,
            channel=told.channel,
            queued_at=now,
            due_at=told.due_at,
        )
        for told in _recipients(event, useful, channel, now)
    )
    log_queued(queued)


def _recipients(
    event: Event, useful: list[Due], channel: Notification.Channel | None, now: datetime
) -> Iterator[Recipient]:
    for row, due_at in useful:
        if row.audience == PATIENT:
            for to_patient in [channel] if channel else _channels(event, row):
                yield Recipient(row.name, PATIENT, "", due_at, to_patient)
    to_office = [due for due in useful if due.row.audience == OFFICE]
    if to_office:
        yield from _addresses(event, to_office, now)


def _channels(event: Event, row: NotificationKind) -> list[Notification.Channel]:
    channels = row.channels(event.consultation, event.kind)
    if event.kind == Event.Kind.CORRECTED:  # the mailbox is another one, and hears of it again
        return channels[:1]
    return channels


def _addresses(event: Event, owed: list[Due], now: datetime) -> Iterator[Recipient]:
    """Which of the office's addresses hears what of it, and when: each as much as was chosen for
    it.
    """
    office = event.consultation.office
    chosen = list(office.mail_addresses.values_list("email", "hears"))
    for row, due_at in owed:
        at_once = [address for address, hears in chosen if row.is_trouble or hears == Hears.EVERY]
        for address in suspected_spam.not_waited_for(at_once, event.consultation, row.name):
            yield Recipient(row.name, OFFICE, address, due_at)
    daily = [address for address, hears in chosen if hears == Hears.DIGEST]
    if daily and any(row.is_in_digest for row, _ in owed):
        waits = digest.waits_already(daily, office, now=now)
        for address in daily:
            if address not in waits:
                yield Recipient(
                    Notification.Kind.DIGEST, OFFICE, address, digest.next_morning(now, office)
                )
