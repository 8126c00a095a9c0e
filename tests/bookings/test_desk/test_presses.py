"""Each verb where it applies; elsewhere it is refused in words and changes nothing."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Actor, Hold, Status
from bookings.transitions import allowed
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, everything, in_status
from tests.bookings.test_desk.words import (
    AFTERWARDS,
    DESK,
    MAIL,
    PAGES,
    PRESSES,
    offered,
    page_of,
)
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db

# ---- only what applies ---------------------------------------------------------------------------
EXPECTED = {
    Status.REQUESTED: {"confirm", "propose", "decline"},
    Status.ASIDE: {"release", "decline"},
    Status.PROPOSED: {"pick", "turn-down", "decline"},
    Status.CONFIRMED: {"move", "propose", "cancel"},
    Status.COMPLETED: {"miss"},
    Status.NO_SHOW: {"complete"},
    Status.DECLINED: set(),
    Status.CANCELED: set(),
    Status.LAPSED: set(),
}
# On its own page alone: who says on the phone that they would come earlier is looked up first.
ON_ITS_PAGE = {Status.REQUESTED: {"wait"}, Status.CONFIRMED: {"wait"}}


@pytest.mark.parametrize("status", Status)
def test_a_page_offers_what_staff_may_say_in_this_status_and_no_more(desk, office, status):
    consultation = in_status(status, office)

    shown = offered(desk.get(page_of(consultation)).text, consultation)

    assert shown == EXPECTED[status] | ON_ITS_PAGE.get(status, set())
    assert {verb.replace("-", "_") for verb in shown} <= allowed(status, Actor.STAFF)


def test_what_was_confirmed_is_canceled_and_what_was_not_is_declined(desk, office):
    asked = in_status(Status.PROPOSED, office)
    to_move = ask(office, starts_at=TUESDAY_AT_TWO + 2 * HALF_AN_HOUR, email="to@example.com")
    by = User.objects.get()
    lifecycle.confirm(to_move, by=by, now=MONDAY)
    times = [TUESDAY_AT_TWO + timedelta(days=2, hours=1)]
    to_move = lifecycle.propose(to_move, times=times, by=by, now=MONDAY)

    for page in (CONSULTATIONS, "/admin/"):
        text = desk.get(page).text
        assert offered(text, asked) & {"decline", "cancel"} == {"decline"}
        assert offered(text, to_move) & {"decline", "cancel"} == {"cancel"}
    assert offered(desk.get(page_of(to_move)).text, to_move) & {"decline", "cancel"} == {"cancel"}
    other_way = f'<a href="{page_of(asked, "cancel")}">Cancel it for them instead</a>'
    assert other_way in desk.get(page_of(asked, "decline")).text
    assert "for them instead" not in desk.get(page_of(to_move, "cancel")).text


@pytest.mark.parametrize(
    "status", [Status.REQUESTED, Status.ASIDE, Status.PROPOSED, Status.CONFIRMED], ids=str
)
def test_the_first_page_offers_the_same(desk, office, status, monday):
    consultation = in_status(status, office)
    if status == Status.CONFIRMED:  # those of today are on it, and the others are in its week
        monday.move_to(TUESDAY_AT_TWO - 2 * HALF_AN_HOUR)

    assert offered(desk.get("/admin/").text, consultation) == EXPECTED[status]


def test_once_it_has_begun_staff_say_whether_they_came(desk, office, monday):
    consultation = in_status(Status.CONFIRMED, office)
    monday.move_to(AFTERWARDS)

    assert offered(desk.get(page_of(consultation)).text, consultation) == {"complete", "miss"}
    assert offered(desk.get("/admin/").text, consultation) == {"complete", "miss"}
    assert "Did they come?" in desk.get("/admin/").text


def test_each_proposed_time_has_a_button(desk, office):
    consultation = in_status(Status.PROPOSED, office)

    text = desk.get(page_of(consultation)).text

    assert re.findall(r'name="starts_at" value="([^"]*)">They chose', text) == list(
        map(iso, PROPOSALS)
    )


def test_staff_who_may_only_look_are_offered_nothing(client, office):
    reader = staff(client, "view_consultation")
    consultation = ask(office)

    assert offered(reader.get(page_of(consultation)).text, consultation) == set()
    assert offered(reader.get("/admin/").text, consultation) == set()
    assert "Asked for by the patient" in reader.get(page_of(consultation)).text


# ---- a press -------------------------------------------------------------------------------------
NOBODY = "Nobody needs to be told."


@pytest.mark.parametrize(
    ("verb", "before", "after", "done"),
    [
        ("release", Status.ASIDE, "requested", f"released. {MAIL}"),
        ("confirm", Status.REQUESTED, "confirmed", f"confirmed. {MAIL}"),
        ("decline", Status.REQUESTED, "declined", f"declined. {MAIL}"),
        ("decline", Status.PROPOSED, "declined", f"declined. {MAIL}"),
        (
            "decline",
            Status.ASIDE,
            "declined",
            "declined. Nobody was told, since it had been set aside as a machine's.",
        ),
        ("cancel", Status.REQUESTED, "canceled", f"canceled. {MAIL}"),
        ("cancel", Status.PROPOSED, "canceled", f"canceled. {MAIL}"),
        ("cancel", Status.CONFIRMED, "canceled", f"canceled. {MAIL}"),
        ("pick", Status.PROPOSED, "confirmed", f"confirmed. {MAIL}"),
        ("turn-down", Status.PROPOSED, "requested", f"waiting for an answer again. {MAIL}"),
        ("complete", Status.CONFIRMED, "completed", f"completed. {NOBODY}"),
        ("miss", Status.CONFIRMED, "no_show", f"a no-show. {NOBODY}"),
        ("complete", Status.NO_SHOW, "completed", f"completed. {NOBODY}"),
        ("miss", Status.COMPLETED, "no_show", f"a no-show. {NOBODY}"),
    ],
)
def test_a_press_does_what_it_says_and_names_who_did_it(
    desk, office, monday, verb, before, after, done
):
    consultation = in_status(before, office)
    if verb in ("complete", "miss"):
        monday.move_to(AFTERWARDS)

    response = desk.post(page_of(consultation, verb), {"starts_at": iso(PROPOSALS[1])}, follow=True)

    consultation.refresh_from_db()
    assert consultation.status == after
    assert consultation.events.last().by.username == "desk"
    assert said(response) == [f"{consultation.reference} is {done}"]


def test_what_the_patient_chose_on_the_phone_is_theirs_and_the_rest_is_free(desk, office):
    consultation = in_status(Status.PROPOSED, office)

    desk.post(page_of(consultation, "pick"), {"starts_at": iso(PROPOSALS[1])})

    consultation.refresh_from_db()
    assert consultation.starts_at == PROPOSALS[1]
    assert [hold.starts_at for hold in Hold.objects.all()] == [PROPOSALS[1]]


@pytest.mark.parametrize("time", ["", "nonsense", iso(TUESDAY_AT_TWO)])
def test_a_time_that_was_not_proposed_is_not_picked(desk, office, time):
    consultation = in_status(Status.PROPOSED, office)
    before = everything()

    response = desk.post(page_of(consultation, "pick"), {"starts_at": time}, follow=True)

    assert said(response) == ["That time is not among those proposed any more."]
    assert everything() == before


NOT_ALLOWED = [
    (verb, status)
    for verb in [*PRESSES, "confirm", "decline", "cancel"]
    for status in Status
    if verb.replace("-", "_") not in allowed(status, Actor.STAFF)
]


@pytest.mark.parametrize(("verb", "status"), NOT_ALLOWED)
def test_a_press_that_does_not_apply_changes_nothing_and_says_why(desk, office, verb, status):
    consultation = in_status(status, office)
    before = everything()

    response = desk.post(page_of(consultation, verb), follow=True)

    (sentence,) = said(response)
    assert sentence.startswith(f"{consultation.reference} is already ")
    assert everything() == before


@pytest.mark.parametrize("verb", PRESSES)
def test_to_look_at_a_press_does_nothing(desk, office, verb):
    consultation = in_status(PRESSES[verb], office)
    before = everything()

    for method in (desk.get, desk.head):
        response = method(page_of(consultation, verb))
        assert (response.status_code, response["Allow"]) == (405, "POST")

    assert everything() == before


@pytest.mark.parametrize("verb", [*PRESSES, *PAGES])
def test_who_may_not_answer_changes_nothing(client, office, verb):
    reader = staff(client, "view_consultation")
    consultation = in_status((PRESSES | PAGES)[verb], office)
    before = everything()

    assert reader.post(page_of(consultation, verb)).status_code == 403
    if verb in PAGES:
        assert reader.get(page_of(consultation, verb)).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("verb", [*PRESSES, *PAGES])
def test_nothing_is_found_for_an_unknown_one(desk, office, verb):
    assert desk.post(f"{CONSULTATIONS}9999/{verb}/").status_code == 404


@pytest.mark.parametrize("verb", ["change", *PRESSES, *PAGES])
def test_a_stranger_learns_nothing_from_a_forwarded_link(client, office, verb):
    consultation = in_status((PRESSES | PAGES).get(verb, Status.REQUESTED), office)
    before = everything()

    for ask_for in (client.get, client.post):
        response = ask_for(page_of(consultation, verb), follow=True)
        assert response.redirect_chain[0][0].startswith("/admin/login/")
        assert "Maya" not in response.text
        assert consultation.reference not in response.text
    assert everything() == before


def test_without_a_form_token_nothing_is_done(office):
    client = Client(enforce_csrf_checks=True)
    consultation = ask(office)
    staff(client, *DESK)

    for verb in ("confirm", "propose"):
        assert client.post(page_of(consultation, verb)).status_code == 403

    consultation.refresh_from_db()
    assert consultation.status == "requested"
