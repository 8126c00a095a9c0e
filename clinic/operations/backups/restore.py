"""Restore: a backup back into a database, all of it or nothing.

In one transaction the tables are made as they were when the backup was written, filled, compared
with its checksums, and brought up to date by the migrations since. Mail that waited then is held in
that same transaction, so no worker ever finds it free; and what was erased since is erased again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from articles.search import index
from bookings import audit_log
from bookings.models import Access
from clinic.mail.outbox import MailWorker
from clinic.operations.backups import archive, backup, erased, keys, media, serving, tables
from clinic.operations.backups.archive import Part, Reader
from clinic.operations.backups.backup import Progress
from clinic.operations.backups.encoding import RowDecoder
from clinic.operations.backups.errors import BackupError, BrokenFile
from clinic.operations.backups.tables import Rows, Table
from clinic.site.outboxes import OUTBOXES
from clinic.staff import account_messages

ROWS_A_STATEMENT = 500
# What `migrate` itself fills: with rows in these alone, a database is empty.
MADE_BY_MIGRATE = {
    "articles_rule",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}
FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.proname FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    made_at: datetime
    rows: int
    files: int
    files_removed: int
    held: int  # messages
    erased: int
    undo: Path | None  # the backup of what stood there before


def check(path: Path, identities: list[keys.Identity], *, progress: Progress) -> Reader:
    """Read `path` from its first byte to its last. Raises BackupError unless it is whole."""
    reader = Reader(identities)

    def visit(part: Part) -> None:
        progress(part.name)

    _read(path, reader, visit)
    return reader


def why_not_here(reader: Reader) -> str:
    """Why this release with these settings cannot restore it, in a sentence; empty if it can."""
    unknown = tables.not_known(_migrations(reader), MigrationLoader(None))
    if unknown:
        return (
            f"It was made by a newer release of the site, or by another one ({unknown} is not known"
            " here): update the site first, then restore."
        )
    missing = keys.missing_sealing_keys(reader.manifest["keys"])
    if missing:
        return (
            f"{missing} of the SEALING_KEYS by which it is sealed {_are(missing)} not among those"
            " here, so phones, e-mails and notes would stay unreadable: put the keys of then into"
            " SEALING_KEYS, behind the newest."
        )
    if not reader.is_ours:
        return "None of the SEALING_KEYS here sealed it, so somebody else may have made it up."
    return ""


def restore(
    path: Path,
    identities: list[keys.Identity],
    *,
    replace: bool,
    without_undo: bool = False,
    now: datetime,
    progress: Progress,
) -> Restored:
    """Bring back what `path` holds. Raises BackupError, and then nothing is changed."""
    progress("Reading the backup")
    reader = check(path, identities, progress=progress)
    refusal = why_not_here(reader)
    if refusal:
        raise BackupError(refusal)
    serving.refuse_if_serving(now=now)
    undo = None
    if not _is_empty():
        if not replace:
            raise BackupError(
                "The database is not empty. Restore into a new one, or add --replace: then all that"
                " is in it is kept as a backup first, and taken out."
            )
        if not without_undo:
            undo = _keep_first(now, progress)
        erased.make_good(is_given_up=without_undo)
    try:
        with media.incoming() as files, _one_transaction():
            counts = _bring_back(path, identities, reader, files, now, progress)
    except OSError as trouble:
        raise BackupError(
            f"Restoring stopped ({trouble.strerror}: {trouble.filename}). Nothing was changed."
        ) from None
    return Restored(
        made_at=_made_at(reader),
        rows=reader.totals.rows,
        files=len(files.names),
        files_removed=files.remove_others() if replace else 0,
        undo=undo,
        **counts,
    )


def _keep_first(now: datetime, progress: Progress) -> Path | None:
    progress("Backing up what is there")
    try:
        return backup.write("", now=now, progress=progress).path
    except BackupError as refused:
        raise BackupError(
            f"What is there could not be backed up first: {refused} To give it up for good, add"
            " --without-undo."
        ) from refused


def _bring_back(
    path: Path,
    identities: list[keys.Identity],
    checked: Reader,
    files: media.Files,
    now: datetime,
    progress: Progress,
) -> dict[str, int]:
    _drop_all()
    progress("Making the tables of then")
    known = _make_tables(_migrations(checked))
    loader = _Loader(_same_tables(checked, known), files, progress)
    again = Reader(identities)
    _read(path, again, loader.visit)
    if again.totals.members != checked.totals.members:
        raise BrokenFile("The backup changed while it was read.")
    for table in loader.tables.values():
        progress(f"{table.name}: comparing")
        _compare(table, checked)
        if table.is_counted:
            number = int(checked.manifest["last_numbers"][table.name])
            tables.go_on_from(number, table, connection)
    connection.check_constraints()
    files.move_in()
    progress("Bringing the tables up to date")
    _migrate_to_today()
    progress("Indexing the texts for the search")
    while index.mend(index.A_BATCH):
        pass  # or the first searches would each make a few anew, and miss the rest
    held = _hold_mail(checked, now=now)
    account_messages.end_links(now=now)
    gone_again = erased.apply_again(now=now)
    made = f"{_made_at(checked):%Y-%m-%d %H:%M} UTC"
    audit_log.log(
        Access.Action.CHANGED,
        "database",
        by="command",
        now=now,
        fields=f"restored from the backup of {made}",
    )
    return {"held": held, "erased": gone_again}


# ---- the file ----------------------------------------------------------------------------------
def _read(path: Path, reader: Reader, visit: Callable[[Part], None]) -> None:
    try:
        file = path.open("rb")
    except OSError as trouble:
        raise BackupError(f"{path} cannot be read ({trouble.strerror}).") from None
    with file:
        reader.read(file, visit)


def _made_at(reader: Reader) -> datetime:
    return datetime.fromisoformat(reader.manifest["made_at"])


def _migrations(reader: Reader) -> list[tables.Migration]:
    return [(app_label, name) for app_label, name in reader.manifest["migrations"]]


def _same_tables(reader: Reader, known: list[Table]) -> dict[str, Table]:
    """The tables that the file fills, by name. Raises BrokenFile for one that we do not know."""
    ours = {table.name: table for table in known}
    chosen = {}
    for said in reader.manifest["tables"]:
        table = ours.get(said["name"])
        if table is None or table.description != said:
            raise BrokenFile(f"This backup has a table {said['name'][:60]} of another form.")
        chosen[table.name] = table
    return chosen


class _Loader:
    """Fills the tables and lays the files ready, member by member."""

    def __init__(self, chosen: dict[str, Table], files: media.Files, progress: Progress) -> None:
        self.tables, self._files, self._progress = chosen, files, progress
        self._decoders = {
            table.name: RowDecoder(table.kinds, connection) for table in chosen.values()
        }

    def visit(self, part: Part) -> None:
        self._progress(part.name)
        if part.name.startswith(archive.MEDIA):
            self._files.lay_ready(part)
            return
        name = archive.safe_path(part.name).parts[0]
        table, decoder = self.tables[name], self._decoders[name]
        rows = [decoder.values(line) for line in part.content().split(b"\n") if line]
        for first in range(0, len(rows), ROWS_A_STATEMENT):
            _insert(table, rows[first : first + ROWS_A_STATEMENT])


def _insert(table: Table, rows: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, table.columns))
    one = f"({', '.join(['%s'] * len(table.columns))})"
    into = f"INSERT INTO {quote(table.name)} ({columns}) VALUES"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"{into} {one}", rows)
        else:
            values = [value for row in rows for value in row]
            cursor.execute(f"{into} {', '.join([one] * len(rows))}", values)


def _compare(table: Table, checked: Reader) -> None:
    rows = Rows(table, connection)
    for _ in rows:
        pass
    stored = {"rows": rows.checksum.rows, "sum": str(rows.checksum)}
    if stored != checked.totals.tables[table.name]:
        raise BackupError(
            f"The rows of {table.name} read otherwise in this database than in the backup. Nothing"
            " was changed."
        )


# ---- the database ------------------------------------------------------------------------------
@contextmanager
def _one_transaction() -> Iterator[None]:
    """Everything or nothing, of tables too."""
    connection.disable_constraint_checking()  # on SQLite, which makes tables anew, before it begins
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET LOCAL lock_timeout = '10s'")
            yield
    except DatabaseError as refused:
        raise BackupError(
            f"The database did not take it ({type(refused).__name__}). Nothing was changed."
        ) from refused
    finally:
        connection.close()  # what was set on it ends with it


def _is_ours(name: str) -> bool:
    """Whether a table or function belongs to this site, whatever else is in its database."""
    labels = {"django", *(config.label for config in apps.get_app_configs())}
    return any(name.startswith(f"{label}_") for label in labels)


def _tables_there() -> list[str]:
    return sorted(filter(_is_ours, connection.introspection.table_names()))


def _is_empty() -> bool:
    """Whether nobody would miss what is there."""
    left_out = {apps.get_model(label)._meta.db_table for label in tables.LEFT_OUT}
    with connection.cursor() as cursor:
        for name in _tables_there():
            if name not in MADE_BY_MIGRATE | left_out:
                quoted = connection.ops.quote_name(name)
                cursor.execute(f"SELECT 1 FROM {quoted} LIMIT 1")  # nosec B608: a table's name
                if cursor.fetchone():
                    return False
    return True


def _drop_all() -> None:
    quote = connection.ops.quote_name
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name in _tables_there():
            cursor.execute(f"DROP TABLE {quote(name)}{' CASCADE' if postgresql else ''}")
        if postgresql:
            cursor.execute(FUNCTIONS)
            for signature, name in cursor.fetchall():
                if _is_ours(name):
                    cursor.execute(f"DROP FUNCTION {signature} CASCADE")


def _executor() -> MigrationExecutor:
    """One that can go on in the same transaction: PostgreSQL alters no table whose rows have yet
    to be looked at.
    """

    def settle(action: str, *_: Any) -> None:
        if connection.vendor == "postgresql" and action == "apply_success":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    return MigrationExecutor(connection, progress_callback=settle)


def _make_tables(migrations: list[tables.Migration]) -> list[Table]:
    """Empty tables as they were after `migrations`."""
    executor = _executor()
    targets = tables.last_of_each(migrations, executor.loader)
    executor.migrate(targets)
    found = tables.tables_of(executor.loader.project_state(targets).apps)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:  # of what migrations put there by themselves
        if connection.vendor == "postgresql":
            names = ", ".join(quote(table.name) for table in found)
            cursor.execute(f"TRUNCATE {names} CASCADE")
        else:
            for table in found:
                cursor.execute(f"DELETE FROM {quote(table.name)}")  # nosec B608: our table's name
    return found


def _migrate_to_today() -> None:
    executor = _executor()
    executor.migrate(executor.loader.graph.leaf_nodes())
    ContentType.objects.clear_cache()
    # Nothing is left to migrate; it adds permissions and rules that a newer release has.
    call_command("migrate", verbosity=0, interactive=False)


# ---- what must not happen twice ----------------------------------------------------------------
def _hold_mail(reader: Reader, *, now: datetime) -> int:
    """Hold every message that waits; return how many."""
    MailWorker.hold(OUTBOXES, restored_from=_made_at(reader), now=now)
    return sum(outbox.messages.held().count() for outbox in OUTBOXES)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
