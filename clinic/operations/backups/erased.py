"""Erasures after a restore: what was erased since the backup goes again, in the same transaction.

`bookings.erasures` keeps the journal, by marks that name nobody, in a file apart from the database.
"""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

JOURNAL = "bookings.erasures"  # once it is there: import it as any other module


def apply_again(*, now: datetime) -> int:
    """Erase and clear whatever the journal marks; return how many consultations."""
    journal = _journal()
    return int(journal.apply_again(now=now)) if journal else 0


def make_good() -> None:
    """Before a database is replaced: what its own journal alone knows goes into the file."""
    journal = _journal()
    if journal:
        journal.make_good()


def _journal() -> Any:
    return import_module(JOURNAL) if find_spec(JOURNAL) else None
