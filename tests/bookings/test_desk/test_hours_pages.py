"""The pages on which hours are changed: of consultations in one week, and of all in every week."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User

from bookings import blocks
from bookings.models import Access
from clinic.office.models import ConsultationHours, OpeningHours, SpecialWeek
from clinic.office.optimistic_lock import MEANWHILE
from tests.bookings.desk import CONSULTATIONS, said, staff
from tests.bookings.lives import everything
from tests.bookings.test_desk.words import DESK, listed
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
WEEK = f"{CONSULTATIONS}week/"
ONE_WEEK, EVERY_WEEK = f"{WEEK}hours/", f"{CONSULTATIONS}hours/"
NEXT_WEEK = f"{ONE_WEEK}?week=2026-11-30"
TEN_TO_FOUR, NINE_TO_FIVE = "10:00 am to 4:00 pm", "9:00 am to 5:00 pm"
OWNER = (*DESK, "change_consultationhours", "change_openinghours")


@pytest.fixture
def owner(client):
    return staff(client, *OWNER)


def filled(text):
    """What the last form of a page would send."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", text[text.rindex("<form") :]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return {name: value[0] if len(value) == 1 else value for name, value in fields.items()}


def hours_of(rows):
    return sorted((row.weekday, row.opens, row.closes) for row in rows.objects.all())


# ---- one week ------------------------------------------------------------------------------------
def test_the_hours_that_count_stand_in_the_form_a_line_a_day(desk, office):
    fields = filled(desk.get(NEXT_WEEK).text)

    assert [fields[f"consultations_{day}"] for day in range(7)] == ["", *[TEN_TO_FOUR] * 5, ""]


def test_hours_of_one_week_are_saved_and_the_public_page_follows_at_once(desk, office, client):
    fields = filled(desk.get(NEXT_WEEK).text)
    visit = client.get("/visit/").text
    assert "id_slot" in client.get("/book/").text
    nobody = {name: "" for name in fields if name.startswith("consultations")}

    response = desk.post(
        NEXT_WEEK, fields | nobody | {"consultations_6": "9 to 9:30 am, 9.30am-10 am"}, follow=True
    )

    assert response.redirect_chain[0][0] == f"{WEEK}?week=2026-11-30"
    assert said(response) == ["The hours of the week of November 30 are saved, and count at once."]
    assert "This week has consultation hours of its own." in response.text
    values = re.findall(
        r'name="slot"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="slot"',
        client.get("/book/").text,
    )
    days = {"".join(value)[:10] for value in values}
    assert {"2026-11-28", "2026-12-06"} <= days
    assert "2026-12-02" not in days
    assert client.get("/visit/").text == visit
    assert Access.objects.filter(action="changed", fields="consultation hours").count() == 1


def test_back_to_the_usual_hours(desk, office):
    blocks.offer_in_week(office, office.local_day(MONDAY), [], by=User.objects.get(), now=MONDAY)
    assert "Back to the usual hours" in desk.get(ONE_WEEK).text

    response = desk.post(ONE_WEEK, {"scope": "usual"}, follow=True)

    assert said(response) == ["The usual hours count in this week."]
    assert not SpecialWeek.objects.exists()
    assert "Back to the usual hours" not in desk.get(ONE_WEEK).text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("4 pm to 10 am", "“Until” must be later than “from”."),
        ("10 am", "Write hours as in 10:00 am to 1:00 pm, 2:00 pm to 6:00 pm."),
        ("10 am to 4 pm, 3 pm to 5 pm", "These hours overlap."),
        ("9 to 5", "Write 5:00 am or 5:00 pm."),
    ],
)
def test_hours_that_cannot_be_are_refused_with_their_words_kept(desk, office, typed, why):
    fields = filled(desk.get(NEXT_WEEK).text) | {"consultations_2": typed}

    response = desk.post(NEXT_WEEK, fields)

    assert response.status_code == 422
    assert listed(response.text) == [why]
    assert filled(response.text) | {"csrfmiddlewaretoken": ""} == fields | {
        "csrfmiddlewaretoken": ""
    }
    assert not SpecialWeek.objects.exists()


