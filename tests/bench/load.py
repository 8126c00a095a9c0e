"""Load generator: asks a web server on loopback over kept connections, in a process of its own.

Each connection sends its next request when the answer to the last is complete. Several servers are
asked in turns of a twentieth of a second, so that whatever else keeps the machine busy does so to
all of them. The work comes as JSON on standard input and what was seen goes out the same way; `ask`
starts the process.
"""

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TURN_SECONDS = 0.05
PATIENCE_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass
class Seen:
    """What one load brought: `asked` with the warm-up, everything else without it."""

    asked: int
    answers: int
    seconds: float
    turns: list[float]  # answers a second of each turn
    latencies: list[float]  # in seconds, sorted
    statuses: dict[str, int]
    reopened: int  # connections that the server closed
    busy: float = 0  # share of the time in which the generator itself used a processor

    @property
    def a_second(self) -> float:
        return self.answers / self.seconds

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))] * 1000


def ask(
    *ports: int,
    requests: list[bytes],
    connections: int,
    seconds: float = 0,
    number: int = 0,
    status: int = 200,
) -> list[Seen]:
    """Each of the servers at `ports` for so many `seconds`, in short turns one after the other, or
    `number` requests at once. Ends the measurement if another status than `status` comes; 0 takes
    any.
    """
    work = {
        "ports": ports,
        "requests": [request.decode("latin-1") for request in requests],
        "connections": connections,
        "seconds": seconds,
        "number": number,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=2 * seconds + PATIENCE_SECONDS + number / 10,
    )
    if done.returncode:
        raise SystemExit(f"The load generator gave up. {done.stderr}")
    found = [Seen(**each) for each in json.loads(done.stdout)]
    for seen in found:
        if status and set(seen.statuses) != {str(status)}:
            first = requests[0].partition(b"\r\n")[0].decode()
            raise SystemExit(f"{first} was answered {seen.statuses} instead of {status}.")
    return found


class _Connection:
    """One request at a time."""

    def __init__(self, load: "_Load") -> None:
        self.load = load
        self.socket: socket.socket | None = None
        self.waits = False  # for an answer
        self.open()

    def open(self) -> None:
        if self.socket:
            self.load.selector.unregister(self.socket)
            self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.load.port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.load.selector.register(self.socket, selectors.EVENT_READ, self)

    def send(self, request: bytes) -> None:
        assert self.socket is not None
        self.request, self.answer, self.wanted, self.waits = request, b"", 0, True
        self.began = time.perf_counter()
        try:
            self.socket.sendall(request)
        except OSError:
            self._send_again()

    def receive(self) -> bool:
        """Whether the answer is complete."""
        assert self.socket is not None
        try:
            more = self.socket.recv(1 << 18)
        except ConnectionResetError:
            more = b""
        if not more:
            if self.answer:
                raise SystemExit("The server cut an answer short.")
            self._send_again()  # it closed a connection that had rested, which it may
            return False
        self.answer += more
        if not self.wanted:
            self._read_head()
        self.waits = not 0 < self.wanted <= len(self.answer)
        return not self.waits

    def _send_again(self) -> None:
        self.load.reopened += 1
        if self.load.reopened > 1000:
            raise SystemExit("The server closes every connection.")
        self.open()
        assert self.socket is not None
        self.socket.sendall(self.request)

    def _read_head(self) -> None:
        end = self.answer.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        head = self.answer[:end]
        self.status = head[9:12].decode()
        length = _LENGTH.search(head)
        if length is None and self.status not in ("204", "304"):
            raise SystemExit("The server does not say how long its answer is.")
        self.wanted = end + (int(length[1]) if length and self.status != "304" else 0)
        self.closes = _CLOSES.search(head) is not None


class _Load:
    """All connections to one server."""

    def __init__(self, port: int, work: dict[str, Any]) -> None:
        self.port, self.number = port, work["number"]
        self.requests = [request.encode("latin-1") for request in work["requests"]]
        self.selector = selectors.DefaultSelector()
        self.asked = self.reopened = 0
        self.seconds, self.latencies, self.turns = 0.0, [], []  # type: ignore[var-annotated]
        self.statuses: Counter[str] = Counter()
        self.connections = [_Connection(self) for _ in range(work["connections"])]

    def take_turn(self, seconds: float, *, counts: bool = True) -> None:
        """Ask for so long, and wait for what was asked."""
        began = now = time.perf_counter()
        latencies = []
        waiting = sum(map(self._send_next, self.connections))
        while waiting:
            events = self.selector.select(PATIENCE_SECONDS)
            if not events:
                raise SystemExit("The server does not answer.")
            for key, _ in events:
                connection = key.data
                if not connection.waits:  # closed between two turns
                    connection.open()
                    self.reopened += 1
                elif connection.receive():
                    now = time.perf_counter()
                    latencies.append(now - connection.began)
                    self.statuses[connection.status] += 1
                    if connection.closes:
                        connection.open()
                        self.reopened += 1
                    if now > began + seconds or not self._send_next(connection):
                        waiting -= 1
        if counts and latencies:
            self.seconds += now - began
            self.turns.append(len(latencies) / (now - began))
            self.latencies += latencies

    def _send_next(self, connection: _Connection) -> bool:
        if self.number and self.asked >= self.number:
            return False
        connection.send(self.requests[self.asked % len(self.requests)])
        self.asked += 1
        return True

    def seen(self, busy: float) -> Seen:
        return Seen(
            asked=self.asked,
            answers=len(self.latencies),
            seconds=self.seconds,
            turns=self.turns,
            latencies=sorted(self.latencies),
            statuses=self.statuses,
            reopened=self.reopened,
            busy=busy,
        )


def main() -> None:
    work = json.load(sys.stdin)
    loads = [_Load(port, work) for port in work["ports"]]
    began, worked = time.perf_counter(), time.process_time()
    if work["number"]:
        for load in loads:
            load.take_turn(float("inf"))
    else:
        for load in loads:
            load.take_turn(TURN_SECONDS, counts=False)  # connections are opened
        for _ in range(round(work["seconds"] / TURN_SECONDS)):
            for load in loads:
                load.take_turn(TURN_SECONDS)
            loads.reverse()
        loads.sort(key=lambda load: work["ports"].index(load.port))
    busy = (time.process_time() - worked) / (time.perf_counter() - began)
    print(json.dumps([vars(load.seen(busy)) for load in loads]))


if __name__ == "__main__":
    main()
