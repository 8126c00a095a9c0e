"""Transactional outbox: a message is a row, claimed by lease and retried with backoff.

One column, `due_at`, is lease, back-off and schedule: a worker claims a row by moving it ahead, and
a row that a killed worker left behind comes due again by itself. A row is marked sent only after
the server said 250, so a message may arrive twice (its Message-ID stays the same) but never not at
all. Each app that sends has its own table, an `Outbox` of the list in `clinic.site.outboxes`, from
which the worker drains it.
"""

import contextlib
import enum
import logging
import queue
import random
import re
import smtplib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, models, transaction
from django.db.models import F, Max, Q, Subquery, Value
from django.db.models.functions import Coalesce

from clinic.mail.clock_jumps import Heartbeat
from clinic.mail.return_address import set_envelope_sender

ATTEMPT_SECONDS = 60  # one whole attempt, from connect to 250
LEASE = timedelta(seconds=ATTEMPT_SECONDS * 2)
PAUSE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
LONGEST_LEASE_OR_WAIT = LONGEST_WAIT * 1.2 + LEASE
MOST_ATTEMPTS = 21  # which the waits below spread over three days; a pause costs none of them
SILENT_AFTER = timedelta(minutes=2)
# messages on one connection; mail servers close it after some number of their own
MOST_ON_A_LINE = 20

_OF_A_LEASE = ("message_key", "message_domain", "due_at", "attempts")
# What some library takes for the end of a line: behind it, the next header would begin.
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

log = logging.getLogger(__name__)


class AttemptOutcome(enum.Enum):
    """What became of one attempt."""

    SENT = enum.auto()
    AGAIN = enum.auto()  # the server or the line had a bad moment
    REFUSED = enum.auto()  # this recipient or this message, for good
    PAUSED = enum.auto()  # the server refuses us as such: nobody's mail would get through


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
        domain = self.message_domain or _new_domain(self)
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
        self.message_domain = self.message_domain or _new_domain(self)
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
        names = ", ".join(_named(message) for message in messages)
        transaction.on_commit(lambda: log.info("messages queued: %s", names))


def _named(message: OutboxMessage) -> str:
    return f"{message.pk} ({message.message_key.hex})"


def _new_domain(message: OutboxMessage) -> str:
    """The domain for a message that has none: one tried before domains were kept had the site's
    host name.
    """
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    if message.attempts or not domain:
        return str(urlsplit(settings.SITE_URL).hostname)
    return domain


