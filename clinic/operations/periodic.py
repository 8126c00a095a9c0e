"""Periodic task: what the worker begins every so often, in a thread of its own.

So no message waits for it, be it that a disk, a mailbox or a drawing takes long or hangs.
"""

import threading
import time
from collections.abc import Callable


class Periodic:
    """When `work` is due next. One is done at a time: the next waits for one that hangs.

    `first_seconds` after the worker began it is due first. `work` closes its own connections.
    """

    def __init__(
        self, work: Callable[[], None], *, name: str, first_seconds: float, every_seconds: float
    ) -> None:
        self._work, self._name, self._every_seconds = work, name, every_seconds
        self._due_at = time.monotonic() + first_seconds
        self._thread: threading.Thread | None = None

    def begin_if_due(self) -> None:
        """Begin it, unless it is too early or the last one goes on."""
        if time.monotonic() < self._due_at or (self._thread and self._thread.is_alive()):
            return
        self._due_at = time.monotonic() + self._every_seconds
        self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()
