"""Nobody is told that a time is taken where they hold it themselves, whichever way they come to it
again.
"""

import re
from datetime import timedelta
from html import unescape

import pytest

from bookings import lifecycle
from bookings.availability import iso
from bookings.forms.booking import SLOT_GONE, SLOT_TAKEN, SLOT_YOURS
from bookings.models import Consultation, Status
from tests.bookings.desk import staff
from tests.bookings.forms import answers
from tests.bookings.lives import AT_THREE, HALF_AN_HOUR, PROPOSALS, desk, in_status
from tests.bookings.test_desk.words import ADD, DESK, booking, listed, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
A_QUARTER = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _steps_overlap(office):
    """A time begins each quarter of an hour, and each lasts for half an hour."""
    office.slot_step_minutes = 15
    office.save()


def key_in(response):
    return {"form_key": unescape(re.search(r'name="form_key" value="([^"]*)"', response.text)[1])}


def errors(response):
    return [error for _, error in response.context["errors"]]


# ---- the patient's form, sent again --------------------------------------------------------------
@pytest.mark.parametrize("later", [timedelta(0), A_QUARTER, -A_QUARTER])
def test_whoever_goes_back_and_sends_the_form_again_is_led_to_their_request(client, later):
    sent = answers()
    client.post("/book/", sent)
    mine = Consultation.objects.get()

    again = client.post(
        "/book/", sent | {"note": "One more thing.", "slot": iso(TUESDAY_AT_TWO + later)}
    )

    assert again.status_code == 409
    assert errors(again) == []
    assert f"We have that request as {mine.reference}" in again.text


@pytest.mark.parametrize("later", [timedelta(0), A_QUARTER, -A_QUARTER])
def test_a_second_request_for_ones_own_time_says_whose_it_is(client, later):
    sent = answers()
    client.post("/book/", sent)
    mine = Consultation.objects.get()
    changed = sent | {"note": "One more thing.", "slot": iso(TUESDAY_AT_TWO + later)}
    again = client.post("/book/", changed)

    second = client.post("/book/", changed | key_in(again))

    assert second.status_code == 409
    assert errors(second) == [SLOT_YOURS]
    assert (
        f"We keep it for the request that you sent with this form before, {mine.reference}"
        in second.text
    )
    assert mine.get_absolute_url() in second.text
    assert "One more thing." in second.text
    assert Consultation.objects.count() == 1


def test_other_mistakes_do_not_make_ones_own_time_a_taken_one(client):
    sent = answers()
    client.post("/book/", sent)

    again = client.post("/book/", sent | {"first_name": ""})

    assert errors(again) == ["Enter your first name"]


def test_ones_own_time_that_is_not_offered_any_more_is_gone_and_not_taken(client, office):
    sent = answers()
    client.post("/book/", sent)
    office.notice_hours = 500
    office.save()

    again = client.post("/book/", sent | {"first_name": ""})

    assert sorted(errors(again)) == sorted([SLOT_GONE, "Enter your first name"])


def test_after_that_another_time_makes_a_second_request(client):
    sent = answers()
    client.post("/book/", sent)
    again = client.post("/book/", sent | {"note": "For my sister"})
    second = client.post("/book/", sent | {"note": "For my sister"} | key_in(again))

    third = client.post(
        "/book/", sent | {"note": "For my sister", "slot": iso(AT_THREE)} | key_in(second)
    )

    assert third.status_code == 302
    assert sorted(Consultation.objects.values_list("starts_at", flat=True)) == [
        TUESDAY_AT_TWO,
        AT_THREE,
    ]


def test_a_time_that_somebody_else_has_is_still_taken(client, office):
    sent = answers(slot=iso(AT_THREE))
    client.post("/book/", sent)
    again = client.post("/book/", sent | {"note": "More"})
    ask(office, email="other@example.com")

    response = client.post("/book/", sent | {"slot": iso(TUESDAY_AT_TWO)} | key_in(again))

    assert response.status_code == 409
    assert errors(response) == [SLOT_TAKEN]


def test_a_stranger_with_the_same_phone_learns_nothing_of_it(client):
    client.post("/book/", answers())

    response = client.post("/book/", answers())

    assert errors(response) == [SLOT_TAKEN]
    assert Consultation.objects.get().reference not in response.text


