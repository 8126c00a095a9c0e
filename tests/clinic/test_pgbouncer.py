"""Behind PgBouncer in transaction mode, where each statement may reach another connection."""

import csv
from contextlib import closing
from io import StringIO

import psycopg2
import pytest
from django.db import connection

from bookings import csv_export
from bookings.models import Consultation, Notification
from bookings.notifications import write
from clinic.mail.outbox import deliver_next
from clinic.postgresql import waiting
from clinic.postgresql.base import DatabaseWrapper
from tests.factories import MONDAY, ask, drop_what_waits, make_office
from tests.pgbouncer import pooler

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
IDLE = "SELECT current_setting('idle_in_transaction_session_timeout')"


@pytest.fixture
def postgres():
    """The folder of the test's own PostgreSQL, and the name of the database there."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no pooler")
    return connection.settings_dict["OPTIONS"]["host"], connection.settings_dict["NAME"]


@pytest.fixture
def through(monkeypatch):
    """A function that leads this test's own connection through a pooler."""

    def lead(pooler):
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", str(pooler.folder))
        monkeypatch.setitem(connection.settings_dict, "PORT", str(pooler.port))

    yield lead
    connection.close()
    monkeypatch.undo()


@pytest.fixture
def as_web_server(monkeypatch):
    """This process waits for PostgreSQL as the web server does."""
    monkeypatch.setattr(DatabaseWrapper, "takes_limits", True)
    connection.close()
    waiting.begin()
    yield
    waiting.end()
    connection.close()


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_an_export_is_whole(postgres, through, monkeypatch):
    monkeypatch.setattr(csv_export, "ROWS_AT_ONCE", 2)
    office = make_office()
    asked_for = [ask(office, starts_at=None, email=f"{number}@example.com") for number in range(7)]

    with pooler(*postgres) as pgbouncer:
        through(pgbouncer)
        text = "".join(csv_export.csv_of(Consultation.objects.order_by("pk"), office))

    _, *lines = csv.reader(StringIO(text[1:], newline=""))
    assert [line[0] for line in lines] == [each.reference for each in asked_for]


def test_a_request_is_stored_and_its_mail_goes_out(postgres, through, smtp):
    with pooler(*postgres) as pgbouncer:
        through(pgbouncer)
        ask(make_office(), starts_at=None)
        drop_what_waits()
        while deliver_next(Notification.objects.all(), write=write, now=lambda: MONDAY):
            pass

        assert {row.state for row in Notification.objects.all()} == {"sent"}
    assert len(smtp.messages) == 2


def test_a_web_server_asks_for_its_limits_and_for_nothing_that_a_pooler_refuses(
    postgres, through, as_web_server
):
    assert asked(LIMITS) == ("4s", "5s")
    assert asked(IDLE) == ("1min",)

    with pooler(*postgres) as pgbouncer:
        through(pgbouncer)
        with pytest.raises(psycopg2.OperationalError, match="unsupported startup parameter"):
            pgbouncer.connect(postgres[1], options="-c lock_timeout=4000")

        assert asked(LIMITS) == ("0", "0")
        with (
            closing(pgbouncer.connect(postgres[1])) as somebody_else,
            somebody_else.cursor() as cursor,
        ):
            cursor.execute(LIMITS)
            assert cursor.fetchone() == ("0", "0")


def test_the_limits_that_a_pooler_is_told_hold_for_whoever_comes_through_it(
    postgres, through, as_web_server
):
    # as docs/operations.md says it
    said = "connect_query='SET lock_timeout = 4000; SET statement_timeout = 5000'"

    with pooler(*postgres, more=said) as pgbouncer:
        through(pgbouncer)

        assert {asked(LIMITS) for _ in range(6)} == {("4s", "5s")}


def test_what_the_address_of_the_database_says_of_limits_goes_before_ours(
    postgres, as_web_server, monkeypatch
):
    options = connection.settings_dict["OPTIONS"] | {"options": "-c statement_timeout=9s"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)

    assert asked(LIMITS) == ("4s", "9s")


def test_whoever_is_no_web_server_waits_as_long_as_it_takes(postgres):
    connection.close()

    assert asked(LIMITS) == ("0", "0")
