"""What mail servers say was not delivered: read, matched with its message, and noted once."""

import io
import random
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import OperationalError

from bookings import lifecycle, notifications
from bookings.models import Consultation, Notification
from clinic.mail import bounces
from clinic.mail.return_address import keys_signed_in, set_envelope_sender
from clinic.office.models import AccountMessage
from clinic.site.bounces import Taken, take
from tests.bookings.lives import desk
from tests.bookings.mails import deliver, deliver_all
from tests.clinic.bounces import FAILED, SAY_NOTHING, bounce
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

LATER = MONDAY + timedelta(hours=1)
PHONE = {"phone": "+14245550134"}


@pytest.fixture(autouse=True)
def _return_address(settings):
    settings.BOUNCE_ADDRESS = "bounces+*@clinic.example"


@pytest.fixture
def mail(office):
    """Mail to a patient, which the server took."""
    consultation = ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=2), **PHONE)
    deliver()
    return consultation.notifications.get(audience="patient")


def take_one(name, message, **more):
    taken = take(bounce(name, message.message_key), now=LATER, **more)
    message.refresh_from_db()
    return taken


# ---- the return address --------------------------------------------------------------------------
@pytest.mark.django_db
def test_each_message_has_an_envelope_sender_of_its_own_and_the_same_from(office, smtp):
    ask(office)
    deliver_all()

    senders = {each.recipients[0]: each.sender for each in smtp.messages}
    keys = dict(Notification.objects.values_list("audience", "message_key"))
    signed = {to: list(keys_signed_in(sender)) for to, sender in senders.items()}
    assert signed == {
        "maya@example.com": [keys["patient"]],
        "desk@clinic.example": [keys["office"]],
    }
    assert {each.message["From"] for each in smtp.messages} == {site_settings.DEFAULT_FROM_EMAIL}
    for sender in senders.values():
        name, _, host = sender.partition("@")
        assert (host, sender) == ("clinic.example", sender.lower())
        assert len(name) <= 64  # octets, RFC 5321
        assert "maya" not in name


@pytest.mark.django_db
def test_without_the_setting_mail_goes_as_before(office, smtp, settings):
    settings.BOUNCE_ADDRESS = ""
    ask(office)
    deliver_all()

    assert {each.sender for each in smtp.messages} == {"office@acupunctury.example"}


def test_a_return_address_that_others_made_up_names_no_message(settings):
    email, key = EmailMessage(), uuid4()
    set_envelope_sender(email, key)
    token = email.from_email.removeprefix("bounces+").partition("@")[0]
    other = "a" if token[0] != "a" else "b"

    assert list(keys_signed_in(f"<{email.from_email.upper()}>")) == [key]
    assert list(keys_signed_in(f"SRS0=x=y=clinic.example=bounces+{token}@example.net")) == [key]
    assert list(keys_signed_in(other + token[1:])) == []
    assert list(keys_signed_in(token[:-1] + ("a" if token[-1] != "a" else "b"))) == []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, []
    assert list(keys_signed_in(token)) == []
    settings.SECRET_KEY_FALLBACKS = [site_settings.SECRET_KEY, "x" * 50]
    assert list(keys_signed_in(token)) == []


# ---- what they say -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FAILED)
def test_a_failure_is_read_as_real_servers_write_it(name):
    key = uuid4()

    read = bounces.read(bounce(name, key))

    assert read.keys[0] == key
    assert read.status == FAILED[name]
    assert "maya" not in read.reason
    assert "example" not in read.reason


@pytest.mark.parametrize("name", FAILED)
def test_where_all_mail_has_one_return_address_the_message_id_tells(name, settings):
    settings.BOUNCE_ADDRESS = "bounces@clinic.example"
    key = uuid4()

    assert bounces.read(bounce(name, key)).keys == (key,)


@pytest.mark.parametrize("name", SAY_NOTHING)
def test_a_delay_a_note_a_complaint_and_a_persons_words_say_nothing(name):
    assert bounces.read(bounce(name, uuid4())) is None


def test_why_is_said_in_words():
    said = {
        status: bounces.Bounce((), status).reason
        for status in ("5.1.1", "4.2.2", "5.2.1", "5.7.1", "4.4.1", "")
    }

    assert said == {
        "5.1.1": "It came back: there is no such address (5.1.1).",
        "4.2.2": "It came back: the mailbox is full (4.2.2).",
        "5.2.1": "It came back: the mailbox takes no mail (5.2.1).",
        "5.7.1": "It came back: their mail server refuses it by its rules (5.7.1).",
        "4.4.1": "It came back: it could not be delivered (4.4.1).",
        "": "It came back: it could not be delivered.",
    }


