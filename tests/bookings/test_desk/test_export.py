"""Consultations as a file: for few, logged, safe in a spreadsheet, and readable as they were
typed.
"""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bookings import csv_export
from bookings.models import Access
from clinic.staff.password_again import GIVEN_AT
from tests.bookings.desk import CONSULTATIONS, staff
from tests.bookings.lives import HALF_AN_HOUR
from tests.bookings.test_desk.words import DESK, listed
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

EXPORT = f"{CONSULTATIONS}export/"
BOTH_DAYS = {"first": "2026-11-23", "last": "2026-11-24"}


def with_password_given(client):
    session = client.session
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()
    return client


@pytest.fixture
def owner(client):
    return with_password_given(staff(client, *DESK, "export_consultation"))


def taken(response):
    """The lines of the file, each cell as it was typed, below the columns' names."""
    text = response.getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    head, *lines = csv.reader(StringIO(text[1:], newline=""), strict=True)
    assert head == csv_export.COLUMNS
    return [dict(zip(head, map(csv_export.as_typed, line), strict=True)) for line in lines]


# ---- cells ---------------------------------------------------------------------------------------
RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "\n=1", "  =1", " \t", "\x00=1"]
RUN += [
    "\u00a0=1",
    "\u3000=1",
    "\ufeff=1",
    "\u200b=1",
    "\u202e=1",
]  # spaces and signs that nobody sees
RUN += ["＝1", "＋1", "－1", "＠x", " \u2003＝1", "﹦1", "﹢1", "\N{MINUS SIGN}1"]
RECKONED = ["0042", "1E5", "1-2", "3/4", "10:30", "5%", "1,000", "$5", "(5)", ".5", "1 2/3"]
RECKONED += [
    "May 5",
    "5 march",
    "24 Nov 2026",
    "Sept 3",
    "10 am",
    "True",
    "FALSE",
    " 007 ",
    "1\u200b2",
]
KEPT = [
    "Maya",
    "",
    " ",
    "O'Hara",
    "a=b",
    "(424) 555-0134",
    "7 – 9",
    "“=1”",
    "/x",
    "Zoë",
    "May",
    "April",
]
KEPT += [
    "5pm works",
    "K7QF9D",
    "3 sessions",
    "2 of 3",
    "maya1@example.com",
    "True story",
    "e",
    "a-b",
]


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert csv_export.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", RECKONED)
def test_what_a_spreadsheet_might_take_for_a_number_or_a_day_gets_one_too(text):
    assert csv_export.safe(text) == f"'{text}"
    assert csv_export.as_typed(csv_export.safe(text)) == text


@pytest.mark.parametrize("text", KEPT)
def test_anything_else_stays_as_it_is(text):
    assert csv_export.safe(text) == text


@given(st.text(max_size=20) | st.text("'=+-@＝ \t\r\n", max_size=6))
def test_every_text_is_read_back_as_it_was_typed(text):
    assert csv_export.as_typed(csv_export.safe(text)) == text
    assert csv_export.safe(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


# ---- the file ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_file_has_who_asked_on_these_days_as_typed(owner, office):
    fields = {
        "first_name": "=HYPERLINK(\"//evil.example\")",
        "last_name": "'＠Ortiz",
        "phone": "+14245550134",
        "note": "-1;\"x\",\r\n=2\r\nÀ bientôt",
        "answers": ["sensitive", "talk"],
    }  # fmt: skip
    wanted = ask(office, **fields)
    ask(office, starts_at=None, now=MONDAY + timedelta(days=2), email="later@example.com")
    ask(office, starts_at=None, now=MONDAY - timedelta(days=1), email="earlier@example.com")

    response = owner.post(EXPORT, BOTH_DAYS)
    raw = response.getvalue().decode("utf-8")
    response = owner.post(EXPORT, BOTH_DAYS)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        'filename="consultations-2026-11-23-to-2026-11-24.csv"' in response["Content-Disposition"]
    )
    assert "no-store" in response["Cache-Control"]
    assert response.streaming
    assert taken(response) == [
        {
            "reference": wanted.reference,
            "status": "Requested",
            "asked": "2026-11-23 09:00",
            "time": "2026-11-24 14:00",
            "first name": fields["first_name"],
            "last name": fields["last_name"],
            "how to reach": "Email",
            "phone": "+14245550134",
            "e-mail": "maya@example.com",
            "concern": "Visible pores",
            "answers": "Very sensitive skin; I would rather talk about this in person",
            "note": fields["note"],
            "language": "English",
        }
    ]
    assert '"\'=HYPERLINK(""//evil.example"")","\'\'＠Ortiz"' in raw


