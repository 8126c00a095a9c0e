"""Whoever mistypes their address is asked about it once, and decides. Nobody needs script for
that.
"""

import re
from html import unescape

import pytest

from bookings.models import Consultation, LinkRequest
from tests.articles.forms import form_of, somebody
from tests.bookings.desk import said, staff
from tests.bookings.forms import answers
from tests.bookings.test_desk.words import ADD, DESK, booking, listed, page_of
from tests.factories import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern", "office")]
QUESTION = (
    "Did you mean …@gmail.com? Then tick the box “Yes, use …@gmail.com”. "
    "If gmial.com is right, leave it as it is and press the button once more."
)
FIND = "/consultation/find/"


def asked(response):
    """What the page would send of the question, when nobody answers it."""
    return {"asked_email": re.search(r'name="asked_email" value="([^"]*)"', response.text)[1]}


def stored():
    return Consultation.objects.get().email


def test_a_patient_is_asked_in_words_and_loses_nothing(client):
    response = client.post("/book/", answers(email="maya@gmial.com", note="Thank you."))

    assert response.status_code == 422
    assert response.context["errors"] == [("id_email", QUESTION)]
    assert not Consultation.objects.exists()
    text = unescape(response.text)
    for kept in ('value="maya@gmial.com"', 'value="Maya"', "Thank you."):
        assert kept in text
    box = re.search(r'<input type="checkbox" name="take_meant"[^>]*>', text)[0]
    assert "checked" not in box
    label = re.search(r'<label for="id_take_meant"[^>]*>(.*?)</label>', text, re.S)[1]
    assert label.strip() == "Yes, use …@gmail.com"


def test_a_patient_who_insists_is_taken_by_their_word(client):
    sent = answers(email="maya@gmial.com")
    question = client.post("/book/", sent)

    response = client.post("/book/", sent | asked(question))

    assert response.status_code == 302
    assert stored() == "maya@gmial.com"


def test_a_patient_who_ticks_the_box_has_the_address_that_they_meant(client):
    sent = answers(email="maya@gmial.com")
    question = client.post("/book/", sent)

    client.post("/book/", sent | asked(question) | {"take_meant": "on"})

    assert stored() == "maya@gmail.com"


def test_a_patient_who_mends_it_by_hand_is_not_asked_again(client):
    question = client.post("/book/", answers(email="maya@gmial.com"))

    client.post("/book/", answers(email="maya@gmail.com") | asked(question))

    assert stored() == "maya@gmail.com"


def test_another_slip_is_another_question(client):
    question = client.post("/book/", answers(email="maya@gmial.com"))

    response = client.post(
        "/book/", answers(email="maya@yahoo.cmo") | asked(question) | {"take_meant": "on"}
    )

    assert "Did you mean …@yahoo.com?" in response.context["errors"][0][1]
    assert not re.search(r'name="take_meant"[^>]*checked', response.text)


def test_a_question_beside_other_mistakes_is_asked_at_once_and_not_again(client):
    sent = answers(email="maya@gmial.com", first_name="")
    question = client.post("/book/", sent)
    assert len(question.context["errors"]) == 2

    client.post("/book/", sent | asked(question) | {"first_name": "Maya"})

    assert stored() == "maya@gmial.com"


def test_an_answer_stays_while_something_else_needs_mending(client):
    sent = answers(email="maya@gmial.com")
    question = client.post("/book/", sent)

    response = client.post(
        "/book/", sent | asked(question) | {"take_meant": "on", "first_name": ""}
    )

    assert [error for _, error in response.context["errors"]] == ["Enter your first name"]
    assert re.search(r'type="checkbox" name="take_meant"[^>]*checked', response.text)


def test_a_form_that_was_answered_and_is_sent_twice_counts_once(client):
    sent = answers(email="maya@gmial.com")
    insisted = sent | asked(client.post("/book/", sent))

    first, second = (client.post("/book/", each) for each in (insisted, sent))

    assert first["Location"] == second["Location"]
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("email", ["maya@gmx.com", "maya@ymail.com", "maya@hotmail.co.uk"])
def test_nobody_is_asked_about_a_real_address(client, email):
    assert client.post("/book/", answers(email=email)).status_code == 302


def test_a_correction_is_asked_about_too(client, office):
    consultation = ask(office)
    address = f"{consultation.get_absolute_url()}contact/"

    question = client.post(address, {"email": "maya@gmial.com"})
    assert (question.status_code, question.context["errors"]) == (422, [("id_email", QUESTION)])
    assert stored() == "maya@example.com"
    client.post(address, {"email": "maya@gmial.com", "take_meant": "on"} | asked(question))

    assert stored() == "maya@gmail.com"


def test_whoever_looks_for_a_request_is_asked_too_and_may_insist(client, office):
    ask(office, email="maya@gmial.com")
    sent = {"contact": "maya@gmial.com"}

    question = client.post(FIND, sent)
    assert (question.status_code, question.context["errors"]) == (422, [("id_contact", QUESTION)])
    assert client.post(FIND, sent | asked(question)).status_code == 200

    assert LinkRequest.objects.get().theirs().exists()


def test_the_desk_is_asked_once_and_never_stopped_twice(client):
    desk = staff(client, *DESK)
    sent = booking(desk, email="ana@gmial.com")

    question = desk.post(ADD, sent)
    assert question.status_code == 422
    assert listed(question.text) == [QUESTION]
    assert desk.post(ADD, sent | asked(question)).status_code == 302

    assert stored() == "ana@gmial.com"


def test_the_desk_may_take_what_was_meant(client, office):
    desk, consultation = staff(client, *DESK), ask(office)
    address, sent = page_of(consultation, "correct"), {"email": "maya@yahoo.cmo"}

    question = desk.post(address, sent)
    assert "Yes, use …@yahoo.com" in question.text
    desk.post(address, sent | asked(question) | {"take_meant": "on"})

    assert stored() == "maya@yahoo.com"


def test_the_offices_own_address_is_stored_and_its_slip_is_named(client, office):
    client.force_login(somebody())
    address = f"/admin/clinic/office/{office.pk}/change/"

    sent = form_of(client, address) | {"mail_addresses-0-email": "desk@gmial.com"}
    response = client.post(address, sent, follow=True)

    assert office.mail_addresses.get().email == "desk@gmial.com"
    assert said(response)[0] == (
        "It is stored as …@gmial.com. Did you mean …@gmail.com? Then change it, or nobody hears."
    )
