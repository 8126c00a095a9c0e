"""Databases beside the test run's own, which take its place for a while."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import load_backend

from clinic.operations.backups.tables import LEFT_OUT

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
}


def sqlite_in(file: Path) -> Any:
    """A connection to the SQLite database in `file`, as the settings would make it."""
    said = connection.copy().settings_dict
    said |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE}
    said |= {"HOST": "", "PORT": "", "USER": "", "PASSWORD": ""}
    return load_backend(said["ENGINE"]).DatabaseWrapper(said, "default")


@contextmanager
def new_postgresql() -> Iterator[Any]:
    """A connection to a new and empty database on the test run's PostgreSQL."""
    name = f"backup_{uuid4().hex[:12]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    made = connection.copy()
    made.settings_dict["NAME"] = name
    try:
        yield made
    finally:
        made.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def instead(other: Any) -> Iterator[Any]:
    """Everything in here asks the database of `other`."""
    own = connections["default"]
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        yield other
    finally:
        other.close()
        connections["default"] = own
        ContentType.objects.clear_cache()


def migrated_sqlite(folder: Path, template: Path) -> Any:
    """A connection to a new SQLite database with all tables; `template` is made once and copied."""
    if not template.exists():
        with instead(sqlite_in(template)):
            call_command("migrate", verbosity=0, interactive=False)
    file = folder / f"{uuid4().hex[:8]}.sqlite3"
    shutil.copy(template, file)
    return sqlite_in(file)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows, as the models read them: sealed values open. Without what no backup holds."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in LEFT_OUT
    }
