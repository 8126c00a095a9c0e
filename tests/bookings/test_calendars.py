"""The calendar file, read again by another program than the one that wrote it."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qsl
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.utils.html import escape

from bookings import lifecycle
from bookings.calendars import calendar_file, feed_file, google_calendar_link
from bookings.calendars.zones import on_the_clock, time_zone
from bookings.models import Status
from tests.bookings.lives import PROPOSALS, VERBS, desk, in_status
from tests.bookings.mails import every_mail
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_concern, make_office

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
AT_THREE = TUESDAY_AT_TWO + timedelta(hours=1)


def read(consultation):
    """What a calendar program makes of the file: (method, entry)."""
    calendar = vobject.readOne(calendar_file(consultation).content.decode())
    return calendar.method.value, calendar.vevent


def confirmed(office=None, **fields):
    return lifecycle.confirm(ask(office or make_office(), **fields), by=desk(), now=MONDAY)


def test_an_entry_says_when_where_and_whom_to_call_and_no_more():
    consultation = confirmed(
        concern=make_concern(), phone="+14245550134", note="keloid on the left"
    )

    method, entry = read(consultation)

    assert (method, entry.status.value, entry.sequence.value) == ("PUBLISH", "CONFIRMED", "0")
    assert entry.summary.value == "Consultation – Acupunctury"
    assert entry.location.value == "1150 Yale St, Suite 10, Santa Monica, CA 90403"
    reference = consultation.reference
    assert entry.description.value == f"Call or text (424) 252-1210. Reference {reference}."
    assert entry.organizer.value == "mailto:office@acupunctury.example"
    assert entry.organizer.params["CN"] == ["Acupunctury"]
    written = calendar_file(consultation).content.decode()
    for unsaid in ("Maya", "Ortiz", "maya@", "5550134", "keloid", "pores", consultation.token):
        assert unsaid.casefold() not in written.casefold()


def alarms(consultation):
    """When each rings before the beginning, and what it shows."""
    _, entry = read(consultation)
    return [
        (alarm.action.value, -alarm.trigger.value, alarm.description.value)
        for alarm in entry.contents.get("valarm", [])
    ]


def test_it_rings_a_day_and_two_hours_before_and_says_nothing_personal():
    words = "Consultation – Acupunctury"

    assert alarms(confirmed()) == [
        ("DISPLAY", timedelta(days=1), words),
        ("DISPLAY", timedelta(hours=2), words),
    ]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.NO_SHOW, Status.CANCELED])
def test_what_is_over_or_canceled_never_rings(status):
    consultation = confirmed()
    if status == Status.CANCELED:
        consultation = lifecycle.cancel(consultation, by=None, now=MONDAY)
    else:
        verb = lifecycle.complete if status == Status.COMPLETED else lifecycle.miss
        consultation = verb(consultation, by=desk(), now=AT_THREE)

    assert calendar_file(consultation) is not None
    assert alarms(consultation) == []


def test_no_calendar_file_leads_to_the_patients_page():
    """Calendars are shared, and the page cancels."""
    moved = lifecycle.move(confirmed(), starts_at=PROPOSALS[0], by=None, now=MONDAY)
    ended = lifecycle.cancel(confirmed(moved.office, starts_at=PROPOSALS[1]), by=None, now=MONDAY)

    for consultation in (moved, ended):
        written = calendar_file(consultation).content.decode().replace("\r\n ", "")
        assert "URL" not in written
        assert "http" not in written
        assert "/consultation/" not in written


# ---- Google Calendar -----------------------------------------------------------------------------
def test_the_link_to_google_carries_time_name_address_and_reference_alone():
    consultation = confirmed(phone="+14245550134", note="keloid on the left")
    address, _, query = google_calendar_link(consultation).partition("?")

    assert address == "https://calendar.google.com/calendar/render"
    assert dict(parse_qsl(query, strict_parsing=True)) == {
        "action": "TEMPLATE",
        "text": "Appointment – Acupunctury",
        "dates": "20261124T220000Z/20261124T223000Z",
        "ctz": "America/Los_Angeles",
        "location": "1150 Yale St, Suite 10, Santa Monica, CA 90403",
        "details": f"Reference {consultation.reference}",
    }


def test_of_a_time_that_fall_shows_twice_google_is_told_the_right_one():
    consultation = in_status(Status.CONFIRMED, make_office())
    consultation.starts_at = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=PACIFIC)
    consultation.ends_at = consultation.starts_at.astimezone(UTC) + timedelta(minutes=30)

    assert "dates=20261101T093000Z/20261101T100000Z&" in google_calendar_link(consultation)


@pytest.mark.parametrize("status", Status)
def test_google_calendar_is_the_only_other_host_that_a_patients_page_links_to(client, status):
    consultation = in_status(status, make_office())
    with time_machine.travel(MONDAY, tick=False):
        page = client.get(consultation.get_absolute_url()).text
    main = page.partition("<main")[2].partition("</main>")[0]

    others = re.findall(r'<a [^>]*href="(https?://[^"]+)"([^>]*)>', main)
    if status == Status.CONFIRMED:
        assert others == [
            (escape(google_calendar_link(consultation)), ' rel="noopener noreferrer"')
        ]
    else:
        assert others == []


def test_no_mail_leads_to_google_where_programs_press_every_link():
    mails = every_mail(make_office())

    said = [mail.body + mail.alternatives[0].content for mail in mails.values()]
    assert len(said) > 50
    assert [words for words in said if "google" in words.casefold()] == []


@pytest.mark.parametrize(
    ("first_day", "utc_hour"),
    [
        (
            datetime(2027, 3, 12, 17, tzinfo=UTC),
            21,
        ),  # from Pacific standard into daylight-saving time
        (datetime(2027, 11, 5, 16, tzinfo=UTC), 22),  # and back
        (datetime(2026, 11, 23, 17, tzinfo=UTC), 22),
    ],
)
def test_the_wall_clock_is_kept_through_both_changes_of_the_year(first_day, utc_hour):
    office = make_office()
    starts_at = (first_day + timedelta(days=4)).replace(hour=utc_hour)
    assert starts_at.astimezone(PACIFIC).hour == 14
    consultation = ask(office, starts_at=starts_at, now=first_day)
    consultation = lifecycle.confirm(consultation, by=desk(), now=first_day)

    _, entry = read(consultation)

    assert entry.dtstart.value == starts_at
    assert entry.dtend.value == starts_at + timedelta(minutes=30)
    assert entry.dtstart.value.replace(tzinfo=None) == starts_at.astimezone(PACIFIC).replace(
        tzinfo=None
    )
    assert b"DTSTART;TZID=America/Los_Angeles:" in calendar_file(consultation).content


@pytest.mark.parametrize("change", ["2027-03-14", "2027-11-07"])
def test_on_the_day_of_the_change_itself_the_entry_stands_at_the_right_hour(change):
    office = make_office()
    office.consultation_hours.create(weekday=6, opens="10:00", closes="12:00")
    starts_at = datetime.fromisoformat(f"{change}T10:00").replace(tzinfo=PACIFIC).astimezone(UTC)
    asked = starts_at - timedelta(days=5)

    consultation = lifecycle.confirm(
        ask(office, starts_at=starts_at, now=asked), by=desk(), now=asked
    )

    assert read(consultation)[1].dtstart.value == starts_at


def test_every_change_keeps_the_uid_and_raises_the_sequence():
    consultation = confirmed()
    first = read(consultation)[1]

    consultation = lifecycle.move(consultation, starts_at=AT_THREE, by=desk(), now=MONDAY)
    moved = read(consultation)[1]
    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)
    still = read(consultation)[1]
    consultation = lifecycle.pick(consultation, starts_at=PROPOSALS[1], by=None, now=MONDAY)
    picked = read(consultation)[1]
    consultation = lifecycle.cancel(consultation, by=None, now=MONDAY)
    method, canceled = read(consultation)

    entries = [first, moved, still, picked, canceled]
    assert len({entry.uid.value for entry in entries}) == 1
    assert [entry.sequence.value for entry in entries] == ["0", "1", "1", "2", "3"]
    assert [entry.dtstart.value for entry in entries] == [
        TUESDAY_AT_TWO,
        AT_THREE,
        AT_THREE,
        PROPOSALS[1],
        PROPOSALS[1],
    ]
    assert (method, canceled.status.value) == ("CANCEL", "CANCELLED")
    # For programs that read neither of the two.
    assert canceled.summary.value == "Canceled: Consultation – Acupunctury"
    assert {entry.summary.value for entry in entries[:-1]} == {"Consultation – Acupunctury"}
    assert {entry.organizer.value for entry in entries} == {"mailto:office@acupunctury.example"}


def test_the_organizer_is_the_address_that_mails_come_from(settings):
    settings.DEFAULT_FROM_EMAIL = "Front desk <hello@acupuncturyla.com>"

    _, entry = read(confirmed())

    assert entry.organizer.value == "mailto:hello@acupuncturyla.com"
    assert entry.organizer.params["CN"] == ["Acupunctury"]


# ---- clock changes -----------------------------------------------------------------------------
# What ical.js made of files with an entry a day, and one an hour on the days of a change: for each
# VTIMEZONE the minutes from UTC that it read, from the first to the last entry in a row with the
# same. Whoever changes how VTIMEZONE is written lets ical.js read it anew (`new
# ICAL.Event(vevent).startDate.toUnixTime()`).
READ_BY_ICALJS = json.loads((Path(__file__).parent / "read_by_icaljs.json").read_text())


@pytest.mark.parametrize(
    "seen", READ_BY_ICALJS["zones"], ids=lambda seen: f"{seen['zone']} {seen['years']}"
)
def test_icaljs_reads_every_day_of_three_years_on_the_right_clock(seen):
    written = time_zone(seen["zone"], *seen["years"]).to_ical().decode()
    zone, runs = ZoneInfo(seen["zone"]), seen["minutes_from_utc"]

    assert written.split("\r\n") == [*seen["vtimezone"], ""]  # what it read is what we write
    read_days = 0
    for first, last, minutes in runs:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
        for moment in {start, end, *_at_half_past_ten(start, end)}:
            read_days += moment.time() == time(10, 30)
            assert moment.replace(tzinfo=zone).utcoffset() == timedelta(minutes=minutes), moment
    before, after = (date(year, 1, 1) for year in seen["years"])
    assert read_days == (after - before.replace(year=before.year + 1)).days


def _at_half_past_ten(start, end):
    moments = (
        datetime.combine(start + timedelta(days=n), time(10, 30))
        for n in range((end - start).days + 2)
    )
    return [moment for moment in moments if start <= moment <= end]


def test_vobject_reads_every_day_of_three_years_on_the_right_clock():
    name = f"Test/{uuid4()}"  # vobject keeps the first zone of a name for all files that it reads
    zone = time_zone("America/Los_Angeles", 2025, 2029).to_ical().decode()
    written = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zone}END:VCALENDAR\r\n".replace(
        "America/Los_Angeles", name
    )
    read_zone = vobject.readOne(written).vtimezone.tzinfo

    for number in range(1096):
        local = datetime.combine(date(2026, 1, 1) + timedelta(days=number), time(10, 30))
        assert (
            local.replace(tzinfo=read_zone).utcoffset() == local.replace(tzinfo=PACIFIC).utcoffset()
        ), local


def test_file_and_feed_spell_out_a_block_a_clock_change_from_the_year_before_to_the_year_after():
    consultation = confirmed()
    feed = feed_file(consultation.office, now=MONDAY)

    for content in (calendar_file(consultation).content, feed):
        (block,) = re.findall(rb"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r\n", content, flags=re.DOTALL)
        assert block == time_zone("America/Los_Angeles", 2025, 2027).to_ical()
        assert block.count(b"\r\nDTSTART:") == 7  # the first of January 2025, and six changes
        assert b"RDATE" not in block
        assert b"BEGIN:DAYLIGHT\r\nDTSTART:20270314T020000\r\n" in block
        assert b"BEGIN:STANDARD\r\nDTSTART:20271107T020000\r\n" in block


def test_a_time_that_fall_shows_twice_stands_in_universal_time():
    first, second = (datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (8, 9))

    assert [on_the_clock(each, PACIFIC) for each in (first, second)] == [first, second]
    assert on_the_clock(first, PACIFIC).tzinfo is on_the_clock(second, PACIFIC).tzinfo is UTC
    assert on_the_clock(second + timedelta(minutes=30), PACIFIC).tzinfo is PACIFIC


@pytest.mark.parametrize(
    "ending", ["cancel", "decline", "lapse", "turn_down"], ids=lambda verb: verb.replace("_", " ")
)
def test_a_confirmed_time_that_ends_while_others_are_proposed_leaves_the_calendar(ending):
    consultation = lifecycle.propose(confirmed(), times=PROPOSALS, by=desk(), now=MONDAY)

    if ending == "lapse":
        ended = lifecycle.lapse(consultation, now=consultation.lapses_at)
    else:
        ended = VERBS[ending](consultation, by=desk(), now=MONDAY)

    method, entry = read(ended)
    assert (method, entry.sequence.value, entry.dtstart.value) == ("CANCEL", "1", TUESDAY_AT_TWO)


def test_a_time_that_was_given_up_stays_out_of_the_calendar_while_others_are_proposed():
    consultation = lifecycle.propose(confirmed(), times=PROPOSALS, by=desk(), now=MONDAY)
    assert read(consultation)[0] == "PUBLISH"  # the old time stands until another is chosen
    consultation = lifecycle.turn_down(consultation, by=None, now=MONDAY)

    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)

    method, entry = read(consultation)
    assert (method, entry.status.value) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize(
    "status", [Status.REQUESTED, Status.ASIDE, Status.PROPOSED, Status.CANCELED]
)
def test_who_never_had_an_entry_is_given_none(status):
    assert calendar_file(in_status(status, make_office())) is None


def test_lines_fold_at_75_octets_and_no_name_of_an_office_breaks_one():
    hostile = 'Nadeln; "Kräuter", \\ & Söhne\r\nATTENDEE:x ' + "ü" * 40
    office = make_office(name=hostile[:80], suite="Suite 10; rear, 2nd\\floor")

    consultation = confirmed(office)

    lines = calendar_file(consultation).content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert not any(line.startswith(b"ATTENDEE") for line in lines)
    _, entry = read(consultation)
    assert (
        entry.location.value == "1150 Yale St, Suite 10; rear, 2nd\\floor, Santa Monica, CA 90403"
    )
    assert " ".join(entry.summary.value.split()) == " ".join(
        f"Consultation – {hostile[:80]}".split()
    )


def test_another_offices_zone_is_its_own():
    office = make_office(time_zone="Pacific/Honolulu", city="Honolulu", state="HI")
    at_two = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)

    _, entry = read(confirmed(office, starts_at=at_two))

    assert entry.dtstart.value == at_two
    assert entry.dtstart.value.hour == 14
