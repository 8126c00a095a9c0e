"""Delivery: the next message that is due, from its claim to what became of it."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F

from clinic.mail.outbox.messages import OutboxQuerySet, named, new_domain
from clinic.mail.outbox.schedule import LEASE, MOST_ATTEMPTS, PAUSE, wait_before_attempt
from clinic.mail.outbox.smtp import AttemptOutcome, SmtpConnection, attempt
from clinic.mail.outbox.worker import MailWorker
from clinic.mail.return_address import set_envelope_sender

_OF_A_LEASE = ("message_key", "message_domain", "due_at", "attempts")
# What some library takes for the end of a line: behind it, the next header would begin.
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

log = logging.getLogger(__package__)


Write = Callable[[Any, datetime], EmailMessage | None]


@dataclass(frozen=True)
class Outbox:
    """One table of messages, and how one of its rows is written at a moment."""

    messages: OutboxQuerySet
    write: Write


def deliver_next(
    messages: OutboxQuerySet,
    *,
    write: Write,
    now: Callable[[], datetime],
    line: SmtpConnection | None = None,
) -> bool:
    """Claim one due message, write it from the live rows, send it, and note what became of it.

    `write` is given the row and the moment; None from it means that its subject has outlived the
    message. Returns False when nothing was due, or while the queue is paused. No transaction is
    open while the mail server is spoken to. The caller who gives a `line` hangs it up after the
    last message.
    """
    # On a line that has just carried a message nothing is paused; it is soon hung up, and asked
    # again.
    worker = None if line and line.is_open else MailWorker.row()
    if worker and worker.is_paused(now=now()):
        return False
    row = _claim(messages, now())
    if row is None:
        return False
    try:
        email = write(row, now())
    except Exception as error:  # a broken template or a missing key must not stop everybody's mail
        _note(
            row,
            AttemptOutcome.AGAIN,
            f"The message could not be written ({type(error).__name__}).",
            now(),
        )
        return True
    if email is None:
        _end(row, superseded_at=now())
        return True
    if any(_BREAKS.search(address) for address in [*email.recipients(), *email.reply_to]):
        _note(
            row,
            AttemptOutcome.REFUSED,
            "The address holds a character that no mail can carry.",
            now(),
        )
        return True
    email.extra_headers.setdefault("Message-ID", row.message_id)
    email.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    set_envelope_sender(email, row.message_key)
    outcome, reason = attempt(email, line=line)
    _note(row, outcome, reason, now())
    if outcome is AttemptOutcome.SENT and worker and worker.paused_because:
        MailWorker.objects.update(paused_because="", paused_until=None)
    return True


def _claim(messages: OutboxQuerySet, now: datetime) -> Any | None:
    """Lease the message that is due longest, of one moment the first, so that no other worker takes
    it.

    PostgreSQL need not wait for the disk: a lease that a power cut forgets is taken anew. What
    became of the message is written with all care.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        due = messages.due(now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        try:
            row = due.first()
        except ImproperlyConfigured:  # no key opens what it is about: it waits alone, see `write`
            row = due.select_related(None).only(*_OF_A_LEASE).first()
        if row is None:
            return None
        row.due_at = now + LEASE
        row.message_domain = row.message_domain or new_domain(row)
        row.attempts += 1
        row.save(update_fields=["due_at", "attempts", "message_domain"])
        return row


def _note(row: Any, outcome: AttemptOutcome, reason: str, now: datetime) -> None:
    """Write down what became of an attempt, unless another worker has taken the row meanwhile."""
    if outcome is AttemptOutcome.SENT:
        _end(row, sent_at=now)
        log.info("message %s: sent", named(row))
        return
    log.warning("message %s: %s, %s", named(row), outcome.name.lower(), reason)
    held = type(row).objects.filter(pk=row.pk, due_at=row.due_at)
    if outcome is AttemptOutcome.PAUSED:
        with transaction.atomic():
            held.update(due_at=now, attempts=F("attempts") - 1, last_error=reason)
            MailWorker.row()
            MailWorker.objects.update(paused_until=now + PAUSE, paused_because=reason)
    elif outcome is AttemptOutcome.REFUSED:
        held.update(due_at=None, failed_at=now, last_error=reason)
    elif row.attempts >= MOST_ATTEMPTS:
        held.update(due_at=None, failed_at=now, last_error=f"Given up after three days. {reason}")
    else:
        held.update(due_at=now + wait_before_attempt(row.attempts + 1), last_error=reason)


def _end(row: Any, **stamp: datetime) -> None:
    # Unconditional: it did go out, whoever holds the lease by now.
    ends = {"sent_at": None, "failed_at": None, "superseded_at": None} | stamp
    type(row).objects.filter(pk=row.pk).update(due_at=None, last_error="", **ends)
