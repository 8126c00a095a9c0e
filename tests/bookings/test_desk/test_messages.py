"""The message before it is sent: what staff see, add and press is what the patient gets."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Block, Hold, Status
from clinic.office.models import Closure
from tests.bookings.lives import PROPOSALS, in_status
from tests.bookings.mails import deliver, said, text_of
from tests.bookings.test_desk.words import (
    AFTERWARDS,
    BY_PHONE,
    PAGES,
    chosen,
    listed,
    message_in,
    page_of,
    to_press,
    when,
)
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
NOTE = "Please ring the bell.\nThe door is on the left."
HOSTILE = "<script>alert(1)</script>\n{{ 7*7 }} <img src=x onerror=alert(1)>"
TIMES = {
    "propose": {"first": iso(PROPOSALS[0]), "second": iso(PROPOSALS[1])},
    "move": {"time": iso(PROPOSALS[0])},
    "confirm-at": {"time": iso(PROPOSALS[0])},
}
LINK = re.compile(r"http://testserver/consultation/\S+")


def one_for(name, office, **fields):
    starts_at = None if name == "confirm-at" else TUESDAY_AT_TWO
    return in_status(PAGES[name], office, starts_at=starts_at, **fields)


def all_rows():
    """Every row of every table, but the sessions'."""
    return {
        model: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in ("bookings", "clinic", "admin", "auth", "articles")
    }


def to_maya():
    return [message for message in deliver() if message["To"] == "maya@example.com"]


# ---- the same words ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_what_is_shown_is_what_is_sent(desk, office, name):
    consultation = one_for(name, office)
    deliver()
    data = {"note": NOTE} | TIMES.get(name, {})

    shown = desk.post(page_of(consultation, name), data | {"preview": "yes"})
    before = to_maya()
    desk.post(page_of(consultation, name), data)

    (message,) = to_maya()
    assert (shown.status_code, before) == (200, [])
    assert message_in(shown.text) == LINK.sub("[link to their page]", said(message))
    assert f"<p>Subject: {message['Subject']}</p>" in unescape(shown.text)
    assert "A note from the clinic: Please ring the bell. The door is on the left." in said(message)


@pytest.mark.parametrize("name", ["confirm", "decline", "cancel", "propose"])
def test_a_page_shows_the_message_at_once(desk, office, name):
    consultation = one_for(name, office)

    response = desk.get(page_of(consultation, name))

    assert response.status_code == 200
    assert message_in(response.text).startswith(("Hello Maya, ", "your consultation"))
    assert "A note from the clinic" not in message_in(response.text)


@pytest.mark.parametrize("name", PAGES)
def test_the_patients_own_link_is_not_shown_to_staff(desk, office, name):
    consultation = one_for(name, office)

    text = desk.post(page_of(consultation, name), TIMES.get(name, {}) | {"preview": "yes"}).text

    assert consultation.token not in text
    assert consultation.page_key.hex not in text


@pytest.mark.parametrize("name", PAGES)
def test_whoever_has_no_email_is_told_what_the_page_says(desk, office, name):
    consultation = one_for(name, office, **BY_PHONE)
    data = {"note": NOTE} | TIMES.get(name, {})

    shown = desk.post(page_of(consultation, name), data | {"preview": "yes"}).text
    desk.post(page_of(consultation, name), data)

    task = consultation.notifications.to_tell(MONDAY).get()
    told = desk.get(f"/admin/bookings/notification/{task.pk}/change/").text
    assert message_in(shown) in LINK.sub("[link to their page]", " ".join(unescape(told).split()))
    assert message_in(shown).endswith(" Your page: [link to their page]")
    assert "A note from the clinic: “Please ring the bell. The door is on the left.”" in message_in(
        shown
    )
    assert "There is no e-mail address, so the desk is asked to call Maya and say:" in shown


def test_nobody_is_told_of_what_was_set_aside(desk, office):
    consultation = in_status(Status.ASIDE, office)

    text = desk.get(page_of(consultation, "decline")).text

    assert "Nobody is told of this." in text
    assert 'name="note"' not in text
    assert message_in(text) is None


