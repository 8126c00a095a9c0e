"""`manage.py run_worker`: hand every due message to the mail server, until told to stop."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from bookings import notifications
from bookings.models import Notification
from clinic import guard
from clinic.outbox import MailWorker, deliver_next

REST_SECONDS = 2  # between two looks at an empty outbox
BEAT_SECONDS = 10  # at most so often does it say that it lives; the desk calls it silent after two minutes
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the notifications that are due, until SIGTERM or Ctrl-C. Several may run side by side."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            if not self.deliver_one():
                stop.wait(REST_SECONDS)

    last_beat: float | None = None

    def beat(self) -> None:
        if self.last_beat is None or time.monotonic() - self.last_beat > BEAT_SECONDS:
            MailWorker.beat(now=timezone.now())
            self.last_beat = time.monotonic()

    def deliver_one(self) -> bool:
        """One message, if one is due. A database that is away is waited for, not died of."""
        try:
            close_old_connections()
            self.beat()
            if deliver_next(Notification.objects.all(), write=notifications.write, now=timezone.now):
                return True
            guard.forget(now=timezone.now())
        except Error as away:  # DatabaseError, and InterfaceError for a connection that broke under us
            self.last_beat = None
            log.error("the database cannot be asked (%s), trying again", type(away).__name__)
        except Exception:
            # Dying would only repeat it, with the exception's own words on the console.
            log.exception("a message could not be handled, trying again")
        return False
