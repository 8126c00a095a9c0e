"""The database away, restarting, full, read-only, out of connections; mail servers and clocks that
lie.
"""

import time
from datetime import UTC, datetime, timedelta

import psycopg2.errors
import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, connection
from django.test import Client

from bookings import lifecycle, notifications
from bookings.models import Consultation, Notification
from clinic.mail.outbox import deliver_next
from clinic.mail.outbox.schedule import LEASE
from clinic.office.models import MailWorker, Office
from clinic.site.management.commands import run_worker
from clinic.site.outage import is_outage, kind_of
from tests.factories import MONDAY, ask, drop_what_waits, make_concern
from tests.site import PERSON, hidden, wait_until
from tests.smtp import Act

PHONE = "(424) 252-1210"
READING = ["/", "/articles/", "/questions/", "/visit/", "/privacy/", "/accessibility/"]
TYPED = {
    "first_name": 'Zoë "Z" <b>',
    "last_name": "O’Brien & co",
    "phone": "(310) 555-0134",
    "email": "zoe@example.com",
    "note": "First line\r\nSecond line, with ünïcode",
    "answers": "acne",
}


# ---- the whole site, with a database that really goes --------------------------------------------
def test_while_the_database_is_away_pages_come_and_a_form_returns_with_every_word(whole_site):
    for address in READING:
        assert whole_site.get(address).status == 200, address
    form = whole_site.form()
    before = whole_site.count("bookings_consultation")

    with whole_site.database_away():
        pages = {address: whole_site.get(address) for address in READING}
        never_read = whole_site.get("/treatments/nothing/")
        refused = form.send(**TYPED)
        refused_again = form.send_as_it_is(hidden(refused.text))

    assert {answer.status for answer in pages.values()} == {200}
    assert all(
        "Age" in answer.headers and not answer.headers["Set-Cookie"] for answer in pages.values()
    )
    assert (never_read.status, never_read.headers["Retry-After"]) == (503, "60")
    assert PHONE in never_read.text
    for answer in (refused, refused_again):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert answer.headers["Cache-Control"] == "no-store"
        assert PHONE in answer.text
        sent_again = hidden(answer.text)
        assert {name: sent_again[name] for name in TYPED} == TYPED
        assert sent_again["form_key"] == form.hidden["form_key"]
    assert "Zoë &quot;Z&quot; &lt;b&gt;" in refused.text

    taken = form.send_as_it_is(
        hidden(refused.text)
    )  # the database is back, the site was not restarted

    assert taken.status == 302
    assert whole_site.count("bookings_consultation") == before + 1
    assert "Age" not in whole_site.get("/").headers
    assert form.send_as_it_is(hidden(refused.text)).headers["Location"] == taken.headers["Location"]
    assert whole_site.count("bookings_consultation") == before + 1


def test_a_database_that_restarts_costs_no_page(whole_site):
    for address in READING:
        whole_site.get(address)

    whole_site.restart_database()  # every connection that the site keeps is dead now

    assert {whole_site.get(address).status for address in READING} == {200}
    assert whole_site.form().send().status == 302


def test_a_read_only_database_is_read_and_a_form_returns_with_every_word(whole_site):
    form = whole_site.form()

    with whole_site.database_read_only():
        pages = {address: whole_site.get(address).status for address in READING}
        refused = form.send(**TYPED)

    assert set(pages.values()) == {200}
    assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
    assert hidden(refused.text)["note"] == TYPED["note"]
    assert form.send_as_it_is(hidden(refused.text)).status == 302


def test_without_a_free_connection_pages_come_and_a_form_returns_with_every_word(whole_site):
    for address in READING:
        whole_site.get(address)
    form = whole_site.form()

    with whole_site.out_of_connections():
        pages = {address: whole_site.get(address).status for address in READING}
        refused = form.send(**TYPED)

    assert set(pages.values()) == {200}
    assert refused.status == 503
    assert hidden(refused.text)["note"] == TYPED["note"]
    assert form.send_as_it_is(hidden(refused.text)).status == 302


