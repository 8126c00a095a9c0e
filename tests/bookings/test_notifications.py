"""Who is told what, and what is left unsaid."""

import pytest
from django.contrib.auth.models import User

from bookings import lifecycle, notifications
from bookings.models import Consultation, Notification
from clinic.outbox import deliver_next
from tests.factories import MONDAY, ask, make_concern, make_office

pytestmark = pytest.mark.django_db
TIME = "Tuesday, November 24, 2:00 pm Pacific time"


def deliver_all():
    while deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: MONDAY):
        pass


def parts(message):
    """Text and HTML of a mail, as a mail reader would show them."""
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    return text, html


@pytest.fixture
def consultation():
    return ask(
        make_office(),
        concern=make_concern(),
        phone="+14245550134",
        note="keloid on the left",
        answers=["sensitive"],
    )


def test_the_office_reads_first_name_time_and_one_link_and_nothing_more(smtp, consultation):
    deliver_all()

    mail = next(m.message for m in smtp.messages if m.recipients == ["desk@clinic.example"])
    text, html = parts(mail)
    assert mail["Subject"] == f"New consultation request {consultation.reference}"
    for said in ("Maya", TIME, "Email", f"/admin/bookings/consultation/{consultation.pk}/change/"):
        assert said in text
    assert html.count("http") == 2  # the clinic's name, and the button
    for unsaid in ("Ortiz", "maya@", "5550134", "keloid", "sensitive", "pores", consultation.token):
        assert unsaid not in (text + html).replace(" ", " ")


def test_the_patient_reads_time_place_reference_and_link_and_no_concern(smtp, consultation):
    deliver_all()

    mail = next(m.message for m in smtp.messages if m.recipients == ["maya@example.com"])
    text, html = parts(mail)
    assert mail["Subject"] == "We have your request"
    assert mail["Reply-To"] == "desk@clinic.example"
    for said in (
        "Requested, not yet confirmed",
        TIME,
        consultation.reference,
        consultation.token,
        "1150 Yale St",
    ):
        assert said in text
    assert consultation.get_absolute_url() in html
    for unsaid in ("ores", "keloid", "sensitive", "icroneedling", "5550134"):
        assert unsaid not in text + html


def test_every_mail_has_both_twins_and_says_that_a_machine_sent_it(smtp, consultation):
    deliver_all()
    lifecycle.confirm(consultation, by=User.objects.create_user("desk"), now=MONDAY)
    deliver_all()

    assert len(smtp.messages) == 3
    for received in smtp.messages:
        assert received.message["Auto-Submitted"] == "auto-generated"
        assert len(received.recipients) == 1
        text, html = parts(received.message)
        assert text.strip()
        assert "&amp;" not in text
        assert "<table" in html


def test_the_confirmation_names_the_time_in_its_subject(smtp, consultation):
    lifecycle.confirm(consultation, by=User.objects.create_user("desk"), now=MONDAY)
    deliver_all()

    subjects = [received.message["Subject"] for received in smtp.messages]
    assert subjects == [f"Your consultation: {TIME}"]


def test_what_the_consultation_has_outlived_is_not_sent(smtp, consultation):
    lifecycle.decline(consultation, by=User.objects.create_user("desk"), now=MONDAY)

    deliver_all()

    assert [received.message["Subject"] for received in smtp.messages] == [
        "We cannot offer this consultation"
    ]
    states = {row.kind: row.state for row in Notification.objects.all()}
    assert states == {"received": "no longer true", "declined": "sent"}


def test_names_with_quotes_and_markup_are_text_in_text_and_inert_in_html(smtp):
    ask(make_office(), first_name="O'Brien <b>&", starts_at=None)

    deliver_all()

    text, html = parts(next(m.message for m in smtp.messages if m.recipients == ["maya@example.com"]))
    assert "Hello O'Brien <b>&," in text
    assert "O&#x27;Brien &lt;b&gt;&amp;" in html


def test_a_patient_without_email_is_sent_none(smtp):
    ask(make_office(), reach_by="call", phone="+14245550134", email="", starts_at=None)

    deliver_all()

    assert [received.recipients for received in smtp.messages] == [["desk@clinic.example"]]
    assert "When: No time chosen" in parts(smtp.messages[0].message)[0]


def test_links_in_mails_come_from_the_settings_and_never_from_a_request(smtp, settings, consultation):
    settings.SITE_URL = "https://www.acupuncturyla.com"

    deliver_all()

    for received in smtp.messages:
        assert "https://www.acupuncturyla.com/" in parts(received.message)[0]


def test_the_row_of_a_message_holds_no_text_and_no_patients_address(consultation):
    stored = repr(list(Notification.objects.values()))

    for unsaid in ("Maya", "maya@", "5550134", "keloid"):
        assert unsaid not in stored
    assert Consultation.objects.count() == 1
