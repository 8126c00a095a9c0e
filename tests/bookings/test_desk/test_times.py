"""Proposing, moving, and confirming what came without a time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Hold, Status
from clinic.office.models import Weekday
from tests.bookings.desk import said
from tests.bookings.lives import PROPOSALS, everything, in_status
from tests.bookings.test_desk.words import (
    MAIL,
    PAGES,
    chosen,
    desk_when,
    listed,
    offered,
    page_of,
    to_press,
)
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office

pytestmark = pytest.mark.django_db


# ---- proposing -----------------------------------------------------------------------------------
def propose(desk, consultation, *times, **more):
    names = ("first", "second", "third")
    data = dict(zip(names, map(iso, times), strict=False))
    return desk.post(page_of(consultation, "propose"), data, **more)


def test_times_near_the_one_asked_for_are_drafted(desk, office):
    consultation = ask(office)

    text = desk.get(page_of(consultation, "propose")).text

    drafted = [chosen(text, name) for name in ("first", "second", "third")]
    near = [TUESDAY_AT_TWO + minutes * timedelta(minutes=1) for minutes in (-60, -30, 30)]
    assert drafted == [[iso(time)] for time in near]
    assert text.index('<optgroup label="Nearest">') < text.index(
        '<optgroup label="Wednesday, November 25">'
    )


def test_what_suits_the_patient_is_drafted_for_the_second_door(desk, office):
    consultation = ask(
        office,
        starts_at=None,
        preferred_days=[Weekday.THURSDAY, Weekday.FRIDAY],
        preferred_parts=["morning"],
    )

    text = desk.get(page_of(consultation, "propose")).text

    thursday_at_ten = TUESDAY_AT_TWO + timedelta(days=2, hours=-4)
    assert chosen(text, "first") == [iso(thursday_at_ten)]
    assert "No time chosen, Thursday, Friday, mornings" in text


@pytest.mark.parametrize("fields", [{}, {"starts_at": None}], ids=["with a time", "second door"])
def test_one_to_three_times_are_proposed_and_held(desk, office, fields):
    consultation = ask(office, **fields)

    response = propose(desk, consultation, *PROPOSALS[:2], follow=True)

    consultation.refresh_from_db()
    assert consultation.status == "proposed"
    assert [hold.starts_at for hold in consultation.proposed_times] == PROPOSALS[:2]
    assert said(response) == [
        f"{consultation.reference} is waiting for the patient’s choice. {MAIL}"
    ]


def test_a_confirmed_one_keeps_its_time_until_the_patient_chooses(desk, office):
    consultation = in_status(Status.CONFIRMED, office)

    propose(desk, consultation, *PROPOSALS)

    assert [hold.starts_at for hold in Hold.objects.all()] == [TUESDAY_AT_TWO, *PROPOSALS]
    assert (
        f"{desk_when(office, TUESDAY_AT_TWO)} (until they choose)"
        in desk.get(page_of(consultation)).text
    )


def test_a_time_that_somebody_took_meanwhile_is_refused_beside_it_with_the_three_nearest(
    desk, office
):
    consultation = ask(office)
    ask(office, starts_at=PROPOSALS[0], email="theo@example.com")
    before = everything()

    response = propose(desk, consultation, *PROPOSALS)

    assert response.status_code == 409
    nearest = [PROPOSALS[0] + minutes * timedelta(minutes=1) for minutes in (-60, -30, 30)]
    assert listed(response.text) == ["Somebody else has this time now. These are free:"]
    assert to_press(response.text, "first") == nearest
    kept = [chosen(response.text, name) for name in ("first", "second", "third")]
    assert kept == [[iso(time)] for time in PROPOSALS]
    assert "<title>Error: " in response.text
    assert everything() == before


def test_a_time_that_is_not_on_offer_is_refused_in_words(desk, office):
    consultation = ask(office)
    sunday = TUESDAY_AT_TWO + timedelta(days=5)

    response = propose(desk, consultation, sunday)

    assert response.status_code == 422
    assert listed(response.text) == ["This time is not on offer any more. These are free:"]
    assert len(to_press(response.text, "first")) == 3
    assert chosen(response.text, "first") == [iso(sunday)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose at least one time."),
        ({"first": "nonsense"}, "Choose one of the times in the list."),
    ],
)
def test_a_proposal_without_a_readable_time_is_refused_in_words(desk, office, data, words):
    consultation = ask(office)

    response = desk.post(page_of(consultation, "propose"), data)

    assert (response.status_code, listed(response.text)) == (422, [words])


def test_times_that_overlap_are_refused_in_words(desk):
    office = make_office(slot_step_minutes=15)
    consultation = ask(office)

    response = propose(desk, consultation, PROPOSALS[0], PROPOSALS[0] + timedelta(minutes=15))

    assert response.status_code == 422
    assert listed(response.text) == [
        "Two of these times overlap. Choose times apart from each other."
    ]
    assert chosen(response.text, "second") == [iso(PROPOSALS[0] + timedelta(minutes=15))]


def test_whoever_comes_second_reads_what_was_decided(desk, office):
    consultation = ask(office)
    lifecycle.cancel(consultation, by=None, now=MONDAY)

    response = propose(desk, consultation, *PROPOSALS, follow=True)

    assert said(response) == [
        f"{consultation.reference} is already canceled. "
        "Canceled by the patient on Monday, November 23, 9:00 am."
    ]


@pytest.mark.parametrize("name", PAGES)
def test_to_look_at_a_page_of_times_changes_nothing(desk, office, name):
    starts_at = None if name == "confirm-at" else TUESDAY_AT_TWO
    consultation = ask(office, starts_at=starts_at)
    if PAGES[name] == Status.CONFIRMED:
        consultation = lifecycle.confirm(consultation, by=User.objects.get(), now=MONDAY)
    before = everything()

    assert desk.get(page_of(consultation, name)).status_code == 200
    assert everything() == before


# ---- one time: moving, and confirming what came without ------------------------------------------
def test_staff_move_a_consultation_and_both_sides_hear(desk, office):
    consultation = in_status(Status.CONFIRMED, office)

    response = desk.post(page_of(consultation, "move"), {"time": iso(PROPOSALS[0])}, follow=True)

    consultation.refresh_from_db()
    assert (consultation.status, consultation.starts_at) == ("confirmed", PROPOSALS[0])
    assert said(response) == [f"{consultation.reference} is moved. {MAIL}"]
    assert (
        "Moved by desk on Monday, November 23, 9:00 am, from Tuesday, November 24, 2:00 pm"
        in response.text
    )


def test_a_move_to_a_time_that_is_gone_keeps_the_old_one_and_offers_three(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    ask(office, starts_at=PROPOSALS[0], email="theo@example.com")

    response = desk.post(page_of(consultation, "move"), {"time": iso(PROPOSALS[0])})

    consultation.refresh_from_db()
    assert (response.status_code, consultation.starts_at) == (409, TUESDAY_AT_TWO)
    assert chosen(response.text, "time") == [iso(PROPOSALS[0])]
    assert len(to_press(response.text, "time")) == 3


def test_a_request_without_a_time_is_confirmed_at_the_one_agreed_on(desk, office):
    consultation = ask(office, starts_at=None)
    assert offered(desk.get(page_of(consultation)).text, consultation) == {
        "confirm-at",
        "propose",
        "decline",
    }

    response = desk.post(
        page_of(consultation, "confirm-at"), {"time": iso(TUESDAY_AT_TWO)}, follow=True
    )

    consultation.refresh_from_db()
    assert (consultation.status, consultation.starts_at) == ("confirmed", TUESDAY_AT_TWO)
    assert said(response) == [f"{consultation.reference} is confirmed. {MAIL}"]


def test_a_request_with_a_time_is_not_given_another_one_there(desk, office):
    consultation = ask(office)

    response = desk.post(
        page_of(consultation, "confirm-at"), {"time": iso(PROPOSALS[0])}, follow=True
    )

    consultation.refresh_from_db()
    assert (consultation.status, consultation.starts_at) == ("requested", TUESDAY_AT_TWO)
    assert said(response) == [f"{consultation.reference} has a time already."]
    assert response.redirect_chain[-1][0] == page_of(consultation, "confirm")
