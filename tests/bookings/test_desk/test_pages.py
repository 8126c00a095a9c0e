"""What a consultation's page says."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from bookings import lifecycle
from bookings.admin.consultation.status_words import DECIDED
from bookings.models import Event, Status
from tests.bookings.desk import CONSULTATIONS
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, in_status
from tests.bookings.test_desk.words import ADD, desk_when, page_of
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (
            Status.REQUESTED,
            "Asked for by the patient on Monday, November 23, 9:00 am.",
        ),
        (
            Status.PROPOSED,
            "Other times proposed by desk on Monday, November 23, 9:00 am.",
        ),
        (Status.CONFIRMED, "Confirmed by desk on Monday, November 23, 9:00 am."),
        (Status.DECLINED, "Declined by desk on Monday, November 23, 9:00 am."),
        (Status.CANCELED, "Canceled by desk on Monday, November 23, 9:00 am."),
        (Status.LAPSED, "Lapsed on Tuesday, November 24, 2:00 pm."),
        (
            Status.COMPLETED,
            "Marked as completed by desk on Tuesday, November 24, 2:30 pm.",
        ),
    ],
)
def test_a_page_says_who_decided_what_and_when(desk, office, status, sentence):
    assert f"<strong>{sentence}</strong>" in desk.get(page_of(in_status(status, office))).text


def test_every_kind_of_change_has_its_sentence():
    assert set(DECIDED) == set(Event.Kind) - set(Event.SIDE_NOTES)


def test_a_corrected_address_leaves_the_decision_on_top(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    lifecycle.correct(
        consultation, email="new@example.com", phone="", texts=None, by=None, now=MONDAY
    )

    assert "<strong>Confirmed by desk on" in desk.get(page_of(consultation)).text


def test_while_it_waits_a_page_says_until_when(desk, office, monday):
    waiting = ask(office)
    proposed = in_status(Status.PROPOSED, office, email="theo@example.com", starts_at=None)
    lapses = desk_when(office, waiting.lapses_at)

    text = desk.get(page_of(waiting)).text
    assert "Monday, 1:00 pm" in text
    assert f"Without an answer it lapses on {lapses}." in text
    assert (
        f"may choose until {desk_when(office, proposed.lapses_at)}."
        in desk.get(page_of(proposed)).text
    )

    monday.move_to(waiting.reply_by + timedelta(minutes=1))
    assert 'late">Overdue since Monday, 1:00 pm' in desk.get(page_of(waiting)).text


def test_the_history_says_who_moved_it_from_when_to_when(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    lifecycle.move(consultation, starts_at=PROPOSALS[0], by=None, now=MONDAY)

    rows = re.findall(r"<p>(.*?)</p>", desk.get(page_of(consultation)).text, re.S)

    moved = rows.index("<strong>Moved</strong>, by the patient")
    assert (
        rows[moved + 1]
        == f"From {desk_when(office, TUESDAY_AT_TWO)} to {desk_when(office, PROPOSALS[0])}"
    )


@pytest.mark.parametrize("rows", [1, 4])
def test_a_page_asks_no_more_for_a_longer_life(desk, office, rows, django_assert_max_num_queries):
    consultation = in_status(Status.CONFIRMED, office)
    for number in range(rows):
        lifecycle.move(consultation, starts_at=PROPOSALS[number % 2], by=None, now=MONDAY)

    with django_assert_max_num_queries(24):
        desk.get(page_of(consultation))


@pytest.mark.parametrize(
    "address",
    ["/admin/", CONSULTATIONS, f"{CONSULTATIONS}week/", ADD, "change", "decline", "propose"],
)
def test_a_page_of_the_desk_names_the_zone_once(desk, office, address):
    """Beside what a message says, which the patient reads without the page around it."""
    confirmed = in_status(Status.CONFIRMED, office)
    waiting = ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="theo@example.com")
    chooses = ask(office, starts_at=None, email="rosa@example.com")
    lifecycle.propose(chooses, times=PROPOSALS, by=User.objects.first(), now=MONDAY)
    consultation = waiting if address != "change" else confirmed
    if "/" not in address:
        address = page_of(consultation, address)

    text = re.sub(r"<blockquote.*?</blockquote>", "", desk.get(address).text, flags=re.S)

    assert text.count("Pacific time") == 1
