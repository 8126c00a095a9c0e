"""Bounces come in: which of our messages could not be delivered, noted with that message.

By the mailbox that the worker reads every few minutes, or by a mail server that hands each bounce
to `manage.py read_bounce`. Reading one twice changes nothing.
"""

import enum
import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from clinic.mail import bounces
from clinic.mail.mailbox import MailboxFault, read_unread
from clinic.operations.periodic import Periodic
from clinic.site.outboxes import OUTBOXES

FIRST_SECONDS = 20  # after the worker began
EVERY_SECONDS = 300
log = logging.getLogger(__name__)


class Taken(enum.Enum):
    """What became of a message that came to the return address."""

    NOTED = "noted: it was not delivered"
    KNOWN = "known already, or no longer of use"
    EARLY = "its message is not marked as sent yet: once more later"
    FOREIGN = "no message of ours"
    NO_BOUNCE = "not a bounce"


def take(raw: bytes, *, now: datetime, sent_to: str = "") -> Taken:
    """Note what `raw`, from whomever it came, says was not delivered; no word of it is logged."""
    bounce = bounces.read(raw, sent_to=sent_to)
    if bounce is None:
        return Taken.NO_BOUNCE
    for key in bounce.keys:
        message = _message(key)
        if message is None:
            continue
        if message.due_at and message.attempts:
            return Taken.EARLY
        if message.come_back(bounce.reason, now=now):
            log.warning("message %s (%s): %s", message.pk, key.hex, bounce.reason)
            return Taken.NOTED
        return Taken.KNOWN
    return Taken.FOREIGN


def _message(key: UUID) -> Any | None:
    tables = [outbox.messages.model for outbox in OUTBOXES]
    found = (table.objects.filter(message_key=key).first() for table in tables)
    return next(filter(None, found), None)


# ---- the mailbox -------------------------------------------------------------------------------
def read_mailbox() -> int:
    """Read what lies unread in BOUNCE_MAILBOX. Returns how many messages. Raises MailboxFault."""
    if settings.BOUNCE_MAILBOX is None:
        return 0
    return read_unread(settings.BOUNCE_MAILBOX, _is_done)


def _is_done(raw: bytes) -> bool | None:
    taken = take(raw, now=timezone.now())
    if taken is Taken.EARLY:
        return None
    return taken in (Taken.NOTED, Taken.KNOWN)


class MailboxRounds(Periodic):
    """When the mailbox is read next, if there is one."""

    def __init__(self) -> None:
        super().__init__(
            _read, name="bounces", first_seconds=FIRST_SECONDS, every_seconds=EVERY_SECONDS
        )

    def begin_if_due(self) -> None:
        if settings.BOUNCE_MAILBOX:
            super().begin_if_due()


def _read() -> None:
    try:
        read_mailbox()
    except MailboxFault as fault:
        log.warning("bounces are not read: %s", fault)
    except Error as away:
        log.warning("bounces are not noted: %s", type(away).__name__)
    finally:
        connections.close_all()