@pytest.mark.parametrize("value", ["2026-11-16", "someday"])
def test_hours_of_a_week_that_is_over_are_not_changed(desk, office, value):
    address = f"{ONE_WEEK}?week={value}"

    response = desk.post(address, {"consultations_2": "12 pm to 1 pm"})
    looked_at = desk.get(address, follow=True)
    undone = desk.post(address, {"scope": "usual"}, follow=True)

    assert response.status_code == 422
    assert listed(response.text)[0] == (
        "That week is over, or is none. This is the present one. "
        "Save once more, and these hours count in the week of November 23."
    )
    assert filled(response.text)["consultations_2"] == "12 pm to 1 pm"
    assert (
        said(looked_at)
        == said(undone)
        == ["That week is over, or is none. This is the present one."]
    )
    assert not SpecialWeek.objects.exists()


def test_a_form_opened_before_midnight_on_sunday_means_the_week_that_it_showed(
    desk, office, monday
):
    monday.move_to(MONDAY - timedelta(hours=9, minutes=1))  # a minute before the week begins
    desk.force_login(User.objects.get())
    text = desk.get(ONE_WEEK).text
    assert "week of November 16" in text
    typed = filled(text) | {"consultations_2": "12 pm to 1 pm"}
    monday.move_to(MONDAY - timedelta(hours=8, minutes=59))

    refused = desk.post(ONE_WEEK, typed)

    assert refused.status_code == 422
    assert "week of November 23" in refused.text
    assert filled(refused.text)["consultations_2"] == "12 pm to 1 pm"
    assert not SpecialWeek.objects.exists()
    desk.post(ONE_WEEK, filled(refused.text))
    assert f"{SpecialWeek.objects.get().monday}" == "2026-11-23"


# ---- every week ----------------------------------------------------------------------------------
def test_all_hours_of_a_week_are_saved_with_one_press(owner, office, client):
    OpeningHours.objects.filter(weekday=0).update(note="By phone")
    fields = filled(owner.get(EVERY_WEEK).text)
    assert (fields["opening_0"], fields["instead_0"]) == (NINE_TO_FIVE, "By phone")

    changes = {
        "opening_1": "10 am to 1 pm, 2 to 6 pm",
        "opening_2": "",
        "consultations_1": "10:30 am to noon",
        "instead_5": "By appointment",
    }
    response = owner.post(EVERY_WEEK, fields | changes, follow=True)

    assert said(response) == ["The hours of every week are saved, and count at once."]
    assert [row for row in hours_of(OpeningHours) if row[0] < 3] == [
        (0, time(9), time(17)),
        (1, time(10), time(13)),
        (1, time(14), time(18)),
    ]
    assert list(OpeningHours.objects.values_list("weekday", "note").exclude(note="")) == [
        (0, "By phone"),
        (5, "By appointment"),
    ]
    assert [row for row in hours_of(ConsultationHours) if row[0] == 1] == [
        (1, time(10, 30), time(12))
    ]
    visit = client.get("/visit/").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "10:00 am to 1:00 pm, 2:00 pm to 6:00 pm" in visit


def test_words_instead_of_some_hours_of_a_day_stay_with_them(owner, office):
    office.opening_hours.create(weekday=0, opens=time(18), closes=time(19), note="By phone")
    fields = filled(owner.get(EVERY_WEEK).text)

    owner.post(EVERY_WEEK, fields | {"opening_1": "10 am to 1 pm"})

    of_monday = OpeningHours.objects.filter(weekday=0).values_list("opens", "note")
    assert list(of_monday) == [(time(9), ""), (time(18), "By phone")]


