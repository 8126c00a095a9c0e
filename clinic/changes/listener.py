"""Change notification: LISTEN on PostgreSQL, `PRAGMA data_version` on SQLite.

Triggers send the notifications, so whatever writes rows is heard: the admin, a command, a shell, a
statement by hand, another machine. They arrive when the transaction commits. What rewrites a table
without writing rows, as ALTER TABLE may, is not heard.
"""

import contextlib
import select
import time
from copy import deepcopy
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

CONTENT, OUTBOX = "clinic_content", "clinic_outbox"  # channels
TRIGGERS = {CONTENT: "content_changed", OUTBOX: "message_is_due"}  # that speak on them
ANY = "*"  # what cannot be named may have changed
TRIAL_SECONDS = 2
SQLITE_LOOK_SECONDS = 0.1  # between two looks whether its file has changed


class CannotHear(OperationalError):
    """A database answers of which nothing would be heard."""


class Listener:
    """Hears on one channel what other connections commit. For the thread that made it alone.

    It has a connection of its own, to DATABASE_DIRECT_URL if there is one. On SQLite, which has no
    channels, every commit is heard.
    """

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._connection: BaseDatabaseWrapper | None = None
        self._version: int | None = None  # of SQLite's file

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    def wait(self, seconds: float) -> set[str]:
        """What was said of commits since the last call; returns at once when something is.

        {ANY} after connecting, since nobody knows what was missed, and on SQLite. When nothing
        comes, all that was committed before the call has been heard. Raises Django's database
        errors, CannotHear among them, while it cannot hear; the next call tries to connect again.
        """
        try:
            if self._connection is None:
                self._connection = self._connect()
                return {ANY}
            if self._connection.vendor == "sqlite":
                return self._wait_for_file(self._connection, seconds)
            return self._wait_for_notification(self._connection, seconds)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        connection, self._connection, self._version = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(Exception):  # it may be broken already
                connection.close()

    def _connect(self) -> BaseDatabaseWrapper:
        connection = _direct_connection()
        self._connection = connection  # so that it is closed, whatever happens now
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                self._version = _file_version(cursor)
                return connection
            cursor.execute("SELECT pg_backend_pid()")
            # A pooler has told us a number of its own, and asks a server that it may change.
            if cursor.fetchone() != (connection.connection.info.backend_pid,):
                raise CannotHear(
                    "a pooler passes no notifications on: set DATABASE_DIRECT_URL, see README.md"
                )
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname = %s", [TRIGGERS[self.channel]]
            )
            if cursor.fetchone() == (0,):
                raise CannotHear("the triggers are missing: run `manage.py migrate`")
            cursor.execute(f"LISTEN {self.channel}")
        if settings.DIRECT_DATABASE:
            self._try_out(connection)
        return connection

    def _try_out(self, connection: BaseDatabaseWrapper) -> None:
        """Raises CannotHear unless what the site commits is heard here: it may be another
        database.
        """
        channel, usual = f"clinic_trial_{uuid4().hex}", connections.create_connection("default")
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {channel}")
        with contextlib.closing(usual), usual.cursor() as cursor:
            cursor.execute(f"NOTIFY {channel}")
        if not self._wait_for_notification(connection, TRIAL_SECONDS):
            raise CannotHear("DATABASE_DIRECT_URL leads to another database than DATABASE_URL")
        with connection.cursor() as cursor:
            cursor.execute(f"UNLISTEN {channel}")

    def _wait_for_notification(self, connection: BaseDatabaseWrapper, seconds: float) -> set[str]:
        raw: Any = connection.connection
        poll = select.poll()  # which knows descriptors from 1,024 on, too
        with connection.wrap_database_errors:
            poll.register(raw.fileno(), select.POLLIN)
        poll.poll(seconds * 1000)
        with connection.cursor() as cursor:
            # It takes in what has arrived, and proves that the line is alive.
            cursor.execute("SELECT 1")
        heard = {notification.payload for notification in raw.notifies}
        raw.notifies.clear()
        return heard

    def _wait_for_file(self, connection: BaseDatabaseWrapper, seconds: float) -> set[str]:
        until = time.monotonic() + seconds
        with connection.cursor() as cursor:
            while (version := _file_version(cursor)) == self._version:
                left = until - time.monotonic()
                if left <= 0:
                    return set()
                time.sleep(min(left, SQLITE_LOOK_SECONDS))
        self._version = version
        return {ANY}


def _file_version(cursor: Any) -> int:
    """A number that changes whenever another connection commits."""
    cursor.execute("PRAGMA data_version")
    return int(cursor.fetchone()[0])


def _direct_connection() -> BaseDatabaseWrapper:
    """A connection of its own to the site's database, past a pooler where a setting says how."""
    usual = connections["default"].settings_dict
    options = deepcopy(usual | settings.DIRECT_DATABASE)
    backend: Any = load_backend(options["ENGINE"])
    connection: BaseDatabaseWrapper = backend.DatabaseWrapper(options, alias="default")
    return connection
