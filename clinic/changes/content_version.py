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
from typing import Any, TypeVar

from django.db import Error, connection
from django.utils import timezone

from clinic.changes.listener import ANY, CONTENT, CannotHear, Listener
from clinic.postgresql import waiting

LOOK_SECONDS = 0.25  # between two proofs that the listener hears
TRUST_SECONDS = 0.9  # after the last proof: a silent line makes nobody read what was changed
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 1.0, 10.0
MOMENT = "@"  # stands among the tables of a fact that changes by itself, too
log = logging.getLogger(__name__)
Kept = TypeVar("Kept")


class ContentVersion:
    """The version that what is rendered now has; shared by all threads of the process."""

    def __init__(self) -> None:
        self.number = 0
        self.last_change = 0  # the version that the last change of content led to
        self._changed_at: dict[str, int] = {}  # the same for each table, for ANY and MOMENT
        self._noting = threading.Lock()
        self._trusted_until = 0.0  # monotonic
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._facts: dict[str, tuple[int, Any]] = {}

    def current(self) -> int | None:
        """To be read before anything is rendered; None while it cannot be trusted."""
        if time.monotonic() < self._trusted_until:
            return self.number
        return None

    def fact(self, name: str, ask: Callable[[], Kept], *, of: Iterable[str]) -> Kept:
        """What `ask` returns, kept until one of the tables that it is asked `of` changes.

        To be read, not changed: all threads share it. Not for a transaction that has written to
        them.
        """
        version = self.current()
        if version is None:
            return ask()
        kept = self._facts.get(name)
        if kept is None or kept[0] < max(self._changed_at.get(table, 0) for table in (ANY, *of)):
            kept = self._facts[name] = (version, ask())
        value: Kept = kept[1]
        return value

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
        self._note([MOMENT])

    def note_change(self, tables: Iterable[str]) -> None:
        """Something was saved: what showed the older content is shown to nobody any more."""
        self._note(tables, is_change=True)

    def note_silence(self) -> None:
        """Nobody listened for a while: something may have changed.

        Pages are no longer fresh, but good enough for a database that goes away.
        """
        self._note([ANY])

    def _note(self, tables: Iterable[str], *, is_change: bool = False) -> None:
        with self._noting:
            number = self.number + 1
            # Before the number: who reads the new one must not be given what was kept before.
            self._changed_at.update(dict.fromkeys(tables, number))
            if is_change:
                self.last_change = number
            self.number = number

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
        self.failures = 0  # one after the other

    def run(self) -> None:
        while True:
            try:
                self.look()
            except Exception as error:  # a thread that died would be missed by nobody
                self.fall_silent(error)

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
        self.looked_at, self.failures = now, 0
        self.version.trust(began + TRUST_SECONDS)

    def is_due(self, now: datetime) -> bool:
        """Whether content has changed by itself, or the clock was put back."""
        return self.changes_at is None or now >= self.changes_at or now < self.looked_at

    def fall_silent(self, error: Exception) -> None:
        """Nothing counts as fresh until the line is back. The first time it is said, and why."""
        self.version.trust(0)
        why = error if isinstance(error, CannotHear) else type(error).__name__
        if not self.failures:
            log.warning("changes of content cannot be heard, so every page is rendered: %s", why)
        if not isinstance(error, Error):
            log.error("the listener failed", exc_info=error)
        self.failures += 1
        time.sleep(min(RETRY_SECONDS * self.failures, LONGEST_RETRY_SECONDS))


content = ContentVersion()
