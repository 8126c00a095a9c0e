"""Erasures after a restore: what was erased since the backup goes again, in the same transaction.

`bookings.erasures` keeps the journal, by marks that name nobody, in a file apart from the database.
"""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from clinic.operations.backups.errors import BackupError

JOURNAL = "bookings.erasures"  # once it is there: import it as any other module


def apply_again(*, now: datetime) -> int:
    """Erase and clear whatever the journal marks; return how many consultations.

    Raises BackupError when the journal cannot be read: what was erased must not come back.
    """
    journal = _journal()
    if not journal:
        return 0
    try:
        return int(journal.apply_again(now=now))
    except journal.JournalFault as fault:
        raise BackupError(f"{fault} Nothing was changed.") from fault


def make_good() -> None:
    """Before a database is replaced: what its own journal alone knows goes into the file."""
    journal = _journal()
    if not journal:
        return
    try:
        journal.make_good()
    except journal.JournalFault as fault:
        raise BackupError(f"{fault} Nothing was changed.") from fault


def _journal() -> Any:
    return import_module(JOURNAL) if find_spec(JOURNAL) else None
