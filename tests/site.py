"""The whole site as processes of its own, to be broken: PostgreSQL, web server, worker; all on this
machine.

A test stops the database, fills it up or makes it read-only while the site runs, and asks the site
over HTTP. What every process writes is kept in files for the tests that look for names in it.
"""

import contextlib
import fcntl
import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
from django.conf import settings

from clinic.protection.form_keys import FASTEST_FILL, FormKey
from tests.postgres import FOLDER, NOT_OURS, SETTINGS, address_of, server_in

CONNECTIONS = 32
# The last two as on a server that takes care: PostgreSQL's own log would repeat refused rows and
# statements.
POSTGRES = f"""
max_connections = {CONNECTIONS}
superuser_reserved_connections = 0
max_wal_senders = 0
fsync = off
synchronous_commit = off
full_page_writes = off
log_min_error_statement = panic
log_error_verbosity = terse
"""
TABLES = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_sample")
"""
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = 'clinic' AND pid <> pg_backend_pid()"
)
PERSON = {
    "concern": "pores",
    "when": "call",
    "first_name": "Maya",
    "last_name": "Ortiz",
    "reach_by": "email",
    "email": "maya@example.com",
    "adult": "on",
    "contact": "on",
}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float


class Site:
    """`get` and `post` ask it; `database` is its server; `written()` is all that its processes
    wrote.
    """

    def __init__(
        self, folder: Path, mail: str, *, postgres: str = "", code: Path | None = None
    ) -> None:
        """`postgres` is said to its server besides; `code` is another checkout to run."""
        self.folder = folder
        self.code = code or Path(settings.BASE_DIR)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.database = server_in(folder, POSTGRES + postgres)
        self._socket_folder = self.database.get_postmaster_info().socket_dir
        self._stopped = False
        self.port = _free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if name not in NOT_OURS
        }
        self.environment |= SETTINGS | {
            "DATABASE_URL": address_of(self.database),
            "EMAIL_URL": mail,
            "CONN_MAX_AGE": "60",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "MEDIA_FOLDER": str(folder / "media"),
            "ERASURE_JOURNAL": str(folder / "erasures.journal"),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        """Tables, the sample content, and the web server. The worker is started by the tests that
        want it.
        """
        self.make_tables()
        self.start_web("web", self.port)

    def make_tables(self) -> None:
        """As `migrate` and `load_sample` make them; in a run of tests they do so once, and further
        sites take a copy.
        """
        self.database.psql("CREATE DATABASE clinic;")
        of_this_run = os.environ.get(FOLDER)
        if self.code != Path(settings.BASE_DIR) or not of_this_run:
            self.run(TABLES)
            return
        dump = Path(of_this_run, "sample.sql")
        with dump.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if dump.exists():
                self._ask_postgres("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(dump), "clinic")
            else:
                self.run(TABLES)
                self._ask_postgres("pg_dump", "-f", str(dump), "clinic")

    def _ask_postgres(self, program: str, *what: str) -> None:
        host = ["--host", self._socket_folder, "--username", "postgres"]
        command = [str(self.database.bin_path / program), *host, *what]
        with (self.folder / "postgres_programs.log").open("ab") as out:
            subprocess.run(command, check=True, timeout=60, stdout=out, stderr=subprocess.STDOUT)

    def run(self, code: str) -> None:
        """`code` in a process of its own, with the site's settings."""
        assert self._start("code", "-c", code).wait(240) == 0, self.written()
        del self.processes["code"]

    def start_web(self, name: str, port: int) -> None:
        gunicorn = ["-m", "gunicorn", "clinic.wsgi", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--worker-class", "gthread", "--threads", "8", "--no-control-socket"]
        self._start(name, *gunicorn)
        wait_until(lambda: self.answers("/health/live", port=port), seconds=90)

    @contextmanager
    def second_web_server(self) -> Iterator[int]:
        """Another process of the site, at the port that is returned."""
        port = _free_port()
        self.start_web("second", port)
        try:
            yield port
        finally:
            self.end("second")

    def keeps(self, path: str) -> bool:
        """Whether `path` is answered from the page cache: its rows cannot be read meanwhile."""
        self.get(path)
        with self.locked("clinic_office"):
            answer = self.get(path)
        return answer.status == 200 and "Age" not in answer.headers

    def _start(self, name: str, *command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as out:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.code,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        return self.processes[name]

    def start_worker(self, name: str = "worker") -> "subprocess.Popen[bytes]":
        return self._start(name, "manage.py", "run_worker")

    def end(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)

    def kill(self, name: str) -> None:
        """Without warning, with whatever it started."""
        process = self.processes.pop(name)
        _kill_all([process.pid, *_children(process.pid)])
        process.wait(10)

    def close(self) -> None:
        for name in list(self.processes):
            self.end(name)
        if not self._stopped:
            self._stop_database()
        self.database.cleanup()

    def written(self) -> str:
        files = [*sorted(self.folder.glob("*.log")), self.database.log]
        return "\n".join(file.read_text(errors="replace") for file in files)

    # ---- asking it -----------------------------------------------------------------------------
    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        port: int = 0,
    ) -> Answer:
        began = time.monotonic()
        asked = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        with closing(asked) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, response.headers, text, time.monotonic() - began)

    def get(self, path: str, *, port: int = 0, **headers: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.ask("GET", path, headers=named, port=port)

    def answers(self, path: str, *, port: int = 0) -> bool:
        try:
            return self.get(path, port=port).status == 200
        except OSError:
            return False

    def form(self, *, port: int = 0) -> "Form":
        """The booking form as a visitor has it open, for as long as filling it in takes.

        Its key is signed anew with an earlier moment: waiting until no machine is suspected would
        cost every test three seconds.
        """
        answer = self.get("/book/", port=port)
        assert answer.status == 200
        cookie, fields = answer.headers["Set-Cookie"].split(";")[0], hidden(answer.text)
        key = FormKey.read(fields["form_key"])
        assert key
        fields["form_key"] = key._replace(rendered_at=key.rendered_at - FASTEST_FILL).signed()
        return Form(self, cookie, fields, port)

    # ---- its bad days --------------------------------------------------------------------------
    def heal(self) -> None:
        if self._stopped:
            wait_until(self._start_database)
        wait_until(lambda: self.answers("/health/ready"))

    def _stop_database(self) -> None:
        self._tell_postgres("-m", "fast", "stop")
        self._stopped = True

    def _start_database(self) -> bool:
        options = f"-h '' -k {self._socket_folder}"
        try:
            self._tell_postgres("-o", options, "-l", str(self.database.log), "start")
        except subprocess.CalledProcessError:
            # the memory of the one that just stopped is still in use
            return False
        self._stopped = False
        return True

    def _tell_postgres(self, *what: str) -> None:
        # In the name of whom the library runs it as; it takes no notice of a server that was
        # restarted.
        command = [
            str(self.database.bin_path / "pg_ctl"),
            "-w",
            "-t",
            "30",
            "-D",
            str(self.database.pgdata),
        ]
        with (self.folder / "pg_ctl.log").open("ab") as out:
            subprocess.run(
                [*command, *what],
                check=True,
                timeout=40,
                stdout=out,
                stderr=subprocess.STDOUT,
                user=self.database.system_user,
                cwd="/",
            )

    def forget_visitors(self) -> None:
        """As if nobody had sent anything for a while: the limits on the form count from nothing."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM clinic_tally")
            connection.commit()

    def forget_worker(self) -> None:
        """As if no worker had run for long, whatever another test started."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE clinic_mailworker SET beat_at = NULL")
            connection.commit()

    @contextmanager
    def database_away(self) -> Iterator[None]:
        self._stop_database()
        try:
            yield
        finally:
            self.heal()

    def kill_database(self) -> None:
        """Without warning; it is started again, and recovers."""
        self._stopped = True
        _kill_all(self._postgres_processes())
        wait_until(self._start_database)

    def restart_database(self) -> None:
        self._stop_database()
        self.heal()

    @contextmanager
    def database_frozen(self) -> Iterator[None]:
        """It still takes connections and statements, since the kernel does that, and never
        answers.
        """
        frozen = self._postgres_processes()
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in frozen:
                os.kill(process, signal.SIGCONT)
            self.heal()

    def _postgres_processes(self) -> list[int]:
        """The server that accepts first, then those that work for it."""
        postmaster = int(
            (Path(self.database.pgdata) / "postmaster.pid").read_text().splitlines()[0]
        )
        return [postmaster, *_children(postmaster)]

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Somebody else holds `table` and does not let go."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()

    @contextmanager
    def database_read_only(self) -> Iterator[None]:
        self._set_read_only("on")
        try:
            yield
        finally:
            self._set_read_only("off")

    def _set_read_only(self, value: str) -> None:
        with closing(self.connect()) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
                cursor.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
                cursor.execute("SELECT pg_reload_conf()")
        wait_until(lambda: self._value("SHOW default_transaction_read_only") == value)
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(CUT)  # those that have not read it yet

    def _value(self, statement: str) -> Any:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    @contextmanager
    def out_of_connections(self) -> Iterator[None]:
        """The site's own connections are cut, and somebody else takes every place."""
        taken = [self.connect()]
        try:
            with taken[0].cursor() as cursor:
                cursor.execute(CUT)
            refusals = 0
            while refusals < 3:  # the places of those that were cut come free a moment later
                try:
                    taken.append(self.connect())
                except psycopg2.OperationalError:
                    refusals += 1
                    time.sleep(0.1)
            yield
        finally:
            for connection in taken:
                connection.close()
            self._wait_for_free_places()

    def _wait_for_free_places(self) -> None:
        """Return once the server has noticed that those who took every place are gone."""
        for _ in range(100):
            time.sleep(0.1)
            with contextlib.suppress(psycopg2.OperationalError):
                probe = self.connect()
                try:
                    with probe.cursor() as cursor:
                        cursor.execute(
                            "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"
                        )
                        if cursor.fetchone()[0] <= 2:
                            break
                finally:
                    probe.close()
        else:
            raise AssertionError("the places did not come free again")
        time.sleep(0.2)  # and the probe's own

    def connect(self) -> Any:
        return psycopg2.connect(dbname="clinic", user="postgres", host=str(self._socket_folder))

    def count(self, table: str) -> int:
        return int(self._value(f"SELECT count(*) FROM {table}"))


@dataclass
class Form:
    """A rendered form; `send` posts it, filled in, as a browser would."""

    site: Site
    cookie: str
    hidden: dict[str, str]
    port: int = 0

    def send(self, *, address: str = "", **fields: str) -> Answer:
        """`address` is whom a proxy would say that it comes from."""
        sent = self.hidden | PERSON | fields
        return self.send_as_it_is(sent, address=address)

    def send_as_it_is(self, fields: dict[str, str], *, address: str = "") -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        if address:
            headers["X-Forwarded-For"] = address
        body = urlencode(fields).encode()
        return self.site.ask("POST", "/book/", body, headers, port=self.port)


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of a page: what a press on its button sends."""
    found = re.findall(r'<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?', page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def wait_until(done: Any, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit, "not done in time"
        time.sleep(0.1)


def _children(process: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _kill_all(processes: list[int]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
