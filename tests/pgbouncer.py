"""A real PgBouncer in transaction mode in front of a PostgreSQL: who asks twice may be answered by
two.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from clinic.bootstrap import program

NO_PGBOUNCER = (
    "PgBouncer is missing: `sudo apt install pgbouncer` on Debian and Ubuntu adds it; "
    "`make test` as root installs it by itself."
)
# As Debian ships it, but for the mode, and for handing out its connections in turn: what only works
# while one happens to get the same connection again fails at once.
CONFIGURATION = """
[databases]
* = host={postgres} {more}
[pgbouncer]
listen_port = {port}
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
server_round_robin = 1
min_pool_size = 3
default_pool_size = 5
"""
PORT = 6432  # of a socket in a folder of its own: nobody else's
CONNECTIONS = 3


@dataclass
class Pooler:
    folder: Path
    port: int = PORT

    def connect(self, database: str, **more: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            dbname=database, user="postgres", host=str(self.folder), port=PORT, **more
        )


@contextmanager
def pooler(postgres: str, database: str, more: str = "") -> Iterator[Pooler]:
    """PgBouncer before the server whose socket lies in the folder `postgres`; `more` is said of
    databases.

    Skips the test where no PgBouncer is installed.
    """
    pgbouncer = program("pgbouncer")
    if not pgbouncer:
        pytest.skip(NO_PGBOUNCER)
    folder = Path(tempfile.mkdtemp(prefix="clinic-pgbouncer-"))
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        CONFIGURATION.format(postgres=postgres, more=more, port=PORT, folder=folder)
    )
    (folder / "users").write_text('"postgres" ""\n')
    owner = Path(postgres).stat().st_uid if os.geteuid() == 0 else None  # it refuses to run as root
    if owner is not None:
        os.chown(folder, owner, -1)
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [pgbouncer, configuration], stdout=log, stderr=log, user=owner, cwd="/"
        )
    try:
        started = Pooler(folder)
        _wait_for(started, database)
        yield started
    finally:
        running.kill()
        running.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(started: Pooler, database: str) -> None:
    """Return once it answers and holds several connections to the server."""
    limit = time.monotonic() + 20
    held: list[psycopg2.extensions.connection] = []
    while len(held) < CONNECTIONS:
        try:
            connection = started.connect(database)
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # in a transaction that stays open
            held.append(connection)
        except psycopg2.OperationalError:
            if time.monotonic() > limit:
                raise AssertionError((started.folder / "log").read_text()[-2000:]) from None
            time.sleep(0.1)
    for connection in held:
        connection.rollback()  # else PgBouncer would end the server's with it
        connection.close()