class MailWorker(models.Model):
    """The one row in which the worker says that it lives, and whether the mail server lets it
    in.
    """

    beat_at = models.DateTimeField(null=True)
    # By the machine's own counting, which no wrong clock changes: which start of it, and seconds
    # since.
    beat_boot = models.CharField(max_length=64, blank=True, default="")
    beat_uptime = models.FloatField(default=0)
    paused_until = models.DateTimeField(null=True)
    paused_because = models.CharField(max_length=300, blank=True)
    # After a restore: what was queued before is held until the owner has looked through it.
    held_before = models.DateTimeField(null=True)
    restored_from = models.DateTimeField(null=True)  # when that backup was made

    class Meta:
        app_label = "clinic"
        default_permissions = ()
        permissions = [("release_mailworker", "Can release or drop mail that a restore holds")]

    @classmethod
    def row(cls) -> "MailWorker":
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def beat(cls, *, now: datetime) -> None:
        """Say that the worker lives."""
        sign = Heartbeat.given(now=now)
        beat = {"beat_at": sign.at, "beat_boot": sign.boot, "beat_uptime": sign.uptime}
        if not cls.objects.filter(pk=1).update(**beat):
            cls.objects.create(pk=1, **beat)

    @classmethod
    def last_beat(cls) -> Heartbeat | None:
        """The last sign of life of any worker."""
        row = cls.objects.filter(pk=1, beat_at__isnull=False).first()
        if row and row.beat_at:
            return Heartbeat(row.beat_at, row.beat_boot, row.beat_uptime)
        return None

    @classmethod
    def hold(cls, outboxes: "Iterable[Outbox]", *, restored_from: datetime, now: datetime) -> None:
        """Hold all that waits in `outboxes`, also what a clock that ran ahead queued."""
        newest = [
            outbox.messages.waiting().aggregate(newest=Max("queued_at"))["newest"]
            for outbox in outboxes
        ]
        until = max([now, *(each for each in newest if each)]) + timedelta(microseconds=1)
        cls.row()
        cls.objects.update(held_before=until, restored_from=restored_from)

    @classmethod
    def hold_no_more(cls) -> None:
        cls.objects.update(held_before=None, restored_from=None)

    @classmethod
    def is_holding(cls) -> bool:
        return cls.objects.filter(pk=1, held_before__isnull=False).exists()

    @classmethod
    def first_free(cls, *, now: datetime) -> datetime:
        """`now`, or when a message is not held any more, if that is later."""
        held_before = cls.objects.filter(pk=1).values_list("held_before", flat=True).first()
        return max(now, held_before) if held_before else now

    def is_silent(self, *, now: datetime) -> bool:
        # A beat from the future is a clock put back since: it proves nothing.
        return self.beat_at is None or abs(now - self.beat_at) > SILENT_AFTER

    def is_paused(self, *, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until <= now + PAUSE


Write = Callable[[Any, datetime], EmailMessage | None]


@dataclass(frozen=True)
class Outbox:
    """One table of messages, and how one of its rows is written at a moment."""

    messages: OutboxQuerySet
    write: Write


class SmtpConnection:
    """The connection to the mail server, which a worker keeps while one message follows the other.

    It is kept only after a message that the server took: whatever went wrong, the next attempt
    begins anew.
    """

    def __init__(self) -> None:
        self._kept: BaseEmailBackend | None = None
        self._carried = 0

    @property
    def is_open(self) -> bool:
        """Whether a connection is kept."""
        return self._kept is not None

    def take(self) -> BaseEmailBackend:
        """The connection that was kept, else one that is not open yet: the caller's until
        `keep`.
        """
        server, self._kept = self._kept, None
        if server is None:
            server, self._carried = get_connection(), 0
        return server

    def keep(self, server: BaseEmailBackend) -> None:
        """A message went through `server`, and another one may."""
        self._kept = server
        self._carried += 1
        if self._carried >= MOST_ON_A_LINE:
            self.hang_up()

    def hang_up(self) -> None:
        """Say good-bye, in a thread of its own: a server may take its time to answer."""
        if self._kept is not None:
            threading.Thread(target=_hang_up, args=(self.take(),), daemon=True).start()


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
        row.message_domain = row.message_domain or _new_domain(row)
        row.attempts += 1
        row.save(update_fields=["due_at", "attempts", "message_domain"])
        return row


def _note(row: Any, outcome: AttemptOutcome, reason: str, now: datetime) -> None:
    """Write down what became of an attempt, unless another worker has taken the row meanwhile."""
    if outcome is AttemptOutcome.SENT:
        _end(row, sent_at=now)
        log.info("message %s: sent", _named(row))
        return
    log.warning("message %s: %s, %s", _named(row), outcome.name.lower(), reason)
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


def wait_before_attempt(number: int, *, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait before attempt `number` (2 and up): a minute, doubling to six hours, and a
    bit more.

    The bit, up to a fifth, is left to chance, so that many messages do not all knock again at one
    moment.
    """
    minutes = 2.0 ** min(number - 2, 20)
    return min(timedelta(minutes=minutes), LONGEST_WAIT) * (1 + 0.2 * chance())


def attempt(
    email: EmailMessage, *, line: SmtpConnection | None = None, seconds: float = ATTEMPT_SECONDS
) -> tuple[AttemptOutcome, str]:
    """Try to hand `email` to the mail server within `seconds`; say how it went, and why.

    EMAIL_TIMEOUT bounds one socket step only, so a server that drips would hold us for ever: the
    attempt runs in a thread of its own and is left behind, with its connection, when its time is
    up.
    """
    own_line = line or SmtpConnection()
    server = own_line.take()
    verdict: queue.SimpleQueue[tuple[AttemptOutcome, str]] = queue.SimpleQueue()
    threading.Thread(target=_speak, args=(email, server, verdict.put), daemon=True).start()
    try:
        outcome, reason = verdict.get(timeout=seconds)
    except queue.Empty:
        return AttemptOutcome.AGAIN, f"The mail server took longer than {seconds:.0f} seconds."
    if outcome is AttemptOutcome.SENT:
        own_line.keep(server)
    if line is None:
        own_line.hang_up()
    return outcome, reason


def try_sign_in(*, seconds: float = ATTEMPT_SECONDS) -> tuple[AttemptOutcome, str]:
    """Whether the mail server lets us in, within `seconds`: connect, encrypt, sign in, good-bye. No
    message is sent.
    """
    verdict: queue.SimpleQueue[tuple[AttemptOutcome, str]] = queue.SimpleQueue()
    threading.Thread(target=_knock, args=(get_connection(), verdict.put), daemon=True).start()
    try:
        return verdict.get(timeout=seconds)
    except queue.Empty:
        return AttemptOutcome.AGAIN, f"The mail server took longer than {seconds:.0f} seconds."


def _knock(server: BaseEmailBackend, tell: Callable[[tuple[AttemptOutcome, str]], None]) -> None:
    try:
        server.open()
    except Exception as error:
        tell(_judge(error, ours=True))
    else:
        tell((AttemptOutcome.SENT, ""))
    _hang_up(server)


def _speak(
    email: EmailMessage,
    server: BaseEmailBackend,
    tell: Callable[[tuple[AttemptOutcome, str]], None],
) -> None:
    """`tell` the outcome as soon as it is known; only then hang up where it failed, which may fail
    too.
    """
    try:
        _connect(server)
    except Exception as error:
        tell(_judge(error, ours=True))
        return
    try:
        taken = server.send_messages([email])
        if taken:
            verdict = (AttemptOutcome.SENT, "")
        else:
            verdict = (AttemptOutcome.AGAIN, "The mail server did not take it.")
    except Exception as error:
        ours = isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError))
        verdict = _judge(error, ours=ours)
    tell(verdict)
    if verdict[0] is not AttemptOutcome.SENT:
        _hang_up(server)


def _connect(server: BaseEmailBackend) -> None:
    """Connect, unless the server still answers on a connection that was kept: it closes idle
    ones.
    """
    kept = getattr(server, "connection", None)  # a backend that writes files has none
    if kept is not None and not _answers(kept):
        _hang_up(server)
    server.open()


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except smtplib.SMTPException:
        return False


def _hang_up(server: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):
        server.close()


def _judge(error: Exception, *, ours: bool) -> tuple[AttemptOutcome, str]:
    """Decide by SMTP code: 4xx and broken lines again; 5xx for good, or a pause where it is `ours`.

    `ours` means that the server refused us (connect, sign-in, sender) and not one recipient or
    message. The reason names no address: servers like to repeat it, so their own words are left
    out.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _ in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        return (
            AttemptOutcome.PAUSED,
            "The mail server offers no sign-in or no encryption, as EMAIL_URL asks.",
        )
    elif isinstance(error, OSError):
        return (
            AttemptOutcome.AGAIN,
            f"The mail server could not be reached ({type(error).__name__}).",
        )
    else:
        return AttemptOutcome.REFUSED, f"The message could not be written ({type(error).__name__})."
    if code < 500:
        return AttemptOutcome.AGAIN, f"The mail server asked to try later ({code})."
    if ours:
        names = "EMAIL_URL, MAIL_FROM and BOUNCE_ADDRESS"
        if not settings.BOUNCE_ADDRESS:
            names = "EMAIL_URL and MAIL_FROM"
        return (
            AttemptOutcome.PAUSED,
            f"The mail server does not let us in ({code}): check {names}.",
        )
    return AttemptOutcome.REFUSED, f"The mail server refused it ({code})."