# ---- moving --------------------------------------------------------------------------------------
@pytest.mark.parametrize("later", [A_QUARTER, -A_QUARTER])
def test_a_patient_moves_to_a_time_that_overlaps_their_own(client, office, later):
    consultation = in_status(Status.CONFIRMED, office)
    address, slot = f"{consultation.get_absolute_url()}move/", iso(TUESDAY_AT_TWO + later)

    assert f'value="{slot}"' in client.get(address).text
    assert client.get(address, {"slot": slot}).status_code == 200
    assert client.post(address, {"slot": slot}).status_code == 302

    consultation.refresh_from_db()
    assert consultation.starts_at == TUESDAY_AT_TWO + later
    assert [hold.starts_at for hold in consultation.holds.all()] == [TUESDAY_AT_TWO + later]


def test_a_patient_who_chooses_the_time_they_have_reads_that_they_have_it(client, office):
    consultation = in_status(Status.CONFIRMED, office)
    address, slot = f"{consultation.get_absolute_url()}move/", {"slot": iso(TUESDAY_AT_TWO)}

    opened, sent = client.get(address, slot), client.post(address, slot)

    assert opened.status_code == 422
    assert "That is the time it has already. Choose another." in opened.text
    assert sent.status_code == 409
    assert "That is the time it has already." in sent.text
    assert "taken" not in opened.text + sent.text


@pytest.mark.parametrize("later", [A_QUARTER, -A_QUARTER])
def test_the_desk_moves_somebody_to_a_time_that_overlaps_theirs(client, office, later):
    front, consultation = staff(client, *DESK), in_status(Status.CONFIRMED, office)
    slot = iso(TUESDAY_AT_TWO + later)

    assert f'value="{slot}"' in front.get(page_of(consultation, "move")).text
    assert front.post(page_of(consultation, "move"), {"time": slot}).status_code == 302

    consultation.refresh_from_db()
    assert consultation.starts_at == TUESDAY_AT_TWO + later


# ---- proposing and choosing ----------------------------------------------------------------------
@pytest.mark.parametrize("later", [timedelta(0), A_QUARTER])
def test_a_requested_time_or_one_beside_it_can_be_proposed(office, later):
    consultation = ask(office)

    proposed = lifecycle.propose(
        consultation, times=[TUESDAY_AT_TWO + later, AT_THREE], by=desk(), now=MONDAY
    )

    assert [hold.starts_at for hold in proposed.holds.all()] == [TUESDAY_AT_TWO + later, AT_THREE]


@pytest.mark.parametrize("later", [A_QUARTER, -A_QUARTER])
def test_what_overlaps_a_confirmed_time_is_refused_with_the_true_reason(client, office, later):
    front, consultation = staff(client, *DESK), in_status(Status.CONFIRMED, office)

    response = front.post(page_of(consultation, "propose"), {"first": iso(TUESDAY_AT_TWO + later)})

    assert response.status_code == 422
    assert listed(response.text) == [
        "One of these times overlaps the one that the patient has and keeps until they choose. "
        "Choose times apart from it, or move it."
    ]
    assert "Somebody else" not in response.text
    consultation.refresh_from_db()
    assert consultation.status == Status.CONFIRMED


def test_what_touches_a_confirmed_time_can_be_proposed(office):
    consultation = in_status(Status.CONFIRMED, office)

    proposed = lifecycle.propose(
        consultation, times=[TUESDAY_AT_TWO + HALF_AN_HOUR], by=desk(), now=MONDAY
    )

    assert proposed.status == Status.PROPOSED


def test_a_proposed_time_is_chosen_by_its_holder(client, office):
    consultation = in_status(Status.PROPOSED, office)

    response = client.post(f"{consultation.get_absolute_url()}choose/", {"slot": iso(PROPOSALS[1])})

    assert response.status_code == 302


# ---- at the desk ---------------------------------------------------------------------------------
def test_the_desk_reads_that_its_own_booking_has_the_time(client):
    front = staff(client, *DESK)
    sent = booking(front)
    front.post(ADD, sent)
    mine = Consultation.objects.get()
    again = front.post(ADD, sent | {"first_name": "Anna"})
    assert again.status_code == 409

    response = front.post(ADD, sent | {"first_name": "Anna"} | key_in(again))

    assert response.status_code == 409
    assert listed(response.text)[0].startswith(
        f"{mine.reference}, which you booked with this form before, has this time. These are free:"
    )
    assert "Somebody else" not in response.text
