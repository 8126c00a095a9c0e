"""Why a time is not on offer, in sentences for staff."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import User

from bookings import availability
from bookings.models import Block
from clinic.office.models import Closure, ConsultationHours, SpecialHours, SpecialWeek
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTICE = "Sooner than our notice."


def said(office, starts_at, **more):
    return [
        why.sentence for why in availability.reasons_against(office, starts_at, now=MONDAY, **more)
    ]


def test_nothing_stands_against_a_time_on_offer(office):
    assert said(office, TUESDAY_AT_TWO) == []


@pytest.mark.parametrize(
    ("starts_at", "sentences"),
    [
        (
            TUESDAY_AT_TWO + 2 * HOUR,
            ["Outside consultation hours, which are 10:00 am to 4:00 pm that day."],
        ),
        (
            TUESDAY_AT_TWO + 2 * HOUR - 15 * MINUTE,  # begins in them and ends after
            ["Outside consultation hours, which are 10:00 am to 4:00 pm that day."],
        ),
        (TUESDAY_AT_TWO + 5 * DAY, ["No consultations are offered on that day."]),
        (
            TUESDAY_AT_TWO + 10 * MINUTE,
            ["Between the times that we offer, which begin every 30 minutes."],
        ),
        (MONDAY + 5 * MINUTE, ["No consultations are offered on that day.", NOTICE]),
        (MONDAY, ["No consultations are offered on that day.", NOTICE]),
        (MONDAY - MINUTE, ["That time has passed.", "No consultations are offered on that day."]),
        (TUESDAY_AT_TWO + 28 * DAY, ["Times are given for the next 21 days."]),
    ],
)
def test_each_reason_is_a_sentence(office, starts_at, sentences):
    office.horizon_days = 21

    assert said(office, starts_at) == sentences


def test_the_very_minute_has_not_passed(office):
    now = MONDAY + timedelta(seconds=40)

    assert availability.Obstacle.PASSED not in [
        why.bar for why in availability.reasons_against(office, MONDAY, now=now)
    ]


def test_the_horizon_ends_with_its_last_day_and_not_at_this_hour_of_it(office):
    office.horizon_days = 22  # a Tuesday, whose times are later in the day than MONDAY's hour
    last = TUESDAY_AT_TWO + 21 * DAY
    Block.objects.create(office=office, starts_at=last, ends_at=last + HOUR)

    assert availability.offer(office, now=MONDAY, online=False).slots[-1].starts_at > last
    assert said(office, last) == ["Blocked by staff."]
    assert said(office, last + DAY) == ["Times are given for the next 22 days."]


def test_what_somebody_holds_is_taken_but_for_themselves(office):
    consultation = ask(office)

    assert said(office, TUESDAY_AT_TWO) == ["Somebody else has this time."]
    assert said(office, TUESDAY_AT_TWO, holder=consultation) == []


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("holiday", "The office is closed then: holiday."), ("", "The office is closed then.")],
)
def test_a_closure_names_its_reason(office, reason, sentence):
    Closure.objects.create(
        office=office,
        starts_at=TUESDAY_AT_TWO - DAY,
        ends_at=TUESDAY_AT_TWO + MINUTE,
        reason=reason,
    )

    assert said(office, TUESDAY_AT_TWO) == [sentence]
    assert said(office, TUESDAY_AT_TWO + 30 * MINUTE) == []


@pytest.mark.parametrize(
    ("by", "note", "sentence"),
    [
        ("ines", "", "Blocked by ines."),
        ("ines", "a course", "Blocked by ines: a course."),
        (None, "", "Blocked by staff."),
    ],
)
def test_a_block_names_who_and_what_for(office, by, note, sentence):
    user = User.objects.create_user(by) if by else None
    Block.objects.create(
        office=office, starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO + HOUR, by=user, note=note
    )

    assert said(office, TUESDAY_AT_TWO) == [sentence]


def test_hours_of_two_stretches_and_of_a_special_week_are_named(office):
    ConsultationHours.objects.create(office=office, weekday=1, opens=time(17), closes=time(18))
    week = SpecialWeek.objects.create(office=office, monday=date(2026, 11, 30))
    SpecialHours.objects.create(week=week, weekday=1, opens=time(12), closes=time(13))
    at_nine = TUESDAY_AT_TWO - 5 * HOUR + 15 * MINUTE

    both = (
        "Outside consultation hours, which are 10:00 am to 4:00 pm and 5:00 pm to 6:00 pm that day."
    )
    assert said(office, at_nine) == [both]
    assert said(office, TUESDAY_AT_TWO + 7 * DAY) == [
        "Outside consultation hours, which are 12:00 pm to 1:00 pm that day."
    ]


def test_hours_are_the_offices_own_on_both_sides_of_a_change_of_clocks(office):
    ConsultationHours.objects.create(office=office, weekday=6, opens=time(10), closes=time(11))
    now = datetime(2027, 3, 10, 17, tzinfo=UTC)
    change = datetime(2027, 3, 14, 17, tzinfo=UTC)  # ten in the morning, three hours after it

    assert availability.reasons_against(office, change, now=now) == []
    (why,) = availability.reasons_against(office, change + HOUR, now=now)
    assert why.sentence == "Outside consultation hours, which are 10:00 am to 11:00 am that day."


def test_it_asks_as_often_whatever_stands_against_it(office, django_assert_num_queries):
    for hours in (1, 2, 3):
        then = {
            "starts_at": TUESDAY_AT_TWO - hours * HOUR,
            "ends_at": TUESDAY_AT_TWO + hours * HOUR,
        }
        Closure.objects.create(office=office, **then)
        Block.objects.create(office=office, **then)

    with django_assert_num_queries(8):
        assert len(said(office, TUESDAY_AT_TWO)) == 6
