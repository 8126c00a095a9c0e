"""A database that stalls: a lock that is held, a server that accepts and never answers."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings

from clinic.changes import content_version
from clinic.postgresql import waiting
from tests.site import hidden, wait_until

READING = ["/", "/visit/", "/privacy/", "/articles/"]
AT_ONCE = 16  # twice as many as the web server has threads


# ---- the whole site ------------------------------------------------------------------------------
def wait_until_it_hears(site):
    """Of changes: a stall before this one may have broken the line, which is tried again every few
    seconds only.
    """
    wait_until(lambda: site.keeps("/visit/"), seconds=60)


@pytest.fixture(params=["locked", "silent"])
def stall(request, whole_site):
    """What begins to stall the database, whatever of it the site's threads have open."""
    with ThreadPoolExecutor(AT_ONCE) as crowd:  # so that most threads have a connection
        list(crowd.map(whole_site.get, READING * 8))
    wait_until_it_hears(whole_site)
    return {
        "locked": lambda: whole_site.locked("clinic_office"),
        "silent": whole_site.database_frozen,
    }[request.param]


def test_a_stalled_database_holds_up_neither_pages_nor_whoever_asks_whether_the_site_lives(
    whole_site, stall, request
):
    form = whole_site.form()
    hears_of_changes = "locked" in request.node.name
    is_over = threading.Event()

    def ask_whether_it_lives():
        while not is_over.wait(0.1):
            yield whole_site.get("/health/live")

    with stall(), ThreadPoolExecutor(AT_ONCE + 2) as crowd:
        time.sleep(content_version.TRUST_SECONDS)  # after which silence is not trusted
        lives = crowd.submit(list, ask_whether_it_lives())
        reading = [crowd.submit(whole_site.get, READING[number % 4]) for number in range(AT_ONCE)]
        sending = crowd.submit(form.send, note="Every word of it")
        pages, refused = [each.result() for each in reading], sending.result()
        is_over.set()
        lives = lives.result()

    assert {page.status for page in pages} == {200}
    assert {"Age" in page.headers for page in pages} == {not hears_of_changes}
    assert max(page.seconds for page in pages) < 15
    assert {live.status for live in lives} == {200}
    assert (
        max(live.seconds for live in lives) < 5
    )  # seen: 1.1, when all threads have just begun to wait
    assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
    assert hidden(refused.text)["note"] == "Every word of it"
    assert form.send_as_it_is(hidden(refused.text)).status == 302  # nothing had to be reset


def test_a_stall_right_after_a_change_leaves_threads_free(whole_site):
    """What was kept is known to be old then, so every reader needs the database."""
    for address in READING * 4:
        whole_site.get(address)
    wait_until_it_hears(whole_site)
    with closing(whole_site.connect()) as database, database.cursor() as cursor:
        cursor.execute("UPDATE clinic_office SET suite = 'Suite 11'")
        database.commit()
    wait_until(lambda: "Suite 11" in whole_site.get("/privacy/").text)  # it is heard

    with whole_site.locked("clinic_openinghours"), ThreadPoolExecutor(AT_ONCE) as crowd:
        reading = [crowd.submit(whole_site.get, "/visit/") for _ in range(AT_ONCE)]
        time.sleep(0.1)
        lives = [whole_site.get("/health/live") for _ in range(5)]
        pages = [each.result() for each in reading]

    assert {live.status for live in lives} == {200}
    assert max(live.seconds for live in lives) < 4  # seen: 0.6 to 1.2
    assert {page.status for page in pages} == {503}
    assert "Suite 11" in whole_site.get("/visit/").text


# ---- how long is waited --------------------------------------------------------------------------
@pytest.fixture
def brief(monkeypatch):
    """Waiting as the web server does, in a quarter of its time."""
    for name in ("LONGEST_SECONDS", "SLOW_SECONDS", "STALLED_SECONDS", "STEP_SECONDS"):
        monkeypatch.setattr(waiting, name, getattr(waiting, name) / 4)
    waiting.begin()
    waiting.begin_request()
    yield
    waiting.end()


@pytest.fixture
def silent():
    """The port of a server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def answering():
    """A connection to a server that answers."""
    options = settings.DATABASES["default"]["OPTIONS"]
    if "host" not in options:
        pytest.skip("SQLite's own waiting is bounded by its `timeout`")
    with closing(
        psycopg2.connect(dbname="postgres", user="postgres", host=options["host"])
    ) as connection:
        connection.autocommit = True
        yield connection.cursor()


def connect(port):
    """Seconds for which it was tried in vain."""
    began = time.monotonic()
    with pytest.raises(waiting.NoAnswer):
        psycopg2.connect(host="127.0.0.1", port=port, dbname="clinic", user="clinic")
    return time.monotonic() - began


def test_a_server_that_accepts_and_stays_silent_is_waited_for_in_vain_for_a_while_only(
    brief, silent
):
    assert 1.5 <= connect(silent) < 5


def test_a_request_does_not_wait_as_long_again_at_every_step(brief, silent, answering):
    connect(silent)

    assert connect(silent) < 1
    waiting.begin_request()
    assert connect(silent) >= 1.5


def test_what_is_answered_in_time_is_no_trouble(brief, answering):
    answering.execute("SELECT pg_sleep(0.4), repeat('x', 5000000)")

    assert len(answering.fetchone()[1]) == 5_000_000
    assert not waiting.bulkhead.is_full_for()


def test_a_statement_that_takes_too_long_costs_its_connection(brief, answering):
    with pytest.raises(waiting.NoAnswer):
        answering.execute("SELECT pg_sleep(5)")

    assert answering.connection.closed


def test_while_a_few_wait_long_nobody_else_does(brief, silent):
    def visit(_):
        waiting.begin_request()
        return connect(silent)

    with ThreadPoolExecutor(8) as crowd:
        took = sorted(crowd.map(visit, range(8)))

        assert max(took[:5]) < 1.2
        assert min(took[5:]) >= 1.5

        few = [crowd.submit(visit, number) for number in range(3)]
        time.sleep(0.6)
        assert connect(silent) < 0.6
        with pytest.raises(waiting.NoAnswer):
            waiting.refuse_if_stalled()
        assert all(each.result() >= 1.5 for each in few)
    waiting.refuse_if_stalled()


def test_other_processes_wait_as_psycopg2_does(silent):
    assert psycopg2.extensions.get_wait_callback() is None
