"""What staff act on is what they were shown: if it has changed meanwhile, they see that first."""

import re
from datetime import timedelta

import pytest

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Status
from tests.bookings.desk import CONSULTATIONS, said
from tests.bookings.lives import PROPOSALS, everything, in_status
from tests.bookings.mails import deliver
from tests.bookings.test_desk.words import AFTERWARDS, message_in, page_of, when
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
CHANGED = "This has changed since you opened it."
BY_INES = "by ines on Monday, November 23, 9:00 am."


def revision_in(response, consultation):
    """What the forms on a page carry for one consultation."""
    name = f"revision-{consultation.pk}"
    return {name: re.search(rf'name="{name}" value="(\d+)"', response.text)[1]}


def test_what_the_patient_moved_meanwhile_is_not_canceled_unseen(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    page = page_of(consultation, "cancel")
    opened = revision_in(desk.get(page), consultation)
    lifecycle.move(consultation, starts_at=PROPOSALS[1], by=None, now=MONDAY)
    before = everything()

    refused = desk.post(page, opened | {"note": "We are <sorry>"})

    assert (refused.status_code, everything()) == (409, before)
    assert f'role="alert">{CHANGED} Moved by the patient on Monday' in refused.text
    assert when(office, PROPOSALS[1]) in message_in(refused.text)
    assert "A note from the clinic: We are <sorry>" in message_in(refused.text)
    assert "We are &lt;sorry&gt;</textarea>" in refused.text
    desk.post(page, revision_in(refused, consultation) | {"note": ""})
    consultation.refresh_from_db()
    assert consultation.status == "canceled"


def test_what_a_colleague_proposed_meanwhile_is_not_declined_unseen(desk, office, ines):
    consultation = ask(office)
    page = page_of(consultation, "decline")
    opened = revision_in(desk.get(page), consultation)
    lifecycle.propose(consultation, times=PROPOSALS, by=ines, now=MONDAY)

    refused = desk.post(page, opened)

    consultation.refresh_from_db()
    assert (refused.status_code, consultation.status) == (409, "proposed")
    assert f"{CHANGED} Other times proposed {BY_INES}" in refused.text


def test_to_show_the_message_again_says_so_too(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    page = page_of(consultation, "cancel")
    opened = revision_in(desk.get(page), consultation)
    assert CHANGED not in desk.post(page, opened | {"preview": "yes"}).text
    lifecycle.move(consultation, starts_at=PROPOSALS[1], by=None, now=MONDAY)

    shown = desk.post(page, opened | {"preview": "yes"})

    assert shown.status_code == 409
    assert CHANGED in shown.text
    assert when(office, PROPOSALS[1]) in message_in(shown.text)


def test_what_can_be_said_no_more_is_answered_by_who_decided_what(desk, office, ines):
    consultation = ask(office)
    page = page_of(consultation, "decline")
    opened = revision_in(desk.get(page), consultation)
    lifecycle.confirm(consultation, by=ines, now=MONDAY)

    response = desk.post(page, opened, follow=True)

    assert said(response) == [f"{consultation.reference} is already confirmed. Confirmed {BY_INES}"]


def test_another_email_is_no_change_to_look_at(desk, office, ines):
    consultation = ask(office)
    page = page_of(consultation, "confirm")
    opened = revision_in(desk.get(page), consultation)
    lifecycle.correct(
        consultation, email="m@example.com", phone="", texts=None, by=ines, now=MONDAY
    )

    assert desk.post(page, opened).status_code == 302


@pytest.mark.parametrize("shown_on", ["/admin/", CONSULTATIONS, ""])
def test_a_press_that_told_nobody_shows_the_message_once_somebody_would_be_told(
    desk, office, ines, shown_on
):
    consultation = in_status(Status.ASIDE, office)
    opened = revision_in(desk.get(shown_on or page_of(consultation)), consultation)
    lifecycle.release(consultation, by=ines, now=MONDAY)
    deliver()

    response = desk.post(page_of(consultation, "decline"), opened)

    consultation.refresh_from_db()
    assert (response.status_code, consultation.status) == (409, "requested")
    assert f"{CHANGED} Released {BY_INES}" in response.text
    assert message_in(response.text)
    assert deliver() == []


def test_a_press_beside_what_changed_does_nothing_and_says_so(desk, office, ines, monday):
    proposed = in_status(Status.PROPOSED, office)
    opened = revision_in(desk.get("/admin/"), proposed)
    lifecycle.turn_down(proposed, by=None, now=MONDAY)
    lifecycle.propose(proposed, times=PROPOSALS[1:], by=ines, now=MONDAY)
    before = everything()

    response = desk.post(
        page_of(proposed, "pick"), opened | {"starts_at": iso(PROPOSALS[1])}, follow=True
    )

    assert said(response) == [f"{proposed.reference}: {CHANGED} Other times proposed {BY_INES}"]
    assert everything() == before


def test_who_came_by_a_colleagues_word_is_no_no_show_by_an_old_page(desk, office, ines, monday):
    consultation = in_status(Status.CONFIRMED, office)
    monday.move_to(AFTERWARDS)
    opened = revision_in(desk.get("/admin/"), consultation)
    lifecycle.complete(consultation, by=ines, now=AFTERWARDS)

    old = desk.post(page_of(consultation, "miss"), opened, follow=True)

    consultation.refresh_from_db()
    assert consultation.status == "completed"
    assert CHANGED in said(old)[0]
    desk.post(page_of(consultation, "miss"), revision_in(old, consultation))
    consultation.refresh_from_db()
    assert consultation.status == "no_show"


def test_every_row_of_the_list_has_the_stamp_of_its_own(desk, office):
    rows = [
        ask(
            office,
            starts_at=TUESDAY_AT_TWO + number * timedelta(hours=1),
            email=f"{number}@example.com",
        )
        for number in range(2)
    ]

    listed = desk.get(CONSULTATIONS)

    assert [revision_in(listed, row) for row in rows] == [
        {f"revision-{row.pk}": str(row.events.get().pk)} for row in rows
    ]