# ---- hostile ones --------------------------------------------------------------------------------
def nested(depth):
    begin = "".join(
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b{n}\n\n--b{n}\n"
        for n in range(depth)
    )
    return begin.encode()


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 10_000,
    "a thousand parts in each other": nested(1000),
    "twenty in each other, and many lines": nested(19) + b"--b\n" * 60_000,
    "a header of a megabyte": b"To: " + b"a" * 1_000_000,
    "no end of headers": b"A: b\n" * 200_000,
    "a report without its parts": b"Content-Type: multipart/report; boundary=x\n\n--x--\n",
    "a report of words": b"Content-Type: multipart/report; boundary=x\n\n--x\n"
    b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n//8=\n--x--\n",
    "an unknown charset": b"Content-Type: text/plain; charset=\xff\xfe\n\nHi. This is the \xff",
    "tokens without end": b"To: "
    + b"a" * 42
    + b"\n\nHi. This is the \n"
    + (b"a" * 42 + b" ") * 6000,
    "message ids without end": b"\n\nHi. This is the \n" + b"<" * 100_000 + b"0" * 32 + b"@",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_sent_raises_or_takes_long(name):
    began = time.thread_time()

    bounces.read(HOSTILE[name])

    assert time.thread_time() - began < 1


def test_a_bounce_that_was_damaged_on_its_way_never_raises():
    chance = random.Random(3)
    for name in FAILED:
        whole = bounce(name, uuid4())
        for _ in range(20):
            damaged = bytearray(whole[: chance.randrange(len(whole))])
            for _ in range(10):
                if damaged:
                    damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            bounces.read(bytes(damaged))


# ---- noted with the message ----------------------------------------------------------------------
@pytest.mark.django_db
def test_what_came_back_is_failed_and_a_task_of_the_desk_with_its_reason(mail):
    assert take_one("exim_unknown_address", mail) is Taken.NOTED

    assert (mail.state, mail.sent_at, mail.failed_at) == ("failed", None, LATER)
    assert mail.last_error == "It came back: there is no such address (5.1.1)."
    assert list(Notification.objects.to_tell(LATER)) == [mail]
    assert not notifications.was_told(mail.event)


@pytest.mark.django_db
def test_the_same_bounce_once_more_changes_nothing(mail):
    take_one("postfix_unknown_address", mail)
    assert notifications.told(mail, by=desk(), now=LATER)

    assert take_one("postfix_unknown_address", mail) is Taken.KNOWN

    assert (mail.state, mail.told_by) == ("told", desk())


@pytest.mark.django_db
def test_later_messages_to_that_address_are_told_by_phone_until_it_is_corrected(mail):
    other = ask(mail.consultation.office, starts_at=None)
    take_one("gmail_unknown_address", mail)

    def channel_of(kind):
        return mail.consultation.notifications.get(kind=kind, audience="patient").channel

    confirmed = lifecycle.confirm(mail.consultation, by=desk(), now=LATER)
    assert (channel_of("confirmed"), channel_of("reminder")) == ("desk", "desk")
    other.refresh_from_db()
    assert other.mail_returned_at == LATER
    assert other.takes_mail  # no phone is known: mail is better than nothing

    lifecycle.correct(
        confirmed, email="right@example.com", phone="+14245550134", texts=None, by=None, now=LATER
    )
    assert channel_of("reminder") == "mail"
    assert Consultation.objects.get(pk=confirmed.pk).mail_returned_at is None
    assert [each["To"] for each in deliver(LATER)][-1] == "right@example.com"


@pytest.mark.django_db
def test_staff_who_send_it_again_trust_the_address(mail):
    take_one("postfix_unknown_address", mail)

    mail.send_again(now=LATER)

    mail.consultation.refresh_from_db()
    assert mail.consultation.takes_mail
    assert mail.state == "waiting"


@pytest.mark.django_db
def test_mail_to_the_office_and_about_accounts_comes_back_too(mail, admin_user):
    to_office = mail.consultation.notifications.get(audience="office", kind="received")
    account = AccountMessage.objects.create(
        kind="password", user=admin_user, queued_at=MONDAY, sent_at=MONDAY
    )

    for message in (to_office, account):
        assert take_one("postfix_given_up", message) is Taken.NOTED
        assert message.state == "failed"
    mail.consultation.refresh_from_db()
    assert mail.consultation.mail_returned_at is None


@pytest.mark.django_db
def test_what_is_not_marked_as_sent_yet_waits_for_a_later_look(mail):
    Notification.objects.filter(pk=mail.pk).update(sent_at=None, due_at=LATER, attempts=1)

    assert take_one("exim_no_code", mail) is Taken.EARLY

    assert mail.state == "trying again"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["postfix_delayed", "vacation_note"])
def test_what_is_no_bounce_leaves_the_message_sent(mail, name):
    assert take_one(name, mail) is Taken.NO_BOUNCE

    assert mail.state == "sent"


# ---- handed in by a mail server --------------------------------------------------------------------
def pipe(monkeypatch, raw, *options):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    said = io.StringIO()
    call_command("read_bounce", *options, stdout=said, stderr=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_mail_server_pipes_it_in(monkeypatch, mail):
    long = bounce("postfix_unknown_address", mail.message_key) + b"x" * 3 * bounces.MOST_BYTES

    assert pipe(monkeypatch, long) == "Noted: it was not delivered.\n"

    mail.refresh_from_db()
    assert mail.state == "failed"
    assert pipe(monkeypatch, b"spam") == "Not a bounce.\n"


@pytest.mark.django_db
def test_a_pipe_is_asked_to_come_again_while_the_database_is_away(monkeypatch, mail):
    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr("clinic.site.bounces.take", away)

    with pytest.raises(SystemExit) as ended:
        pipe(monkeypatch, bounce("exim_no_code", mail.message_key))

    assert ended.value.code == 75
