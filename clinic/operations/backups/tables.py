"""Tables of a backup: which there are, which are left out, and their rows one snapshot long."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection as site_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from clinic.operations.backups.encoding import Checksum, Row, RowEncoder, kind_of
from clinic.operations.backups.errors import BackupError

# Everything else is in every backup; a test compares both lists with the tables that there are.
LEFT_OUT = {
    "sessions.session": "who is signed in, for eight hours at most; everybody signs in anew",
    "axes.accessattempt": "wrong passwords of the last quarter of an hour",
    "axes.accessattemptexpiration": "belongs to the former",
    "axes.accessfailurelog": "is not written",
    "axes.accesslog": "is not written",
    "clinic.tally": "what rate limits count, for two days",
    "clinic.mailworker": "a sign of life of this machine's worker",
    "clinic.problem": "what the doctor finds red, anew every five minutes",
    "bookings.linkrequest": "asked for just now, and looked at within seconds",
    "articles.preview": "drafts behind links that end by themselves",
    "articles.searchdocument": "made anew from the texts, which triggers mark as they come back",
    "articles.searchword": "belongs to the former",
}
ROWS_AT_FIRST, MOST_ROWS = 50, 2000
BYTES_AT_ONCE = 1_000_000  # of rows, so that long texts do not fill the memory

Migration = tuple[str, str]  # app label and name


@dataclass(frozen=True)
class Table:
    """One table of a moment of the migrations' history."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    key: str
    is_counted: bool  # the database gives the key a number of its own
    fields: tuple[Any, ...]

    @property
    def description(self) -> dict[str, Any]:
        return {"name": self.name, "columns": list(self.columns), "kinds": list(self.kinds)}


def tables_of(apps: Any) -> list[Table]:
    """The tables of `apps` that a backup holds, by name."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.label_lower not in LEFT_OUT:
            found.append(_table(meta))
    return sorted(found, key=lambda table: table.name)


def _table(meta: Any) -> Table:
    fields = tuple(field for field in meta.concrete_fields if not field.generated)
    try:
        kinds = tuple(kind_of(field) for field in fields)
    except LookupError as unknown:
        raise BackupError(
            f"{meta.label} has a kind of column that no backup knows ({unknown}): teach it to"
            " clinic/operations/backups/encoding.py."
        ) from None
    return Table(
        name=meta.db_table,
        columns=tuple(field.column for field in fields),
        kinds=kinds,
        key=meta.pk.column,
        is_counted=meta.pk.get_internal_type().endswith("AutoField"),
        fields=fields,
    )


# ---- the history of migrations -----------------------------------------------------------------
def applied(loader: MigrationLoader) -> list[Migration]:
    """What has been migrated. Raises BackupError where this code does not know it."""
    found = sorted(loader.applied_migrations)
    unknown = not_known(found, loader)
    if unknown:
        raise BackupError(
            f"The database is newer than this release of the site ({unknown} is not known here):"
            " run this command of the newer one."
        )
    return found


def not_known(migrations: list[Migration], loader: MigrationLoader) -> str:
    """The first of `migrations` that this code does not have; empty if it has all."""
    known = {*loader.graph.nodes, *loader.replacements}
    for app_label, name in migrations:
        if (app_label, name) not in known and app_label in loader.migrated_apps:
            return f"{app_label} {name}"
        if app_label not in {*loader.migrated_apps, *loader.unmigrated_apps}:
            return f"{app_label} {name}"
    return ""


def last_of_each(migrations: list[Migration], loader: MigrationLoader) -> list[Migration]:
    """Those of `migrations` behind which none of the same app follows."""
    chosen = {each for each in migrations if each in loader.graph.nodes}
    return sorted(
        each
        for each in chosen
        if not any(
            child.key in chosen and child.key[0] == each[0]
            for child in loader.graph.node_map[each].children
        )
    )


# ---- rows --------------------------------------------------------------------------------------
@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that sees the database as it is now, whatever the site writes
    meanwhile. It keeps nobody from writing.
    """
    connection = site_connection.copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # on SQLite a deferred one: Django's own would keep writers out
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            there = connection.introspection.table_names(cursor)  # from here on it stands still
        if "django_migrations" not in there:
            raise BackupError("There is nothing to back up: the database has no tables yet.")
        yield connection
    finally:
        connection.close()


class Rows:
    """The rows of a table in pieces of a megabyte; `checksum` is whole after the last."""

    def __init__(self, table: Table, connection: BaseDatabaseWrapper) -> None:
        self.table = table
        self.checksum = Checksum(table.kinds)
        self._connection = connection
        self._encoder = RowEncoder(table.fields, connection)

    def __iter__(self) -> Iterator[list[Row]]:
        quote = self._connection.ops.quote_name
        names = ", ".join(map(quote, self.table.columns))
        key, table = quote(self.table.key), quote(self.table.name)
        at, last, most = self.table.columns.index(self.table.key), None, ROWS_AT_FIRST
        while True:
            behind = "" if last is None else f"WHERE {key} > %s"
            values: list[Any] = [] if last is None else [last]
            with self._connection.cursor() as cursor:
                # our own models' names
                query = f"SELECT {names} FROM {table} {behind} ORDER BY {key} LIMIT {most}"  # nosec B608
                cursor.execute(query, values)
                found = cursor.fetchall()
            if not found:
                return
            last = found[-1][at]
            rows = [self._encoder.row(each) for each in found]
            for row in rows:
                self.checksum.add(row)
            yield rows
            weight = sum(len(value) for row in rows for value in row if isinstance(value, str))
            most = max(1, min(MOST_ROWS, BYTES_AT_ONCE * len(rows) // (weight + 1)))


# ---- numbers that a database gives -------------------------------------------------------------
def last_number(table: Table, connection: BaseDatabaseWrapper) -> int:
    """The highest key that the table ever gave; 0 if none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
            sequence = cursor.fetchone()[0]
            if sequence is None:
                return 0
            # as the database has just named it
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # nosec B608
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def go_on_from(number: int, table: Table, connection: BaseDatabaseWrapper) -> None:
    """The next key that the table gives is above `number`, and above all that are there: who was
    erased is never confused with who comes.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        # our own models' names
        cursor.execute(f"SELECT max({quote(table.key)}) FROM {quote(table.name)}")  # nosec B608
        number = max(number, cursor.fetchone()[0] or 0)
        if not number:
            return
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, number]
            )
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [table.name, table.key, number],
            )
