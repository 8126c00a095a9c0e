"""The sheet of one day: who comes when, and no more than that."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import lifecycle
from bookings.models import Access, Status
from tests.bookings.desk import CONSULTATIONS, staff
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, in_status
from tests.bookings.lives import desk as member
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
SHEET = f"{CONSULTATIONS}day-sheet/"
TUESDAY = f"{SHEET}?day=2026-11-24"


def rows(response):
    body = re.search(r"<tbody>(.*?)</tbody>", response.text, re.S)
    lines = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)]
        for line in lines
    ]


def confirmed(office, starts_at, **fields):
    asked = ask(office, starts_at=starts_at, email=f"{starts_at:%H%M}@example.com", **fields)
    return lifecycle.confirm(asked, by=member(), now=MONDAY)


def test_the_sheet_of_a_day_has_time_first_name_initial_and_reference(desk, office):
    later = confirmed(office, TUESDAY_AT_TWO + HALF_AN_HOUR, first_name="Theo", last_name="")
    first = confirmed(office, TUESDAY_AT_TWO - HALF_AN_HOUR, note="keloid")
    confirmed(office, TUESDAY_AT_TWO + timedelta(days=1))
    ask(office, starts_at=TUESDAY_AT_TWO)

    sheet = desk.get(TUESDAY)

    assert "<h1>Day sheet: Tuesday, November 24, 2026</h1>" in sheet.text
    assert rows(sheet) == [
        ["1:30 pm", "Maya O.", first.reference, ""],
        ["2:30 pm", "Theo", later.reference, ""],
    ]
    for unsaid in ("Ortiz", "keloid", "@example.com", "ores"):
        assert unsaid not in sheet.text


@pytest.mark.parametrize(
    ("status", "shown"),
    [(status, [[]]) for status in Status if status not in ("confirmed", "completed", "no_show")]
    + [
        (Status.CONFIRMED, [["2:00 pm", "Maya O.", ""]]),
        (Status.COMPLETED, [["2:00 pm", "Maya O.", "Completed"]]),
        (Status.NO_SHOW, [["2:00 pm", "Maya O.", "No-show"]]),
    ],
)
def test_only_who_is_expected_or_was_is_on_it(desk, office, status, shown):
    consultation = in_status(status, office)

    found = [
        [cell for cell in row if cell != consultation.reference] for row in rows(desk.get(TUESDAY))
    ]

    assert (found or [[]]) == shown


def test_a_time_that_is_kept_until_they_choose_another_is_on_it(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    lifecycle.propose(consultation, times=PROPOSALS[1:2], by=member(), now=MONDAY)

    assert rows(desk.get(TUESDAY)) == [
        ["2:00 pm", "Maya O.", consultation.reference, "Kept until they choose"]
    ]


def test_todays_is_the_offices_today_and_leads_to_the_days_beside_it(desk, office, monday):
    late_on_monday = MONDAY + timedelta(hours=14)  # Tuesday in UTC
    monday.move_to(late_on_monday)
    desk.force_login(User.objects.get())

    text = desk.get(SHEET).text

    assert "<h1>Day sheet: Monday, November 23, 2026</h1>" in text
    assert re.findall(r'href="\?day=([^"]*)"', text) == ["2026-11-22", "2026-11-24"]
    assert "Nobody comes on this day." in text


NO_DAYS = [
    "",
    "tomorrow",
    "2026-02-30",
    "1999-12-31",
    "2100-01-01",
    "0001-01-01",
    "9999-12-31",
    "%00",
    "<b>",
]


@pytest.mark.parametrize("day", NO_DAYS)
def test_what_is_no_day_gets_a_sentence_and_nobodys_names(desk, office, day):
    confirmed(office, TUESDAY_AT_TWO)

    response = desk.get(f"{SHEET}?day={day}")

    assert response.status_code == 422
    assert "That is not a day that we can show." in response.text
    assert rows(response) == []
    assert "<b>" not in response.text


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_last_days_of_all_are_shown(desk, office, day):
    assert desk.get(f"{SHEET}?day={day}").status_code == 200


def test_a_look_at_it_is_logged(desk, office):
    desk.get(TUESDAY)

    line = Access.objects.get()
    assert (line.by_name, line.action, line.reference) == (
        "desk",
        "seen",
        "day sheet of 2026-11-24",
    )


def test_it_is_for_those_who_may_see_consultations(client, office):
    assert client.get(TUESDAY).url.startswith("/admin/login/")
    assert staff(client, "view_notification").get(TUESDAY).status_code == 403
    assert not Access.objects.exists()


def test_hostile_names_are_inert_on_it(desk, office):
    confirmed(office, TUESDAY_AT_TWO, first_name="<img src=x onerror=alert(1)>", last_name="<b>")

    assert rows(desk.get(TUESDAY))[0][1] == "<img src=x onerror=alert(1)> <."
    assert "<img src=x" not in desk.get(TUESDAY).text


def test_it_asks_no_more_for_three_people_than_for_one(desk, office):
    queries = []
    desk.get(TUESDAY)
    for number in range(3):
        confirmed(office, TUESDAY_AT_TWO + number * HALF_AN_HOUR)
        with CaptureQueriesContext(connection) as asked:
            assert len(rows(desk.get(TUESDAY))) == number + 1
        queries.append(len(asked))

    assert queries[0] == queries[2]
