#!/bin/bash
# granian 2.8.7: when its main process is killed, the workers stay, and share the port with the next server.
#
# Guess: a server whose main process is gone ends, or its port is taken, so that the next start fails aloud.
#   gunicorn 27.0.1 does both: its workers with threads look for their parent and end within seconds.
# Seen: granian's workers are not told and do not look: they go on answering. Its sockets let others bind the
#   same port (SO_REUSEPORT), so the next granian starts without a word, and the kernel deals connections out
#   to both: of 200 requests about half come from the code of before, for as long as nobody ends the workers
#   by hand. SIGTERM to the main process ends them all, as it should.
# Why it matters: the kernel's out-of-memory killer sends SIGKILL. Started anew by hand or by a script, the
#   site shows now the old pages and now the new ones. A supervisor that ends the whole group (systemd's
#   default KillMode, a container) spares you.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq granian==2.8.7 gunicorn==27.0.1
cat > "$dir/app.py" <<'END'
import os

VERSION = os.environ["VERSION"].encode()


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(VERSION)))])
    return [VERSION]
END
cd "$dir"
"$dir/venv/bin/python" - <<'END'
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path


def start(server, port, version):
    how = {
        "granian": ["--interface", "wsgi", "--workers", "2", "--port", port, "app:application"],
        "gunicorn": ["--workers", "2", "--threads", "2", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "app:application"],
    }[server]
    run = [sys.executable, "-m", server, "--log-level", "error", *how]
    process = subprocess.Popen(run, env=os.environ | {"VERSION": version})
    for _ in range(200):
        time.sleep(0.05)
        if len(children(process)) >= 2 and answer(port):
            time.sleep(1)  # the second worker listens, too
            return process
    raise SystemExit(f"{server} did not start")


def children(process):
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def answer(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
    except OSError:
        return ""


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


found = {}
for server in ("gunicorn", "granian"):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    first = start(server, port, "old")
    workers = children(first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(3)
    left = [worker for worker in workers if is_there(worker)]
    second = start(server, port, "new")
    found[server] = Counter(answer(port) for _ in range(200))
    print(f"{server}: {len(left)} of 2 workers left, answers {dict(found[server])}")
    second.terminate()
    second.wait(30)
    for worker in left:
        os.kill(worker, signal.SIGKILL)

assert found["gunicorn"] == {"new": 200}, found
assert 40 < found["granian"]["old"] < 160 and found["granian"].total() == 200, found
END
