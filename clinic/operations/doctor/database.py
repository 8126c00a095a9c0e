"""Checks of the database: reachable, of this version, with its rules, heard at once, on time."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from bookings import holds
from clinic.changes.listener import CONTENT, OUTBOX, CannotHear, Listener
from clinic.operations.doctor.report import (
    Finding,
    Level,
    Look,
    in_production,
    plural,
    red,
    warning,
)

# Where each table's triggers are made; the names of migrations are never changed.
ANNOUNCED = {
    "clinic": "clinic.office.migrations.0011_changes_are_announced",
    "articles": "articles.migrations.0016_changes_are_announced",
}
ONE_PERSON_PER_TIME = "hold_one_person_per_time"
OFF, FAR_OFF = timedelta(seconds=5), timedelta(seconds=60)
MIGRATE = "Run `manage.py migrate`."


def reachable(look: Look) -> Iterator[Finding]:
    """Whether it answers, and of which kind and version it is."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        yield red(
            "database.unreachable",
            f"The database of DATABASE_URL ({_where()}) does not answer.",
            "See whether PostgreSQL runs (`systemctl status postgresql`) and whether name, password"
            " and host in DATABASE_URL are right.",
        )
        return
    least = connection.features.minimum_database_version
    version = connection.get_database_version()
    if least and version < least:
        yield red(
            "database.old",
            f"{connection.display_name} is version {_dotted(version)}, and this site needs"
            f" {_dotted(least)}.",
            "Upgrade it: make a backup first, then restore it into the new one.",
        )
    if connection.vendor == "sqlite":
        yield Finding(
            in_production(Level.WARNING),
            "database.sqlite",
            "The database is an SQLite file, which is made for trials: one writer at a time, one"
            " machine.",
            "Move to PostgreSQL: make a backup, set DATABASE_URL, run `manage.py restore`.",
        )


def _where() -> str:
    host = settings.DATABASES["default"].get("HOST") or "this machine"
    return str(urlsplit(f"//{host}").hostname or host) if not host.startswith("/") else host


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def migrations(look: Look) -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        yield red(
            "migrations.pending",
            f"{plural(pending, 'migration')} of this version {'is' if pending == 1 else 'are'} not"
            " applied: pages that need the new tables fail.",
            f"{MIGRATE} Then start web server and worker anew.",
        )
    ours = {app for app, _ in executor.loader.disk_migrations}
    unknown = [
        name
        for name in executor.loader.applied_migrations
        if name not in executor.loader.disk_migrations and name[0] in ours
    ]
    if unknown and not pending:
        yield warning(
            "migrations.ahead",
            f"{plural(len(unknown), 'migration')} of a newer version stands in the database.",
            "That is so for a short time after going back to an older version. Until you update"
            " again, no backup is made.",
        )


def rules(look: Look) -> Iterator[Finding]:
    """Whether the triggers and constraints are there that migrations made by hand, and hold."""
    if connection.vendor == "postgresql":
        yield from _triggers()
    missing = _one_person_rules() - _names_of_rules()
    if missing:
        yield red(
            "rules.one-person-per-time",
            "The rule is missing by which the database refuses two people for one time.",
            "It is made by migration 0002 of bookings. Restore the last backup into an empty"
            " database, or ask whoever changed the tables by hand.",
        )
    faults = holds.faults()
    if faults:
        yield warning(
            "rules.holds",
            f"{plural(len(faults), 'time')} that is held differs from what a status says.",
            "`manage.py check_holds` names them.",
        )


def _triggers() -> Iterator[Finding]:
    expected = {
        f"{app}_{table}" for app, path in ANNOUNCED.items() for table in import_module(path).TABLES
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgenabled FROM pg_trigger JOIN pg_class ON tgrelid ="
            " pg_class.oid WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
        found = cursor.fetchall()
    announcing = {table for table, name, _ in found if name == "content_changed"}
    speaks = {name for _, name, _ in found}
    off = [name for _, name, state in found if state == "D"]
    if expected - announcing or "message_is_due" not in speaks:
        yield red(
            "rules.triggers",
            "Triggers are missing by which the site hears at once of changes and of mail.",
            "A restore that left them out does that. Restore the last backup with `manage.py"
            " restore`.",
        )
    if off:
        yield red(
            "rules.triggers-off",
            f"{plural(len(off), 'trigger')} of the database {'is' if len(off) == 1 else 'are'}"
            " switched off.",
            "`ALTER TABLE … ENABLE TRIGGER …` in psql; `\\d` of a table names those that are off.",
        )


def _one_person_rules() -> set[str]:
    if connection.vendor == "postgresql":
        return {ONE_PERSON_PER_TIME}
    return {f"{ONE_PERSON_PER_TIME}_{event}" for event in ("insert", "update")}


def _names_of_rules() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        else:
            cursor.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def notifications(look: Look) -> Iterator[Finding]:
    """Whether the direct connection hears what is committed, as web server and worker do."""
    for channel, effect in {
        CONTENT: "every page is rendered anew",
        OUTBOX: "mail goes up to two seconds later",
    }.items():
        listener = Listener(channel)
        try:
            with closing(listener):
                listener.wait(0)
        except Error as error:
            if isinstance(error, CannotHear):
                why = str(error)
            else:
                why = f"the connection fails ({type(error).__name__}): see DATABASE_DIRECT_URL"
            yield warning(
                f"notifications.{channel}",
                f"The site does not hear what is committed, so {effect}.",
                f"{why[:1].upper()}{why[1:]}.",
            )


# ---- the clock ---------------------------------------------------------------------------------
def clock(look: Look) -> Iterator[Finding]:
    """Whether this machine's clock is kept right, and is the database's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            began = timezone.now()
            cursor.execute("SELECT clock_timestamp()")
            (theirs,) = cursor.fetchone()
            ended = timezone.now()
        apart = abs(theirs - (began + (ended - began) / 2)) - (ended - began)
        if apart > OFF:
            level = Level.RED if apart > FAR_OFF else Level.WARNING
            yield Finding(
                level,
                "clock.database",
                f"The clocks of this machine and of the database are {apart.total_seconds():.0f}"
                " seconds apart: reminders and promised answers go by both.",
                "Let both be kept by NTP: `timedatectl set-ntp true`.",
            )
    if is_kept_by_ntp() is False:
        yield Finding(
            in_production(Level.WARNING),
            "clock.ntp",
            "Nothing keeps this machine's clock right.",
            "`timedatectl set-ntp true`, or install chrony.",
        )


def is_kept_by_ntp() -> bool | None:
    """What systemd says of it; None where it cannot be asked."""
    if shutil.which("timedatectl") is None:
        return None
    try:
        asked = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=3,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(asked.stdout.strip())
