"""What every test may ask for: a browser that tolerates no error, a mail server, the right
database.
"""

import gc
import mimetypes
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as site_settings
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase, override_settings

from clinic.bootstrap import chromium
from clinic.changes.content_version import content
from clinic.office.models import Office, SiteLanguage
from clinic.staff.roles import make_roles
from tests.axe import Axe
from tests.factories import MONDAY, make_office, turn_on_spanish
from tests.flush import QuickFlush
from tests.postgres import FOLDER
from tests.smtp import MailServer

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        Response,
        WebError,
    )

NO_SKIP = os.environ.get("NO_SKIP") == "1"
NO_CHROMIUM = (
    "Chromium is missing: `sudo apt install chromium` on Debian and Ubuntu adds it, "
    "as does any Google Chrome; `make test` as root installs it by itself."
)
OTHERS_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# milliseconds: a busy machine is slow, and waiting costs only a test that fails anyway
PATIENCE = 20_000
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


# ---- the run -----------------------------------------------------------------------------------
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin, so that in the end no process waits for another."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    first = {"long": 0, "browser": 1}
    items.sort(
        key=lambda item: min((first.get(mark.name, 2) for mark in item.iter_markers()), default=2)
    )


def pytest_collection_finish() -> None:
    """What was imported and collected stays: looking for garbage in it again and again takes
    long.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report: Any) -> Any:
    """With NO_SKIP=1 a test that would be skipped fails: nothing stays untested unnoticed."""
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"NO_SKIP=1 allows no skip, but: {why}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _quick_sign_in() -> Iterator[None]:
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    a_month = 30 * 24 * 60 * 60  # tests travel for days
    with override_settings(PASSWORD_HASHERS=quick, AXES_ENABLED=False, SESSION_COOKIE_AGE=a_month):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite's test database is a file: one in memory knows neither WAL nor a second thread's
    connection.
    """
    database = site_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ[FOLDER], f"{worker}.sqlite3"))


@pytest.fixture(scope="session", autouse=True)
def _rules_are_each_tests_own() -> None:
    """Else every database and every flush would bring the clinic's checklist."""
    from django.apps import apps

    post_migrate.disconnect(
        sender=apps.get_app_config("articles"), dispatch_uid="articles.add_rules"
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database, and what empties it after each test with transactions of its own."""
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            with django_db_blocker.unblock():
                flush = QuickFlush()
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: flush(case))
        yield
    if connection.vendor == "postgresql":
        # Playwright's loop has a connection of its own, which would hold the database that is
        # removed now.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(OTHERS_END)


# ---- the clinic ---------------------------------------------------------------------------------
@pytest.fixture
def office(db: None) -> Office:
    """As tests/factories.py makes it; a folder or a module whose office differs has one of its
    own.
    """
    return make_office()


@pytest.fixture
def spanish(db: None) -> SiteLanguage:
    """Readers have Spanish."""
    return turn_on_spanish()


@pytest.fixture
def kept_facts() -> Iterator[None]:
    """As in a web server, which hears of changes: office and treatments are asked for once."""
    content.note_silence()
    content.trust(float("inf"))
    yield
    content.trust(0)


@pytest.fixture
def roles(db: None) -> None:
    """The groups of staff, with what each may do."""
    make_roles()


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    """The clock stands still on a Monday at nine in the morning, until `monday.shift` or
    `monday.move_to`.
    """
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


# ---- mail --------------------------------------------------------------------------------------
@pytest.fixture
def transactional_rollback(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with transactional_rollback():` leaves no rows behind, so that one test can try many
    worlds.
    """

    @contextmanager
    def rolled_back() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return rolled_back


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    """A mail server that the site sends to; see tests/smtp.py for what it can be told to answer."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


# ---- the browser -------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def _speculation_rules_have_their_type() -> None:
    """The server of these tests knows types by the standard library, WhiteNoise by a setting."""
    for ending, kind in site_settings.WHITENOISE_MIMETYPES.items():
        mimetypes.add_type(kind, ending)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    path = chromium()
    if not path:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    quiet = ["background-networking", "component-update", "sync", "quic", "gpu"]
    arguments = ["--no-first-run", *(f"--disable-{name}" for name in quiet)]
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


class Watch:
    """What a visitor would not see and a test must: console errors, broken rules, strangers."""

    def __init__(self, context: "BrowserContext", home: str) -> None:
        self.home = urlsplit(home).netloc
        self.troubles: list[str] = []
        self._errors: list[tuple[str, str]] = []
        self._refused_pages: set[str] = set()
        context.on("console", self._console)
        context.on("weberror", self._script_error)
        context.on("request", self._request)
        context.on("response", self._response)

    def _script_error(self, error: "WebError") -> None:
        # Chromium's own, when a page does not fade in because the next one was asked for already.
        if not str(error.error).startswith("Transition was aborted"):
            self.troubles.append(f"script error: {error.error}")

    def _console(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self._errors.append((message.text, message.location["url"]))

    def _request(self, request: "Request") -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.home:
            self.troubles.append(f"request to another host: {request.url}")

    def _response(self, response: "Response") -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._refused_pages.add(response.url)

    def found(self) -> list[str]:
        """All troubles. That a whole page answered 404 or 422 is the test's own business and is
        none.

        Nor is /favicon.ico, which Chromium asks for once a process, whatever test happens to be
        first.
        """
        return self.troubles + [
            f"console error: {text} ({url})"
            for text, url in self._errors
            if not (text.startswith("Failed to load resource") and self._is_no_trouble(url))
        ]

    def _is_no_trouble(self, url: str) -> bool:
        return url in self._refused_pages or urlsplit(url).path == "/favicon.ico"


@pytest.fixture
def open_page(browser: "Browser", live_server: Any) -> Iterator[Callable[..., "Page"]]:
    """A function that opens a page in a fresh profile: `open_page(timezone_id="America/New_York")`.

    The test fails when a page logs an error, breaks its content policy or asks another host for
    anything.
    """
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_one(**options: Any) -> "Page":
        usual = {"viewport": PHONE, "locale": "en-US", "timezone_id": "America/Los_Angeles"}
        context = browser.new_context(base_url=live_server.url, **(usual | options))
        context.set_default_timeout(PATIENCE)
        contexts.append((context, Watch(context, live_server.url)))
        return context.new_page()

    yield open_one
    for context, _ in contexts:
        context.close()
    troubles = [trouble for _, watch in contexts for trouble in watch.found()]
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(open_page: Callable[..., "Page"]) -> "Page":
    """A phone in Los Angeles."""
    return open_page()


@pytest.fixture
def page_without_script(open_page: Callable[..., "Page"]) -> "Page":
    return open_page(java_script_enabled=False)


@pytest.fixture
def desktop_page(open_page: Callable[..., "Page"]) -> "Page":
    return open_page(viewport=DESKTOP)


@pytest.fixture
def axe() -> Axe:
    """`axe(page)` and `axe.by_day_and_night(page)` fail when the page breaks a rule of
    accessibility.
    """
    return Axe()
