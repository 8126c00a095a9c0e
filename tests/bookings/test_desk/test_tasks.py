"""What the desk tells by phone, and which messages may be sent again."""

from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from bookings import lifecycle, notifications
from bookings.models import Consent, Notification
from tests.bookings.desk import said, staff
from tests.bookings.test_desk.words import BY_PHONE, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db


# ---- to tell by phone ----------------------------------------------------------------------------
def task(consultation):
    return Notification.objects.filter(consultation=consultation, channel="desk").waiting().get()


def told(notification):
    return f"/admin/bookings/notification/{notification.pk}/told/"


def test_the_desk_is_asked_to_tell_who_has_no_email(desk, office):
    consultation = ask(office, **BY_PHONE)

    text = desk.get("/admin/").text

    assert "To tell by phone" in text
    assert unescape(text).count(notifications.words_to_say(task(consultation), MONDAY)) == 1
    assert 'href="tel:+14245550134"' in text
    assert "sms:" not in text  # no consent to texts was given
    assert f'formaction="{told(task(consultation))}"' in text


def test_with_a_consent_to_texts_the_words_stand_in_the_link(desk, office):
    consultation = ask(office, **BY_PHONE)
    Consent.objects.create(consultation=consultation, kind="texts", wording="Yes", given_at=MONDAY)
    said = notifications.words_to_say(task(consultation), MONDAY)

    text = unescape(desk.get("/admin/").text)

    assert f'href="sms:+14245550134?&body={quote(said, safe="")}"' in text


def test_told_is_noted_with_who_and_when(desk, office):
    consultation = ask(office, **BY_PHONE)
    open_task = task(consultation)

    response = desk.post(told(open_task), follow=True)

    open_task.refresh_from_db()
    assert (open_task.state, open_task.sent_at, open_task.due_at) == ("told", MONDAY, None)
    assert open_task.told_by.username == "desk"
    assert said(response) == [f"Noted: you have told {consultation.reference}."]
    assert "To tell by phone" not in response.text
    assert "Told by desk." in desk.get(page_of(consultation)).text


def test_told_twice_keeps_who_was_first(desk, office):
    open_task = task(ask(office, **BY_PHONE))
    first = User.objects.create_user("ines")
    assert notifications.told(open_task, by=first, now=MONDAY)

    response = desk.post(told(open_task), follow=True)

    open_task.refresh_from_db()
    assert open_task.told_by == first
    assert said(response)[0].startswith("Nothing to note: ")


def test_what_is_no_longer_true_cannot_be_told(desk, office):
    consultation = ask(office, **BY_PHONE)
    outlived = task(consultation)
    lifecycle.cancel(consultation, by=None, now=MONDAY)

    desk.post(told(outlived))

    outlived.refresh_from_db()
    assert outlived.state == "no longer true"
    assert outlived.told_by is None


def test_a_mail_is_not_told(desk, office):
    ask(office)
    mail = Notification.objects.get(audience="patient")

    desk.post(told(mail))

    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_a_reminder_is_told_on_its_day_and_put_away_when_too_late(desk, office, monday):
    thursday = TUESDAY_AT_TWO + timedelta(days=2)
    consultation = ask(office, starts_at=thursday, **BY_PHONE)
    lifecycle.confirm(consultation, by=User.objects.get(), now=MONDAY)
    desk.post(told(Notification.objects.get(kind="confirmed", channel="desk")))
    reminder = Notification.objects.get(kind="reminder")
    assert "To tell by phone" not in desk.get("/admin/").text

    monday.move_to(reminder.due_at)
    assert "tomorrow, Thursday, November 26, 2:00 pm Pacific time" in desk.get("/admin/").text

    monday.move_to(thursday - timedelta(hours=1))
    assert "It is too late for this to be of use." in desk.get("/admin/").text
    desk.post(told(reminder))
    reminder.refresh_from_db()
    assert (reminder.state, reminder.told_by) == ("no longer true", None)


def test_telling_takes_a_post_and_the_permission(client, office):
    consultation = ask(office, **BY_PHONE)
    open_task = task(consultation)
    reader = staff(client, "view_consultation", "change_consultation", "view_notification")

    assert reader.get(told(open_task)).status_code == 405
    assert reader.post(told(open_task)).status_code == 403
    assert told(open_task) not in reader.get("/admin/").text
    own_page = f"/admin/bookings/notification/{open_task.pk}/change/"
    for page in (reader.get("/admin/"), reader.get(own_page)):
        assert "this is Acupunctury. We have your request" in page.text
        assert consultation.token not in page.text
    reader.logout()
    assert reader.post(told(open_task)).url.startswith("/admin/login/")

    open_task.refresh_from_db()
    assert open_task.state == "to be told"


def test_nothing_is_told_of_an_unknown_task(desk, office):
    assert desk.post("/admin/bookings/notification/9999/told/").status_code == 404


def test_a_tasks_own_page_has_the_words_and_the_button(desk, office):
    open_task = task(ask(office, **BY_PHONE))

    text = desk.get(f"/admin/bookings/notification/{open_task.pk}/change/").text

    assert notifications.words_to_say(open_task, MONDAY) in unescape(text)
    assert told(open_task) in text
    assert "Send again" not in text


def test_late_mails_and_people_still_to_be_told_are_told_apart(desk, office, monday):
    ask(office, **BY_PHONE)
    monday.move_to(MONDAY + timedelta(minutes=6))

    text = desk.get("/admin/").text

    assert "<strong>1 mail is late.</strong>" in text  # to the office
    assert "<strong>1 person is still to be told.</strong>" in text


def test_just_asked_nobody_is_late(desk, office):
    ask(office, **BY_PHONE)

    assert "acu-fail" not in desk.get("/admin/").text


# ---- sending again -------------------------------------------------------------------------------
def again(desk, notification):
    address = f"/admin/bookings/notification/{notification.pk}/send-again/"
    return said(desk.post(address, follow=True))[-1].split(": ", 1)[1]


def test_what_is_no_longer_true_is_not_sent_again(desk, office):
    consultation = ask(office)
    received = Notification.objects.get(kind="received", audience="patient")
    lifecycle.confirm(consultation, by=User.objects.get(), now=MONDAY)
    received.refresh_from_db()

    assert again(desk, received) == "It is no longer true, so it is not sent again."

    received.refresh_from_db()
    assert received.state == "no longer true"


def test_what_the_desk_tells_is_not_mailed(desk, office):
    open_task = task(ask(office, **BY_PHONE))
    desk.post(told(open_task))

    assert again(desk, open_task) == "It is told by the desk and not mailed."

    open_task.refresh_from_db()
    assert open_task.state == "told"


def test_what_waits_for_its_moment_is_not_hurried(desk, office):
    ask(office)
    overdue = Notification.objects.get(kind="overdue")

    assert again(desk, overdue) == "It has not gone yet and goes by itself."

    due_at = overdue.due_at
    overdue.refresh_from_db()
    assert overdue.due_at == due_at
