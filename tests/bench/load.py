"""Load generator: asks a web server on loopback over kept connections, in a process of its own.

Each connection sends its next request when the answer to the last is complete. The work comes as
JSON on standard input and what was seen goes out the same way; `ask` starts the process.
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
WARM_UP_SECONDS = 0.1
PATIENCE_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass
class Seen:
    """What one load brought: `answers` and `a_second` without the warm-up, `asked` with it."""

    asked: int
    answers: int
    seconds: float
    latencies: list[float]  # in seconds, sorted
    statuses: dict[str, int]
    busy: float  # share of the time in which the generator itself used a processor
    reopened: int  # connections that the server closed

    @property
    def a_second(self) -> float:
        return self.answers / self.seconds

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        if not self.latencies:
            return 0
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))] * 1000


def ask(
    port: int,
    requests: list[bytes],
    *,
    connections: int,
    seconds: float = 0,
    number: int = 0,
    status: int = 200,
) -> Seen:
    """`requests` in turn for so many `seconds`, or `number` of them. Ends the measurement if
    another status than `status` comes; 0 takes any.
    """
    work = {
        "port": port,
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
        timeout=seconds + PATIENCE_SECONDS + number / 10,
    )
    if done.returncode:
        raise SystemExit(f"The load generator gave up. {done.stderr}")
    seen = Seen(**json.loads(done.stdout))
    if status and set(seen.statuses) != {str(status)}:
        first = requests[0].partition(b"\r\n")[0].decode()
        raise SystemExit(f"{first} was answered {seen.statuses} instead of {status}.")
    return seen


class _Connection:
    """One request at a time."""

    def __init__(self, load: "_Load") -> None:
        self.load = load
        self.socket: socket.socket | None = None
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
        self.request, self.answer, self.wanted = request, b"", 0
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
        return 0 < self.wanted <= len(self.answer)

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
    def __init__(self, work: dict[str, Any]) -> None:
        self.port = work["port"]
        self.requests = [request.encode("latin-1") for request in work["requests"]]
        self.number, self.seconds = work["number"], work["seconds"]
        self.selector, self.reopened, self.asked = selectors.DefaultSelector(), 0, 0
        self.statuses: Counter[str] = Counter()
        self.connections = [_Connection(self) for _ in range(work["connections"])]

    def run(self) -> Seen:
        latencies, warm_up = [], 0.0 if self.number else WARM_UP_SECONDS
        began, worked = time.perf_counter(), time.process_time()
        ends_at = began + (warm_up + self.seconds if self.seconds else float("inf"))
        waiting = sum(self._send_next(connection) for connection in self.connections)
        now = began
        while waiting and now < ends_at:
            events = self.selector.select(PATIENCE_SECONDS)
            if not events:
                raise SystemExit("The server does not answer.")
            for key, _ in events:
                connection = key.data
                if not connection.receive():
                    continue
                now = time.perf_counter()
                self.statuses[connection.status] += 1
                if began + warm_up <= now < ends_at:
                    latencies.append(now - connection.began)
                if connection.closes:
                    connection.open()
                    self.reopened += 1
                if not self._send_next(connection):
                    waiting -= 1
                    self.selector.unregister(connection.socket)
        busy = (time.process_time() - worked) / (time.perf_counter() - began)
        return Seen(
            asked=self.asked,
            answers=len(latencies),
            seconds=self.seconds or now - began,
            latencies=sorted(latencies),
            statuses=self.statuses,
            busy=busy,
            reopened=self.reopened,
        )

    def _send_next(self, connection: _Connection) -> bool:
        if self.number and self.asked >= self.number:
            return False
        connection.send(self.requests[self.asked % len(self.requests)])
        self.asked += 1
        return True


if __name__ == "__main__":
    print(json.dumps(vars(_Load(json.load(sys.stdin)).run())))
