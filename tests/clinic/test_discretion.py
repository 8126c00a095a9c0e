"""What somebody typed stays where it belongs: in no log line, error text, mail header or admin
log.
"""

import json
import logging
import time
from contextlib import closing

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, connection
from django.test import Client
from django.urls import reverse

from bookings import notifications
from bookings.models import Consultation, Notification, new_secret, secret_hash
from clinic.mail.outbox import MailWorker, deliver_next
from clinic.site.logs import DiscreetFormatter, JsonFormatter
from tests.clinic.telltale import BREAKS, FORGED, MARKS, TELLTALE, ask_wrongly
from tests.factories import MONDAY, ask, make_concern, make_office
from tests.site import PERSON, hidden, wait_until


# ---- a run of the whole site, with everything going wrong ----------------------------------------
def test_nothing_that_was_typed_is_written_anywhere_by_a_run_with_every_fault(
    whole_site, site_mail
):
    site_mail.answer_with("RCPT", lambda address: f"550 5.1.1 no such user: {address}")
    whole_site.start_worker()
    try:
        form = whole_site.form()
        taken = form.send(**MARKS)
        assert taken.status == 302
        token = taken.headers["Location"].split("/consultation/")[1].strip("/")
        assert whole_site.get(taken.headers["Location"]).status == 200

        calendar = _calendar_of_somebody(whole_site)
        assert whole_site.get(f"/calendar/{calendar}.ics").status == 200
        ask_wrongly(whole_site, token, calendar)
        wait_until(
            lambda: whole_site.count("bookings_notification WHERE failed_at IS NOT NULL") > 0
        )
        _let_the_database_refuse(whole_site)
        with whole_site.database_away():
            assert form.send(**MARKS).status == 503
            assert whole_site.get(taken.headers["Location"]).status == 503
            time.sleep(2.5)  # the worker looks at least once
    finally:
        site_mail.answer_with("RCPT", lambda _: None)
        whole_site.end("worker")

    written = whole_site.written()
    assert "POST /book/ 503" in written
    assert "POST /book/ 500" in written
    assert "IntegrityError" in written
    assert "the database cannot be asked" in written
    assert "GET /calendar/-.ics 200" in written
    secrets = [*TELLTALE, token, token[:24], token[-24:], form.hidden["form_key"], form.cookie]
    secrets += [calendar[:12], calendar[-12:]]
    assert [secret for secret in secrets if secret.lower() in written.lower()] == []
    assert [line for line in written.splitlines() if line.startswith(FORGED)] == []
    errors = _column(whole_site, "last_error", "bookings_notification")
    assert any("550" in error for error in errors)
    assert [error for error in errors if "quokka" in error.lower()] == []


def _calendar_of_somebody(site):
    """The secret of a calendar address that opens."""
    secret = new_secret()
    person = "INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, "
    person += "is_superuser, date_joined) VALUES ('ines', '', '', '', '', true, true, true, now())"
    feed = "INSERT INTO bookings_feed (user_id, name, secret_hash, made_at) SELECT id, 'phone', "
    _execute(site, person)
    _execute(site, f"{feed} '{secret_hash(secret)}', now() FROM auth_user WHERE username = 'ines'")
    return secret


def _let_the_database_refuse(site):
    """The row breaks a rule, does not fit, and meets a table that is not what we think."""
    table = "ALTER TABLE bookings_consultation "
    for breaking, mending in [
        (
            table + "ADD CONSTRAINT tried CHECK (first_name NOT LIKE 'Quokka%') NOT VALID",
            table + "DROP CONSTRAINT tried",
        ),
        (
            table + "ALTER first_name TYPE varchar(5) USING substr(first_name, 1, 5)",
            table + "ALTER first_name TYPE varchar(80)",
        ),
        (table + "RENAME note TO remark", table + "RENAME remark TO note"),
    ]:
        form = site.form()
        _execute(site, breaking)
        try:
            assert form.send(**MARKS).status == 500
        finally:
            _execute(site, mending)


def _execute(site, statement):
    with closing(site.connect()) as direct, direct.cursor() as cursor:
        cursor.execute(statement)
        direct.commit()


def _column(site, column, table):
    with closing(site.connect()) as direct, direct.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [value for (value,) in cursor.fetchall()]


# ---- piece by piece ------------------------------------------------------------------------------
@pytest.fixture(params=["text", "json"])
def logged(request):
    """A function that returns what a line of that format says, the exception below it."""
    formatter = {"text": DiscreetFormatter, "json": JsonFormatter}[request.param]()

    def write(message, *arguments, error=None):
        info = (type(error), error, error.__traceback__) if error else None
        line = formatter.format(
            logging.LogRecord("x", logging.ERROR, __file__, 1, message, arguments, info)
        )
        if request.param == "text":
            return line
        assert len(line.splitlines()) == 1
        said = json.loads(line)
        return "\n".join(filter(None, [said["message"], said.get("exception")]))

    return write


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("GET /calendar/abcDEF_-.ics 200", "GET /calendar/-.ics 200"),
        ("GET /calendar/abcDEF", "GET /calendar/-.ics"),
        ("GET /calendar/x/abcDEF.ics?y=z", "GET /calendar/-.ics?-"),
        ("GET /static/calendar.1f2e.js 200", "GET /static/calendar.1f2e.js 200"),
        ("GET /consultation/abcDEF/calendar.ics 200", "GET /consultation/-/calendar.ics 200"),
        ("GET /es/consultation/abcDEF/ 200", "GET /es/consultation/-/ 200"),
    ],
)
def test_an_address_that_opens_a_calendar_is_written_without_its_secret(logged, asked, written):
    assert logged("%s", asked).endswith(written)


