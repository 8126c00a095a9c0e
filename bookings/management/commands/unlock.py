"""`manage.py unlock maya`: lift the lockout of somebody who gave too many wrong passwords or
codes.
"""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bookings import audit_log
from clinic.staff import lockout
from clinic.staff.sign_in_form import username_of


class Command(BaseCommand):
    help = "Let somebody sign in again at once who gave too many wrong passwords or codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="username or e-mail address")

    @transaction.atomic
    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username_of(username)).first()
        if user is None:
            raise CommandError(
                "Nobody has this username or e-mail address. The admin lists them under Users."
            )
        was_held = lockout.holds(user, now=timezone.now())
        lockout.lift(user)
        audit_log.log_unlocked(user, by="command", now=timezone.now())
        if was_held:
            was = "Unlocked"
        else:
            was = "Nothing kept them out, and nothing does now"
        self.stdout.write(f"{was}: with the right password they can sign in at once.")
