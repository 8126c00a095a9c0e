"""Messages: the columns that every outbox has, and what a worker and the desk ask of them."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce

from clinic.mail.outbox.schedule import LONGEST_LEASE_OR_WAIT
from clinic.mail.outbox.worker import MailWorker

log = logging.getLogger(__package__)


class OutboxQuerySet(models.QuerySet):
    """What a worker and the desk ask of a table of messages."""

    def waiting(self) -> Self:
        return self.filter(due_at__isnull=False)

    def due(self, now: datetime) -> "OutboxQuerySet":
        """What should go now. A time that no wait of ours leads to was written by a clock that ran
        ahead.
        """
        tried = Q(attempts__gt=0) | ~Q(last_error="")
        too_far = tried & Q(due_at__gt=now + LONGEST_LEASE_OR_WAIT)
        at_once = Q(attempts=0, due_at=F("queued_at"))
        return self.free().filter(Q(due_at__lte=now) | too_far | at_once)

    def late(self, now: datetime) -> "OutboxQuerySet":
        """Messages that should have gone some minutes ago: tried in vain, or not tried at all."""
        since = now - timedelta(minutes=5)
        return self.free().filter(Q(due_at__lte=since) | Q(attempts__gt=0, queued_at__lte=since))

    def free(self) -> "OutboxQuerySet":
        """Messages that wait and are not held. The database asks once, not for each message."""
        return self.waiting().filter(queued_at__gte=_held_before())

    def held(self) -> "OutboxQuerySet":
        """Messages that waited in a backup which was restored: they wait for the owner."""
        return self.waiting().filter(queued_at__lt=_held_before())

    def drop(self, *, now: datetime) -> int:
        """Send them to nobody; return how many there were."""
        return self.update(due_at=None, superseded_at=now, last_error="")

    def failed(self) -> "OutboxQuerySet":
        return self.filter(failed_at__isnull=False)


def _held_before() -> Coalesce:
    held = MailWorker.objects.filter(pk=1).values("held_before")
    return Coalesce(Subquery(held), Value(datetime(1, 1, 2, tzinfo=UTC)))


OutboxManager = models.Manager.from_queryset(OutboxQuerySet)


class OutboxMessage(models.Model):
    """One message to one recipient. `due_at` is empty once it was sent, failed or superseded."""

    message_key = models.UUIDField(default=uuid4, editable=False, unique=True)
    # Of its Message-ID, kept from the first attempt on. Empty: not tried yet, or tried before it
    # was kept.
    message_domain = models.CharField(max_length=253, blank=True, default="", editable=False)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField("next attempt", null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    failed_at = models.DateTimeField("failed", null=True, blank=True)
    superseded_at = models.DateTimeField("no longer true", null=True, blank=True)

    objects = OutboxManager()

    class Meta:
        abstract = True
        indexes = [
            # In the order of `_claim`, so that it reads one message, however many wait for the same
            # moment.
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="%(class)s_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, sent_at=None, failed_at=None, superseded_at=None)
                | Q(due_at=None, sent_at__isnull=False, failed_at=None, superseded_at=None)
                | Q(due_at=None, sent_at=None, failed_at__isnull=False, superseded_at=None)
                | Q(due_at=None, sent_at=None, failed_at=None, superseded_at__isnull=False),
                name="%(class)s_waits_or_has_one_end",
            )
        ]

    @property
    def state(self) -> str:
        """One word or two, as staff read it."""
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        if self.superseded_at:
            return "no longer true"
        if self.attempts:
            return "trying again"
        return "waiting"

    @property
    def about(self) -> str:
        """What it is about, as staff call it: a reference; empty if there is none."""
        return ""

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a copy can be recognised; also if settings change in
        between.

        Its domain is the sender's: spam filters count one under `www.` against a mail (rspamd 3.4).
        """
        domain = self.message_domain or new_domain(self)
        return f"<{self.message_key.hex}@{domain}>"

    def release(self, *, now: datetime) -> None:
        """Hold it no more: it goes when it is due."""
        self.queued_at = MailWorker.first_free(now=now)
        if self.due_at:
            self.due_at = max(self.due_at, now)
        self.save(update_fields=["queued_at", "due_at"])

    def drop(self, *, now: datetime) -> None:
        """Send it to nobody."""
        self.due_at, self.superseded_at, self.last_error = None, now, ""
        self.save(update_fields=["due_at", "superseded_at", "last_error"])

    def come_back(self, reason: str, *, now: datetime) -> bool:
        """It was sent, and could not be delivered after all. False if that is known, or it was not
        sent.
        """
        went = type(self).objects.filter(pk=self.pk, sent_at__isnull=False)
        return bool(went.update(sent_at=None, failed_at=now, last_error=reason))

    def send_again(self, *, now: datetime) -> None:
        """Queue it anew, with three days ahead of it."""
        self.message_domain = self.message_domain or new_domain(self)
        self.queued_at = self.due_at = MailWorker.first_free(now=now)
        self.sent_at = self.failed_at = self.superseded_at = None
        self.attempts, self.last_error = 0, ""
        self.save()


def log_queued(messages: list[Any]) -> None:
    """Say, once they are committed, which messages the request of this line queued.

    The worker's lines name a message by the same words, and its Message-ID holds the second of
    them: so a line of the web server's leads to the worker's and to the mail server's.
    """
    if messages:
        names = ", ".join(named(message) for message in messages)
        transaction.on_commit(lambda: log.info("messages queued: %s", names))


def named(message: OutboxMessage) -> str:
    return f"{message.pk} ({message.message_key.hex})"


def new_domain(message: OutboxMessage) -> str:
    """The domain for a message that has none: one tried before domains were kept had the site's
    host name.
    """
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    if message.attempts or not domain:
        return str(urlsplit(settings.SITE_URL).hostname)
    return domain