@pytest.mark.parametrize("address", [NEXT_WEEK, EVERY_WEEK])
def test_who_would_be_outside_is_said_before_anything_is_saved(owner, office, address):
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=7))
    ask(office, starts_at=None, email="none@example.com")
    typed = filled(owner.get(address).text) | {"consultations_1": "10 am to noon"}
    before = everything(), hours_of(ConsultationHours)

    page = owner.post(address, typed)

    assert page.status_code == 200
    assert "1 consultation is outside of these hours" in page.text
    assert "Maya O." in page.text
    assert "Tuesday, December 1, 2:00 pm" in page.text
    assert page.text.count("Pacific time") == 1
    assert (everything(), hours_of(ConsultationHours)) == before
    assert not SpecialWeek.objects.exists()
    again = owner.post(address, filled(page.text) | {"decision": "edit"})
    assert filled(again.text)["consultations_1"] == "10 am to noon"
    done = owner.post(address, filled(page.text) | {"decision": "leave"}, follow=True)
    assert said(done)[0].endswith("count at once. 1 consultation is outside of them and stays.")
    assert everything() == before[0]


def test_who_came_on_top_meanwhile_is_said_too(owner, office):
    ask(office, starts_at=TUESDAY_AT_TWO + timedelta(days=7))
    typed = filled(owner.get(EVERY_WEEK).text) | {"consultations_1": "10 am to noon"}
    page = owner.post(EVERY_WEEK, typed)
    ask(office, starts_at=TUESDAY_AT_TWO, email="late@example.com")

    response = owner.post(EVERY_WEEK, filled(page.text) | {"decision": "leave"})

    assert "2 consultations are outside of these hours" in response.text


def test_who_was_outside_already_is_not_asked_about(owner, office):
    ask(office, starts_at=TUESDAY_AT_TWO)
    blocks.offer_every_week(office, [], by=User.objects.get(), now=MONDAY)
    typed = filled(owner.get(EVERY_WEEK).text) | {"consultations_1": "9 am to noon"}

    assert owner.post(EVERY_WEEK, typed).status_code == 302


@pytest.mark.parametrize("address", [NEXT_WEEK, EVERY_WEEK])
def test_hours_that_somebody_else_saved_meanwhile_are_said_and_not_lost(owner, office, address):
    typed = filled(owner.get(address).text) | {"consultations_1": "1 pm to 3 pm"}
    owner.post(address, filled(owner.get(address).text) | {"consultations_2": "10 am to noon"})

    response = owner.post(address, typed)

    assert response.status_code == 409
    assert listed(response.text) == [
        MEANWHILE,
        "“Wednesday, consultations” is now: 10:00 am to 12:00 pm",
    ]
    assert filled(response.text)["consultations_1"] == "1 pm to 3 pm"
    assert owner.post(address, filled(response.text)).status_code == 302


def test_a_form_that_does_not_say_what_it_showed_is_not_taken(owner, office):
    typed = filled(owner.get(EVERY_WEEK).text)
    del typed["revision"]

    assert owner.post(EVERY_WEEK, typed).status_code == 409


def test_hours_of_every_week_are_for_those_who_may_change_them(client, office):
    desk = staff(client, *DESK)
    text = desk.get(NEXT_WEEK).text
    assert "Ask the owner to change the hours of every week." in text
    assert EVERY_WEEK not in text

    assert desk.get(EVERY_WEEK).status_code == desk.post(EVERY_WEEK).status_code == 403


def test_who_may_change_consultation_hours_alone_changes_no_others(client, office):
    some = staff(client, *DESK, "change_consultationhours")
    typed = filled(some.get(EVERY_WEEK).text)
    assert not [name for name in typed if "opening" in name or "instead" in name]
    before = hours_of(OpeningHours)

    some.post(EVERY_WEEK, typed | {"opening_0": "", "consultations_1": ""})

    assert hours_of(OpeningHours) == before
    assert not ConsultationHours.objects.filter(weekday=1).exists()
