"""The patient's page in every status: what it says, what it offers, and what it keeps to itself."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client

from bookings import lifecycle
from bookings.availability import iso
from bookings.models import Actor, Notification, Status
from bookings.transitions import allowed
from clinic.protection import rate_limits
from clinic.site.logs import DiscreetFormatter
from tests.bookings.lives import PROPOSALS, VERBS, desk, everything, in_status
from tests.bookings.mails import deliver
from tests.bookings.patients import address, confirmed, main
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
WEDNESDAY_AT_TWO, THURSDAY_AT_TWO, FRIDAY_AT_TWO = PROPOSALS
PHONE = "(424) 252-1210"
SUB_ADDRESSES = ["", "calendar.ics", "cancel/", "choose/", "contact/", "earlier/", "move/", "none/"]
OFFERS = {  # verb → what the page shows of it
    "cancel": "/cancel/",
    "pick": "/choose/",
    "turn_down": "/none/",
    "move": "/move/",
    "correct": "/contact/",
}


# ---- what the page says, whatever the status -----------------------------------------------------
SAYS = {
    Status.REQUESTED: [
        "Requested, not yet confirmed",
        "We will answer by early Monday afternoon (November 23, 1:00 pm",
    ],
    Status.ASIDE: ["We have your request, but could not hold this time."],
    Status.PROPOSED: [
        "Times we can offer you",
        "The time you asked for, Tuesday, November 24, 2:00 pm Pacific time, did not work out.",
        "Wednesday, November 25, 2:00 pm Pacific time",
        "Take this time",
        "We hold them for you until Wednesday, November 25, 12:00 pm Pacific time.",
    ],
    Status.CONFIRMED: ["Confirmed. <br>We will see you then.", "Add to calendar"],
    Status.DECLINED: [
        "Declined on Monday, November 23, 9:00 am",
        "You asked for Tuesday, November 24, 2:00 pm",
    ],
    Status.CANCELED: ["Canceled on Monday, November 23, 9:00 am Pacific time, by the office"],
    Status.LAPSED: [
        "We are sorry. We did not answer in time.",
        "Lapsed on Tuesday, November 24, 2:00 pm",
    ],
    Status.COMPLETED: [
        "Thank you for coming",
        "You were here on Tuesday, November 24, 2:00 pm Pacific time.",
    ],
    Status.NO_SHOW: [
        "We did not see you",
        "We expected you on Tuesday, November 24, 2:00 pm Pacific time.",
    ],
}


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_words_its_phone_and_its_reference(client, office, status):
    consultation = in_status(status, office)

    response = client.get(address(consultation))

    assert response.status_code == 200
    for said in [*SAYS[status], PHONE, consultation.reference]:
        assert said in response.text


@pytest.mark.parametrize("status", Status)
def test_the_page_offers_what_the_table_allows_and_nothing_else(client, office, status):
    consultation = in_status(status, office)

    text = main(client.get(address(consultation)))

    offered = {verb for verb, path in OFFERS.items() if path in text}
    assert offered == allowed(status, Actor.PATIENT) & set(OFFERS)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", SUB_ADDRESSES)
def test_reading_changes_nothing_and_is_never_a_dead_end(client, office, status, step):
    consultation = in_status(status, office)
    before = everything()

    for get in (client.get, client.head):
        response = get(address(consultation, step), {"slot": iso(WEDNESDAY_AT_TWO)})
        assert response.status_code in ([200, 404] if step == "calendar.ics" else [200, 302])
        if response.status_code == 302:
            assert response.url == address(consultation)

    assert everything() == before


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", OFFERS)
def test_what_the_table_does_not_allow_is_refused_with_the_page_as_it_is_now(
    client, office, status, verb
):
    if verb in allowed(status, Actor.PATIENT):
        return
    consultation = in_status(status, office)
    before = everything()

    sent = {"slot": iso(WEDNESDAY_AT_TWO), "email": "new@example.com"}
    response = client.post(address(consultation, OFFERS[verb].removeprefix("/")), sent)

    assert response.status_code == 409
    assert "Nothing was changed" in response.text
    assert f"{consultation.reference} is already " in response.text
    assert all(said in response.text for said in SAYS[status])
    assert everything() == before


@pytest.mark.parametrize("status", Status)
def test_nobody_learns_why_they_come_or_how_they_are_reached(client, office, status):
    private = {"phone": "+14245550134", "note": "keloid", "answers": ["sensitive"]}
    consultation = in_status(status, office, **private)

    for step in SUB_ADDRESSES:
        response = client.get(address(consultation, step))
        if response["Content-Type"].startswith("text/html"):
            for unsaid in (
                "ores",
                "keloid",
                "ensitive",
                "maya@",
                "5550134",
                "555-0134",
                "Maya",
                "Ortiz",
            ):
                assert unsaid not in (main(response) if response.text else ""), (step, unsaid)


def test_the_page_asks_few_questions_however_long_the_history(
    client, office, django_assert_max_num_queries
):
    consultation = confirmed(office)
    for times in ([WEDNESDAY_AT_TWO], [THURSDAY_AT_TWO, FRIDAY_AT_TWO]):
        consultation = lifecycle.propose(consultation, times=times, by=desk(), now=MONDAY)
        with django_assert_max_num_queries(5):
            client.get(address(consultation))
        consultation = lifecycle.pick(consultation, starts_at=times[0], by=None, now=MONDAY)
        with django_assert_max_num_queries(5):
            client.get(address(consultation))


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CONFIRMED, Status.CANCELED])
def test_the_page_says_of_the_mail_what_became_of_it(client, office, status):
    consultation = in_status(status, office)
    told = consultation.notifications.filter(audience="patient").exclude(kind="reminder").first()

    def page():
        return " ".join(main(client.get(address(consultation))).split())

    assert "is on its way to m…@example.com." in page()

    deliver()
    assert "went to m…@example.com." in page()
    assert "is on its way" not in page()

    Notification.objects.filter(pk=told.pk).update(sent_at=None, failed_at=MONDAY)
    said = page()
    assert re.search(r"We could not deliver an? \w[^.]* to m…@example.com\.", said)
    assert not [each for each in ("is on its way", "went to", "in your email") if each in said]
    assert ("look whether the address is right" in said) is (
        "correct" in allowed(status, Actor.PATIENT)
    )


def test_the_page_promises_no_mail_to_somebody_without_an_address(client, office):
    consultation = in_status(
        Status.CONFIRMED, office, email="", phone="+14245550134", reach_by="call"
    )

    said = main(client.get(address(consultation)))

    assert not [each for each in ("is on its way", "went to", "in your email") if each in said]


# ---- headers, methods, foreign links, logs -------------------------------------------------------
@pytest.mark.parametrize("step", SUB_ADDRESSES)
def test_no_answer_is_kept_indexed_or_passes_the_address_on(client, office, step):
    consultation = in_status(Status.PROPOSED, office)

    response = client.get(address(consultation, step))

    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("step", SUB_ADDRESSES)
def test_whoever_changes_a_link_meets_the_one_helpful_page(client, office, step):
    token, other = confirmed(office).token, ask(office, starts_at=None, email="b@example.com").token
    foreign = f"{token.split('.')[0]}.{other.split('.')[1]}"
    before = everything()
    usual = client.get("/consultation/nonsense/").text

    for wrong in ("nonsense", token[:-1], foreign, token.upper()):
        responses = [client.get(f"/consultation/{wrong}/{step}")]
        if step not in ("", "calendar.ics"):
            responses.append(
                client.post(f"/consultation/{wrong}/{step}", {"slot": iso(WEDNESDAY_AT_TWO)})
            )
        for response in responses:
            assert response.status_code == 404
            assert response.text == usual
            assert response["Referrer-Policy"] == "no-referrer"

    assert everything() == before


@pytest.mark.parametrize("step", SUB_ADDRESSES)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(client, office, step, method):
    response = client.generic(method, address(confirmed(office), step))

    assert response.status_code == 405
    assert response["Allow"] == ("GET, HEAD" if step in ("", "calendar.ics") else "GET, HEAD, POST")


@pytest.mark.parametrize("step", SUB_ADDRESSES)
def test_no_log_line_carries_the_address(client, office, caplog, step):
    consultation = confirmed(office)

    with caplog.at_level(logging.DEBUG):
        client.get(address(consultation, step))
        client.post(address(consultation, step))
        client.get(f"/consultation/{consultation.token[:-1]}/{step}")

    lines = "\n".join(DiscreetFormatter().format(record) for record in caplog.records)
    assert f"GET /consultation/-/{step} " in lines
    assert consultation.token[:-1] not in lines
    assert consultation.page_key.hex not in lines


def test_a_form_whose_token_is_missing_changes_nothing_and_says_what_to_do(office):
    consultation = confirmed(office)
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(address(consultation, "cancel/"))

    assert response.status_code == 403
    assert "So nothing was changed yet." in response.text
    assert "Keep it" in response.text
    consultation.refresh_from_db()
    assert consultation.status == Status.CONFIRMED


def test_too_many_forms_from_one_network_are_asked_to_wait(client, office, monkeypatch):
    monkeypatch.setattr(rate_limits, "TRIES", rate_limits.Limit(1, timedelta(minutes=10)))
    consultation = confirmed(office)
    client.post(address(consultation, "contact/"))

    response = client.post(address(consultation, "cancel/"))

    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert "Please try again after Monday, November 23, 9:10 am Pacific time" in response.text
    consultation.refresh_from_db()
    assert consultation.status == Status.CONFIRMED


# ---- what the page says on the way ---------------------------------------------------------------
def test_a_late_answer_is_admitted(client, office, monday):
    consultation = ask(office, starts_at=FRIDAY_AT_TWO)
    monday.move_to(consultation.reply_by + timedelta(minutes=1))

    text = client.get(address(consultation)).text

    assert (
        "We promised you an answer by Monday, November 23, 1:00 pm Pacific time, and are late."
        in text
    )
    assert "We will answer by" not in text


def test_a_confirmed_page_tells_of_the_reminder_that_is_to_come(client, office):
    consultation = confirmed(office)
    soon = lifecycle.confirm(ask(office, email="soon@example.com"), by=desk(), now=MONDAY)

    assert "We remind you by email the day before." in client.get(address(consultation)).text
    assert "We remind you" not in client.get(address(soon)).text


def test_a_confirmed_one_whose_time_has_passed_offers_no_change(client, office, monday):
    consultation = confirmed(office)
    monday.move_to(FRIDAY_AT_TWO)

    text = client.get(address(consultation)).text
    response = client.post(address(consultation, "cancel/"))

    assert "this time has passed" in text
    assert "/cancel/" not in text
    assert "Add to calendar" not in text
    assert response.status_code == 409
    assert "That time has passed. Below is how it stands now." in response.text


def test_a_proposal_that_nobody_took_up_is_no_fault_of_ours(client, office):
    consultation = in_status(Status.PROPOSED, office)
    deliver(MONDAY)
    lifecycle.lapse(consultation, now=consultation.lapses_at)

    text = client.get(address(consultation)).text

    assert "The times we held are free again" in text
    assert "You did not choose one of them" in text
    assert "We did not answer in time" not in text


def test_a_proposal_that_never_reached_them_is_our_fault(client, office):
    consultation = in_status(Status.PROPOSED, office)
    lifecycle.lapse(consultation, now=consultation.lapses_at)

    text = client.get(address(consultation)).text

    assert "We are sorry. We did not reach you in time." in text
    assert "You did not choose" not in text


@pytest.mark.parametrize("end", ["lapse", "cancel", "decline"])
def test_one_that_gave_up_its_time_and_ends_without_another_says_what_is_true(client, office, end):
    consultation = confirmed(office)
    lifecycle.propose(consultation, times=[WEDNESDAY_AT_TWO], by=desk(), now=MONDAY)
    lifecycle.turn_down(consultation, by=None, now=MONDAY)
    assert "Cancel my request" in client.get(address(consultation)).text
    consultation = lifecycle.propose(consultation, times=[THURSDAY_AT_TWO], by=desk(), now=MONDAY)
    by = {} if end == "lapse" else {"by": desk()}
    VERBS[end](consultation, **by, now=consultation.lapses_at)

    text = client.get(address(consultation)).text

    assert "A file that removes it" in text
    assert "Friday, November 27" not in text


def test_an_old_time_that_is_still_held_is_called_theirs_until_they_choose(client, office):
    consultation = confirmed(office)
    lifecycle.propose(
        consultation, times=[WEDNESDAY_AT_TWO, THURSDAY_AT_TWO], by=desk(), now=MONDAY
    )

    text = client.get(address(consultation)).text

    assert (
        "We cannot keep your time on Friday, November 27, 2:00 pm Pacific time, and are sorry."
        in text
    )
    assert "It stays yours until you choose another one, or until Wednesday, November 25, " in text
    assert "they are free for others, and so is your old time." in text
    assert f'value="{iso(FRIDAY_AT_TWO)}"' not in text
