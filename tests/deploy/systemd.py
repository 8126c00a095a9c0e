"""The part of systemd that the site needs, since a test cannot have it as init.

It reads the units that `setup.sh` wrote: commands, environment, folders and sockets are theirs. It
keeps the socket open over restarts, waits for READY=1 of `Type=notify`, stops with SIGTERM and
waits. What hardens a unit is not its business: `systemd-analyze` judges that.
"""

import contextlib
import json
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

# fd 3 and LISTEN_PID are the child's own, so a shell sets them on its way to the program
WITH_SOCKET = 'exec 3<&"$1"; shift; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'


def lines_of(unit: Path) -> list[tuple[str, str]]:
    lines = unit.read_text().splitlines()
    return [
        (name, value)
        for name, is_set, value in (line.partition("=") for line in lines)
        if is_set and not name.startswith("#")
    ]


class Systemd:
    """Answers tests/deploy/systemctl.py. What the services write lies in `folder`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.units = root / "etc/systemd/system"
        self.root, self.folder = root, folder
        folder.mkdir()
        self.address = folder / "control"
        self.environment: dict[str, str] = {}  # set by the machine: where the stubs lie
        self.enabled: set[str] = set()
        self.told: list[str] = []
        self.sockets: dict[str, socket.socket] = {}
        self.services: dict[str, subprocess.Popen[bytes]] = {}
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.address))
        self._listener.listen()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                asking, _ = self._listener.accept()
                with asking:
                    words = json.loads(asking.makefile().readline())
                    try:
                        status = self.tell(*words)
                    except Exception as error:
                        (self.folder / "trouble").write_text(repr(error))
                        status = 1
                    asking.sendall(f"{status}\n".encode())

    def tell(self, *words: str) -> int:
        """What `systemctl` with these words would do; its exit status."""
        self.told.append(" ".join(words))
        verb, *units = (word for word in words if not word.startswith("--"))
        if verb == "is-enabled":
            return 0 if units[0] in self.enabled else 1
        if verb == "is-active":
            return 0 if self.is_running(units[0]) else 3
        for unit in units:
            if verb == "enable":
                self.enabled.add(unit)
            elif unit == "nginx.service":
                self._nginx(verb)
            elif unit.startswith("acupunctury-") and not self._change(verb, unit):
                return 1
        return 0

    def is_running(self, unit: str) -> bool:
        return unit in self.services and self.services[unit].poll() is None

    def _change(self, verb: str, unit: str) -> bool:
        if unit.endswith(".socket"):
            if verb == "start" and unit not in self.sockets:
                self._open(unit)
            return True
        if unit.endswith(".timer") or verb not in ("start", "restart", "stop"):
            return True
        if verb in ("restart", "stop"):
            self.stop(unit)
        if verb in ("start", "restart") and not self.is_running(unit):
            return self.start(unit)
        return True

    def _open(self, unit: str) -> None:
        told = dict(lines_of(self.units / unit))
        listener = socket.socket(socket.AF_UNIX)
        Path(told["ListenStream"]).unlink(missing_ok=True)
        listener.bind(told["ListenStream"])
        listener.listen(int(told["Backlog"]))
        self.sockets[unit] = listener

    def start(self, unit: str) -> bool:
        """Whether it came up, as its Type says."""
        told = lines_of(self.units / unit)
        one = dict(told)
        environment = {name: self.environment[name] for name in ("PATH", "CALLS")}
        for name, value in told:
            if name == "Environment":
                key, _, text = value.partition("=")
                environment[key] = text
        command, keep = shlex.split(one["ExecStart"]), []
        listener = self.sockets.get(unit.replace(".service", ".socket"))
        if listener:
            command = ["bash", "-c", WITH_SOCKET, "bash", str(listener.fileno()), *command]
            keep = [listener.fileno()]
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
            if one["Type"] == "notify":
                address = self.folder / f"{unit}.notify"
                address.unlink(missing_ok=True)
                heard.bind(str(address))
                heard.settimeout(float(one["TimeoutStartSec"]))
                environment["NOTIFY_SOCKET"] = str(address)
            with (self.folder / f"{unit}.log").open("ab") as out:
                self.services[unit] = subprocess.Popen(
                    command,
                    cwd=one["WorkingDirectory"],
                    env=environment,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    pass_fds=keep,
                    umask=int(one["UMask"], 8),
                )
            if one["Type"] == "notify":
                return b"READY=1" in heard.recv(4096)
        return True

    def stop(self, unit: str, how: signal.Signals = signal.SIGTERM) -> None:
        service = self.services.pop(unit, None)
        if service is None:
            return
        service.send_signal(how)
        try:
            service.wait(45)
        except subprocess.TimeoutExpired:
            service.kill()
            service.wait(10)

    def _nginx(self, verb: str) -> None:
        if verb == "stop":
            self.stop("nginx.service", signal.SIGQUIT)
        elif self.is_running("nginx.service"):
            before = self._nginx_workers()
            self.services["nginx.service"].send_signal(signal.SIGHUP)
            for _ in range(100):  # until the processes with the old configuration take nothing more
                if self._nginx_workers().isdisjoint(before):
                    return
                time.sleep(0.05)
        else:
            with (self.folder / "nginx.service.log").open("ab") as out:
                self.services["nginx.service"] = subprocess.Popen(
                    [
                        self.environment["NGINX_PROGRAM"],
                        *("-c", str(self.root / "etc/nginx/nginx.conf"), "-g", "daemon off;"),
                    ],
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env={"PATH": os.defpath},
                )

    def _nginx_workers(self) -> set[str]:
        """Those that take requests."""
        master = self.services["nginx.service"].pid
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        taking = set()
        for worker in workers:
            with contextlib.suppress(OSError):
                if "shutting down" not in Path(f"/proc/{worker}/cmdline").read_text():
                    taking.add(worker)
        return taking

    def close(self) -> None:
        for unit in list(self.services):
            self.stop(unit)
        for listener in self.sockets.values():
            listener.close()
        self._listener.close()
