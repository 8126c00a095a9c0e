"""`manage.py run_worker`: send what is due, let lapse what nobody answered, until told to stop."""

import logging
import signal
import threading
import time
from collections import deque
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from bookings import lifecycle, questions
from clinic.changes.listener import OUTBOX, CannotHear, Listener
from clinic.mail.clock_jumps import ClockJumps
from clinic.mail.outbox import MailWorker, SmtpConnection, deliver_next
from clinic.operations import expired
from clinic.operations.doctor.rounds import Rounds
from clinic.protection import rate_limits
from clinic.site.bounces import MailboxRounds
from clinic.site.outboxes import OUTBOXES
from clinic.site.shared_pages import PictureRounds

REST_SECONDS = 2  # between two looks at an empty outbox while nobody says that it has got a message
DEAF_SECONDS = 30  # until it tries again to hear of messages
STEP_SECONDS = 0.25  # of which a rest is made, so that a worker that is told to stop does
# at most so often does it say that it lives; the desk calls it silent after two minutes
BEAT_SECONDS = 10
MESSAGES_BETWEEN = 10  # two batches of lapses: a flood of them keeps no message for long
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send what is due and let lapse what nobody answered, until SIGTERM or Ctrl-C. Several may"
        " run."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.last_beat: float | None = None
        self.lapses_wait = False
        self.messages_first = 0  # before the next batch of lapses
        self.forgot_on: date | None = None
        self.line = SmtpConnection()
        self.listener = Listener(OUTBOX)
        self.deaf_until = 0.0  # monotonic
        self.outboxes = deque(OUTBOXES)
        self.clock_jumps: ClockJumps | None = None
        self.rounds = Rounds()
        self.bounces = MailboxRounds()
        self.pictures = PictureRounds()

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            if not self.deliver_one():
                self.rest(stop)
        self.listener.close()

    def rest(self, stop: threading.Event) -> None:
        """Until a message was committed, or REST_SECONDS: a time comes due without anybody saying
        so.
        """
        until = time.monotonic() + REST_SECONDS
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if time.monotonic() < self.deaf_until:
                stop.wait(left)
            elif self.is_told(min(left, STEP_SECONDS)):
                return

    def is_told(self, seconds: float) -> bool:
        """Whether a message was committed within `seconds`. Where nothing can be heard, looking
        from time to time is enough.
        """
        try:
            return bool(self.listener.wait(seconds))
        except Error as error:
            why = error if isinstance(error, CannotHear) else type(error).__name__
            log.warning("messages cannot be heard of, so they are looked for: %s", why)
            self.deaf_until = time.monotonic() + DEAF_SECONDS
            return False

    def beat(self) -> None:
        """If it is time to, say that the worker lives, and look for what nobody answered.

        After trouble it is time, on a connection that works.
        """
        if self.last_beat is None or time.monotonic() - self.last_beat > BEAT_SECONDS:
            # not before every message: each time it costs a question to PostgreSQL
            close_old_connections()
            MailWorker.beat(now=timezone.now())
            self.last_beat = time.monotonic()
            # after a restore nothing lapses by what was true in a backup
            self.lapses_wait, self.messages_first = not MailWorker.is_holding(), 0
            if self.lapses_wait:
                questions.notice_published(now=timezone.now())
            self.forget_expired()
            self.rounds.begin_if_due()
            self.bounces.begin_if_due()
            self.pictures.begin_if_due()

    def lapse_some(self) -> None:
        """A batch of what nobody answered, if some may be left and the messages had their turn."""
        if self.lapses_wait and self.messages_first <= 0:
            now = timezone.now()
            ended = lifecycle.lapse_due(now=now) + lifecycle.expire_due(now=now)
            self.lapses_wait = ended > 0
            self.messages_first = MESSAGES_BETWEEN

    def forget_expired(self) -> None:
        """Once a day, and when it starts: sessions and all else that ran out goes."""
        now = timezone.now()
        if self.forgot_on != now.date():
            expired.forget(now=now)
            self.forgot_on = now.date()

    def deliver_one(self) -> bool:
        """One message, if one is due, and some of what lapses. Returns whether there may be more at
        once. A database that is away is waited for, not died of.

        By a clock that leapt ahead reminders would be too late and open requests unanswered: then
        nothing is done, and the desk sees that the worker is silent. So it is if the clock was
        ahead before it started.
        """
        try:
            if self.clock_jumps is None:
                self.clock_jumps = ClockJumps(MailWorker.last_beat())
            if self.clock_jumps.has_jumped():
                self.line.hang_up()
                return False
            self.beat()
            self.lapse_some()
            lifecycle.answer_link_request(now=timezone.now())
            if self.deliver_in_turn():
                self.messages_first -= 1
                return True
            self.messages_first = 0
            if self.lapses_wait:
                return True
            rate_limits.forget(now=timezone.now())
        except Error as away:
            # DatabaseError, and InterfaceError for a connection that broke under us
            self.last_beat = None
            log.error("the database cannot be asked (%s), trying again", type(away).__name__)
        except Exception:
            self.last_beat = None
            # Dying would only repeat it, with the exception's own words on the console.
            log.exception("a message could not be handled, trying again")
        self.line.hang_up()
        return False

    def deliver_in_turn(self) -> bool:
        """One message of the next outbox that has one due: none waits for another one's flood."""
        for _ in range(len(self.outboxes)):
            outbox = self.outboxes[0]
            self.outboxes.rotate(-1)
            if deliver_next(outbox.messages, write=outbox.write, now=timezone.now, line=self.line):
                return True
        return False
