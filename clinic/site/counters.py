"""Counters of a web server's process, in memory that its other processes can read.

Each process counts in a small file of its own that is mapped into memory, so a request costs a few
additions, and whoever is asked for all of them adds up the files. A file says by name what each of
its numbers is: after an update, processes of both versions are added up. What a process counted
before it ended is kept in `past.json`, so nothing that is counted falls before the web server is
started anew. Only a start with METRICS_TOKEN counts.
"""

import fcntl
import json
import mmap
import os
import shutil
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct
from struct import error as _struct_error

NONE, STATIC, OTHER = "none", "static", "other"  # routes besides those with a name
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
STATUSES = ("other", "1xx", "2xx", "3xx", "4xx", "5xx")
CACHE = ("hit", "waited", "miss", "older", "passed")
OUTAGE = "outage"
PAST = "past.json"
_LENGTH = Struct("<Q")  # of the names, which stand before the numbers
_OF_A_ROUTE = len(STATUSES) + len(BOUNDS) + 2  # the last bound is without end; then their sum


def names_of(routes: list[str]) -> list[str]:
    """What each number is, in order."""
    names: list[str] = []
    for route in routes:
        names += [f"status {route} {status}" for status in STATUSES]
        names += [f"bucket {route} {bound}" for bound in (*BOUNDS, "+Inf")]
        names.append(f"sum {route}")
    return [*names, *(f"cache {how}" for how in CACHE), OUTAGE]


class Counters:
    """Counts while it `is_on`; safe between threads, and after a fork."""

    def __init__(self) -> None:
        self.is_on = False
        self.folder: Path | None = None
        self._lock = threading.Lock()
        self._values = memoryview(bytearray()).cast("d")
        self._routes: list[str] = []
        self._places: dict[str, int] = {}

    def begin(self, parent: Path, routes: list[str]) -> None:
        """Count from now on, in a folder of `parent` that this web server's processes share."""
        self._routes = [*routes, NONE, STATIC, OTHER]
        self.folder = parent / process_key(os.getppid())
        for other in parent.glob("*/"):
            if not is_alive(other.name):  # a web server that was stopped
                shutil.rmtree(other, ignore_errors=True)
        self._map()
        os.register_at_fork(after_in_child=self._map)
        self.is_on = True

    def _map(self) -> None:
        """A file of this process' own."""
        assert self.folder is not None
        names = names_of(self._routes)
        self._places = {route: number * _OF_A_ROUTE for number, route in enumerate(self._routes)}
        self._places |= {name: place for place, name in enumerate(names) if " " not in name}
        self._places |= {how: names.index(f"cache {how}") for how in CACHE}
        said = json.dumps(names).encode()
        said += b" " * (-len(said) % 8)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        start, size = _LENGTH.size + len(said), 8 * len(names)
        with (self.folder / process_key(os.getpid())).open("w+b") as file:
            file.write(_LENGTH.pack(len(said)) + said + bytes(size))
            file.flush()
            mapped = mmap.mmap(file.fileno(), start + size)
        self._lock = threading.Lock()
        self._values = memoryview(mapped)[start:].cast("d")

    # ---- counting: on the way of every answer ----
    def answered(self, route: str, status: int, seconds: float, how: str = "") -> None:
        """One more answer of `route`; `how` the page cache took part in it."""
        places, values = self._places, self._values
        place = places.get(route)
        if place is None:
            place = places[OTHER]
        kind = status // 100
        bucket = place + 6 + bisect_left(BOUNDS, seconds)
        with self._lock:
            values[place + (kind if kind < 6 else 0)] += 1
            values[bucket] += 1
            values[place + _OF_A_ROUTE - 1] += seconds
            if how:
                values[places[how]] += 1

    def add(self, what: str) -> None:
        if self.is_on:
            with self._lock:
                self._values[self._places[what]] += 1

    # ---- reading: for whoever is asked for the sums ----
    def sums(self) -> tuple[Counter[str], int]:
        """Each number by name, of all processes of this web server, and how many live."""
        assert self.folder is not None
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # if it was tidied away
        with _alone(self.folder):
            total, alive = Counter[str](_past(self.folder)), 0
            gone = []
            for file in self.folder.iterdir():
                if file.name.startswith((PAST, ".")):
                    continue
                total.update(_read(file))
                if is_alive(file.name):
                    alive += 1
                else:
                    gone.append(file)
            if gone:
                _bury(self.folder, gone)
        return total, alive


def process_key(pid: int) -> str:
    """A name for a process that no later one has: its number comes again, its start does not."""
    return f"{pid}-{_started(pid)}"


def is_alive(key: str) -> bool:
    pid, _, started = key.partition("-")
    return bool(pid.isdigit()) and Path(f"/proc/{pid}").exists() and started == _started(int(pid))


def _started(pid: int) -> str:
    """When it was started, in ticks since the machine was; empty where that cannot be asked."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds up, so that nothing is buried twice."""
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _past(folder: Path) -> dict[str, float]:
    with suppress(OSError, ValueError):
        found: dict[str, float] = json.loads((folder / PAST).read_text(encoding="utf-8"))
        return found
    return {}


def _read(file: Path) -> dict[str, float]:
    """The numbers of one process that are not nought. One that just begins has none."""
    try:
        data = file.read_bytes()
        (length,) = _LENGTH.unpack_from(data)
        start = _LENGTH.size + length
        names = json.loads(data[_LENGTH.size : start])
        values = memoryview(data[start : start + 8 * len(names)]).cast("d")
        return {name: value for name, value in zip(names, values, strict=True) if value}
    except (OSError, ValueError, TypeError, ArithmeticError, LookupError, _struct_error):
        return {}


def _bury(folder: Path, gone: list[Path]) -> None:
    """Keep what ended processes counted, in one file."""
    past = Counter[str](_past(folder))
    for file in gone:
        past.update(_read(file))
    written = folder / f"{PAST}.new"
    written.write_text(json.dumps(past), encoding="utf-8")
    written.replace(folder / PAST)
    for file in gone:
        file.unlink(missing_ok=True)


counters = Counters()
