"""The sheet of one day: who comes when, what is open or kept, and room to write."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import blocks, lifecycle
from bookings.models import Access, Status
from tests.bookings.desk import CONSULTATIONS, staff
from tests.bookings.lives import HALF_AN_HOUR, PROPOSALS, in_status
from tests.bookings.lives import desk as member
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
SHEET = f"{CONSULTATIONS}day-sheet/"
TUESDAY = f"{SHEET}?day=2026-11-24"


def lines(response):
    """Every line of the sheet as it is read, its cells by themselves."""
    body = re.search(r"<tbody[^>]*>(.*?)</tbody>", response.text, re.S)
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.S) if body else []
    return [
        [
            unescape(re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)
        ]
        for line in found
    ]


def rows(response):
    """Those who come: time, who, phone and concern."""
    return [line[:-1] for line in lines(response) if len(line) == 5]


def others(response):
    """What else the day has: its time, and what it is."""
    return [tuple(line[:-1]) for line in lines(response) if len(line) == 3]


def confirmed(office, starts_at, **fields):
    asked = ask(office, starts_at=starts_at, email=f"{starts_at:%H%M}@example.com", **fields)
    return lifecycle.confirm(asked, by=member(), now=MONDAY)


def test_the_sheet_of_a_day_has_time_name_reference_phone_and_concern(desk, office):
    at = TUESDAY_AT_TWO + HALF_AN_HOUR
    later = confirmed(office, at, first_name="Theo", last_name="", phone="+14245550134")
    first = confirmed(office, TUESDAY_AT_TWO - HALF_AN_HOUR, note="keloid")
    confirmed(office, TUESDAY_AT_TWO + timedelta(days=1))

    sheet = desk.get(TUESDAY)

    assert "<h1>Day sheet: Tuesday, November 24, 2026</h1>" in sheet.text
    assert "Acupunctury, 1150 Yale St, Suite 10. Times are Pacific time." in sheet.text
    assert [[" ".join(cell.split()) for cell in row] for row in rows(sheet)] == [
        ["1:30 pm", f"Maya O. {first.reference}", "", "Visible pores"],
        ["2:30 pm", f"Theo {later.reference}", "(424) 555-0134", "Visible pores"],
    ]
    for unsaid in ("Ortiz", "keloid", "@example.com"):
        assert unsaid not in sheet.text


def test_open_held_blocked_and_closed_times_stand_between_them_in_order(desk, office):
    by = User.objects.get()
    confirmed(office, TUESDAY_AT_TWO)
    ask(office, starts_at=TUESDAY_AT_TWO + HALF_AN_HOUR, email="theo@example.com")
    ten = TUESDAY_AT_TWO - timedelta(hours=4)
    blocks.block(office, ten, ten + timedelta(hours=2), note="a facial", by=by, now=MONDAY)
    office.closures.create(
        starts_at=ten + timedelta(hours=2), ends_at=ten + timedelta(hours=3), reason="training"
    )
    office.closures.create(
        starts_at=ten + timedelta(hours=5.5), ends_at=ten + timedelta(days=1), reason="leave"
    )

    sheet = desk.get(TUESDAY)

    assert others(sheet) == [
        ("10:00 am", "Blocked until 12:00 pm, a facial"),
        ("12:00 pm", "Closed until 1:00 pm, training"),
        ("1:00 pm", "Open"),
        ("1:30 pm", "Open"),
        ("2:30 pm", "Asked for, not confirmed yet"),
        ("3:00 pm", "Open"),
        ("3:30 pm", "Closed, leave"),
    ]
    assert [line[0] for line in lines(sheet)][4] == "2:00 pm"
    assert all(line[-1] == "" for line in lines(sheet))  # room to write


def test_a_day_of_rest_is_one_line(desk, office):
    begins = TUESDAY_AT_TWO - timedelta(days=1, hours=14)
    office.closures.create(starts_at=begins, ends_at=begins + timedelta(days=7), reason="holiday")

    sheet = desk.get(TUESDAY)

    assert others(sheet) == [("12:00 am", "Closed, holiday")]
    assert "Nobody comes on this day." in sheet.text


@pytest.mark.parametrize(
    ("status", "shown"),
    [(status, [[]]) for status in Status if status not in ("confirmed", "completed", "no_show")]
    + [
        (Status.CONFIRMED, [["2:00 pm", "Maya O."]]),
        (Status.COMPLETED, [["2:00 pm", "Maya O. Completed"]]),
        (Status.NO_SHOW, [["2:00 pm", "Maya O. No-show"]]),
    ],
)
def test_only_who_is_expected_or_was_is_on_it(desk, office, status, shown):
    consultation = in_status(status, office)

    found = [
        [row[0], " ".join(row[1].replace(consultation.reference, "").split())]
        for row in rows(desk.get(TUESDAY))
    ]

    assert (found or [[]]) == shown


def test_a_time_that_is_kept_until_they_choose_another_is_on_it(desk, office):
    consultation = in_status(Status.CONFIRMED, office)
    lifecycle.propose(consultation, times=PROPOSALS[1:2], by=member(), now=MONDAY)

    [row] = rows(desk.get(TUESDAY))
    assert row[0] == "2:00 pm"
    assert row[1].split() == [
        "Maya",
        "O.",
        consultation.reference,
        *["Kept", "until", "they", "choose"],
    ]


def test_todays_is_the_offices_today_and_leads_to_the_days_beside_it(desk, office, monday):
    late_on_monday = MONDAY + timedelta(hours=14)  # Tuesday in UTC
    monday.move_to(late_on_monday)
    desk.force_login(User.objects.get())

    text = desk.get(SHEET).text

    assert "<h1>Day sheet: Monday, November 23, 2026</h1>" in text
    assert re.findall(r'href="\?day=([^"]*)"', text) == ["2026-11-22", "2026-11-24"]
    assert "Nobody comes on this day." in text
    assert others(desk.get(SHEET)) == []  # nothing is offered on a Monday


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
    assert (line.by_name, line.action, line.reference, line.fields) == (
        "desk",
        "seen",
        "day sheet of 2026-11-24",
        "time, name, reference, phone, concern",
    )


def test_it_is_for_those_who_may_see_consultations(client, office):
    assert client.get(TUESDAY).url.startswith("/admin/login/")
    assert staff(client, "view_notification").get(TUESDAY).status_code == 403
    assert not Access.objects.exists()


def test_hostile_names_are_inert_on_it(desk, office):
    confirmed(office, TUESDAY_AT_TWO, first_name="<img src=x onerror=alert(1)>", last_name="<b>")

    assert rows(desk.get(TUESDAY))[0][1].startswith("<img src=x onerror=alert(1)> <.")
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
