"""Mail that did not reach a patient is a task of the desk: nobody is lost by an address."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import lifecycle, notifications
from bookings.models import Notification, Status
from tests.bookings.lives import in_status
from tests.bookings.mails import deliver, deliver_all
from tests.bookings.test_desk.words import page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
PHONE = {"phone": "+14245550134"}


def refused(consultation):
    """The last mail to the patient, which the server did not take."""
    deliver()
    mail = consultation.notifications.filter(audience="patient").first()
    reason = "The mail server refused it (550)."
    Notification.objects.filter(pk=mail.pk).update(
        sent_at=None, due_at=None, failed_at=MONDAY, last_error=reason
    )
    mail.refresh_from_db()
    return mail


def tasks():
    return list(Notification.objects.to_tell(MONDAY).oldest_first())


def press(desk, notification):
    desk.post(f"/admin/bookings/notification/{notification.pk}/told/")
    notification.refresh_from_db()
    return notification


def test_a_mail_that_the_server_refuses_is_a_task_with_words_reason_and_phone(desk, office, smtp):
    consultation = ask(office, **PHONE)
    smtp.answer_with("RCPT", lambda to: "550 5.1.1 no such user" if "maya" in to else None)
    deliver_all()

    (task,) = tasks()
    page = desk.get("/admin/").text

    assert notifications.words_to_say(task, MONDAY) in unescape(page)
    assert consultation.get_absolute_url() in notifications.words_to_say(task, MONDAY)
    assert "Their mail did not arrive. The mail server refused it (550)." in " ".join(page.split())
    assert 'href="tel:+14245550134"' in page
    assert page_of(consultation, "correct") in page
    assert "1 mail did not go." in page
    assert "They gave no phone number." not in page


def test_where_no_phone_is_known_the_task_says_so(desk, office):
    refused(ask(office))

    page = desk.get("/admin/").text

    assert "They gave no phone number." in page
    assert 'href="tel:+1424555' not in page


def test_told_ends_it_and_names_who_did(desk, office):
    mail = press(desk, refused(ask(office, **PHONE)))

    assert (mail.state, mail.told_by.username, mail.failed_at) == ("told", "desk", None)
    page = desk.get("/admin/").text
    assert "did not go." not in page
    assert "To tell by phone" not in page
    assert tasks() == []


def test_sent_again_it_is_no_task_any_more(desk, office):
    mail = refused(ask(office, **PHONE))
    own_page = f"/admin/bookings/notification/{mail.pk}/change/"
    assert "Send again" in desk.get(own_page).text

    desk.post(f"/admin/bookings/notification/{mail.pk}/send-again/")

    mail.refresh_from_db()
    assert mail.state == "waiting"
    assert tasks() == []


def test_a_later_message_takes_the_place_of_what_did_not_arrive(office):
    consultation = ask(office, **PHONE)
    mail = refused(consultation)

    lifecycle.confirm(consultation, by=User.objects.create(username="ines"), now=MONDAY)

    mail.refresh_from_db()
    assert mail.state == "no longer true"
    assert tasks() == []


def test_a_corrected_address_hears_it_and_the_desk_need_not_tell(office):
    consultation = ask(office, reach_by="call", **PHONE)
    mail = refused(consultation)
    number = consultation.phone

    lifecycle.correct(consultation, email="", phone=number, texts=None, by=None, now=MONDAY)
    assert [task.event.kind for task in tasks()] == ["corrected"]
    lifecycle.correct(
        consultation, email="right@example.com", phone=number, texts=None, by=None, now=MONDAY
    )

    mail.refresh_from_db()
    assert (mail.state, tasks()) == ("no longer true", [])
    assert [each["To"] for each in deliver()] == ["right@example.com"]


def test_a_corrected_phone_leaves_the_task(office):
    consultation = ask(office)
    mail = refused(consultation)

    lifecycle.correct(
        consultation,
        email=consultation.email,
        phone="+14245550134",
        texts=None,
        by=None,
        now=MONDAY,
    )

    assert tasks() == [mail]


def test_what_helps_nobody_any_more_is_put_away(desk, office, monday):
    mail = refused(in_status(Status.CONFIRMED, office, **PHONE))
    monday.move_to(TUESDAY_AT_TWO + timedelta(hours=1))
    assert "It is too late for this to be of use." in desk.get("/admin/").text

    press(desk, mail)

    assert (mail.state, mail.told_by) == ("no longer true", None)


def test_mail_to_the_office_that_fails_is_no_task(office):
    ask(office)
    Notification.objects.filter(audience="office").update(due_at=None, failed_at=MONDAY)

    assert tasks() == []


def test_whoever_chose_text_is_one_task_although_the_mail_did_not_arrive(desk, office):
    consultation = ask(office, reach_by="text", starts_at=TUESDAY_AT_TWO, **PHONE)
    lifecycle.confirm(consultation, by=User.objects.get(), now=MONDAY)
    told_both_ways = consultation.notifications.filter(kind="confirmed", audience="patient")
    mail, text = told_both_ways.get(channel="mail"), told_both_ways.get(channel="desk")
    told_both_ways.filter(pk=mail.pk).update(due_at=None, failed_at=MONDAY)

    assert tasks() == [text]

    press(desk, text)

    assert tasks() == []
    mail.refresh_from_db()
    assert mail.superseded_at
    assert not Notification.objects.failed().exists()
