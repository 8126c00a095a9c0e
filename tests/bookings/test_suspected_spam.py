"""The booking form and those who send too much, too fast, or too late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from bookings import lifecycle, notifications
from bookings.availability import iso
from bookings.models import Consultation, Event, Hold, Notification
from clinic.mail.outbox import deliver_next
from clinic.protection import rate_limits
from clinic.protection.form_keys import FormKey
from tests.bookings.forms import answers
from tests.bookings.mails import parts
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern", "office")]


def person(number, **more):
    return answers(
        slot=None,
        when="call",
        first_name=f"Person{number}",
        email=f"person{number}@example.com",
        **more,
    )


def test_one_mailbox_is_named_three_times_an_hour_and_then_429_keeps_every_word(client):
    for _ in range(3):
        client.post("/book/", person(1))

    response = client.post("/book/", person(1, note="Mostly I wonder how long it takes."))

    assert response.status_code == 429
    assert int(response["Retry-After"]) == 3600
    assert "please send it after Monday, November 23, 10:00 am Pacific time" in response.text
    assert "Mostly I wonder how long it takes." in response.text
    assert "(424) 252-1210" in response.text
    assert Consultation.objects.count() == 3


def test_a_mailbox_named_six_times_a_day_is_told_that_it_is_tomorrow(client, monday):
    four = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # of the afternoon, when the counted day begins
    for minutes in (10, 10, 10, 70, 70, 70, 130):
        monday.move_to(four + timedelta(minutes=minutes))
        response = client.post("/book/", person(1))

    assert response.status_code == 429
    assert "please send it after Tuesday, November 24, 4:00 pm Pacific time" in response.text
    assert response["Retry-After"] == str(22 * 60 * 60 - 10 * 60)


def test_a_second_person_behind_the_same_address_gets_through(client):
    for _ in range(4):
        client.post("/book/", person(1))

    assert client.post("/book/", person(2)).status_code == 302


def test_a_phone_number_counts_however_it_is_written(client):
    for number, written in enumerate(
        ["4245550134", "(424) 555-0134", "+1 424 555 0134", "424.555.0134"]
    ):
        response = client.post("/book/", person(number, reach_by="call", phone=written))

    assert response.status_code == 429


def test_one_address_is_stored_ten_times_an_hour(client):
    statuses = [client.post("/book/", person(number)).status_code for number in range(11)]

    assert statuses == [302] * 10 + [429]


def test_a_made_up_forwarding_header_moves_no_limit(client):
    for number in range(10):
        client.post("/book/", person(number), headers={"X-Forwarded-For": f"198.51.100.{number}"})

    assert (
        client.post("/book/", person(10), headers={"X-Forwarded-For": "6.6.6.6"}).status_code == 429
    )


def test_who_tries_without_end_is_asked_to_wait_even_with_forms_that_need_mending(
    client, monkeypatch
):
    monkeypatch.setattr(rate_limits, "TRIES", rate_limits.Limit(3, timedelta(minutes=10)))

    statuses = [client.post("/book/", {}).status_code for _ in range(4)]

    assert statuses == [422, 422, 422, 429]


def test_many_addresses_at_once_are_set_aside_and_none_is_refused(client):
    for number in range(40):
        response = client.post("/book/", person(number), REMOTE_ADDR=f"198.51.100.{number}")
        assert response.status_code == 302

    assert Consultation.objects.filter(status="requested").count() == rate_limits.BURST.most
    assert Consultation.objects.aside().count() == 40 - rate_limits.BURST.most


@pytest.mark.parametrize(
    "machine",
    [
        {"leave_empty": "http://spam.example"},
        {"form_key": FormKey.new(now=MONDAY - timedelta(seconds=1)).signed()},
    ],
    ids=["fills what nobody sees", "is faster than fingers"],
)
def test_a_suspect_is_stored_aside_holds_no_time_and_is_told_the_truth(client, machine):
    response = client.post("/book/", answers(**machine), follow=True)

    consultation = Consultation.objects.get()
    assert consultation.status == "aside"
    assert consultation.reply_by == MONDAY + timedelta(hours=4)
    assert not Hold.objects.exists()
    assert "We have your request, but could not hold this time." in response.text
    assert "A copy is on its way" not in response.text
    assert {row.audience for row in Notification.objects.all()} == {"office"}


def test_the_office_reads_of_what_was_set_aside_in_one_digest(client, smtp):
    for number in range(3):
        client.post("/book/", person(number, leave_empty="x"))

    def deliver(minutes):
        now = MONDAY + timedelta(minutes=minutes)
        return deliver_next(Notification.objects.all(), write=notifications.write, now=lambda: now)

    assert deliver(29) is False
    assert deliver(31) is True
    assert deliver(31) is False
    (mail,) = [received.message for received in smtp.messages]
    assert mail["Subject"] == "3 consultation requests set aside"
    for unsaid in ("Person", "example.com>"):
        assert unsaid not in parts(mail)[0]


def test_a_released_request_is_one_like_any_other_with_its_time_while_it_is_free():
    desk = User.objects.create_user("desk")
    consultation = ask(_office(), suspect=True)

    released = lifecycle.release(consultation, by=desk, now=MONDAY)

    assert (released.status, released.starts_at) == ("requested", TUESDAY_AT_TWO)
    assert Hold.objects.get().consultation == released
    assert [event.kind for event in released.events.all()] == ["aside", "released"]
    assert released.notifications.filter(audience="patient", kind="received").count() == 1


def test_a_released_request_whose_time_is_gone_keeps_none():
    desk = User.objects.create_user("desk")
    consultation = ask(_office(), suspect=True)
    ask(_office(), email="quicker@example.com")

    released = lifecycle.release(consultation, by=desk, now=MONDAY)

    assert (released.status, released.starts_at) == ("requested", None)


def test_declining_what_was_set_aside_writes_to_nobody():
    desk = User.objects.create_user("desk")
    consultation = ask(_office(), suspect=True)

    lifecycle.decline(consultation, by=desk, now=MONDAY)

    assert not Notification.objects.filter(audience="patient").exists()


def test_what_was_set_aside_is_not_confirmed_before_it_is_released():
    desk = User.objects.create_user("desk")
    consultation = ask(_office(), suspect=True)

    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.confirm(consultation, by=desk, now=MONDAY)

    assert Event.objects.count() == 1


def test_the_desk_releases_with_one_press(client):
    User.objects.create_superuser("owner", password="x")
    client.force_login(User.objects.get())
    consultation = ask(_office(), suspect=True)

    assert "Set aside" in client.get("/admin/").text
    client.post(f"/admin/bookings/consultation/{consultation.pk}/release/")

    consultation.refresh_from_db()
    assert consultation.status == "requested"


@pytest.mark.parametrize("token", [None, "foreign" * 9 + "f", "x"])
def test_a_missing_or_foreign_form_token_says_so_keeps_the_text_and_lets_one_send_again(token):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    form = answers(note="Kept overnight", csrfmiddlewaretoken=token)

    refused = browser.post("/book/", form)

    assert refused.status_code == 403
    assert "This page was open for a long time" in refused.text
    assert "Kept overnight" in refused.text
    assert not Consultation.objects.exists()
    fresh = form | {"csrfmiddlewaretoken": str(refused.context["csrf_token"])}
    assert browser.post("/book/", fresh).status_code == 302
    assert Consultation.objects.get().note == "Kept overnight"


def test_a_slot_that_passes_while_the_form_is_open_is_refused_with_every_word_kept(client):
    form = answers(note="Slow typing")

    with time_machine.travel(TUESDAY_AT_TWO + timedelta(minutes=5), tick=False):
        response = client.post("/book/", form)

    assert response.status_code == 422
    assert "That time is not on offer any more" in response.text
    assert "Slow typing" in response.text


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien",
        "Zoë",
        "Nguyễn Thị Minh Khai",
        "محمد",
        "🌿 Maya",
        "X",
        "Ana-María de la O",
        "x" * 70,
    ],
)
def test_names_of_all_kinds_are_taken_as_they_are(client, name):
    page = client.post("/book/", answers(first_name=name, last_name=""), follow=True)

    assert page.status_code == 200
    assert Consultation.objects.get().first_name == name


@pytest.mark.parametrize(
    "hidden",
    [
        "\n",
        "\r\nBcc: all@example.com",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
    ],
)
def test_hidden_characters_in_a_name_are_refused_in_words(client, hidden):
    response = client.post("/book/", answers(first_name=f"Maya{hidden}Ortiz"))

    assert response.status_code == 422
    assert "A hidden character has slipped in" in response.context["errors"][0][1]
    assert not Consultation.objects.exists()


def test_a_note_may_have_lines_but_no_control_characters(client):
    assert client.post("/book/", person(1, note="One.\r\nTwo.\tThree.")).status_code == 302
    assert client.post("/book/", person(2, note="One.\x08Two")).status_code == 422


def test_lengths_agree_between_form_and_table(client):
    longest = answers(
        first_name="x" * 80,
        last_name="y" * 80,
        note="z" * 2000,
        email="e" * 60 + "@" + ".".join(["d" * 60] * 3) + ".com",
    )

    assert client.post("/book/", longest).status_code == 302
    for field, length in {"first_name": 81, "last_name": 81, "note": 2001}.items():
        response = client.post("/book/", person(1) | {field: "x" * length})
        assert [control for control, _ in response.context["errors"]] == [f"id_{field}"]


def test_two_people_for_one_time_by_hand(client):
    client.post("/book/", answers())

    response = client.post("/book/", answers(email="second@example.com", slot=iso(TUESDAY_AT_TWO)))

    assert response.status_code == 409


def _office():
    from clinic.office.models import Office

    return Office.objects.current()
