"""Content version: by which a process knows, without a query, that what it keeps is fresh.

A thread listens for changes of content. The version grows with each of them, at each scheduled
moment (an article appears, a closure ends, a day begins), and after a time in which nobody
listened. While it is not known that every change would be heard, nothing counts as fresh.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import Error, connection
from django.utils import timezone

from clinic.changes.listener import ANY, CONTENT, Listener
from clinic.postgresql import waiting

LOOK_SECONDS = 0.25  # between two proofs that the listener hears
TRUST_SECONDS = 0.9  # after the last proof: a silent line makes nobody read what was changed
RETRY_SECONDS = 1.0
MOMENT = "@"  # stands among the tables of a fact that changes by itself, too
log = logging.getLogger(__name__)
Kept = TypeVar("Kept")


class ContentVersion:
    """The version that what is rendered now has; shared by all threads of the process."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = 0  # the version that the last change of content led to
        self._changed: dict[str, int] = {}  # the same for each table, and for ANY
        self._trusted_until = 0.0  # monotonic
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._facts: dict[str, tuple[int, object]] = {}

    def current(self) -> int | None:
        """To be read before anything is rendered; None while it cannot be trusted."""
        if time.monotonic() < self._trusted_until:
            return self.number
        return None

    def fact(self, name: str, ask: Callable[[], Kept], *, of: Iterable[str]) -> Kept:
        """What `ask` returns, kept until one of the tables that it is asked `of` changes.

        To be read, not changed: all threads share it.
        """
        version = self.current()
        if version is None:
            return ask()
        kept = self._facts.get(name)
        if kept is None or kept[0] < max(self._changed.get(table, 0) for table in (ANY, *of)):
            kept = self._facts[name] = (version, ask())
        return kept[1]  # type: ignore[return-value]

    def watch(self, next_change: Callable[[datetime], datetime]) -> None:
        """Let a thread of this process listen, unless one does: `next_change(now)` says when
        content changes by itself.

        Called by who serves and not where the process begins: a fork takes no thread along.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=_Watcher(self, next_change).run, name="content-version", daemon=True
                )
                self._thread.start()

    def note_moment(self) -> None:
        """Content has changed by itself."""
        self.number += 1
        self._changed[MOMENT] = self.number

    def note_change(self, tables: Iterable[str]) -> None:
        self.changed = self.number = self.number + 1
        self._changed.update(dict.fromkeys(tables, self.number))

    def note_silence(self) -> None:
        """Nobody listened for a while: something may have changed.

        Pages are no longer fresh, but good enough for a database that goes away.
        """
        self.number += 1
        self._changed[ANY] = self.number

    def trust(self, until: float) -> None:
        self._trusted_until = until


class _Watcher:
    """Listens, and tells the version."""

    def __init__(
        self, version: ContentVersion, next_change: Callable[[datetime], datetime]
    ) -> None:
        self.version, self.next_change = version, next_change
        self.listener = Listener(CONTENT)
        self.looked_at = timezone.now()
        self.changes_at: datetime | None = None  # by itself; None while it has to be asked
        self.is_deaf = True

    def run(self) -> None:
        while True:
            try:
                self.look()
            except Error as away:
                self.fall_silent(type(away).__name__)
            except Exception:  # a thread that died would be missed by nobody
                log.exception("changes of content cannot be heard, trying again")
                self.fall_silent("")

    def look(self) -> None:
        """Wait for a change, a moment or the next proof. Raises Django's database errors."""
        waiting.begin_request()
        began, was_listening = time.monotonic(), self.listener.is_connected
        tables = self.listener.wait(LOOK_SECONDS)
        now = timezone.now()
        if tables or self.is_due(now):
            if not was_listening:
                self.version.note_silence()
            elif tables:
                self.version.note_change(tables)
            else:
                self.version.note_moment()
            self.changes_at = None
            try:
                self.changes_at = self.next_change(now)
            finally:
                connection.close()
        self.looked_at, self.is_deaf = now, False
        self.version.trust(began + TRUST_SECONDS)

    def is_due(self, now: datetime) -> bool:
        """Whether content has changed by itself, or the clock was put back."""
        return self.changes_at is None or now >= self.changes_at or now < self.looked_at

    def fall_silent(self, why: str) -> None:
        self.version.trust(0)
        if not self.is_deaf and why:
            log.warning("changes of content cannot be heard (%s): no page is kept until then", why)
        self.is_deaf = True
        time.sleep(RETRY_SECONDS)


content = ContentVersion()
