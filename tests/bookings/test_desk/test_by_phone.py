"""What was agreed by phone or at the door, entered by staff."""

import re

import pytest

from bookings.availability import iso
from bookings.models import Consultation
from tests.bookings.desk import said, staff
from tests.bookings.lives import HALF_AN_HOUR
from tests.bookings.test_desk.words import (
    ADD,
    booking,
    chosen,
    listed,
    page_of,
    to_press,
)
from tests.factories import TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db


def test_what_was_agreed_by_phone_is_confirmed_at_once(desk, office):
    response = desk.post(ADD, booking(desk), follow=True)

    consultation = Consultation.objects.get()
    assert response.redirect_chain[-1][0] == page_of(consultation)
    assert (consultation.status, consultation.starts_at) == ("confirmed", TUESDAY_AT_TWO)
    assert (consultation.phone, consultation.last_name, consultation.email) == (
        "+14245550134",
        "",
        "",
    )
    assert [consent.wording for consent in consultation.consents.all()] == [
        "Asked by phone or at the door: they are 18 or older, or a parent or guardian is with them.",
        "Asked by phone or at the door: we may contact them about this consultation.",
        "Asked by phone or at the door: we may text them about this consultation at this number.",
    ]
    assert said(response) == [
        f"{consultation.reference} is booked and confirmed. There is no e-mail address: please text the patient."
    ]


def test_what_is_missing_is_said_and_the_rest_is_kept(desk, office):
    data = booking(desk, reach_by="email", adult="", time="")

    response = desk.post(ADD, {name: value for name, value in data.items() if value})

    assert response.status_code == 422
    assert listed(response.text) == [
        "Choose a time.",
        "Enter an e-mail address, so that we can write to them.",
        "Ask whether they are 18 or older, or a parent or guardian is with them.",
    ]
    assert 'value="Ana"' in response.text
    assert not Consultation.objects.exists()


def test_nobody_is_texted_who_was_not_asked(desk, office):
    data = booking(desk)
    del data["texts"]

    response = desk.post(ADD, data)

    assert listed(response.text) == ["Ask whether we may text them, or choose call or e-mail."]


def test_a_time_taken_while_the_desk_typed_is_refused_with_the_three_nearest(desk, office):
    data = booking(desk)
    ask(office)

    response = desk.post(ADD, data)

    assert response.status_code == 409
    assert listed(response.text) == ["Somebody else has this time now. These are free:"]
    assert len(to_press(response.text, "time")) == 3
    assert chosen(response.text, "time") == [iso(TUESDAY_AT_TWO)]
    assert 'value="Ana"' in response.text


def test_a_form_sent_twice_books_once(desk, office):
    data = booking(desk)
    desk.post(ADD, data)

    response = desk.post(ADD, data, follow=True)

    consultation = Consultation.objects.get()
    assert response.redirect_chain[-1][0] == page_of(consultation)
    assert said(response)[-1] == f"{consultation.reference} had been entered by this form already."


def test_a_form_sent_again_with_other_words_is_shown_again_and_books_when_pressed_once_more(
    desk, office
):
    data = booking(desk, first_name="Ada")
    desk.post(ADD, data)
    ada = Consultation.objects.get()
    others = {
        "first_name": "Bo",
        "phone": "(424) 555-0135",
        "time": iso(TUESDAY_AT_TWO + HALF_AN_HOUR),
    }

    response = desk.post(ADD, data | others)

    assert response.status_code == 409
    assert listed(response.text) == [
        f"Ada was booked with this form already ({ada.reference}). Press once more to book Bo."
    ]
    assert 'value="Bo"' in response.text
    assert 'value="(424) 555-0135"' in response.text
    assert chosen(response.text, "time") == [others["time"]]
    assert Consultation.objects.get() == ada
    key = re.search(r'name="form_key" value="([^"]*)"', response.text)[1]
    desk.post(ADD, data | others | {"form_key": key})
    assert Consultation.objects.get(first_name="Bo").starts_at == TUESDAY_AT_TWO + HALF_AN_HOUR


def test_a_key_that_we_did_not_make_books_nothing_until_it_is_pressed_once_more(desk, office):
    data = booking(desk, form_key="x")

    response = desk.post(ADD, data)

    assert response.status_code == 422
    assert not Consultation.objects.exists()
    key = re.search(r'name="form_key" value="([^"]*)"', response.text)[1]
    desk.post(ADD, data | {"form_key": key})
    assert Consultation.objects.count() == 1


def test_who_may_not_answer_books_nothing(client, office):
    reader = staff(client, "view_consultation")

    assert reader.get(ADD).status_code == 403
    assert reader.post(ADD).status_code == 403