@pytest.mark.django_db
def test_the_day_of_asking_is_the_offices_and_both_ends_count(owner, office):
    midnight = MONDAY.replace(hour=8)  # in Santa Monica, as Monday begins
    asked = {
        name: ask(office, starts_at=None, now=now, email=f"{name}@example.com").reference
        for name, now in {
            "before": midnight - timedelta(seconds=1),
            "first": midnight,
            "last": midnight + timedelta(days=1, seconds=-1),
            "after": midnight + timedelta(days=1),
        }.items()
    }

    rows = taken(owner.post(EXPORT, {"first": "2026-11-23", "last": "2026-11-23"}))

    assert [row["reference"] for row in rows] == [asked["first"], asked["last"]]
    assert rows[0]["time"] == ""


@pytest.mark.django_db
def test_an_export_is_logged_with_days_and_columns_and_no_value(owner, office):
    ask(office)

    owner.post(EXPORT, BOTH_DAYS).getvalue()

    line = Access.objects.get()
    assert (line.by_name, line.action, line.at) == ("desk", "exported", MONDAY)
    assert line.reference == "asked from 2026-11-23 to 2026-11-24"
    assert line.fields == ", ".join(csv_export.COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({}, ["Choose a day.", "Choose a day."]),
        (
            {"first": "2026-11-24", "last": "2026-11-23"},
            ["Choose a day that is not before the first one."],
        ),
        ({"first": "yesterday", "last": "2026-11-23"}, ["Write the day as in 2026-11-24"]),
        ({"first": "0001-01-01", "last": "9999-12-31"}, ["Write the day as in 2026-11-24"] * 2),
    ],
)
def test_days_that_are_none_are_refused_in_words(owner, office, days, why):
    response = owner.post(EXPORT, days)

    assert response.status_code == 422
    assert [
        said[: len(start)] for said, start in zip(listed(response.text), why, strict=True)
    ] == why
    assert not Access.objects.exists()


@pytest.mark.django_db
def test_the_form_says_what_is_in_the_file_and_a_look_at_it_exports_nothing(owner, office):
    response = owner.get(EXPORT)

    assert response.status_code == 200
    assert "answers about their skin and their notes" in re.sub(r"\s+", " ", response.text)
    assert not Access.objects.exists()


@pytest.mark.django_db
def test_nobody_exports_without_the_permission_of_its_own(client, office):
    ask(office)
    assert client.post(EXPORT, BOTH_DAYS).status_code in (302, 403)
    reader = with_password_given(staff(client, *DESK))

    assert EXPORT not in reader.get(CONSULTATIONS).text
    assert reader.get(EXPORT).status_code == 403
    assert reader.post(EXPORT, BOTH_DAYS).status_code == 403
    assert not Access.objects.filter(action="exported").exists()
    User.objects.all().delete()
    assert EXPORT in staff(client, *DESK, "export_consultation").get(CONSULTATIONS).text


@pytest.mark.django_db
def test_the_password_is_asked_for_again_first(owner, office, monday):
    monday.move_to(MONDAY + timedelta(minutes=11))

    for refused in (owner.get(EXPORT), owner.post(EXPORT, BOTH_DAYS)):
        assert refused.url.startswith("/admin/password-again/")
    assert not Access.objects.exists()


@pytest.mark.django_db
def test_it_asks_no_more_for_three_rows_than_for_one(owner, office):
    queries = []
    owner.post(EXPORT, BOTH_DAYS).getvalue()
    for number in range(3):
        email = f"{number}@example.com"
        ask(office, starts_at=TUESDAY_AT_TWO + number * HALF_AN_HOUR, email=email)
        with CaptureQueriesContext(connection) as asked:
            assert len(taken(owner.post(EXPORT, BOTH_DAYS))) == number + 1
        queries.append(len(asked))

    assert queries[0] == queries[2]
