"""`manage.py restore`: bring back what a backup holds."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinic.operations.backups import BackupError, keys, restore
from clinic.operations.backups.archive import Reader
from clinic.operations.management.commands.backup import Progress, end_by_exception

AS_THEN = (
    "Accounts, passwords, roles and calendar addresses are as they were then: close again the"
    " accounts of whoever left since, and revoke calendar addresses and backup codes lost since."
    " Everybody signs in anew."
)


class Command(BaseCommand):
    help = (
        "Bring back a backup, into an empty database or in the place of what is there (--replace):"
        " all of it or nothing. Mail that waited in it is held until the owner has looked through"
        " it. Web server and worker must be stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="as `manage.py backup` wrote it")
        parser.add_argument(
            "--identity",
            default="",
            metavar="KEYFILE",
            help="file with the private key of an encrypted backup; - reads it from standard input",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="only read it and say whether it is whole; no database is touched",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="into a database that is not empty: what is there is backed up first, then goes",
        )
        parser.add_argument(
            "--without-undo",
            action="store_true",
            help="with --replace: back up nothing first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, now, progress = Path(options["file"]), timezone.now(), Progress(self.stderr.write)
        end_by_exception()
        try:
            identities = _identities(options["identity"])
            if options["check"]:
                self._say_checked(path, restore.check(path, identities, progress=progress))
                return
            done = restore.restore(
                path,
                identities,
                replace=options["replace"],
                without_undo=options["without_undo"],
                now=now,
                progress=progress,
            )
        except BackupError as refused:
            raise CommandError(str(refused)) from refused
        self._say(done)

    def _say_checked(self, path: Path, reader: Reader) -> None:
        made_at = datetime.fromisoformat(reader.manifest["made_at"])
        self.stdout.write(
            f"{path} is whole: {reader.totals.rows:,} rows and {reader.totals.files:,} uploaded"
            f" files of {made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
        )
        refusal = restore.why_not_here(reader)
        if refusal:
            raise CommandError(f"It cannot be restored here, though. {refusal}")
        self.stdout.write("It can be restored here: its keys and its release are known.")
        self._warn_of_links(reader)

    def _warn_of_links(self, reader: Reader) -> None:
        if not keys.has_secret_key(reader.manifest["keys"]):
            self.stdout.write(
                self.style.WARNING(
                    "SECRET_KEY is another one than then, so the links in patients' mails end: put"
                    " the old one into SECRET_KEY_FALLBACKS."
                )
            )

    def _say(self, done: restore.Restored) -> None:
        self.stdout.write(
            f"Restored {done.rows:,} rows and {done.files:,} uploaded files as of"
            f" {done.made_at:%Y-%m-%d %H:%M} UTC; counted and compared."
        )
        if done.files_removed:
            self.stdout.write(f"Uploaded files that it does not hold went: {done.files_removed:,}.")
        self.stdout.write(
            f"Erased again, because it was erased after the backup: {done.erased}. On another"
            " machine only the journal of erasures knows: was its file brought along?"
        )
        self.stdout.write(
            f"Mail that waits: {done.held}. It is held, and nothing lapses, until the owner has"
            " looked through it: the desk's first page leads there."
        )
        self.stdout.write(AS_THEN)
        if done.undo:
            self.stdout.write(
                "What was there before is kept:\n"
                f"manage.py restore {done.undo} --replace brings it back."
            )
        self.stdout.write("Now start the web server and the worker.")


def _identities(file: str) -> list[keys.Identity]:
    if not file:
        return []
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        why = getattr(trouble, "strerror", None) or "it is no text"
        raise BackupError(f"The key file {file} cannot be read ({why}).") from None
    return keys.identities(text)
