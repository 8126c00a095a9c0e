"""A message as a row: leased, tried, decided by the server's code, never lost."""

import smtplib
import time
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import OperationalError
from django.utils import timezone

from bookings import notifications
from bookings.models import Notification
from clinic.mail.outbox import AttemptOutcome, SmtpConnection, attempt, deliver_next
from clinic.mail.outbox.delivery import _claim, _note
from clinic.mail.outbox.schedule import LEASE, wait_before_attempt
from clinic.mail.outbox.smtp import MOST_ON_A_LINE, _judge
from clinic.office.models import MailWorker
from clinic.site.management.commands import run_worker
from tests.factories import MONDAY, ask, drop_what_waits, make_office
from tests.smtp import Act, MailServer

pytestmark = pytest.mark.django_db


def office_mail():
    """One waiting message, to the office."""
    ask(make_office(), reach_by="call", phone="+14245550134", email="")
    drop_what_waits()
    Notification.objects.filter(channel="desk").delete()  # which no worker sends
    return Notification.objects.get()


def deliver(now=MONDAY, *, line=None):
    return deliver_next(
        Notification.objects.all(), write=notifications.write, now=lambda: now, line=line
    )


def test_a_message_that_the_server_took_is_sent(smtp):
    message = office_mail()

    assert deliver() is True

    message.refresh_from_db()
    assert message.state == "sent"
    assert message.due_at is None
    assert [received.recipients for received in smtp.messages] == [["desk@clinic.example"]]
    assert deliver() is False


@pytest.mark.parametrize(
    ("phase", "answer"),
    [
        ("connect", "421 busy"),
        ("connect", Act.CUT),
        ("MAIL", "451 later"),
        ("RCPT", "450 mailbox busy"),
        ("DATA", "452 full"),
        ("DATA", Act.CUT),
        ("DATA", Act.TAKE_AND_CUT),
    ],
)
def test_a_bad_moment_is_tried_again_later(smtp, phase, answer):
    message = office_mail()
    smtp.answer(phase, answer)

    deliver()

    message.refresh_from_db()
    assert message.state == "trying again"
    assert MONDAY + timedelta(seconds=59) < message.due_at < MONDAY + timedelta(seconds=73)
    assert deliver(MONDAY + timedelta(seconds=50)) is False
    assert deliver(MONDAY + timedelta(seconds=75)) is True
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize(
    ("phase", "answer"), [("RCPT", "550 no such person"), ("DATA", "554 not wanted")]
)
def test_a_refusal_of_the_recipient_or_the_message_fails_at_once(smtp, phase, answer):
    message = office_mail()
    smtp.answer(phase, answer)

    deliver()

    message.refresh_from_db()
    assert message.state == "failed"
    assert message.last_error == f"The mail server refused it ({answer[:3]})."
    assert MailWorker.row().paused_because == ""


@pytest.mark.parametrize(
    ("phase", "answer"), [("connect", "554 go away"), ("MAIL", "553 who are you")]
)
def test_a_refusal_of_us_pauses_the_queue_and_burns_nothing(smtp, phase, answer):
    message = office_mail()
    smtp.answer(phase, answer)

    deliver()

    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.attempts == 0
    assert answer[:3] in MailWorker.row().paused_because
    assert deliver(MONDAY + timedelta(minutes=4)) is False
    assert deliver(MONDAY + timedelta(minutes=6)) is True
    assert MailWorker.row().paused_because == ""
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_server_that_wants_another_sign_in_pauses_the_queue(smtp, settings):
    message = office_mail()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "secret"

    deliver()

    message.refresh_from_db()
    assert message.attempts == 0
    assert "EMAIL_URL" in MailWorker.row().paused_because


def test_a_sign_in_refused_for_good_pauses_and_one_for_now_does_not():
    refused = smtplib.SMTPAuthenticationError(535, b"wrong")
    busy = smtplib.SMTPAuthenticationError(454, b"later")

    assert _judge(refused, ours=True)[0] is AttemptOutcome.PAUSED
    assert _judge(busy, ours=True)[0] is AttemptOutcome.AGAIN


def test_a_server_that_says_nothing_costs_an_attempt_no_more_than_its_time(smtp):
    smtp.answer("DATA", Act.HANG)
    began = time.monotonic()

    outcome, reason = attempt(EmailMessage("s", "b", to=["a@clinic.example"]), seconds=0.5)

    assert outcome is AttemptOutcome.AGAIN
    assert "took longer" in reason
    assert time.monotonic() - began < 5


# ---- one connection for several messages ---------------------------------------------------------
def send(line, **options):
    return attempt(EmailMessage("s", "b", to=["a@clinic.example"]), line=line, **options)[0]


def connections(server):
    return [phase for phase, _ in server.heard].count("connect")


