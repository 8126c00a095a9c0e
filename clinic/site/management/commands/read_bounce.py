"""`manage.py read_bounce`: note what one bounce, on standard input, says was not delivered."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error
from django.utils import timezone

from clinic.mail.bounces import MOST_BYTES
from clinic.site import bounces

LATER = 75  # EX_TEMPFAIL: a mail server that pipes into a command tries again


class Command(BaseCommand):
    help = (
        "Read one message from standard input, as a mail server pipes it, and note what it says was"
        " not delivered. Anything else is passed over. Ends with 75 where it should come once more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sent-to", default="", help="The address that it came to, if the server tells it."
        )

    def handle(self, *args: Any, sent_to: str, **options: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES)
        while sys.stdin.buffer.read(MOST_BYTES):
            pass  # all of it: a server that cannot write the rest would call it a failure
        try:
            taken = bounces.take(raw, now=timezone.now(), sent_to=sent_to)
        except Error:
            self.stderr.write("The database cannot be asked just now.")
            sys.exit(LATER)
        if taken is bounces.Taken.EARLY:
            self.stderr.write(f"{taken.value}.".capitalize())
            sys.exit(LATER)
        self.stdout.write(f"{taken.value}.".capitalize())