# ---- nothing is left behind ----------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_to_show_a_message_leaves_no_row_behind(desk, office, name):
    consultation = one_for(name, office)
    data = {"note": NOTE, "preview": "yes"} | TIMES.get(name, {})
    before = all_rows()

    for response in (desk.get(page_of(consultation, name)), desk.head(page_of(consultation, name))):
        assert response.status_code == 200
    assert message_in(desk.post(page_of(consultation, name), data).text)

    assert all_rows() == before


def test_a_message_that_cannot_be_shown_leaves_no_row_behind(desk, office, monday):
    consultation = ask(office)
    monday.move_to(AFTERWARDS)
    before = all_rows()

    response = desk.get(page_of(consultation, "confirm"))

    assert "That time has passed." in response.text
    assert message_in(response.text) is None
    assert all_rows() == before


# ---- the note ------------------------------------------------------------------------------------
def test_a_note_is_in_the_message_and_nowhere_else(desk, office, caplog):
    caplog.set_level(logging.DEBUG)
    consultation = ask(office, starts_at=PROPOSALS[0])
    deliver()

    response = desk.post(page_of(consultation, "confirm"), {"note": "Quokka\nat the door"})

    (message,) = to_maya()
    (html,) = [
        part.get_content() for part in message.walk() if part.get_content_type() == "text/html"
    ]
    (calendar,) = [
        part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"
    ]
    assert "A note from the clinic:\nQuokka\nat the door\n" in text_of(message)
    assert "<b>A note from the clinic:</b><br>Quokka<br>at the door</p>" in html
    reminder = deliver(PROPOSALS[0] - timedelta(hours=24))[-1]
    assert reminder["Subject"].startswith("Tomorrow at")
    others = [message["Subject"], str(calendar), str(reminder), response.url, caplog.text]
    assert [other for other in others if "uokka" in other] == []


def test_a_note_is_stored_sealed_and_stands_in_the_history(desk, office):
    consultation = ask(office)

    desk.post(page_of(consultation, "confirm"), {"note": NOTE})

    assert consultation.events.last().note == NOTE
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM bookings_event")
        assert not [note for (note,) in cursor.fetchall() if "bell" in note]
    assert (
        "Note to the patient: Please ring the bell.<br>The door is on the left."
        in desk.get(page_of(consultation)).text
    )


def test_a_hostile_note_is_inert_wherever_it_is_shown(desk, office):
    consultation = ask(office)
    deliver()

    shown = desk.post(page_of(consultation, "confirm"), {"note": HOSTILE, "preview": "yes"}).text
    desk.post(page_of(consultation, "confirm"), {"note": HOSTILE})

    (message,) = to_maya()
    (html,) = [
        part.get_content() for part in message.walk() if part.get_content_type() == "text/html"
    ]
    for text in (shown, html, desk.get(page_of(consultation)).text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "{{ 7*7 }}" in text
    assert HOSTILE in text_of(message)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("x" * 501, "Ensure this value has at most 500 characters (it has 501)."),
        ("over \u202e it", "A hidden character has slipped in, perhaps by pasting."),
    ],
)
def test_a_note_that_does_not_fit_is_refused_and_kept(desk, office, note, sentence):
    consultation = ask(office)

    response = desk.post(page_of(consultation, "confirm"), {"note": note})

    consultation.refresh_from_db()
    assert (response.status_code, consultation.status) == (422, "requested")
    assert listed(response.text)[0].startswith(sentence)
    assert note in response.text


def test_lines_count_as_browsers_count_them(desk, office):
    consultation = ask(office)

    desk.post(page_of(consultation, "confirm"), {"note": "x\r\n" * 249 + "xy"})

    assert consultation.events.last().note == "x\n" * 249 + "xy"


# ---- refusals ------------------------------------------------------------------------------------
def test_a_passed_time_is_refused_with_three_that_are_free(desk, office, monday):
    consultation = ask(office)
    monday.move_to(AFTERWARDS)

    for response, status in (
        (desk.get(page_of(consultation, "confirm")), 200),
        (desk.post(page_of(consultation, "confirm")), 422),
    ):
        assert response.status_code == status
        links = re.findall(
            rf'href="({page_of(consultation, "propose")}\?time=([^"]*))"', response.text
        )
        assert len(links) == 3

    address, time = links[1]
    propose = desk.get(address)
    assert chosen(propose.text, "first") == [time]
    assert message_in(propose.text)
    consultation.refresh_from_db()
    assert consultation.status == "requested"