def test_messages_that_follow_each_other_share_a_connection(smtp):
    line = SmtpConnection()

    assert [send(line), send(line), send(line)] == [AttemptOutcome.SENT] * 3

    assert len(smtp.messages) == 3
    assert connections(smtp) == 1


def test_a_connection_carries_so_many_messages_and_no_more(smtp):
    line = SmtpConnection()

    for _ in range(MOST_ON_A_LINE):
        send(line)
    assert connections(smtp) == 1
    send(line)

    assert connections(smtp) == 2
    assert len(smtp.messages) == MOST_ON_A_LINE + 1


@pytest.mark.parametrize(
    ("phase", "answer", "outcome"),
    [
        ("MAIL", "451 later", AttemptOutcome.AGAIN),
        ("MAIL", "421 too many messages", AttemptOutcome.AGAIN),
        ("MAIL", "553 who are you", AttemptOutcome.PAUSED),
        ("RCPT", "550 no such person", AttemptOutcome.REFUSED),
        ("DATA", "452 full", AttemptOutcome.AGAIN),
        ("DATA", Act.CUT, AttemptOutcome.AGAIN),
        ("DATA", Act.TAKE_AND_CUT, AttemptOutcome.AGAIN),
    ],
)
def test_trouble_on_a_kept_connection_is_judged_as_ever_and_ends_it(smtp, phase, answer, outcome):
    line = SmtpConnection()
    send(line)
    smtp.answer(phase, answer)

    assert send(line) is outcome
    assert connections(smtp) == 1
    assert send(line) is AttemptOutcome.SENT
    assert connections(smtp) == 2


def test_a_kept_connection_that_hangs_costs_no_more_than_its_time_and_is_left_behind(smtp):
    line = SmtpConnection()
    send(line)
    smtp.answer("DATA", Act.HANG)
    began = time.monotonic()

    assert send(line, seconds=0.5) is AttemptOutcome.AGAIN
    assert time.monotonic() - began < 5
    assert send(line) is AttemptOutcome.SENT
    assert connections(smtp) == 2


def test_on_a_connection_that_works_nothing_is_paused_until_it_is_hung_up(smtp):
    message, line = office_mail(), SmtpConnection()
    deliver(line=line)
    MailWorker.row()
    MailWorker.objects.update(
        paused_until=MONDAY + timedelta(minutes=5), paused_because="Another was refused"
    )

    message.send_again(now=MONDAY)
    assert deliver(line=line) is True
    message.send_again(now=MONDAY)
    line.hang_up()

    assert deliver(line=line) is False
    assert len(smtp.messages) == 2


class Impatient(MailServer):
    """Closes a connection on which it has waited for the next message; with a word, or without."""

    farewell: str | None = "421 you were idle for too long"

    async def handle_NOOP(self, server, session, envelope, argument):
        if self.farewell is None:
            server.transport.close()
        return self.farewell


@pytest.fixture
def impatient(settings):
    with Impatient() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        yield server


@pytest.mark.parametrize("farewell", [Impatient.farewell, None], ids=["said", "unsaid"])
def test_a_kept_connection_that_the_server_has_closed_is_made_anew_at_once(impatient, farewell):
    impatient.farewell = farewell
    line = SmtpConnection()

    assert [send(line), send(line)] == [AttemptOutcome.SENT] * 2

    assert connections(impatient) == len(impatient.messages) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("554 go away", AttemptOutcome.PAUSED), ("421 busy", AttemptOutcome.AGAIN)],
)
def test_a_connection_that_cannot_be_made_anew_is_judged_like_the_first(impatient, answer, outcome):
    line = SmtpConnection()
    send(line)
    impatient.answer("connect", answer)

    assert send(line) is outcome
    assert connections(impatient) == 2  # and no third


class Polite(MailServer):
    async def handle_QUIT(self, server, session, envelope):
        self.heard.append(("QUIT", ""))
        return "221 Bye"


def test_a_worker_with_nothing_to_send_hangs_up(settings, monkeypatch):
    monkeypatch.setattr(
        run_worker, "close_old_connections", lambda: None
    )  # the test's own is among them
    worker = run_worker.Command()
    with Polite() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        office_mail()

        while worker.deliver_one():
            assert ("QUIT", "") not in server.heard

        limit = time.monotonic() + 20
        while ("QUIT", "") not in server.heard:
            assert time.monotonic() < limit
            time.sleep(0.01)
    assert len(server.messages) == 1


def test_the_worker_looks_at_its_database_connection_now_and_then_and_after_trouble(
    smtp, monkeypatch
):
    looked = []
    monkeypatch.setattr(run_worker, "close_old_connections", lambda: looked.append(1))
    worker = run_worker.Command()

    for _ in range(3):
        worker.deliver_one()
    assert len(looked) == 1
    with monkeypatch.context() as away:
        away.setattr(MailWorker, "row", broken)
        worker.deliver_one()
    worker.deliver_one()

    assert len(looked) == 2


