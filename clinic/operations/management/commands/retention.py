"""`manage.py retention`: clear and erase what the clinic keeps no longer; `--dry-run` counts it."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from bookings import erasures, retention
from clinic.mail.clock_jumps import ClockJumps
from clinic.mail.outbox import MailWorker
from clinic.office.models import Ending
from clinic.operations import expired

EVERY_SECONDS = 5  # does long work say how far it is
NOT_STARTED = (
    "Retention is not started: no request was cleared or erased. The owner starts it in the admin,"
    " under Retention rules, after a look at what it would do."
)
CLOCK = (
    "The clock leapt ahead, or the worker was not heard of since the machine was switched off: by a"
    " wrong clock too much would be erased, so nothing was. Look at the clock, start the worker,"
    " and try again once it has run for an hour."
)
STOPPED = (
    "The database could not be asked any more. What was done until then is done and counted: run it"
    " again, and it goes on."
)


class Command(BaseCommand):
    help = (
        "Clear and erase what is older than the clinic's retention rules allow, and throw away"
        " sessions, counts, previews and sign-ins that ran out. It may be stopped at any time and"
        " run again. What it erased cannot be brought back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what a run would do, and do nothing"
        )
        parser.add_argument(
            "--by",
            default="command",
            help="who runs it, as the list of runs shall say: the nightly timer gives “timer”",
        )

    def handle(self, *args: Any, dry_run: bool, by: str, **options: Any) -> None:
        if dry_run:
            self.say_what_is_due()
            return
        self.forget_expired()
        if not retention.is_started():
            self.stdout.write(NOT_STARTED)
            return
        if ClockJumps(MailWorker.last_beat()).has_jumped():
            raise CommandError(CLOCK)
        self.told_at = time.monotonic()
        try:
            done = retention.run(by=by[:150], now=timezone.now(), tell=self.tell)
        except erasures.JournalFault as fault:
            raise CommandError(f"Nothing was erased. {fault}") from None
        except Error as away:
            raise CommandError(f"{STOPPED} ({type(away).__name__})") from None
        for what, counted in (("erased", done.erased), ("cleared", done.cleared)):
            for status, number in counted.items():
                self.stdout.write(f"{_words(what)} {number}: {Ending(status).label}.")
        if not done.erased and not done.cleared:
            self.stdout.write("No request is older than the rules allow.")

    def say_what_is_due(self) -> None:
        found = [
            (what, getattr(count, what), count.rule)
            for what in ("erased", "cleared")
            for count in retention.dry_run(now=timezone.now())
        ]
        for what, number, rule in found:
            if number:
                self.stdout.write(f"Would be {_words(what).lower()} {number}: {rule}.")
        if not any(number for _, number, _ in found):
            self.stdout.write("No request is older than the rules allow.")
        if not retention.is_started():
            self.stdout.write("Retention is not started: a run would clear and erase nothing.")

    def forget_expired(self) -> None:
        for name, number in expired.forget(now=timezone.now()).items():
            if number:
                self.stdout.write(f"Thrown away, because they ran out: {number} {name}.")

    def tell(self, what: str, status: str, number: int, total: int) -> None:
        """How far it is, from time to time."""
        if time.monotonic() - self.told_at >= EVERY_SECONDS:
            self.told_at = time.monotonic()
            self.stdout.write(f"{_words(what)} {number} of {total}: {Ending(status).label} …")


def _words(what: str) -> str:
    return {"erased": "Erased", "cleared": "Cleared of answers and notes"}[what]
