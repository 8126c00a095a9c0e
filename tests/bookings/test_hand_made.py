"""Booking forms that no browser sends, and some that it does: each gets its plain answer."""

import re
from datetime import time, timedelta
from html import unescape

import pytest

from bookings.availability import iso
from bookings.forms import SLOT_GONE
from bookings.models import Consultation, Status
from clinic.office.models import ConsultationHours
from tests.bookings.forms import answers
from tests.factories import MONDAY, TUESDAY_AT_TWO, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern", "office")]


@pytest.mark.parametrize(
    "hidden", ["\n", "\x01", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\u2028"]
)
def test_hidden_characters_in_an_address_are_refused_in_words(client, hidden):
    response = client.post("/book/", answers(email=f'"a{hidden}X"@example.com'))

    assert response.status_code == 422
    assert next(control for control, _ in response.context["errors"]) == "id_email"
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u00ad", "\u3164", "\u115f\u1160", "\u200e", "\U000e0041", "\ufe0f"]
)
def test_a_name_of_which_nothing_is_seen_is_none(client, unseen):
    response = client.post("/book/", answers(first_name=unseen))

    assert response.status_code == 422
    assert ("id_first_name", "Enter a name that can be read.") in response.context["errors"]


def test_the_end_of_a_line_counts_once_as_browsers_count_it(client):
    lines = "\r\n".join(
        ["x" * 99] * 20
    )  # 1,999 as the browser counts them, and 2,018 as it sends them

    assert client.post("/book/", answers(note=lines)).status_code == 302
    assert Consultation.objects.get().note == lines.replace("\r\n", "\n")


def test_a_form_whose_key_cannot_be_read_is_taken_when_it_is_sent_again(client, monday):
    first = client.post("/book/", answers(form_key="made-up"))
    [fresh] = re.findall(r'name="form_key" value="([^"]*)"', first.text)
    again = answers(form_key=unescape(fresh))
    monday.shift(timedelta(minutes=1))

    assert first.status_code == 422
    assert first.context["errors"][0][0] == "id_concern_0"
    assert client.post("/book/", again).status_code == 302
    assert Consultation.objects.count() == 1


def test_a_clock_put_back_while_a_form_is_open_makes_nobody_a_machine(client, monday):
    form = answers()
    monday.move_to(MONDAY - timedelta(hours=1))

    assert client.post("/book/", form).status_code == 302
    assert Consultation.objects.get().status == Status.REQUESTED


def test_a_time_that_only_another_office_offers_is_refused(client):
    there = make_office(name="Elsewhere")
    ConsultationHours.objects.create(office=there, weekday=6, opens=time(10), closes=time(16))
    sunday_at_two = TUESDAY_AT_TWO + timedelta(days=5)

    response = client.post("/book/", answers(slot=iso(sunday_at_two), office=there.pk))

    assert response.status_code == 422
    assert [text for _, text in response.context["errors"]] == [SLOT_GONE]


def test_fields_that_nobody_asked_for_change_nothing(client, office):
    extra = {
        "status": "confirmed", "office": 99, "reference": "AAAAAA", "pk": 70007, "id": 70007,
        "reply_by": "2030-01-01", "starts_at": "2026-11-23T03:00:00Z", "actor": "staff",
    }  # fmt: skip

    assert client.post("/book/", answers() | extra).status_code == 302
    consultation = Consultation.objects.get()
    assert (consultation.status, consultation.office, consultation.starts_at) == (
        Status.REQUESTED, office, TUESDAY_AT_TWO,
    )  # fmt: skip
    assert consultation.reference != "AAAAAA"
    assert consultation.pk != 70007
