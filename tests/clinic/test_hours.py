"""When the office promises to have answered."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.office.hours import closures_ahead, first_open_day, reply_by
from clinic.office.models import Closure, ConsultationHours, OpeningHours, SpecialWeek
from tests.factories import make_office

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PACIFIC).astimezone(UTC)


def promise(office, now):
    return reply_by(office, closures_ahead(office, now=now), now=now)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        (at("2026-11-23", "09:00"), at("2026-11-23", "13:00")),  # a Monday, just opened
        (at("2026-11-23", "13:00"), at("2026-11-23", "17:00")),  # to the last minute of the day
        (at("2026-11-23", "13:01"), at("2026-11-24", "09:01")),
        (at("2026-11-23", "03:00"), at("2026-11-23", "13:00")),  # at night: from the opening on
        (at("2026-11-28", "16:00"), at("2026-11-30", "12:00")),  # Saturday; closed on Sunday
    ],
)
def test_four_hours_are_counted_while_somebody_answers(asked, promised):
    assert promise(make_office(reply_within_hours=4), asked) == promised


def test_a_closure_is_not_counted():
    office = make_office(reply_within_hours=4)
    Closure.objects.create(
        office=office, starts_at=at("2026-11-23", "10:00"), ends_at=at("2026-11-23", "12:00")
    )
    Closure.objects.create(
        office=office, starts_at=at("2026-11-23", "11:00"), ends_at=at("2026-11-23", "15:00")
    )

    assert promise(office, at("2026-11-23", "09:00")) == at("2026-11-24", "10:00")


def test_hours_that_overlap_count_once():
    office = make_office(reply_within_hours=4)
    OpeningHours.objects.create(office=office, weekday=0, opens=time(10), closes=time(12))

    assert promise(office, at("2026-11-23", "09:00")) == at("2026-11-23", "13:00")


def test_the_wall_clock_counts_through_both_changes_of_the_year():
    office = make_office(reply_within_hours=9)

    assert promise(office, at("2027-03-13", "16:00")) == at("2027-03-15", "17:00")
    assert promise(office, at("2027-11-06", "16:00")) == at("2027-11-08", "17:00")


def test_without_opening_hours_the_clock_is_counted():
    office = make_office(reply_within_hours=4)
    office.opening_hours.all().delete()

    now = at("2026-11-23", "09:00")
    assert promise(office, now) == now + timedelta(hours=4)


def test_another_zone_has_another_morning():
    office = make_office(reply_within_hours=4, time_zone="America/New_York")

    assert promise(office, at("2026-11-23", "05:00")) == at("2026-11-23", "10:00")


quarters = st.integers(min_value=6 * 4, max_value=95)  # of a day, from six in the morning on


@given(
    week=st.lists(st.tuples(st.integers(0, 6), quarters, quarters), max_size=8),
    closed=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=4),
    asked_after=st.integers(min_value=0, max_value=7 * 24 * 4),
    owed=st.integers(min_value=1, max_value=8),
    day=st.sampled_from(
        ["2026-11-23", "2027-03-10", "2027-11-03"]
    ),  # among them both clock changes
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_promise_is_exactly_the_hours_owed_counted_while_somebody_answers(
    transactional_rollback, week, closed, asked_after, owed, day
):
    """Counted over again by quarters of an hour, each looked at on the clock on the wall."""
    start = at(day, "00:00")
    now = start + timedelta(minutes=15 * asked_after)
    week = [(weekday, opens, closes) for weekday, opens, closes in week if opens < closes]
    stretches = [
        (start + timedelta(hours=6 * begins), start + timedelta(hours=6 * (begins + lasts)))
        for begins, lasts in closed
    ]

    def somebody_answers(moment):
        local = moment.astimezone(PACIFIC)
        quarter = (local.hour * 60 + local.minute) // 15
        return any(
            local.weekday() == weekday and opens <= quarter < closes
            for weekday, opens, closes in week
        ) and not any(begins <= moment < ends for begins, ends in stretches)

    with transactional_rollback():
        office = make_office(reply_within_hours=owed)
        office.opening_hours.all().delete()
        for weekday, opens, closes in week:
            office.opening_hours.create(
                weekday=weekday, opens=on_the_wall(opens), closes=on_the_wall(closes)
            )
        for begins, ends in stretches:
            Closure.objects.create(office=office, starts_at=begins, ends_at=ends)
        promised = promise(office, now)

    counted, moment = 0, now
    while moment < promised and week:
        counted += somebody_answers(moment)
        moment += timedelta(minutes=15)
    assert not week or counted == 4 * owed
    assert not week or somebody_answers(promised - timedelta(minutes=15))


def on_the_wall(quarter):
    return time(quarter // 4, quarter % 4 * 15)


# ---- the first day on which people can come ------------------------------------------------------
TUESDAY_DECEMBER_1 = date(2026, 12, 1)  # make_office gives consultations from Tuesday to Saturday


@pytest.mark.parametrize(
    ("first", "opens"),
    [
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 12, 6), date(2026, 12, 8)),  # a Sunday, and a Monday without consultations
        (date(2026, 12, 24), date(2027, 1, 12)),  # closed through January 9, then Sunday and Monday
        (date(2026, 12, 9), date(2026, 12, 9)),  # closed in part
        (date(2026, 12, 10), date(2026, 12, 11)),  # what is left is too short
        (date(2026, 12, 15), date(2026, 12, 22)),  # a week in which none are given
    ],
)
def test_people_can_come_again_on_the_first_day_with_room_for_a_consultation(first, opens):
    office = make_office(consultation_minutes=30)
    for starts, ends in (
        (at("2026-12-24", "00:00"), at("2027-01-10", "00:00")),
        (at("2026-12-09", "09:00"), at("2026-12-09", "15:00")),
        (at("2026-12-10", "09:00"), at("2026-12-10", "15:40")),
    ):
        Closure.objects.create(office=office, starts_at=starts, ends_at=ends)
    SpecialWeek.objects.create(office=office, monday=date(2026, 12, 14))

    assert first_open_day(office, first) == opens


def test_without_consultation_hours_there_is_no_such_day():
    office = make_office()
    ConsultationHours.objects.all().delete()

    assert first_open_day(office, TUESDAY_DECEMBER_1) is None
