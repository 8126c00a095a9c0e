"""The calendar file, read again by another program than the one that wrote it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from bookings import lifecycle
from bookings.calendars import calendar_file
from bookings.models import Status
from tests.bookings.lives import PROPOSALS, desk, in_status
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
    consultation = confirmed(concern=make_concern(), phone="+14245550134", note="keloid on the left")

    method, entry = read(consultation)

    assert (method, entry.status.value, entry.sequence.value) == ("PUBLISH", "CONFIRMED", "0")
    assert entry.summary.value == "Consultation – Acupunctury"
    assert entry.location.value == "1150 Yale St, Suite 10, Santa Monica, CA 90403"
    reference = consultation.reference
    assert entry.description.value == f"Call or text (424) 252-1210. Reference {reference}."
    written = calendar_file(consultation).content.decode()
    for unsaid in ("Maya", "Ortiz", "maya@", "5550134", "keloid", "pores", consultation.token):
        assert unsaid.casefold() not in written.casefold()


@pytest.mark.parametrize(
    ("first_day", "utc_hour"),
    [
        (datetime(2027, 3, 12, 17, tzinfo=UTC), 21),  # from Pacific standard into daylight-saving time
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
    assert entry.dtstart.value.replace(tzinfo=None) == starts_at.astimezone(PACIFIC).replace(tzinfo=None)
    assert b"DTSTART;TZID=America/Los_Angeles:" in calendar_file(consultation).content


@pytest.mark.parametrize("change", ["2027-03-14", "2027-11-07"])
def test_on_the_day_of_the_change_itself_the_entry_stands_at_the_right_hour(change):
    office = make_office()
    office.consultation_hours.create(weekday=6, opens="10:00", closes="12:00")
    starts_at = datetime.fromisoformat(f"{change}T10:00").replace(tzinfo=PACIFIC).astimezone(UTC)
    asked = starts_at - timedelta(days=5)

    consultation = lifecycle.confirm(ask(office, starts_at=starts_at, now=asked), by=desk(), now=asked)

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


@pytest.mark.parametrize(
    "ending", ["cancel", "decline", "lapse", "turn_down"], ids=lambda verb: verb.replace("_", " ")
)
def test_a_confirmed_time_that_ends_while_others_are_proposed_leaves_the_calendar(ending):
    consultation = lifecycle.propose(confirmed(), times=PROPOSALS, by=desk(), now=MONDAY)

    if ending == "lapse":
        ended = lifecycle.lapse(consultation, now=consultation.lapses_at)
    else:
        ended = getattr(lifecycle, ending)(consultation, by=desk(), now=MONDAY)

    method, entry = read(ended)
    assert (method, entry.sequence.value, entry.dtstart.value) == ("CANCEL", "1", TUESDAY_AT_TWO)


def test_a_time_that_was_given_up_stays_out_of_the_calendar_while_others_are_proposed():
    consultation = lifecycle.propose(confirmed(), times=PROPOSALS, by=desk(), now=MONDAY)
    assert read(consultation)[0] == "PUBLISH"  # the old time stands until another is chosen
    consultation = lifecycle.turn_down(consultation, by=None, now=MONDAY)

    consultation = lifecycle.propose(consultation, times=PROPOSALS, by=desk(), now=MONDAY)

    method, entry = read(consultation)
    assert (method, entry.status.value) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.ASIDE, Status.PROPOSED, Status.CANCELED])
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
    assert entry.location.value == "1150 Yale St, Suite 10; rear, 2nd\\floor, Santa Monica, CA 90403"
    assert " ".join(entry.summary.value.split()) == " ".join(f"Consultation – {hostile[:80]}".split())


def test_another_offices_zone_is_its_own():
    office = make_office(time_zone="Pacific/Honolulu", city="Honolulu", state="HI")
    at_two = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)

    _, entry = read(confirmed(office, starts_at=at_two))

    assert entry.dtstart.value == at_two
    assert entry.dtstart.value.hour == 14
