"""How a time is written: with the zone as people call it, or the offset where a clock shows it
twice.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string

from bookings import lifecycle
from bookings.availability import Day, Offer, Slot
from bookings.csv_export import csv_of
from bookings.models import Consultation
from bookings.slot_table import picker
from bookings.week import consultations_of, week
from clinic.office import formats
from clinic.office.hours import monday_of
from clinic.office.models import Closure, Office
from tests.bookings.lives import desk
from tests.bookings.mails import deliver, said
from tests.factories import make_office, request_for

FIRST, SECOND = (datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (8, 9))
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
FRIDAY_BEFORE = datetime(2026, 11, 27, 17, tzinfo=UTC)
FRIDAY = datetime(2027, 11, 5, 17, tzinfo=UTC)
SUNDAY = "Sunday, November 7"


@pytest.fixture
def office():
    return Office(time_zone="America/Los_Angeles")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (FIRST - timedelta(minutes=31), f"{SUNDAY}, 12:59 am Pacific time"),
        (FIRST - timedelta(minutes=30), f"{SUNDAY}, 1:00 am PDT"),
        (FIRST, f"{SUNDAY}, 1:30 am PDT"),
        (SECOND, f"{SUNDAY}, 1:30 am PST"),
        (SECOND + timedelta(minutes=29), f"{SUNDAY}, 1:59 am PST"),
        (SECOND + timedelta(minutes=30), f"{SUNDAY}, 2:00 am Pacific time"),
        (datetime(2027, 3, 14, 9, 59, tzinfo=UTC), "Sunday, March 14, 1:59 am Pacific time"),
        (datetime(2027, 3, 14, 10, 0, tzinfo=UTC), "Sunday, March 14, 3:00 am Pacific time"),
    ],
)
def test_the_offset_is_named_where_the_clock_shows_a_time_twice_and_only_there(
    office, moment, written
):
    assert formats.when(moment, office) == written


@pytest.mark.parametrize(
    ("zone", "hour", "written"),
    [
        ("America/New_York", 5, "1:30 am EDT"),
        ("America/New_York", 6, "1:30 am EST"),
        ("America/Anchorage", 10, "1:30 am AKST"),
        ("America/Phoenix", 8, "1:30 am Arizona time"),
        ("Pacific/Honolulu", 11, "1:30 am Hawaii time"),
    ],
)
def test_each_zone_has_its_own_offsets(zone, hour, written):
    moment = datetime(2027, 11, 7, hour, 30, tzinfo=UTC)

    assert formats.when(moment, Office(time_zone=zone)) == f"{SUNDAY}, {written}"


def test_a_promise_a_closure_and_a_time_in_one_line_name_it_too(office):
    assert formats.reply_by(SECOND, office, now=FRIDAY) == "Sunday, 1:30 am PST"
    assert formats.closure(Closure(starts_at=FIRST, ends_at=SECOND), office) == (
        f"{SUNDAY}, 1:30 am PDT to 1:30 am PST"
    )
    assert formats.unbroken(formats.when(FIRST, office)).split(" ")[-1] == "1:30\xa0am\xa0PDT"


def test_the_two_times_read_apart_in_the_picker(office):
    slots = [
        Slot(each, each + timedelta(minutes=30))
        for each in (FIRST, SECOND, SECOND + timedelta(hours=1))
    ]
    offer = Offer(FRIDAY, [Day(SECOND.date(), slots)], [])

    drawn = picker(office, offer, now=FRIDAY)

    times = [(time.clock, time.zone) for time in drawn.weeks[0].days[0].times]
    assert times == [("1:30 am PDT", ""), ("1:30 am PST", ""), ("2:30 am", "Pacific time")]
    page = render_to_string("bookings/slot_picker.html", {"picker": drawn, "office": office})
    assert page.count("1:30 am PDT<") == page.count("1:30 am PST<") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("starts_at", "clock"), [(FIRST, "1:30 am PDT"), (SECOND, "1:30 am PST")])
def test_page_mail_export_and_week_name_it(client, starts_at, clock):
    office = make_office()
    consultation = lifecycle.book(
        request_for(office),
        starts_at=starts_at,
        consents={},
        reason="by day",
        by=desk(),
        now=FRIDAY,
    )

    (message,) = deliver(FRIDAY)
    assert message["Subject"] == f"Your consultation: {SUNDAY}, {clock}"
    html = " ".join(message.get_body(("html",)).get_content().split())  # no-break spaces, too
    for words_of_mail in (said(message), html):
        assert clock in words_of_mail
        assert f"{clock} Pacific" not in words_of_mail
    (reminder,) = deliver(starts_at - timedelta(days=1))
    assert reminder["Subject"] == f"Tomorrow at {clock}"
    with time_machine.travel(FRIDAY, tick=False):
        page = client.get(consultation.get_absolute_url()).text
    assert f"<span>{clock} </span>" in page
    assert f',"2027-11-07 01:30 {clock[-3:]}",' in "".join(
        csv_of(Consultation.objects.all(), office)
    )
    monday = monday_of(office.local_day(starts_at))
    rows = week(office, monday, consultations_of(office, monday), now=FRIDAY).rows
    entries = [entry for row in rows for cell in row.cells for entry in cell.entries]
    assert [entry.said for entry in entries if entry.consultation] == [f"Confirmed, {clock}"]


# ---- a promise as people say it ------------------------------------------------------------------
MINUTES_OF_A_DAY = [
    datetime(2026, 11, 30, tzinfo=LOS_ANGELES) + timedelta(minutes=minute)
    for minute in range(24 * 60)
]
SAID = {  # when a part of the day begins, and ends, to everybody who says it
    "early Monday morning": (time(6), time(10)),
    "late Monday morning": (time(10), time(11, 30)),
    "noon on Monday": (time(11, 30), time(12)),
    "early Monday afternoon": (time(12), time(15)),
    "late Monday afternoon": (time(15), time(17)),
    "Monday evening": (time(17), time(21)),
}


def test_every_minute_of_the_day_is_promised_within_the_part_that_is_said(office):
    """So the words are never earlier than the promise, and are over soon after it."""
    for moment in MINUTES_OF_A_DAY:
        said = formats.reply_by_in_words(moment, office, now=FRIDAY_BEFORE)
        if said in SAID:
            after, until = SAID[said]
            assert after < moment.time() <= until, said
        else:
            assert said == formats.reply_by(moment, office, now=FRIDAY_BEFORE)
            assert moment.time() <= time(6) or moment.time() > time(21)


@pytest.mark.parametrize(
    ("moment", "said", "in_full"),
    [
        (
            datetime(2026, 11, 30, 11, 0),
            "late Monday morning",
            "late Monday morning (November 30, 11:00 am Pacific time)",
        ),
        (
            datetime(2026, 11, 30, 12, 0, 59),
            "noon on Monday",
            "noon on Monday (November 30, 12:00 pm Pacific time)",
        ),
        (
            datetime(2026, 12, 7, 11, 0),
            "late morning on Monday, December 7",
            "late morning on Monday, December 7 (11:00 am Pacific time)",
        ),
        (
            datetime(2026, 11, 30, 3, 0),
            "Monday, 3:00 am Pacific time",
            "Monday, November 30, 3:00 am Pacific time",
        ),
    ],
)
def test_the_exact_time_stands_with_the_words(office, moment, said, in_full):
    at = moment.replace(tzinfo=LOS_ANGELES)

    assert formats.reply_by_in_words(at, office, now=FRIDAY_BEFORE) == said
    assert formats.reply_by_in_full(at, office, now=FRIDAY_BEFORE) == in_full