@pytest.mark.parametrize("time", ["nonsense", "2026-11-29T18:00:00Z", iso(TUESDAY_AT_TWO)])
def test_a_wish_that_is_not_free_is_not_chosen(desk, office, time):
    consultation = in_status(Status.CONFIRMED, office)

    for name, field in (("move", "time"), ("propose", "first")):
        text = desk.get(page_of(consultation, name), {"time": time}).text
        assert time not in chosen(text, field)


@pytest.mark.parametrize(
    ("name", "field"), [("propose", "first"), ("move", "time"), ("confirm-at", "time")]
)
def test_a_time_pressed_instead_of_one_that_is_gone_is_chosen_and_changes_nothing(
    desk, office, name, field
):
    consultation = one_for(name, office)
    ask(office, starts_at=PROPOSALS[0], email="theo@example.com")
    data = TIMES[name] | {"note": NOTE}
    refused = desk.post(page_of(consultation, name), data)
    before = all_rows()

    instead = to_press(refused.text, field)[2]
    response = desk.post(page_of(consultation, name), data | {"choose": f"{field} {iso(instead)}"})

    assert (refused.status_code, response.status_code) == (409, 200)
    assert chosen(response.text, field) == [iso(instead)]
    assert when(office, instead) in message_in(response.text)
    assert "Please ring the bell. The door is on the left." in message_in(response.text)
    assert "ring the bell.\nThe door" in response.text
    assert all_rows() == before


def test_what_is_pressed_instead_meets_none_of_the_others(desk, office):
    consultation = ask(office, starts_at=None)
    ask(office, starts_at=PROPOSALS[0], email="theo@example.com")
    half_an_hour = timedelta(minutes=30)
    data = {"first": iso(PROPOSALS[0]), "second": iso(PROPOSALS[0] + half_an_hour)}

    refused = desk.post(page_of(consultation, "propose"), data)

    assert to_press(refused.text, "first") == [
        PROPOSALS[0] + half_an_hour * steps for steps in (-2, -1, 2)
    ]


def test_canceling_what_is_canceled_says_so_kindly(desk, office):
    consultation = in_status(Status.CANCELED, office)

    response = desk.post(page_of(consultation, "cancel"))

    (message,) = get_messages(response.wsgi_request)
    assert (response.status_code, message.level_tag) == (302, "info")
    assert str(message) == (
        f"{consultation.reference} is already canceled. "
        "Canceled by desk on Monday, November 23, 9:00 am."
    )


@pytest.mark.parametrize("ask_for", ["get", "post"])
@pytest.mark.parametrize("name", PAGES)
def test_whoever_was_slower_reads_who_decided_what(desk, office, name, ask_for):
    consultation = one_for(name, office)
    lifecycle.cancel(consultation, by=None, now=MONDAY)

    response = getattr(desk, ask_for)(page_of(consultation, name), TIMES.get(name, {}), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        f"{consultation.reference} is already canceled. "
        "Canceled by the patient on Monday, November 23, 9:00 am."
    ]
    assert response.redirect_chain[-1][0] == page_of(consultation)


def test_to_confirm_without_a_time_leads_to_where_one_is_chosen(desk, office):
    consultation = ask(office, starts_at=None)

    response = desk.get(page_of(consultation, "confirm"))

    assert response.url == page_of(consultation, "confirm-at")


@pytest.mark.parametrize("what", ["closure", "block"])
def test_confirming_a_time_at_which_nobody_works_warns(desk, office, what):
    consultation = ask(office)
    assert "acu-warn" not in desk.get(page_of(consultation, "confirm")).text
    then = {"starts_at": TUESDAY_AT_TWO, "ends_at": TUESDAY_AT_TWO + timedelta(hours=1)}
    if what == "closure":
        Closure.objects.create(office=office, reason="holiday", **then)
        sentence = "The office is closed then: holiday."
    else:
        Block.objects.create(office=office, by=User.objects.get(username="desk"), **then)
        sentence = "Blocked by desk."

    text = desk.get(page_of(consultation, "confirm")).text
    desk.post(page_of(consultation, "confirm"))

    assert f'<p class="acu-warn"><strong>{sentence}</strong></p>' in text
    assert message_in(text)
    consultation.refresh_from_db()
    assert (consultation.status, Hold.objects.count()) == ("confirmed", 1)