@pytest.mark.parametrize("mark", BREAKS)
def test_a_message_stays_one_line_whatever_it_repeats(logged, mark):
    assert len(logged("asked for %s", f"a{mark}{FORGED}").splitlines()) == 1


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal: 'Quokkafirst'"),
        KeyError("Quokkafirst"),
        DataError(
            'invalid input syntax for type uuid: "Quokkafirst"\nLINE 1: INSERT … Quokkafirst'
        ),
        UnicodeEncodeError("ascii", "Quokkafirst\u2028", 11, 12, "Quokkafirst"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_traceback_says_where_and_not_what(logged, error):
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("while storing Quokkafirst") from cause
    except RuntimeError as outer:
        text = logged("it failed", error=outer)

    assert type(error).__name__ in text
    assert "RuntimeError" in text
    assert "test_a_traceback_says_where_and_not_what" in text
    assert "Quokkafirst" not in text.replace('raise RuntimeError("while storing Quokkafirst")', "")


@pytest.mark.django_db
def test_a_refused_row_is_named_by_its_rule(logged):
    office = make_office()
    if connection.vendor != "postgresql":
        pytest.skip("SQLite names no constraint apart from its message")
    name = MARKS["first_name"]
    with pytest.raises(IntegrityError) as refused:
        ask(office, first_name=name, email="")

    text = logged("it failed", error=refused.value)

    assert "23514 consultation_can_be_reached_as_chosen" in text
    assert name not in text


@pytest.mark.django_db
def test_a_message_that_cannot_be_written_does_not_say_what_stood_in_it(caplog):
    ask(
        make_office(),
        starts_at=None,
        **{k: v for k, v in MARKS.items() if k != "answers"} | {"phone": ""},
    )

    def write(row, now):
        raise ValueError("Quokkafirst does not fit")

    assert deliver_next(Notification.objects.all(), write=write, now=lambda: MONDAY)

    said = caplog.text + "".join(Notification.objects.values_list("last_error", flat=True))
    assert "ValueError" in said
    assert "quokka" not in said.lower()


@pytest.mark.django_db
def test_the_admins_own_log_names_nobody(client):
    office = make_office()
    client.force_login(User.objects.create_superuser("owner"))
    marks = {"first_name": "Quokkafirst", "last_name": "Quokkalast", "email": "quokka@example.com"}
    for verb in ("confirm", "decline"):
        consultation = ask(office, starts_at=None, now=MONDAY, **marks, note="Quokkanote")
        client.get(reverse("admin:bookings_consultation_change", args=[consultation.pk]))
        client.post(reverse(f"admin:bookings_consultation_{verb}", args=[consultation.pk]))

    entries = [
        str(list(row)) for row in LogEntry.objects.values_list("object_repr", "change_message")
    ]
    assert not [entry for entry in entries if "quokka" in entry.lower()]


# ---- line breaks in mail -------------------------------------------------------------------------
HEADERS = {
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Reply-To",
    "Subject",
    "To",
}


@pytest.mark.django_db
@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_a_line_break_in_a_name_or_address_makes_no_mail_header(smtp, mark):
    evil = f"Maya{mark}Bcc: evil@example.com{mark}{mark}Evil: yes"
    office = make_office(name=f"Acupunctury{mark}Bcc: evil@example.com")
    fields = {"first_name": evil, "last_name": evil, "note": evil}
    ask(office, now=MONDAY, starts_at=None, **fields)
    for told in (f'"a{mark}Bcc: evil"@example.com', f'"a{mark}X"@example.com'):
        ask(office, now=MONDAY, starts_at=None, **fields, email=told)

    while deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: MONDAY):
        MailWorker.objects.update(paused_until=None)

    assert len(smtp.messages) >= 3
    for received in smtp.messages:
        assert set(received.message) - {"Reply-To"} == HEADERS - {"Reply-To"}
        assert "evil@example.com" not in received.recipients
    waiting = Notification.objects.waiting().filter(kind="received", attempts__gt=0)
    assert not waiting.exists(), "an address that no mail can carry is not tried for three days"


@pytest.mark.django_db
@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_a_line_break_in_the_form_is_refused_or_harmless(smtp, mark):
    make_office()
    visitor = Client(raise_request_exception=False)
    form = hidden(visitor.get("/book/").content.decode())
    evil = f"Maya{mark}Bcc: evil@example.com"

    fields = form | PERSON | {"concern": make_concern().slug, "first_name": evil, "last_name": evil}
    assert visitor.post("/book/", fields).status_code in (302, 422)
    quoted = fields | {
        "first_name": "Maya",
        "last_name": "",
        "email": f'"a{mark}Bcc: evil"@example.com',
    }
    assert visitor.post("/book/", quoted).status_code in (302, 409, 422)

    names = Consultation.objects.values_list("first_name", flat=True)
    assert all(len(name.splitlines()) == 1 for name in names)
