"""Change notification: LISTEN on PostgreSQL, `PRAGMA data_version` on SQLite.

Triggers send the notifications, so whatever writes is heard: the admin, a command, a shell, a
statement by hand, another machine. They arrive when the transaction commits.
"""

import contextlib
import logging
import select
import time
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

CONTENT, OUTBOX = "clinic_content", "clinic_outbox"  # channels, as the triggers name them
ANY = "*"  # what cannot be named may have changed
SQLITE_LOOK_SECONDS = 0.1  # between two looks whether its file has changed
log = logging.getLogger(__name__)


class NotDirect(OperationalError):
    """A pooler answers, which would not pass notifications on."""


class Listener:
    """Hears on one channel what other connections commit. For the thread that made it alone.

    It has a connection of its own, to DATABASE_DIRECT_URL if there is one. On SQLite, which has no
    channels, every commit is heard.
    """

    _knows_of_pooler = False

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
        errors, NotDirect among them, while it cannot hear; the next call tries to connect again.
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
                self._say_that_a_pooler_answers()
                raise NotDirect("A pooler passes no notifications on.")
            cursor.execute(f"LISTEN {self.channel}")
        return connection

    def _say_that_a_pooler_answers(self) -> None:
        if not Listener._knows_of_pooler:
            Listener._knows_of_pooler = True
            log.warning(
                "a pooler passes no notifications on: set DATABASE_DIRECT_URL, see README.md; until"
                " then no page is kept, and the worker looks every two seconds"
            )

    def _wait_for_notification(self, connection: BaseDatabaseWrapper, seconds: float) -> set[str]:
        raw: Any = connection.connection
        with connection.wrap_database_errors:
            select.select([raw], [], [], seconds)
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
