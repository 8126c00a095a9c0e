"""Erasures after a restore: what was erased since the backup goes again, in the same transaction.

The journal keeps marks that name nobody in a file apart from the database
(`bookings.erasure_journal`).
"""

from datetime import datetime

from django.db import Error, connection

from bookings import erasures
from bookings.models import Erasure
from clinic.operations.backups.errors import BackupError


def apply_again(*, now: datetime) -> int:
    """Erase and clear whatever the journal marks; return how many consultations.

    Raises BackupError when the journal cannot be read: what was erased must not come back.
    """
    try:
        return erasures.apply_again(now=now)
    except erasures.JournalFault as fault:
        raise BackupError(f"{fault} Nothing was changed.") from fault


def make_good(*, is_given_up: bool) -> None:
    """Before a database is replaced: what its own journal alone knows goes into the file. One that
    is given up may be too broken to be asked.
    """
    if Erasure._meta.db_table not in connection.introspection.table_names():
        return  # of a release that kept none
    try:
        erasures.make_good()
    except erasures.JournalFault as fault:
        raise BackupError(f"{fault} Nothing was changed.") from fault
    except Error as broken:
        if not is_given_up:
            raise BackupError(
                f"Its journal of erasures cannot be read ({type(broken).__name__}). Nothing was"
                " changed."
            ) from broken
