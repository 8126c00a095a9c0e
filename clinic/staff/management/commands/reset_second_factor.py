"""`manage.py reset_second_factor maya`: for somebody whose phone is lost, with the backup codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.staff import second_factor


class Command(BaseCommand):
    help = (
        "Forget somebody's authenticator app and backup codes: at the next sign-in they set up a"
        " new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("Nobody has this username. It is written exactly as at sign-in.")
        second_factor.forget(user)
        self.stdout.write("Forgotten. At the next sign-in a new authenticator app is set up.")
