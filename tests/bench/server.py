"""The web server of production on a port of its own, and what its processes use."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

WORKERS, THREADS = 2, 8
PATIENCE_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")


class WebServer:
    """gunicorn as README starts it, with two workers or as many as are said; reads gunicorn.conf.py
    as there.

    Ends with the `with` block, and nobody else's process with it.
    """

    def __init__(self, application: str, *, workers: int = WORKERS, **environment: str) -> None:
        self.port, self.workers = _free_port(), workers
        command = [sys.executable, "-m", "gunicorn", application]
        command += [
            "--bind",
            f"127.0.0.1:{self.port}",
            "--no-control-socket",
            "--log-level",
            "warning",
        ]
        command += ["--workers", str(workers), "--threads", str(THREADS)]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=os.environ | environment, stdout=sys.stderr
        )

    def __enter__(self) -> Self:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not (self._answers() and len(self.processes()) == 1 + self.workers):
            if time.monotonic() > limit or self.process.poll() is not None:
                self.end()
                raise SystemExit("The web server did not start.")
            time.sleep(0.1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(35)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    # ---- what it uses --------------------------------------------------------------------------
    def processes(self) -> list[int]:
        """The master first, then its workers."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        children = [child for each in threads for child in (each / "children").read_text().split()]
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self) -> float:
        """Processor time of them all since they started, user's and system's."""
        ticks = 0
        for process in self.processes():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13]))
        return ticks / _TICKS

    def megabytes(self) -> float:
        """Memory of them all; what they share counts once (PSS)."""
        kilobytes = 0
        for process in self.processes():
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
        return kilobytes / 1000


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
