"""Whether the site is running: a restore under its feet would lose what it takes in meanwhile."""

from datetime import datetime, timedelta

from django.db import OperationalError, connection

from clinic.mail.outbox import MailWorker
from clinic.operations.backups.errors import BackupError

ALIVE = timedelta(seconds=30)  # the worker says every ten seconds that it lives
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
AND (backend_type IS NULL OR backend_type = 'client backend')
"""
STOP = "Stop the web server and the worker, on every machine, then run this again."


def refuse_if_serving(*, now: datetime) -> None:
    """Raises BackupError while anybody else is connected, or a worker has just been heard of.

    Web servers and workers keep their connections. One that starts in spite of all meets locked
    tables, and after the restore the new ones; it never sees a half of either.
    """
    if connection.vendor == "postgresql":
        _refuse_other_connections()
    else:
        _refuse_if_open_elsewhere()
    if MailWorker._meta.db_table in connection.introspection.table_names():
        beat_at = MailWorker.objects.filter(pk=1).values_list("beat_at", flat=True).first()
        if beat_at and abs(now - beat_at) < ALIVE:
            seconds = int(abs(now - beat_at).total_seconds())
            raise BackupError(
                f"The mail worker runs: it was heard of {seconds} seconds ago. {STOP} Half a minute"
                " after its end this works."
            )


def _refuse_other_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
    if others:
        what = "is another connection" if others == 1 else f"are {others} other connections"
        raise BackupError(f"The site is running: there {what} to its database. {STOP}")


def _refuse_if_open_elsewhere() -> None:
    """SQLite leaves its log (WAL) for another mode only while nobody else has the file open."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("PRAGMA journal_mode = DELETE")
        except OperationalError:
            raise BackupError(
                f"The site is running: its database is open in another process. {STOP}"
            ) from None
