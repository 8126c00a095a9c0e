"""`manage.py export_site`: everything that is the clinic's in open formats, for moving away."""

import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from clinic.operations import export
from clinic.operations.management.commands.backup import Progress, end_by_exception
from clinic.staff.sign_in_form import username_of

TRIES = 3
PERMISSION = "bookings.export_consultation"  # of owners alone


class Command(BaseCommand):
    help = (
        "Write everything that is the clinic's into one ZIP file of open formats, with a README"
        " inside. What the database holds sealed stays so, unless an owner opens it (--open)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.zip", help="a new file")
        parser.add_argument(
            "--open",
            action="store_true",
            help="write phones, e-mails, answers and notes in the clear; asks for an owner's"
            " password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        end_by_exception()
        path = Path(options["file"]).absolute()
        owner = self._owner() if options["open"] else None
        try:
            number = export.write(
                path, opened_by=owner, now=timezone.now(), progress=Progress(self.stderr.write)
            )
        except export.ExportError as refused:
            raise CommandError(str(refused)) from refused
        size = filesizeformat(path.stat().st_size)
        self.stdout.write(
            f"Exported: {number} files, {size}, {path}. README.txt in it explains each."
        )
        if owner:
            self.stdout.write(
                "It is OPEN: phones, e-mails, answers and notes stand in it in the clear. Keep it"
                " encrypted, and delete it when you are done. The access log names"
                f" {owner.get_username()}."
            )
        else:
            self.stdout.write(
                "Phones, e-mails, answers and notes in it are sealed, as in the database; --open"
                " writes them in the clear."
            )

    def _owner(self) -> User:
        """Whoever opens it, known by their password. Raises CommandError."""
        try:
            name = username_of(input("An owner's username or e-mail address: ").strip())
            for _ in range(TRIES):
                password = getpass.getpass("Password: ")
                user = User.objects.filter(username=name, is_active=True).first()
                right = user is not None and user.check_password(password)
                if user and right and user.has_perm(PERMISSION):
                    return user
                self.stderr.write("That is not the password of an owner.")
        except EOFError:
            raise CommandError(
                "--open asks for an owner's password, so run it at a terminal."
            ) from None
        raise CommandError("Nothing was exported: only an owner opens what is sealed.")
