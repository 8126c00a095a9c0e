"""`manage.py backup`: database and media in one file."""

import signal
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from clinic.operations.backups import BackupError, backup, keys, places

NOT_INSIDE = """\
Not inside, so keep them apart from it: SEALING_KEYS, without which nobody reads phones, e-mails and
notes, and SECRET_KEY, without which the links in patients' mails end."""
MAKE_KEY = """\
The public key goes into the settings of the site, on this machine:

BACKUP_RECIPIENTS={public}

What follows is the private key. It is shown this once and kept nowhere here. Store it as a file on
another machine, and on paper: without it nobody can open a backup. `age -d -i FILE` opens one as
well.

{private}"""


class Progress:
    """Says on the standard error what is being done, every other second."""

    def __init__(self, write: Any) -> None:
        self._write = write
        self._said_at = time.monotonic()

    def __call__(self, what: str) -> None:
        if time.monotonic() - self._said_at >= 2:
            self._write(f"  {what} …")
            self._said_at = time.monotonic()


def end_by_exception() -> None:
    """A command that is told to end (SIGTERM) cleans up, as it does after Ctrl-C."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)


class Command(BaseCommand):
    help = (
        "Write the database and the uploaded pictures into one file, while the site runs. It is"
        " encrypted for BACKUP_RECIPIENTS; without a key it stays in BACKUP_FOLDER, which only this"
        " account may read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            default="",
            metavar="FOLDER|FILE|-",
            help="where to, instead of BACKUP_FOLDER; - is the standard output",
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="afterwards delete all but the newest N backups in that folder (BACKUPS_KEPT)",
        )
        parser.add_argument(
            "--make-key",
            action="store_true",
            help="make no backup: make a pair of keys and show it once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keep = settings.BACKUPS_KEPT if options["keep"] is None else options["keep"]
        if keep < 1:
            raise CommandError("--keep must be 1 or more: with 0 no backup would stay.")
        if options["make_key"]:
            public, private = keys.new_pair(now=timezone.now())
            self.stdout.write(MAKE_KEY.format(public=public, private=private))
            return
        end_by_exception()
        try:
            written = backup.write(
                options["to"], now=timezone.now(), progress=Progress(self.stderr.write)
            )
            gone = places.prune(written.path.parent, keep) if written.path else []
        except BackupError as refused:
            raise CommandError(str(refused)) from refused
        self._say(written, keep, len(gone))

    def _say(self, written: backup.Written, keep: int, gone: int) -> None:
        out = self.stdout if written.path else self.stderr
        what = f"{written.rows:,} rows and {written.files:,} uploaded files"
        if written.path is None:
            out.write(f"Backed up {what}, encrypted, to the standard output.")
        else:
            how = "encrypted, " if written.is_encrypted else "NOT encrypted, "
            size = filesizeformat(written.size)
            out.write(f"Backed up {what}: {size}, {how}read back and found whole:\n{written.path}")
            identity = " --identity KEYFILE" if written.is_encrypted else ""
            out.write(
                f"Look into it:  manage.py restore {written.path}{identity} --check\n"
                f"Bring it back: manage.py restore {written.path}{identity}"
            )
        if gone:
            out.write(f"Of the older ones the newest {keep} stay; deleted: {gone}.")
        out.write(NOT_INSIDE)
