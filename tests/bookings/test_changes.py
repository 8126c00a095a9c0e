"""Every change that patients may make on their own page, and until when."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from urllib.parse import quote

import pytest
from django.apps import apps

from bookings import lifecycle
from bookings.availability import iso
from bookings.forms import SLOT_GONE, SLOT_TAKEN
from bookings.models import CONSENT_WORDING, Consent, Consultation, Event, Status
from clinic.office.models import Weekday
from tests.bookings.lives import PROPOSALS, desk, everything, in_status
from tests.bookings.patients import address, confirmed, main
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
WEDNESDAY_AT_TWO, THURSDAY_AT_TWO, FRIDAY_AT_TWO = PROPOSALS
SMS = f"sms:+14242521210?&amp;body={quote('About my consultation ')}"


# ---- choosing one of the proposed times ----------------------------------------------------------
def test_one_proposed_time_is_taken_and_the_others_are_free(client, office):
    consultation = in_status(Status.PROPOSED, office)

    response = client.post(address(consultation, "choose/"), {"slot": iso(THURSDAY_AT_TWO)})

    consultation.refresh_from_db()
    assert (response.status_code, response.url) == (302, address(consultation))
    assert (consultation.status, consultation.starts_at) == (Status.CONFIRMED, THURSDAY_AT_TWO)
    assert [hold.starts_at for hold in consultation.holds.all()] == [THURSDAY_AT_TWO]
    text = client.get(address(consultation)).text
    assert "Thank you for choosing." in text
    assert "An email with it is on its way to m…@example.com" in text
    assert "from your calendar" not in text


def test_choosing_instead_of_a_confirmed_time_asks_to_remove_the_old_one(client, office):
    consultation = confirmed(office)
    lifecycle.propose(consultation, times=[WEDNESDAY_AT_TWO], by=desk(), now=MONDAY)

    text = client.post(
        address(consultation, "choose/"), {"slot": iso(WEDNESDAY_AT_TWO)}, follow=True
    ).text

    assert (
        "remove the old time, Friday, November 27, 2:00 pm Pacific time, from your calendar" in text
    )


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose one of these times"),
        (
            {"slot": iso(TUESDAY_AT_TWO)},
            "We do not hold that time any more. Please choose one of these.",
        ),
        ({"slot": "0001-01-01T00:00:00Z"}, "We do not hold that time any more."),
    ],
    ids=["nothing", "a time not among them", "the end of time"],
)
def test_a_choice_that_is_none_is_asked_for_again(client, office, sent, says):
    consultation = in_status(Status.PROPOSED, office)
    before = everything()

    response = client.post(address(consultation, "choose/"), sent)

    assert response.status_code == 422
    assert says in response.text
    assert 'href="#id_slot_0"' in response.text
    assert "<title>Error: " in response.text
    assert everything() == before


def test_a_proposed_time_that_has_begun_meanwhile_is_refused(client, office, monday):
    consultation = in_status(Status.PROPOSED, office)
    monday.move_to(WEDNESDAY_AT_TWO)

    response = client.post(address(consultation, "choose/"), {"slot": iso(WEDNESDAY_AT_TWO)})

    assert response.status_code == 409
    assert "We do not hold that time any more." in response.text


# ---- none of them --------------------------------------------------------------------------------
def test_none_of_them_leads_back_to_the_office_with_what_suits_better(client, office):
    consultation = in_status(Status.PROPOSED, office)
    asked = client.get(address(consultation, "none/")).text

    response = client.post(
        address(consultation, "none/"),
        {"days": [Weekday.TUESDAY, Weekday.FRIDAY], "parts": ["morning"]},
        follow=True,
    )

    assert "Which days suit you? (optional)" in asked
    consultation.refresh_from_db()
    assert consultation.status == Status.REQUESTED
    assert consultation.preferred_days == [Weekday.TUESDAY, Weekday.FRIDAY]
    assert consultation.preferred_parts == ["morning"]
    assert not consultation.holds.exists()
    assert "The times that we held are free again." in response.text
    assert (
        "will email you by early Monday afternoon (November 23, 1:00 pm Pacific time)"
        in response.text
    )


def test_days_that_nobody_offers_are_not_stored(client, office):
    consultation = in_status(Status.PROPOSED, office)

    response = client.post(address(consultation, "none/"), {"days": ["Someday"]})

    assert response.status_code == 422
    consultation.refresh_from_db()
    assert consultation.status == Status.PROPOSED


def test_none_of_them_gives_an_old_time_away_too_and_says_so(client, office):
    consultation = confirmed(office)
    lifecycle.propose(consultation, times=[WEDNESDAY_AT_TWO], by=desk(), now=MONDAY)
    asked = client.get(address(consultation, "none/")).text

    text = client.post(address(consultation, "none/"), follow=True).text

    assert "of your old one, Friday, November 27, 2:00 pm Pacific time" in asked
    assert "so is your old one, Friday, November 27, 2:00 pm Pacific time: please remove it" in text
    assert "A file that removes it" in text
    assert "METHOD:CANCEL" in client.get(address(consultation, "calendar.ics")).text


# ---- moving --------------------------------------------------------------------------------------
def test_moving_asks_first_then_swaps_and_tells(client, office):
    consultation = confirmed(office)

    times = client.get(address(consultation, "move/"))
    asked = client.get(
        address(consultation, "move/"), {"step": "ask", "slot": iso(WEDNESDAY_AT_TWO)}
    )
    response = client.post(
        address(consultation, "move/"), {"slot": iso(WEDNESDAY_AT_TWO)}, follow=True
    )

    assert "You now have Friday, November 27, 2:00 pm Pacific time. We keep it" in times.text
    assert f'value="{iso(WEDNESDAY_AT_TWO)}"' in times.text
    assert f'value="{iso(FRIDAY_AT_TWO)}"' not in times.text
    assert "<dd>Friday, November 27, 2:00 pm Pacific time</dd>" in asked.text
    assert "Wednesday, November 25,</span> <span>2:00 pm" in asked.text
    assert "Keep the time I have" in asked.text
    consultation.refresh_from_db()
    assert (consultation.status, consultation.starts_at) == (Status.CONFIRMED, WEDNESDAY_AT_TWO)
    assert [hold.starts_at for hold in consultation.holds.all()] == [WEDNESDAY_AT_TWO]
    assert "<b>Moved.</b> Your new time is below." in response.text
    assert "An email with it is on its way" in response.text
    assert "remove the old time, Friday, November 27, 2:00 pm Pacific time, from" in response.text


def test_what_staff_moved_is_not_said_to_be_the_patients_doing(client, office):
    consultation = confirmed(office)
    lifecycle.move(consultation, starts_at=WEDNESDAY_AT_TWO, by=desk(), now=MONDAY)

    text = client.get(address(consultation)).text

    assert "The office has moved your consultation." in text
    assert "desk" not in main(client.get(address(consultation)))


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_time_that_somebody_else_took_leaves_the_old_one_and_offers_the_nearest(
    client, office, way
):
    consultation = confirmed(office)
    ask(office, starts_at=WEDNESDAY_AT_TWO, email="other@example.com")
    before = everything()

    response = getattr(client, way)(address(consultation, "move/"), {"slot": iso(WEDNESDAY_AT_TWO)})

    assert response.status_code == 409
    assert str(SLOT_TAKEN) in response.text
    assert (
        "Your consultation is still on Friday, November 27, 2:00 pm Pacific time." in response.text
    )
    nearest = [WEDNESDAY_AT_TWO + timedelta(minutes=minutes) for minutes in (-60, -30, 30)]
    assert [value for value, _ in response.context["nearest"]] == [
        iso(moment) for moment in nearest
    ]
    assert f'href="?slot={quote(iso(nearest[0]))}"' in response.text
    assert everything() == before


@pytest.mark.parametrize("way", ["get", "post"])
@pytest.mark.parametrize(
    "moment",
    [
        MONDAY - timedelta(days=1),
        MONDAY + timedelta(days=60),
        WEDNESDAY_AT_TWO + timedelta(minutes=7),
        WEDNESDAY_AT_TWO + timedelta(hours=12),
    ],
    ids=["the past", "beyond the horizon", "off the grid", "2 am"],
)
def test_a_time_that_is_not_on_offer_is_refused_also_when_made_by_hand(client, office, way, moment):
    consultation = confirmed(office)
    before = everything()

    response = getattr(client, way)(address(consultation, "move/"), {"slot": iso(moment)})

    assert response.status_code == 422
    assert str(SLOT_GONE) in response.text
    assert len(response.context["nearest"]) == 3
    assert everything() == before


@pytest.mark.parametrize(
    "slot", ["", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00", "\0"]
)
def test_no_choice_is_asked_for_again(client, office, slot):
    consultation = confirmed(office)

    response = client.get(address(consultation, "move/"), {"step": "ask", "slot": slot})

    assert response.status_code == 422
    assert "Choose a day and time" in response.text


def test_a_post_without_a_time_is_asked_for_one(client, office):
    assert client.post(address(confirmed(office), "move/")).status_code == 422


def test_moving_to_the_very_time_one_has_changes_nothing(client, office):
    consultation = confirmed(office)

    response = client.post(address(consultation, "move/"), {"slot": iso(FRIDAY_AT_TWO)})

    assert response.status_code == 409
    assert "That is the time it has already." in response.text


def test_a_time_that_overlaps_ones_own_can_be_moved_to(client, office):
    office.slot_step_minutes = 15
    office.save()
    consultation = confirmed(office)
    later = FRIDAY_AT_TWO + timedelta(minutes=15)

    assert client.post(address(consultation, "move/"), {"slot": iso(later)}).status_code == 302

    consultation.refresh_from_db()
    assert consultation.starts_at == later


def test_without_any_free_time_there_is_the_phone(client, office):
    consultation = confirmed(office)
    office.consultation_hours.all().delete()

    text = client.get(address(consultation, "move/")).text

    assert "No times are open online just now. Call or text" in text
    assert SMS in text
    assert "<form" not in text.split("<main")[1]


# ---- canceling -----------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED])
def test_canceling_asks_first_then_frees_the_time_and_says_who_and_when(client, office, status):
    consultation = in_status(status, office)
    asked = client.get(address(consultation, "cancel/"))

    response = client.post(address(consultation, "cancel/"), follow=True)

    assert "Keep it" in asked.text
    consultation.refresh_from_db()
    assert consultation.status == Status.CANCELED
    assert not consultation.holds.exists()
    assert "Canceled. Thank you for telling us." in response.text
    assert "Canceled on Monday, November 23, 9:00 am Pacific time, by you" in response.text


def test_a_canceled_page_asks_to_remove_the_entry_only_if_there_was_one(client, office):
    with_entry, without = confirmed(office), ask(office, email="b@example.com")

    texts = [
        client.post(address(each, "cancel/"), follow=True).text for each in (with_entry, without)
    ]

    assert ["A file that removes it" in text for text in texts] == [True, False]


def test_a_second_cancel_says_that_it_is_canceled_already(client, office):
    consultation = confirmed(office)
    client.post(address(consultation, "cancel/"))
    before = everything()

    response = client.post(address(consultation, "cancel/"))

    assert response.status_code == 409
    assert f"{consultation.reference} is already canceled." in response.text
    assert "by you" in response.text
    assert everything() == before


# ---- until when ----------------------------------------------------------------------------------
def test_the_limit_is_said_before_and_after_and_then_the_phone_helps(client, office, monday):
    consultation = confirmed(office)
    before = client.get(address(consultation)).text
    monday.move_to(THURSDAY_AT_TWO + timedelta(seconds=1))

    after = client.get(address(consultation)).text

    limit = "until Thursday, November 26, 2:00 pm Pacific time"
    assert f"You can move or cancel it here {limit}." in before
    assert SMS not in before
    assert f"It could be moved or canceled here {limit}." in after
    assert f"{SMS}{consultation.reference}%3A%20" in after
    assert "/move/" not in after
    assert "/cancel/" not in after


@pytest.mark.parametrize("moment", [THURSDAY_AT_TWO + timedelta(seconds=1), FRIDAY_AT_TWO])
@pytest.mark.parametrize("step", ["cancel/", "move/"])
def test_after_the_limit_a_link_to_a_step_leads_to_the_page(client, office, monday, step, moment):
    consultation = confirmed(office)
    monday.move_to(moment)

    response = client.get(address(consultation, step))

    assert (response.status_code, response.url) == (302, address(consultation))


@pytest.mark.parametrize(
    ("step", "sent"),
    [("cancel/", {}), ("move/", {"slot": iso(WEDNESDAY_AT_TWO + timedelta(days=7))})],
)
def test_the_limit_holds_to_the_second(client, office, monday, step, sent):
    consultation = confirmed(office)

    monday.move_to(THURSDAY_AT_TWO + timedelta(seconds=1))
    late = client.post(address(consultation, step), sent)
    monday.move_to(THURSDAY_AT_TWO)
    in_time = client.post(address(consultation, step), sent)

    assert late.status_code == 409
    assert (
        "It could be changed here until Thursday, November 26, 2:00 pm Pacific time." in late.text
    )
    assert in_time.status_code == 302


def test_the_limit_is_the_same_hour_of_the_day_before_also_when_the_clocks_change(
    client, office, monday
):
    office.consultation_hours.create(weekday=6, opens=time(10), closes=time(16))
    six_days_before = datetime(2027, 3, 8, 17, tzinfo=UTC)
    sunday_at_eleven = datetime(2027, 3, 14, 18, tzinfo=UTC)  # summer time, since that night
    saturday_at_eleven = datetime(2027, 3, 13, 19, tzinfo=UTC)  # 23 hours before
    consultation = ask(office, starts_at=sunday_at_eleven, now=six_days_before)
    lifecycle.confirm(consultation, by=desk(), now=six_days_before)

    monday.move_to(saturday_at_eleven)
    text = client.get(address(consultation)).text
    monday.move_to(saturday_at_eleven + timedelta(seconds=1))
    late = client.post(address(consultation, "cancel/"))
    monday.move_to(saturday_at_eleven)
    in_time = client.post(address(consultation, "cancel/"))

    assert "You can move or cancel it here until Saturday, March 13, 11:00 am Pacific time." in text
    assert (late.status_code, in_time.status_code) == (409, 302)


# ---- correcting e-mail and phone -----------------------------------------------------------------
def test_a_new_email_is_used_from_now_on_and_what_stands_is_sent_there(client, office):
    consultation = ask(office, phone="+14245550134")
    asked = client.get(address(consultation, "contact/")).text

    response = client.post(
        address(consultation, "contact/"), {"email": "new@example.org"}, follow=True
    )

    assert (
        "the email address m…@example.com and a phone number, which this page does not show"
        in asked
    )
    consultation.refresh_from_db()
    assert (consultation.email, consultation.phone) == ("new@example.org", "+14245550134")
    assert "<b>Corrected.</b>" in response.text
    assert "n…@example.org" in response.text
    assert consultation.notifications.filter(event__kind=Event.Kind.CORRECTED).count() == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Enter a new email address or a new phone number"),
        ({"email": "maya"}, "Enter an email address in the format name@example.com"),
        ({"phone": "12"}, "Enter a phone number with its area code"),
    ],
)
def test_a_correction_that_corrects_nothing_is_asked_for_again(client, office, sent, says):
    consultation = ask(office)
    before = everything()

    response = client.post(address(consultation, "contact/"), sent)

    assert response.status_code == 422
    assert says in response.text
    for typed in sent.values():
        assert f'value="{typed}"' in response.text
    assert everything() == before


def by_text(office):
    consultation = ask(office, reach_by="text", phone="+14245550134", email="")
    Consent.objects.create(
        consultation=consultation,
        kind=Consent.Kind.TEXTS,
        wording="As it was then.",
        given_at=MONDAY,
    )
    return consultation


def test_texts_to_a_new_number_need_their_own_consent(client, office):
    consultation = by_text(office)

    refused = client.post(address(consultation, "contact/"), {"phone": "424 555 0199"})
    taken = client.post(address(consultation, "contact/"), {"phone": "424 555 0199", "texts": "on"})

    assert refused.status_code == 422
    assert "Tick the box so that we may text you at the new number" in refused.text
    assert 'value="424 555 0199"' in refused.text
    assert taken.status_code == 302
    assert consultation.consents.get().wording == CONSENT_WORDING[Consent.Kind.TEXTS]


def test_a_consent_to_texts_outlives_a_new_email_but_not_a_new_number(client, office):
    texted = by_text(office)
    called = ask(office, starts_at=None, reach_by="call", phone="+14245550135", email="")
    Consent.objects.create(
        consultation=called, kind=Consent.Kind.TEXTS, wording="x", given_at=MONDAY
    )

    client.post(address(texted, "contact/"), {"email": "new@example.org"})
    client.post(address(called, "contact/"), {"phone": "424 555 0199"})

    assert texted.consents.get().wording == "As it was then."
    assert not called.consents.exists()


def test_a_mailbox_that_is_named_too_often_is_not_named_again(client, office):
    consultation = ask(office)
    for number in range(3):
        ask(
            office,
            starts_at=None,
            email="victim@example.org",
            now=MONDAY + timedelta(seconds=number),
        )

    response = client.post(address(consultation, "contact/"), {"email": "victim@example.org"})

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert 'value="victim@example.org"' in response.text
    consultation.refresh_from_db()
    assert consultation.email == "maya@example.com"


# ---- the calendar file ---------------------------------------------------------------------------
def test_the_calendar_file_follows_what_happens(client, office):
    consultation = confirmed(office)
    stands = client.get(address(consultation, "calendar.ics"))
    lifecycle.cancel(consultation, by=None, now=MONDAY)
    gone = client.get(address(consultation, "calendar.ics"))

    assert stands["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert stands["Content-Disposition"] == 'attachment; filename="consultation.ics"'
    assert "METHOD:PUBLISH" in stands.text
    assert gone["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert "METHOD:CANCEL" in gone.text


def test_before_there_is_an_entry_the_calendar_file_is_a_page_that_says_so(client, office):
    response = client.get(address(ask(office), "calendar.ics"))

    assert response.status_code == 404
    assert "There is nothing for your calendar yet" in response.text


# ---- somebody else's -----------------------------------------------------------------------------
def test_a_link_changes_only_its_own_consultation(client, office):
    mine = confirmed(office)
    theirs = lifecycle.confirm(
        ask(office, starts_at=THURSDAY_AT_TWO, email="theirs@example.com"), by=desk(), now=MONDAY
    )

    client.post(address(mine, "move/"), {"slot": iso(WEDNESDAY_AT_TWO), "consultation": theirs.pk})
    client.post(address(mine, "cancel/"), {"token": theirs.token, "reference": theirs.reference})

    assert Consultation.objects.get(pk=theirs.pk).status == Status.CONFIRMED
    assert Consultation.objects.get(pk=theirs.pk).starts_at == THURSDAY_AT_TWO
    assert Consultation.objects.get(pk=mine.pk).status == Status.CANCELED


@pytest.mark.both_databases
def test_days_that_were_kept_by_name_are_kept_by_number_and_may_go_back(office):
    migration = import_module("bookings.migrations.0018_weekdays_as_codes")
    named = ask(office, starts_at=None, preferred_days=["Tuesday", "Friday"])
    chosen = ask(office, starts_at=TUESDAY_AT_TWO)

    migration.to_codes(apps, None)

    named.refresh_from_db()
    chosen.refresh_from_db()
    assert named.preferred_days == [Weekday.TUESDAY, Weekday.FRIDAY]
    assert chosen.preferred_days == []

    migration.to_names(apps, None)

    named.refresh_from_db()
    assert named.preferred_days == ["Tuesday", "Friday"]