def test_the_desk_says_503_while_the_database_is_away(whole_site):
    with whole_site.database_away():
        desk = whole_site.get("/admin/")
        sign_in = whole_site.ask(
            "POST",
            "/admin/login/",
            b"password=hunter2",
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    for answer in (desk, sign_in):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert PHONE in answer.text
        assert "hunter2" not in answer.text


def test_the_worker_outlives_the_database_and_beats_again(whole_site):
    worker = whole_site.start_worker()
    try:
        forms = [whole_site.form(), whole_site.form()]
        assert forms[0].send().status == 302
        wait_until(lambda: unsent(whole_site) == 0)

        with whole_site.database_away():
            time.sleep(2.5)  # at least one look at an outbox that is not there
        assert forms[1].send().status == 302

        wait_until(lambda: unsent(whole_site) == 0)
        assert worker.poll() is None
    finally:
        whole_site.end("worker")


def unsent(site):
    return site.count("bookings_notification WHERE due_at < now() + interval '3 minutes'")


@pytest.mark.parametrize(
    ("phase", "misery"),
    [
        ("connect", Act.CUT),
        ("connect", Act.HANG),
        ("DATA", "250 no, really"),
        ("DATA", Act.TAKE_AND_CUT),
    ],
    ids=["down", "hanging", "lying", "cutting"],
)
def test_a_visitor_neither_waits_for_the_mail_server_nor_hears_of_it(
    whole_site, site_mail, phase, misery
):
    heard = len(site_mail.heard)
    site_mail.answer_with(phase, lambda _: misery)
    try:
        answer = whole_site.form().send()
    finally:
        site_mail.answer_with(phase, lambda _: None)

    assert answer.status == 302
    assert answer.seconds < 2
    assert len(site_mail.heard) == heard  # the web server does not even connect


# ---- every kind of trouble, without a server to break --------------------------------------------
def wrapped(kind, cause):
    """What Django raises for the driver's `cause`."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


TROUBLES = [
    OperationalError("connection refused"),
    InterfaceError("connection already closed"),
    wrapped(OperationalError, psycopg2.errors.DiskFull("could not extend file")),
    wrapped(
        OperationalError, psycopg2.errors.TooManyConnections("sorry, too many clients already")
    ),
    wrapped(InternalError, psycopg2.errors.ReadOnlySqlTransaction("cannot execute INSERT")),
]


def broken(error):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "error", TROUBLES, ids=lambda error: type(error.__cause__ or error).__name__
)
def test_a_simulated_full_disk_and_its_like_give_the_form_back(office, visitor, monkeypatch, error):
    concern = make_concern()
    monkeypatch.setattr(lifecycle, "submit", broken(error))
    form = hidden(visitor.get("/book/").content.decode())

    response = visitor.post("/book/", form | PERSON | TYPED | {"concern": concern.slug})

    assert response.status_code == 503
    assert hidden(response.content.decode())["note"] == TYPED["note"]
    assert not Consultation.objects.exists()


def test_disk_full_simulated_below_django_reaches_the_visitor_as_503(office, visitor, monkeypatch):
    """The driver's own error, through Django's wrapper: a full disk cannot be had honestly in a
    test.
    """

    def full(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            with connection.wrap_database_errors:
                raise psycopg2.errors.DiskFull("could not extend file: No space left on device")
        return execute(sql, params, many, context)

    fields = PERSON | {"concern": make_concern().slug}
    fields |= hidden(visitor.get("/book/").content.decode())
    with connection.execute_wrapper(full):
        response = visitor.post("/book/", fields)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"


@pytest.mark.parametrize("error", [ProgrammingError("no such column"), ValueError("no")])
def test_a_fault_of_ours_is_not_called_a_bad_day(office, visitor, monkeypatch, error):
    monkeypatch.setattr(Office.objects, "current", broken(error))

    assert visitor.get("/visit/").status_code == 500


def test_trouble_outside_the_view_is_503_too(office, client, monkeypatch):
    trouble = OperationalError("away")
    owner = User.objects.create_superuser("owner")
    client.raise_request_exception = False
    client.force_login(owner)

    with monkeypatch.context() as away:  # a middleware of ours
        away.setattr(Office.objects, "first", broken(trouble))
        assert client.get("/admin/").status_code == 503
    with monkeypatch.context() as away:  # who is signed in, asked for by the view
        away.setattr("django.contrib.auth.get_user", broken(trouble))
        away.setattr("django.contrib.auth.middleware.auth.get_user", broken(trouble))
        assert client.get("/admin/").status_code == 503
    with monkeypatch.context() as away:  # a value that a template asks for late
        away.setattr(Office.objects, "current", broken(trouble))
        assert client.get("/privacy/").status_code == 503
    with monkeypatch.context() as away:  # a session that cannot be written, after the view
        away.setattr("django.contrib.sessions.backends.db.SessionStore.save", broken(trouble))
        signing_in = Client(raise_request_exception=False)
        owner.set_password("a long password 1")
        owner.save()
        answer = signing_in.post(
            "/admin/login/", {"username": "owner", "password": "a long password 1"}
        )
        assert answer.status_code == 503


def test_one_line_says_the_kind_of_trouble_and_nothing_else(office, visitor, monkeypatch, caplog):
    monkeypatch.setattr(Office.objects, "current", broken(TROUBLES[2]))

    visitor.get("/visit/")

    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.getMessage() for record in told] == [
        f"the database cannot be used: {kind_of(TROUBLES[2])}"
    ]
    assert told[0].exc_info is None


def test_the_error_behind_the_error_counts():
    hidden_behind = wrapped(RuntimeError, wrapped(OperationalError, psycopg2.errors.DiskFull()))

    assert is_outage(hidden_behind)
    assert kind_of(hidden_behind).startswith("OperationalError")
    assert not is_outage(RuntimeError())


@pytest.mark.parametrize(
    "fields",
    [
        {f"f{number}": "x" for number in range(101)},
        {f"f{number}": "x" * 9_000 for number in range(6)},
    ],
    ids=["many", "long"],
)
def test_what_is_too_much_to_hand_back_gets_the_plain_page(office, visitor, monkeypatch, fields):
    monkeypatch.setattr(Office.objects, "current", broken(OperationalError()))

    response = visitor.post("/book/", fields)

    assert response.status_code == 503
    assert len(response.content) < 20_000
    assert PHONE in response.content.decode()


# ---- the worker, and wrong clocks ----------------------------------------------------------------
@pytest.mark.parametrize("error", [*TROUBLES, RuntimeError("a bug")])
def test_the_worker_waits_for_whatever_ails_the_database(db, monkeypatch, error):
    monkeypatch.setattr(
        run_worker, "close_old_connections", lambda: None
    )  # the test's own is among them
    with monkeypatch.context() as away:
        away.setattr(MailWorker, "beat", broken(error))
        assert run_worker.Command().deliver_one() is False

    run_worker.Command().deliver_one()

    assert not MailWorker.row().is_silent(now=datetime.now(UTC))


def test_a_dead_worker_is_red_on_the_first_page_within_two_minutes(office, client):
    client.force_login(User.objects.create_superuser("owner"))
    MailWorker.beat(now=MONDAY)

    with time_machine.travel(MONDAY + timedelta(seconds=121), tick=False):
        red = client.get("/admin/").content.decode()
    with time_machine.travel(MONDAY + timedelta(seconds=119), tick=False):
        calm = client.get("/admin/").content.decode()

    assert "No mail is going out." in red
    assert "No mail is going out." not in calm


def deliver_all(now):
    """Deliver until nothing is due, at a clock that stands at `now`. Returns how many attempts that
    took.
    """
    attempts = 0
    while deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: now):
        attempts += 1
        assert attempts < 50
    return attempts


WRONG_CLOCKS = [-timedelta(hours=1), timedelta(days=30)]


@pytest.mark.parametrize("wrong", WRONG_CLOCKS)
def test_a_message_queued_by_a_wrong_clock_goes_out_once(office, smtp, wrong):
    ask(office, starts_at=None, now=MONDAY + wrong)
    drop_what_waits()

    deliver_all(MONDAY)
    deliver_all(MONDAY + timedelta(days=31))

    assert len(smtp.messages) == Notification.objects.count() == 2
    assert Notification.objects.filter(sent_at__isnull=False).count() == 2


@pytest.mark.parametrize("wrong", WRONG_CLOCKS)
def test_a_clock_that_jumps_between_two_attempts_loses_nothing_and_sends_nothing_twice(
    office, smtp, wrong
):
    ask(office, starts_at=None, now=MONDAY)
    drop_what_waits()
    smtp.answer("DATA", "451 later", "451 later")

    deliver_all(MONDAY)
    deliver_all(MONDAY + wrong)  # the clock is wrong
    deliver_all(MONDAY + timedelta(minutes=3))  # and put right

    assert {row.state for row in Notification.objects.all()} == {"sent"}
    assert (
        len({received.message["Message-ID"] for received in smtp.messages})
        == len(smtp.messages)
        == 2
    )


def test_a_wait_or_a_pause_begun_thirty_days_ahead_does_not_last_thirty_days(office, smtp):
    ask(office, starts_at=None, now=MONDAY)
    drop_what_waits()
    smtp.answer("DATA", "451 later")
    smtp.answer("MAIL", None, "530 sign in first")

    deliver_all(MONDAY + timedelta(days=30))
    assert MailWorker.row().is_paused(now=MONDAY + timedelta(days=30))
    deliver_all(MONDAY + timedelta(minutes=3))

    assert {row.state for row in Notification.objects.all()} == {"sent"}


def test_a_lease_begun_thirty_days_ahead_comes_due_again(office, smtp):
    ask(office, starts_at=None, now=MONDAY)
    drop_what_waits()
    ahead = MONDAY + timedelta(days=30)
    Notification.objects.update(due_at=ahead + LEASE, attempts=1)  # its worker was killed

    assert deliver_all(MONDAY) == 2


def test_a_wait_that_is_meant_is_kept(office, smtp):
    ask(office, starts_at=None, now=MONDAY)
    drop_what_waits()
    Notification.objects.update(due_at=MONDAY + timedelta(days=3))  # scheduled, never tried

    assert deliver_all(MONDAY) == 0


def test_a_beat_from_the_future_proves_nothing(db):
    MailWorker.beat(now=MONDAY + timedelta(days=30))

    assert MailWorker.row().is_silent(now=MONDAY)
