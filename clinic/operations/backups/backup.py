"""Backup: database and media as one file, while the site runs.

The rows are those of one moment. Pictures are copied after them: a picture's name changes whenever
the picture does, so what the rows name is there, or was taken out meanwhile.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import django
import pyrage
from django.conf import settings
from django.db import Error
from django.db.migrations.loader import MigrationLoader

from clinic.operations.backups import archive, keys, places, tables
from clinic.operations.backups.archive import Member, Totals
from clinic.operations.backups.encoding import line
from clinic.operations.backups.errors import BackupError

Progress = Callable[[str], None]


class Written(NamedTuple):
    """A backup that was made. `path` is None if it went to the standard output."""

    path: Path | None
    made_at: datetime
    size: int
    rows: int
    files: int
    is_encrypted: bool


def write(to: str, *, now: datetime, progress: Progress) -> Written:
    """Make a backup: a new file in BACKUP_FOLDER, or where `to` says; `-` is standard output.

    Raises BackupError, and then leaves nothing behind.
    """
    recipients = keys.recipients(settings.BACKUP_RECIPIENTS)
    if to == "-":
        if not recipients:
            raise BackupError(
                "A backup leaves this machine only encrypted: set BACKUP_RECIPIENTS"
                " (`manage.py backup --make-key` makes a key)."
            )
        return _stream(sys.stdout.buffer, recipients, now, progress)
    path = places.target(to, now, encrypted=bool(recipients))
    with places.unfinished(path) as part:
        # Forgotten at the end: with it the file on the disk is opened once more and compared.
        passing = pyrage.x25519.Identity.generate()
        if recipients:
            recipients.append(passing.to_public())
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            totals = _write(file, recipients, now, progress)
            file.flush()
            os.fsync(file.fileno())
        progress("Reading it back")
        _read_back(part, passing, totals)
        size = part.stat().st_size
    return Written(path, now, size, totals.rows, totals.files, bool(recipients))


def _stream(file: IO[bytes], recipients: list[Any], now: datetime, progress: Progress) -> Written:
    try:
        totals = _write(file, recipients, now, progress)
        file.flush()
    except OSError as trouble:
        raise BackupError(
            f"The backup could not be written ({trouble.strerror}); what came out is of no use."
        ) from None
    return Written(None, now, 0, totals.rows, totals.files, True)


def _write(file: IO[bytes], recipients: list[Any], now: datetime, progress: Progress) -> Totals:
    totals = Totals()
    members = _members(totals, now, progress)
    try:
        archive.write(archive.packed(members, totals), file, recipients)
    except Error as refused:
        raise BackupError(
            f"The database could not be read ({type(refused).__name__}). `manage.py migrate` brings"
            " its tables up to date; is it running?"
        ) from refused
    return totals


def _read_back(path: Path, identity: Any, totals: Totals) -> None:
    """Raises BackupError unless the file holds what was written."""
    reader = archive.Reader([identity])
    with path.open("rb") as file:
        reader.read(file, lambda part: None)
    if (reader.totals.members, reader.totals.tables) != (totals.members, totals.tables):
        raise BackupError("What was written cannot be read back: is the disk broken?")


# ---- what lies in it ---------------------------------------------------------------------------
def _members(totals: Totals, now: datetime, progress: Progress) -> Iterator[Member]:
    yield Member.of(archive.README, archive.WORDS.encode())
    with tables.snapshot() as connection:
        loader = MigrationLoader(connection)
        migrations = tables.applied(loader)
        state = loader.project_state(tables.last_of_each(migrations, loader))
        chosen = tables.tables_of(state.apps)
        numbers = {
            table.name: tables.last_number(table, connection)
            for table in chosen
            if table.is_counted
        }
        manifest = {
            "format": archive.FORMAT,
            "made_at": now.astimezone(UTC).isoformat(),
            "site": settings.SITE_URL,
            "database": connection.vendor,
            "python": platform.python_version(),
            "django": django.get_version(),
            "migrations": migrations,
            "tables": [table.description for table in chosen],
            "last_numbers": numbers,
            "left_out": tables.LEFT_OUT,
            "keys": keys.marks(),
        }
        yield Member.of(archive.MANIFEST, json.dumps(manifest, indent=1).encode())
        for table in chosen:
            rows = tables.Rows(table, connection)
            for nth, some in enumerate(rows, start=1):
                name = f"{archive.ROWS}{table.name}/{nth:06d}.jsonl"
                yield Member.of(name, b"".join(map(line, some)))
                progress(f"{table.name}: {rows.checksum.rows:,} rows")
            checksum = rows.checksum
            totals.tables[table.name] = {"rows": checksum.rows, "sum": str(checksum)}
    yield from _media(progress)


def _media(progress: Progress) -> Iterator[Member]:
    base = Path(settings.MEDIA_ROOT)
    for nth, path in enumerate(media_files(base), start=1):
        try:
            file = path.open("rb")
        except FileNotFoundError:  # taken out of the library since the rows were read
            continue
        except OSError as trouble:
            raise _unreadable(path, trouble) from None
        with file:
            name = f"{archive.MEDIA}{path.relative_to(base).as_posix()}"
            yield Member(name, os.fstat(file.fileno()).st_size, _pieces(file))
        progress(f"media: {nth:,} files")


def media_files(base: Path) -> Iterator[Path]:
    """Every whole file below `base`, in order; hidden ones are unfinished. Raises BackupError for a
    folder that cannot be looked into: what lies there would be missing, and nobody told.
    """
    for folder, folders, files in os.walk(base, onerror=_refuse_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _refuse_unreadable(trouble: OSError) -> None:
    if not isinstance(trouble, FileNotFoundError):
        raise _unreadable(Path(trouble.filename), trouble)


def _unreadable(path: Path, trouble: OSError) -> BackupError:
    return BackupError(
        f"{path} cannot be read ({trouble.strerror}), so it would be missing: let the account that"
        " the site runs as read it."
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(archive.PIECE):
        yield piece
