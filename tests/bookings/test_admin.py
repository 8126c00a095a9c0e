"""The front desk in the admin."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import lifecycle
from bookings.models import Consultation, Notification
from clinic.office.models import MailWorker
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def desk(client):
    return staff(
        client,
        "view_consultation",
        "change_consultation",
        "view_notification",
        "change_notification",
    )


def test_those_who_need_an_answer_come_first_the_oldest_promise_first(desk, office):
    late = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, now=MONDAY + timedelta(hours=2))
    soon = ask(office, starts_at=TUESDAY_AT_TWO)
    done = lifecycle.decline(ask(office, starts_at=None), by=User.objects.get(), now=MONDAY)

    rows = desk.get(CONSULTATIONS).context["cl"].result_list

    assert list(rows) == [soon, late, done]


def test_confirming_tells_the_patient(desk, office):
    consultation = ask(office)

    response = desk.post(f"{CONSULTATIONS}{consultation.pk}/confirm/", follow=True)

    consultation.refresh_from_db()
    assert consultation.status == "confirmed"
    assert consultation.events.last().by.username == "desk"
    assert said(response) == [
        f"{consultation.reference} is confirmed. An e-mail tells the patient."
    ]


def test_a_patient_without_email_is_to_be_called(desk, office):
    consultation = ask(office, reach_by="call", phone="+14245550134", email="")

    response = desk.post(f"{CONSULTATIONS}{consultation.pk}/decline/", follow=True)

    assert said(response) == [
        f"{consultation.reference} is declined. There is no e-mail address: please call the patient."
    ]


def test_a_request_without_a_time_is_not_confirmed_by_a_press(desk, office):
    consultation = ask(office, starts_at=None)

    response = desk.post(f"{CONSULTATIONS}{consultation.pk}/confirm/", follow=True)

    assert said(response) == [
        "No time is chosen yet. Agree on one with the patient, then confirm it here."
    ]
    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_a_second_answer_is_refused_in_words(desk, office):
    consultation = ask(office)
    desk.post(f"{CONSULTATIONS}{consultation.pk}/confirm/")

    response = desk.post(f"{CONSULTATIONS}{consultation.pk}/decline/", follow=True)

    assert said(response)[-1] == (
        f"{consultation.reference} is already confirmed. "
        "Confirmed by desk on Monday, November 23, 9:00 am."
    )


def test_from_the_list_only_what_was_set_aside_is_declined_together(desk, office):
    seen, machine = ask(office), ask(office, suspect=True, starts_at=None, email="m@example.com")

    response = desk.post(
        CONSULTATIONS, {"action": "decline", "_selected_action": [seen.pk, machine.pk]}, follow=True
    )

    assert dict(Consultation.objects.values_list("pk", "status")) == {
        seen.pk: "requested",
        machine.pk: "declined",
    }
    assert sorted(said(response)) == sorted(
        [
            f"{seen.reference} is not set aside. Open it to see what the patient is told.",
            f"{machine.reference} is declined. Nobody was told, since it had been set aside as a machine's.",
        ]
    )


def test_nothing_that_tells_a_patient_is_said_of_several_at_once(desk, office):
    consultation = ask(office)

    offered = dict(desk.get(CONSULTATIONS).context["action_form"].fields["action"].choices)
    desk.post(CONSULTATIONS, {"action": "confirm", "_selected_action": [consultation.pk]})

    assert set(offered) == {"", "release", "decline"}
    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_a_get_answers_nothing(desk, office):
    consultation = ask(office)

    for verb in ("confirm", "decline"):
        response = desk.get(f"{CONSULTATIONS}{consultation.pk}/{verb}/")
        assert response.status_code == 200

    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_a_status_is_never_typed(desk, office):
    consultation = ask(office)

    response = desk.post(f"{CONSULTATIONS}{consultation.pk}/change/", {"status": "confirmed"})

    assert response.status_code == 403
    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_staff_who_may_only_look_cannot_answer(client, office):
    consultation = ask(office)
    reader = staff(client, "view_consultation")

    page = reader.get(f"{CONSULTATIONS}{consultation.pk}/change/")
    answer = reader.post(f"{CONSULTATIONS}{consultation.pk}/confirm/")

    assert "Confirm and tell" not in page.text
    assert answer.status_code == 403


def test_staff_who_write_articles_see_no_consultation(client, office):
    consultation = ask(office)
    writer = staff(client, "view_article", "change_article")

    assert writer.get(CONSULTATIONS).status_code == 403
    assert writer.get(f"{CONSULTATIONS}{consultation.pk}/change/").status_code == 403
    assert consultation.reference not in writer.get("/admin/").text


def test_a_stranger_is_asked_to_sign_in(client, office):
    consultation = ask(office)

    response = client.post(f"{CONSULTATIONS}{consultation.pk}/confirm/")

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_a_consultations_page_shows_what_was_told_and_its_history(desk, office):
    consultation = ask(
        office, phone="+14245550134", note="keloid on the left", answers=["sensitive"]
    )

    text = desk.get(f"{CONSULTATIONS}{consultation.pk}/change/").text

    for shown in (
        "keloid on the left",
        "Very sensitive skin",
        "tel:+14245550134",
        "Asked for a consultation",
    ):
        assert shown in text
    assert "sms:" not in text  # no consent to texts was given


def test_the_first_page_shows_mail_trouble_in_red_and_who_waits(desk, office):
    consultation = ask(office)
    to_office = Notification.objects.filter(audience="office", kind="received")
    to_office.update(due_at=None, failed_at=MONDAY, last_error="(550)")
    MailWorker.beat(now=MONDAY - timedelta(minutes=3))

    text = desk.get("/admin/").text

    assert "<strong>1 mail did not go.</strong>" in text
    assert "<strong>No mail is going out.</strong>" in text
    assert consultation.reference in text
    assert "Overdue" not in text


def test_a_first_page_without_trouble_shows_none(desk, office):
    MailWorker.beat(now=MONDAY)

    text = desk.get("/admin/").text

    assert "acu-fail" not in text
    assert "Nobody is waiting." in text


def test_a_passed_promise_is_called_overdue(desk, office):
    MailWorker.beat(now=MONDAY)
    consultation = ask(office)
    Consultation.objects.filter(pk=consultation.pk).update(reply_by=MONDAY - timedelta(hours=1))

    assert "Overdue since Monday, 8:00 am" in desk.get("/admin/").text
    assert "Overdue since" in desk.get(CONSULTATIONS).text


def test_a_message_is_sent_again_by_a_post_alone(desk, office):
    ask(office)
    message = Notification.objects.get(audience="office", kind="received")
    Notification.objects.filter(pk=message.pk).update(due_at=None, failed_at=MONDAY)
    address = f"/admin/bookings/notification/{message.pk}/send-again/"

    assert desk.get(address).status_code == 405
    desk.post(address)

    message.refresh_from_db()
    assert message.state == "waiting"


def test_the_list_asks_as_often_for_one_row_as_for_three(desk, office):
    asked = []
    for number in range(3):
        proposed = ask(
            office, starts_at=TUESDAY_AT_TWO + number * HALF_AN_HOUR, phone="+14245550134"
        )
        tomorrow = TUESDAY_AT_TWO + timedelta(days=1) + number * HALF_AN_HOUR
        lifecycle.propose(proposed, times=[tomorrow], by=User.objects.get(), now=MONDAY)
        with CaptureQueriesContext(connection) as queries:
            text = desk.get(CONSULTATIONS).text
        asked.append(len(queries))
        assert text.count("They chose") == number + 1

    assert asked[0] == asked[2] <= 12


def test_the_list_offers_what_staff_may_say_to_each(desk, office):
    waiting = ask(office)
    machine = ask(office, suspect=True, starts_at=None, email="m@example.com")
    agreed = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="c@example.com")
    lifecycle.confirm(agreed, by=User.objects.get(), now=MONDAY)

    text = desk.get(CONSULTATIONS).text

    offered = [
        re.findall(rf'(formaction|href)="{CONSULTATIONS}{row.pk}/((?!change)[a-z-]+)/"', text)
        for row in (waiting, machine, agreed)
    ]
    assert [dict(map(reversed, each)) for each in offered] == [
        {"confirm": "href", "propose": "href", "decline": "href"},
        {"release": "formaction", "decline": "formaction"},
        {"move": "href", "propose": "href", "cancel": "href"},
    ]


def test_a_press_in_the_list_goes_through_with_the_lists_own_token(office):
    staff(Client(), "view_consultation", "change_consultation")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get())
    machine = ask(office, suspect=True)
    text = client.get(CONSULTATIONS).text
    form = re.search(r'<form id="changelist-form" method="post".*?</form>', text, re.S)[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', form)[1]
    address = re.search(r'formaction="([^"]*/release/)"', form)[1]

    response = client.post(
        address, {"csrfmiddlewaretoken": token, "action": "", "select_across": "0"}
    )

    machine.refresh_from_db()
    assert (response.status_code, machine.status) == (302, "requested")


def test_whoever_may_only_look_is_offered_nothing_in_the_list(client, office):
    ask(office)
    text = staff(client, "view_consultation").get(CONSULTATIONS).text

    assert "What to do" not in text
    assert "/confirm/" not in text


@pytest.mark.parametrize(
    "address", ["nonsense/change/", "9999/change/", "nonsense/widgets.css/change/"]
)
def test_an_address_that_leads_nowhere_says_so(desk, office, address):
    response = desk.get(f"{CONSULTATIONS}{address}", follow=True)

    assert response.status_code == 200
    assert "doesn’t exist. Perhaps it was deleted?" in said(response)[0]


def test_an_answer_to_nothing_is_not_found(desk, office):
    assert desk.post(f"{CONSULTATIONS}nonsense/confirm/").status_code == 404


def test_hostile_names_are_inert(desk, office):
    MailWorker.beat(now=MONDAY)
    consultation = ask(
        office, first_name="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>"
    )

    for address in ("/admin/", CONSULTATIONS, f"{CONSULTATIONS}{consultation.pk}/change/"):
        text = desk.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