def broken():
    raise OperationalError("server closed the connection unexpectedly")


# ---- later, and given up -------------------------------------------------------------------------
def test_it_is_given_up_only_after_three_days_of_attempts(smtp):
    message = office_mail()
    smtp.answer_with("RCPT", lambda address: "450 later")
    now = MONDAY

    while message.due_at:
        now = message.due_at
        deliver(now)
        message.refresh_from_db()

    assert now - MONDAY >= timedelta(days=3)
    assert message.state == "failed"
    assert message.last_error.startswith("Given up after three days.")


def test_the_waits_grow_and_differ():
    waits = [wait_before_attempt(number, chance=lambda: 0) for number in range(2, 15)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=6)
    assert wait_before_attempt(5) != wait_before_attempt(5)


def test_what_a_killed_worker_left_behind_comes_due_again(smtp):
    message = office_mail()
    _claim(Notification.objects.all(), MONDAY)  # and here the worker died

    assert deliver(MONDAY + timedelta(seconds=60)) is False
    assert deliver(MONDAY + LEASE + timedelta(seconds=1)) is True

    message.refresh_from_db()
    assert message.state == "sent"
    assert message.attempts == 2


def test_a_slow_worker_does_not_undo_what_another_one_did(smtp):
    message = office_mail()
    slow = _claim(Notification.objects.all(), MONDAY)
    deliver(MONDAY + LEASE + timedelta(seconds=1))

    _note(slow, AttemptOutcome.AGAIN, "too late", MONDAY + timedelta(minutes=5))

    message.refresh_from_db()
    assert message.state == "sent"


def test_every_attempt_carries_the_same_message_id(smtp):
    message = office_mail()
    smtp.answer("DATA", Act.TAKE_AND_CUT)

    deliver()
    deliver(MONDAY + timedelta(minutes=5))

    ids = {received.message["Message-ID"] for received in smtp.messages}
    assert len(smtp.messages) == 2
    assert ids == {message.message_id}


def test_a_message_id_carries_the_domain_that_mails_come_from_and_keeps_it(smtp, settings):
    settings.SITE_URL = "https://www.acupuncturyla.com"
    settings.DEFAULT_FROM_EMAIL = "Acupunctury <office@mail.acupuncturyla.com>"
    message = office_mail()
    smtp.answer("DATA", Act.TAKE_AND_CUT)

    deliver()
    settings.DEFAULT_FROM_EMAIL = "Acupunctury <office@elsewhere.example>"
    deliver(MONDAY + timedelta(minutes=5))

    ids = [received.message["Message-ID"] for received in smtp.messages]
    assert ids == [f"<{message.message_key.hex}@mail.acupuncturyla.com>"] * 2


def test_a_message_tried_before_domains_were_kept_goes_on_with_the_sites_host_name(smtp, settings):
    settings.SITE_URL = "https://www.acupuncturyla.com"
    message = office_mail()
    type(message).objects.filter(pk=message.pk).update(attempts=1)

    deliver()

    (received,) = smtp.messages
    assert received.message["Message-ID"] == f"<{message.message_key.hex}@www.acupuncturyla.com>"


def test_every_attempt_is_dated_anew(smtp):
    office_mail()
    smtp.answer("DATA", Act.TAKE_AND_CUT)

    with time_machine.travel(MONDAY, tick=False):
        deliver()
    with time_machine.travel(MONDAY + timedelta(hours=5), tick=False):
        deliver(MONDAY + timedelta(hours=5))

    dates = [parsedate_to_datetime(r.message["Date"]).replace(tzinfo=UTC) for r in smtp.messages]
    assert dates == [MONDAY, MONDAY + timedelta(hours=5)]


def test_a_message_that_cannot_be_written_waits_and_stops_nobody_elses(smtp):
    office_mail()

    def broken(row, now):
        raise RuntimeError("Maya Ortiz")

    deliver_next(Notification.objects.all(), write=broken, now=lambda: MONDAY)

    message = Notification.objects.get()
    assert message.state == "trying again"
    assert message.last_error == "The message could not be written (RuntimeError)."


def test_a_failed_message_can_be_sent_again(smtp):
    message = office_mail()
    smtp.answer("RCPT", "550 no such person")
    deliver()
    message.refresh_from_db()

    message.send_again(now=MONDAY)
    deliver()

    message.refresh_from_db()
    assert message.state == "sent"


def test_a_silent_worker_is_noticed_within_two_minutes():
    now = timezone.now()
    assert MailWorker.row().is_silent(now=now)

    MailWorker.beat(now=now)

    assert not MailWorker.row().is_silent(now=now + timedelta(seconds=119))
    assert MailWorker.row().is_silent(now=now + timedelta(seconds=121))
