"""Chores: `manage.py nightly` does each by itself, so that none keeps another from its work."""

import logging
from typing import Any, NamedTuple

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

log = logging.getLogger(__name__)


class Chore(NamedTuple):
    """A command of its own; `would` is what a dry run says of one that has none."""

    command: str
    options: dict[str, str] = {}
    would: str = ""


# What the rules clear and erase goes first: the backup after it does not hold it for weeks more.
CHORES = (
    Chore("retention", {"by": "timer"}),
    Chore("backup", would="A backup would be written, and the oldest of too many deleted."),
)


class Command(BaseCommand):
    help = (
        "What a timer runs every night: retention, then a backup. One that fails keeps none of the"
        " others from its work; the exit code is 1 then, and the lines say which."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and do nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        failed = [chore.command for chore in CHORES if not self.has_done(chore, dry_run=dry_run)]
        if failed:
            raise CommandError(
                f"Failed: {' and '.join(failed)}. The lines above say why; `manage.py"
                f" {failed[0]}` tries it again."
            )

    def has_done(self, chore: Chore, *, dry_run: bool) -> bool:
        self.stdout.write(f"{chore.command}:")
        self.stdout.flush()  # before what goes to the standard error
        if dry_run and chore.would:
            self.stdout.write(chore.would)
            return True
        options: dict[str, Any] = dict(chore.options)
        if dry_run:
            options["dry_run"] = True
        try:
            call_command(chore.command, stdout=self.stdout, stderr=self.stderr, **options)
        except CommandError as refused:
            self.stderr.write(str(refused))
            return False
        except Error as trouble:  # its words may hold a value
            self.stderr.write(
                f"The database did not do what was asked ({type(trouble).__name__}). `manage.py"
                " doctor` says what is wrong."
            )
            return False
        except Exception:
            log.exception("the chore %s could not be done", chore.command)
            return False
        return True
