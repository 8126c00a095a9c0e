"""`manage.py reset_second_factor maya`: for somebody whose phone is lost, with the backup codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.staff import account_messages, second_factor
from clinic.staff.account_messages import AccountMessage
from clinic.staff.sign_in_form import username_of


class Command(BaseCommand):
    help = (
        "Forget somebody's authenticator app, backup codes and passkeys: at the next sign-in they"
        " set up a new app. A mail tells them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="username or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=username_of(options["username"])).first()
        if user is None:
            raise CommandError(
                "Nobody has this username or e-mail address. The admin lists them under Users."
            )
        second_factor.forget(user)
        account_messages.tell(user, AccountMessage.Kind.FACTOR, now=timezone.now())
        self.stdout.write("Forgotten. At the next sign-in they set up a new authenticator app.")
