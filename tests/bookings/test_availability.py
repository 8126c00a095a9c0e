"""Which times are on offer."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import availability, lifecycle
from clinic.office.models import Closure, ConsultationHours, Weekday
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office, request_for

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=PACIFIC).astimezone(UTC)


def test_a_day_offers_every_step_in_which_a_whole_consultation_fits():
    office = make_office(slot_step_minutes=60, consultation_minutes=90)

    tuesday = availability.offer(office, now=MONDAY).days[0]

    assert [slot.starts_at for slot in tuesday.slots] == [
        at("2026-11-24", clock) for clock in ("10:00", "11:00", "12:00", "13:00", "14:00")
    ]


def test_the_first_time_is_the_notice_after_the_reply_by():
    office = make_office(reply_within_hours=8, notice_hours=2)

    offer = availability.offer(office, now=MONDAY)

    assert offer.reply_by == at("2026-11-23", "17:00")
    assert min(offer.slots).starts_at == at("2026-11-24", "10:00")
    later = availability.offer(office, now=at("2026-11-23", "12:00"))
    assert later.reply_by == at("2026-11-24", "12:00")
    assert min(later.slots).starts_at == at("2026-11-24", "14:00")


def test_the_last_day_is_the_horizon():
    office = make_office(horizon_days=9)

    assert availability.offer(office, now=MONDAY).days[-1].day == date(2026, 12, 2)


def test_a_held_time_is_not_offered_and_an_overlapping_one_neither():
    office = make_office(slot_step_minutes=15)
    ask(office, starts_at=TUESDAY_AT_TWO)

    starts = {slot.starts_at for slot in availability.offer(office, now=MONDAY).slots}

    quarter = timedelta(minutes=15)
    assert TUESDAY_AT_TWO - quarter not in starts
    assert TUESDAY_AT_TWO not in starts
    assert TUESDAY_AT_TWO + quarter not in starts
    assert TUESDAY_AT_TWO - 2 * quarter in starts
    assert TUESDAY_AT_TWO + 2 * quarter in starts


def test_a_closure_takes_the_times_that_meet_it_and_a_whole_closed_day_says_why():
    office = make_office()
    Closure.objects.create(
        office=office,
        starts_at=at("2026-11-26", "00:00"),
        ends_at=at("2026-11-27", "00:00"),
        reason="holiday",
    )
    Closure.objects.create(
        office=office, starts_at=at("2026-11-27", "10:15"), ends_at=at("2026-11-27", "15:30")
    )

    days = {day.day: day for day in availability.offer(office, now=MONDAY).days}

    assert days[date(2026, 11, 26)].slots == []
    assert days[date(2026, 11, 26)].closure.reason == "holiday"
    assert [slot.starts_at for slot in days[date(2026, 11, 27)].slots] == [
        at("2026-11-27", "15:30")
    ]


def test_hours_that_overlap_offer_each_time_once():
    office = make_office()
    ConsultationHours.objects.create(office=office, weekday=1, opens=time(10), closes=time(12))

    starts = [slot.starts_at for slot in availability.offer(office, now=MONDAY).slots]

    assert len(starts) == len(set(starts))


def test_the_nearest_free_times_are_in_their_own_order():
    offer = availability.offer(make_office(), now=MONDAY)

    near = offer.nearest(TUESDAY_AT_TWO + timedelta(minutes=5))

    assert [slot.starts_at for slot in near] == [
        TUESDAY_AT_TWO - timedelta(minutes=30),
        TUESDAY_AT_TWO,
        TUESDAY_AT_TWO + timedelta(minutes=30),
    ]


def test_ten_o_clock_stays_ten_o_clock_through_both_changes_of_the_year():
    office = make_office(horizon_days=7)

    for change in ("2027-03-13", "2027-11-06"):  # the Saturdays before
        offered = availability.offer(office, now=at(change, "09:00")).slots

        clocks = {slot.starts_at.astimezone(PACIFIC).time() for slot in offered}
        assert min(clocks) == time(10)
        assert max(clocks) == time(15, 30)


def test_the_hour_that_spring_leaves_out_is_not_offered_and_the_one_that_fall_repeats_is_offered_once():
    office = make_office(horizon_days=2)
    office.consultation_hours.all().delete()
    ConsultationHours.objects.create(office=office, weekday=6, opens=time(1), closes=time(4))

    spring = availability.offer(office, now=at("2027-03-12", "09:00")).slots
    fall = availability.offer(office, now=at("2027-11-05", "09:00")).slots

    assert [f"{slot.starts_at.astimezone(PACIFIC):%H:%M}" for slot in spring] == [
        "01:00",
        "01:30",
        "03:00",
        "03:30",
    ]
    assert len({slot.starts_at for slot in fall}) == len(fall)
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=30) for slot in spring + fall)


# What the list offers the POST accepts, and nothing else: at any moment around both clock changes
# of 2027.
around_a_change = st.sampled_from(
    [datetime(2027, 3, 14, 10, tzinfo=UTC), datetime(2027, 11, 7, 9, tzinfo=UTC)]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    change=around_a_change,
    before=st.integers(0, 60 * 24 * 12),
    ahead=st.integers(0, 60 * 24 * 16),
    step=st.sampled_from([15, 30, 45, 60]),
    length=st.sampled_from([20, 30, 60]),
    opens=st.integers(0, 21),
    hours=st.integers(1, 8),
)
def test_what_is_listed_is_accepted_and_nothing_else(
    change, before, ahead, step, length, opens, hours, transactional_rollback
):
    with transactional_rollback():
        now = change - timedelta(minutes=before)
        office = make_office(slot_step_minutes=step, consultation_minutes=length, horizon_days=15)
        office.consultation_hours.all().delete()
        for weekday in range(7):
            ConsultationHours.objects.create(
                office=office,
                weekday=weekday,
                opens=time(opens),
                closes=time(min(opens + hours, 23), 59),
            )
        wanted = (now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
        listed = {slot.starts_at for slot in availability.offer(office, now=now).slots}

        for moment in [wanted, *sorted(listed)[:2], *sorted(listed)[-2:]]:
            with transactional_rollback():
                try:
                    lifecycle.submit(request_for(office), starts_at=moment, consents={}, now=now)
                    accepted = True
                except lifecycle.NotOffered:
                    accepted = False
            assert accepted == (moment in listed)
        local = [moment.astimezone(PACIFIC) for moment in listed]
        assert all(opens <= moment.hour <= min(opens + hours, 23) for moment in local)


def test_a_blocked_time_is_not_offered_and_the_reply_by_stays_as_it_is():
    office = make_office()
    before = availability.offer(office, now=MONDAY)
    office.blocks.create(starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO + timedelta(minutes=30))

    after = availability.offer(office, now=MONDAY)

    assert set(before.slots) - set(after.slots) == {
        availability.Slot(TUESDAY_AT_TWO, TUESDAY_AT_TWO + timedelta(minutes=30))
    }
    assert after.reply_by == before.reply_by
    assert (
        availability.offer(office, now=MONDAY, around=TUESDAY_AT_TWO, online=False).at(
            TUESDAY_AT_TWO
        )
        is None
    )


def test_a_special_week_has_its_own_hours_and_the_weeks_beside_it_the_usual_ones():
    office = make_office()
    week = office.special_weeks.create(monday=date(2026, 11, 30))
    week.hours.create(weekday=0, opens=time(18), closes=time(19))

    days = {day.day: day.slots for day in availability.offer(office, now=MONDAY).days}

    assert [slot.starts_at for slot in days[date(2026, 11, 30)]] == [
        at("2026-11-30", "18:00"),
        at("2026-11-30", "18:30"),
    ]
    assert date(2026, 12, 1) not in days
    assert len(days[date(2026, 11, 28)]) == len(days[date(2026, 12, 8)]) == 12


def test_a_special_week_without_hours_offers_nothing():
    office = make_office()
    office.special_weeks.create(monday=date(2026, 11, 30))

    offer = availability.offer(office, now=MONDAY)

    assert not [day for day in offer.days if date(2026, 11, 30) <= day.day <= date(2026, 12, 6)]
    assert Weekday.TUESDAY in offer.weekdays
