"""Putting right a misheard address or number, from the consultation's page."""

import pytest

from bookings.models import Status
from tests.bookings.desk import staff
from tests.bookings.lives import everything, in_status
from tests.bookings.mails import deliver
from tests.factories import ask

pytestmark = pytest.mark.django_db


def address(consultation, name="correct"):
    return f"/admin/bookings/consultation/{consultation.pk}/{name}/"


def test_a_misheard_email_is_corrected_and_what_stands_goes_to_the_right_one(desk, office):
    consultation = in_status(Status.CONFIRMED, office, email="mya@example.com")
    deliver()
    assert address(consultation) in desk.get(address(consultation, "change")).text

    response = desk.post(address(consultation), {"email": "maya@example.com"}, follow=True)

    assert "how to reach them is corrected. An e-mail tells the patient." in response.text
    assert [message["To"] for message in deliver()] == ["maya@example.com"]
    assert consultation.events.last().by.get_username() in response.text


def test_who_only_reads_is_not_offered_it_and_is_refused(client, office):
    consultation, before = ask(office), everything()
    reader = staff(client, "view_consultation")

    assert address(consultation) not in reader.get(address(consultation, "change")).text
    assert reader.post(address(consultation), {"email": "new@example.com"}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("typed", [{}, {"email": "maya@"}, {"phone": "12"}])
def test_what_cannot_be_right_is_sent_back_and_changes_nothing(desk, office, typed):
    consultation = ask(office)
    before = everything()

    response = desk.post(address(consultation), typed)

    assert response.status_code == 422
    assert "Nothing has changed yet." in response.text
    assert all(value in response.text for value in typed.values())
    assert everything() == before


def test_what_has_ended_is_not_corrected(desk, office):
    consultation = in_status(Status.CANCELED, office)
    before = everything()

    response = desk.post(address(consultation), {"email": "new@example.com"}, follow=True)

    assert f"{consultation.reference} is canceled." in response.text
    assert address(consultation) not in response.text
    assert everything() == before
