"""Read deadline and bulkhead for a web server that waits for PostgreSQL.

libpq waits as long as it takes for a server that accepts and then stays silent: neither
`connect_timeout` nor TCP's own timeouts see one whose machine still acknowledges. psycopg2 lets a
function of ours do the waiting, so it ends here: a request waits `LONGEST_SECONDS` at most, and
while `MOST_WAITING` wait long, nobody else does. So threads stay free for what needs no database,
kept pages and /health/live among them.

Nothing has to be reset: as soon as one of those who wait gets an answer, or gives up, others may
try.
"""

import select
import threading
import time

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, connection, set_wait_callback

# PostgreSQL's own limits, a little shorter: it can say what it was, and the connection stays good.
LOCK_SECONDS, STATEMENT_SECONDS = 4, 5
IDLE_SECONDS = 60  # in a transaction: else a machine that went away would hold its locks for hours
LONGEST_SECONDS = 6  # of slow waits, all those of one request together
SLOW_SECONDS = 0.25  # quicker answers are not looked at
STALLED_SECONDS = 1  # who waits longer counts as one of the few
MOST_WAITING = 3
STEP_SECONDS = 0.1

_WAITS_FOR = {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}
_request = threading.local()  # `left`: seconds that the request of this thread may still wait


class NoAnswer(psycopg2.OperationalError):
    """The database stays silent, or keeps so many waiting that one more would be too many."""


class Bulkhead:
    """Who waits for the database, and since when; shared by all threads of a process."""

    def __init__(self) -> None:
        self._since: dict[object, float] = {}
        self._lock = threading.Lock()

    def enter(self, waiter: object, since: float) -> None:
        with self._lock:
            self._since[waiter] = since

    def leave(self, waiter: object) -> None:
        with self._lock:
            self._since.pop(waiter, None)

    def is_full_for(self, waiter: object = None) -> bool:
        """Whether as many as may have waited long, and `waiter` is none of them."""
        if not self._since:  # the usual case, asked before every statement
            return False
        with self._lock:
            longest = sorted(self._since.items(), key=lambda item: item[1])[:MOST_WAITING]
        if len(longest) < MOST_WAITING or longest[-1][1] > time.monotonic() - STALLED_SECONDS:
            return False
        return all(other is not waiter for other, _ in longest)


bulkhead = Bulkhead()
_is_on = False


def begin() -> None:
    """From now on no thread of this process waits for PostgreSQL longer than a web server may."""
    global _is_on
    _is_on = True
    set_wait_callback(wait)


def end() -> None:
    """Wait again as libpq does."""
    global _is_on
    _is_on = False
    set_wait_callback(None)


def is_on() -> bool:
    return _is_on


def begin_request() -> None:
    """This thread begins with another request, which may wait anew."""
    _request.left = LONGEST_SECONDS


def refuse_if_stalled() -> None:
    """Raises NoAnswer while nobody else should turn to the database."""
    if _is_on and bulkhead.is_full_for():
        raise NoAnswer("others wait for the database already")


def wait(connection: connection) -> None:
    """What psycopg2 calls to wait for the server, in connecting as in every statement. Raises
    NoAnswer.
    """
    began = time.monotonic()
    while (state := connection.poll()) != POLL_OK:
        if (
            not _is_ready(connection, state, SLOW_SECONDS)
            or time.monotonic() - began > SLOW_SECONDS
        ):
            _wait_longer(connection, state, began)
            return


def _wait_longer(connection: connection, state: int, began: float) -> None:
    """Go on as one of those who wait long, for what the request has left. Raises NoAnswer."""
    deadline, waiter = began + getattr(_request, "left", LONGEST_SECONDS), object()
    bulkhead.enter(waiter, began)
    try:
        while state != POLL_OK:
            if time.monotonic() >= deadline or bulkhead.is_full_for(waiter):
                raise NoAnswer("the database did not answer in time")
            if _is_ready(connection, state, STEP_SECONDS):
                # not before: libpq takes it for the answer to its connecting
                state = connection.poll()
    finally:
        bulkhead.leave(waiter)
        _request.left = deadline - time.monotonic()


def _is_ready(connection: connection, state: int, seconds: float) -> bool:
    """Whether the connection's socket can be read or written, waiting up to `seconds` for it."""
    poll = select.poll()
    poll.register(connection.fileno(), _WAITS_FOR[state])
    return bool(poll.poll(seconds * 1000))
