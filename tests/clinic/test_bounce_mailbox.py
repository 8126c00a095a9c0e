"""The mailbox of bounces, read by the worker: what is ours goes, what is not is marked as read."""

import imaplib
import time

import pytest

from bookings.models import Notification
from clinic.environment import Mailbox
from clinic.mail import mailbox
from clinic.mail.mailbox import MailboxFault
from clinic.operations.doctor import mail as doctor_mail
from clinic.operations.doctor.report import Look
from clinic.site.bounces import MailboxRounds, read_mailbox
from tests.bookings.mails import deliver
from tests.clinic.bounces import bounce
from tests.factories import MONDAY, ask
from tests.imap import ImapServer


@pytest.fixture
def over_plain_imap(monkeypatch, settings):
    """Read from a server of this test's, without TLS."""
    settings.BOUNCE_ADDRESS = "bounces+*@clinic.example"

    def plain(where):
        return imaplib.IMAP4(where.host, where.port, timeout=5)

    monkeypatch.setattr(mailbox, "_connect", plain)

    def read(server, password="secret"):
        settings.BOUNCE_MAILBOX = Mailbox(
            server.host, server.port, "bounces@clinic.example", password, 'Bo"x'
        )
        return read_mailbox()

    return read


@pytest.mark.django_db
def test_a_bounce_is_noted_and_removed_and_all_else_marked_as_read(office, over_plain_imap):
    ask(office)
    deliver()
    mail = Notification.objects.get(audience="patient")
    early = Notification.objects.filter(audience="office").first()
    Notification.objects.filter(pk=early.pk).update(sent_at=None, due_at=MONDAY, attempts=1)
    mails = [
        bounce("exchange_unknown_address", mail.message_key),
        bounce("vacation_note", mail.message_key),
        bounce("exim_no_code", early.message_key),
    ]

    with ImapServer(*mails) as server:
        assert over_plain_imap(server) == 3
        assert server.flags == {102: {r"\Seen"}, 103: set()}
        assert over_plain_imap(server) == 1  # the one whose message is not marked as sent yet

    mail.refresh_from_db()
    assert mail.last_error == "It came back: there is no such address (5.1.10)."
    assert 'SELECT "Bo\\"x"' in server.heard


def test_of_a_long_mail_only_the_beginning_is_fetched(over_plain_imap):
    with ImapServer(b"Subject: long\r\n\r\n" + b"x" * 1_000_000) as server:
        assert over_plain_imap(server) == 1


@pytest.mark.parametrize("password", ["wrong", "secret"])
def test_a_mailbox_that_cannot_be_read_is_said_without_its_password(over_plain_imap, password):
    with ImapServer() as server:
        if password == "secret":
            server.port = 1  # nobody listens there
        with pytest.raises(MailboxFault) as fault:
            over_plain_imap(server, password)

    assert str(fault.value).startswith("The mailbox could not be read (")
    assert password not in str(fault.value)


def test_the_doctor_says_that_it_cannot_be_opened_and_is_content_once_it_can(over_plain_imap):
    def found():
        return [finding.key for finding in doctor_mail.bounces(Look(now=MONDAY))]

    with ImapServer(b"Subject: unread") as server:
        with pytest.raises(MailboxFault):
            over_plain_imap(server, "wrong")
        assert found() == ["mail.bounces"]
        over_plain_imap(server)
        server.flags[101].clear()
        assert found() == []
        assert server.flags[101] == set()


def test_the_worker_reads_it_in_a_thread_of_its_own_one_at_a_time(monkeypatch, settings):
    read = []
    settings.BOUNCE_MAILBOX = Mailbox("127.0.0.1", 1, "user", "secret", "INBOX")
    monkeypatch.setattr("clinic.site.bounces._read", lambda: read.append(True))
    rounds = MailboxRounds()
    rounds.begin_if_due()
    assert read == []

    rounds._due_at = time.monotonic()
    rounds.begin_if_due()
    rounds._thread.join()
    rounds.begin_if_due()

    assert read == [True]
