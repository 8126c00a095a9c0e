"""Series planner: reckoned backwards, on open days, through everything that a calendar does."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from clinic.office import series_plan
from clinic.office.models import Closure, OpeningHours, Weekday
from clinic.office.series_drawing import WIDTH, timeline
from clinic.office.series_plan import Series, plan, soonest
from tests.articles.factories import make_treatment

SERIES = Series(sessions_least=3, sessions_most=6, weeks_least=4, weeks_most=6, redness_days=3)


def always(day):
    return True


def days_of(course):
    return [session.day for session in course]


def weekdays(*closed):
    """Open from Monday to Friday, but for the stretches of days that are closed."""

    def is_open(day):
        return day.weekday() < 5 and not any(first <= day <= last for first, last in closed)

    return is_open


# ---- reckoning -----------------------------------------------------------------------------------
def test_the_last_session_leaves_redness_its_days_and_the_others_their_weeks():
    found = plan(SERIES, date(2027, 6, 5), is_open=always)

    assert days_of(found.shortest) == [date(2027, 4, 6), date(2027, 5, 4), date(2027, 6, 1)]
    assert days_of(found.longest) == [
        date(2026, 11, 3),
        date(2026, 12, 15),
        date(2027, 1, 26),
        date(2027, 3, 9),
        date(2027, 4, 20),
        date(2027, 6, 1),
    ]
    assert found.shortest[0].monday == date(2027, 4, 5)


def test_without_redness_known_the_day_before_will_do():
    found = plan(SERIES._replace(redness_days=0), date(2027, 6, 5), is_open=always)

    assert found.shortest[-1].day == date(2027, 6, 4)


def test_closed_days_move_a_session_ahead_and_never_closer_to_the_next():
    """Day 4 before Thursday, June 10 is a Sunday."""
    found = plan(SERIES, date(2027, 6, 10), is_open=weekdays())

    assert days_of(found.shortest) == [date(2027, 4, 9), date(2027, 5, 7), date(2027, 6, 4)]
    assert all(day.weekday() < 5 for day in days_of(found.longest))
    apart = [b - a for a, b in pairwise(days_of(found.longest))]
    assert all(timedelta(weeks=4) <= each <= timedelta(weeks=6) for each in apart)


def test_a_closure_over_a_week_is_stepped_over_on_the_side_that_fits():
    """Two weeks in May: the fewest come before them, the most are not moved out of their range."""
    closed = (date(2027, 4, 26), date(2027, 5, 9))
    found = plan(SERIES, date(2027, 6, 5), is_open=weekdays(closed))

    assert days_of(found.shortest) == [date(2027, 3, 26), date(2027, 4, 23), date(2027, 6, 1)]
    assert not any(session.waits_longer for session in [*found.shortest, *found.longest])
    far = plan(SERIES, date(2027, 6, 5), is_open=weekdays((date(2027, 4, 15), date(2027, 4, 25))))
    assert days_of(far.longest)[-2:] == [date(2027, 4, 26), date(2027, 6, 1)]


def test_a_closure_longer_than_the_weeks_between_is_said():
    closed = (date(2027, 4, 10), date(2027, 5, 10))
    found = plan(SERIES, date(2027, 6, 5), is_open=weekdays(closed))

    assert days_of(found.shortest) == [date(2027, 3, 12), date(2027, 4, 9), date(2027, 6, 1)]
    assert [session.waits_longer for session in found.shortest] == [False, False, True]
    assert days_of(found.longest)[-2:] == [date(2027, 4, 9), date(2027, 6, 1)]
    assert found.longest[-1].waits_longer


def test_an_office_that_is_closed_for_months_plans_nothing():
    found = plan(SERIES, date(2027, 6, 5), is_open=lambda day: False)

    assert (found.shortest, found.longest) == ([], [])
    assert not found.fits(date(2027, 1, 1))
    ahead = {"earliest": date(2027, 1, 1), "last": date(2027, 12, 31)}
    assert soonest(SERIES, **ahead, is_open=lambda day: False) is None


@pytest.mark.parametrize(
    ("by", "first"),
    [
        (date(2028, 3, 4), date(2028, 1, 4)),  # over February 29
        (date(2027, 3, 4), date(2027, 1, 3)),  # and over a February without it
        (date(2028, 3, 3), date(2028, 1, 3)),
        (date(2028, 2, 29), date(2027, 12, 31)),
        (date(2027, 1, 2), date(2026, 11, 3)),  # over a year's end
    ],
)
def test_leap_days_and_the_end_of_a_year_are_days_like_others(by, first):
    found = plan(SERIES, by, is_open=always)

    assert found.shortest[0].day == first
    assert found.shortest[-1].day + timedelta(days=4) == by


def test_the_soonest_day_is_one_that_fits_and_the_day_before_is_not():
    is_open = weekdays((date(2026, 12, 21), date(2027, 1, 8)))
    earliest = date(2026, 12, 1)

    found = soonest(SERIES, earliest=earliest, last=date(2027, 11, 30), is_open=is_open)

    assert plan(SERIES, found, is_open=is_open).fits(earliest)
    day_before = found - timedelta(days=1)
    assert not plan(SERIES, day_before, is_open=is_open).fits(earliest)
    assert soonest(SERIES, earliest=earliest, last=day_before, is_open=is_open) is None


def test_the_fewest_may_be_one_session():
    one = Series(1, 1, 4, 6, 3)

    assert days_of(plan(one, date(2027, 6, 5), is_open=always).longest) == [date(2027, 6, 1)]


# ---- the office's days ---------------------------------------------------------------------------
def close(office, first, last, at=time.min):
    """From midnight of `first` to midnight after `last`."""
    Closure.objects.create(
        office=office,
        starts_at=datetime.combine(first, at, office.zone),
        ends_at=datetime.combine(last + timedelta(days=1), time.min, office.zone),
    )


def opened(office, first, last, minutes=60):
    is_open = series_plan.opening_days(office, first, last, minutes=minutes)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day.day for day in every if is_open(day)]


@pytest.mark.django_db
@pytest.mark.parametrize("sunday", [date(2027, 3, 14), date(2027, 11, 7)], ids=["spring", "fall"])
def test_days_on_which_the_clocks_change_open_and_close_as_whole_days(office, sunday):
    """The one has 23 hours, the other 25."""
    OpeningHours.objects.create(
        office=office, weekday=Weekday.SUNDAY, opens=time(1), closes=time(4)
    )
    saturday, monday = sunday - timedelta(days=1), sunday + timedelta(days=1)
    assert opened(office, saturday, monday) == [saturday.day, sunday.day, monday.day]

    close(office, sunday, sunday)

    assert opened(office, saturday, monday) == [saturday.day, monday.day]


@pytest.mark.django_db
def test_a_day_needs_time_for_a_session_and_hours_by_phone_are_none(office):
    monday = date(2027, 5, 3)
    office.opening_hours.filter(weekday=Weekday.TUESDAY).update(note="By phone")
    close(office, date(2027, 5, 5), date(2027, 5, 5), at=time(9, 45))  # 45 minutes of Wednesday
    close(office, date(2027, 5, 6), date(2027, 5, 6), at=time(10))

    assert opened(office, monday, date(2027, 5, 9)) == [3, 6, 7, 8]


@pytest.mark.django_db
def test_holidays_count_before_anybody_has_entered_them(office):
    """New Year's Day of 2028 is a Saturday, on which this office is open."""
    assert opened(office, date(2027, 12, 23), date(2028, 1, 3)) == [23, 24, 27, 28, 29, 30, 31, 3]
    office.opening_hours.filter(weekday=Weekday.SATURDAY).delete()
    office.consultation_hours.filter(weekday=Weekday.SATURDAY).delete()
    assert 31 not in opened(office, date(2027, 12, 27), date(2027, 12, 31))


@pytest.mark.django_db
def test_an_office_without_hours_yet_is_taken_as_open(office):
    office.opening_hours.all().delete()

    assert len(opened(office, date(2027, 6, 7), date(2027, 6, 13))) == 7


# ---- what is known of a treatment ----------------------------------------------------------------
KNOWN = {"weeks_between_least": 4, "weeks_between_most": 6}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {},
        KNOWN | {"weeks_between_is_sample": True},
        KNOWN | {"sessions_least": None, "sessions_most": None},
        KNOWN | {"sessions_least": 1, "sessions_most": 1},
        KNOWN | {"weeks_between_least": 0},
        KNOWN | {"weeks_between_most": 30000},
    ],
    ids=["no weeks", "made-up weeks", "no sessions", "one", "no time between", "a slip"],
)
def test_what_is_not_known_is_not_planned(fields):
    assert Series.of(make_treatment(**fields), samples=False) is None


@pytest.mark.django_db
def test_made_up_weeks_plan_where_samples_count():
    treatment = make_treatment(**KNOWN, weeks_between_is_sample=True)

    assert Series.of(treatment, samples=True) == SERIES


# ---- drawn ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("with_longest", [True, False])
@pytest.mark.parametrize("series", [SERIES, Series(1, 1, 1, 1, 0), Series(12, 12, 8, 8, 3)])
def test_the_timeline_stays_within_its_drawing_in_the_order_of_the_days(series, with_longest):
    found = plan(series, date(2027, 6, 5), is_open=always)

    drawn = timeline(found, with_longest=with_longest)

    for row in (drawn.shortest, drawn.longest):
        assert row == sorted(row)
        assert all(0 < x < drawn.by for x in row)
    assert drawn.by < WIDTH
    assert bool(drawn.longest) == with_longest
    names = [mark.x for mark in drawn.months]
    assert all(b - a >= 26 for a, b in pairwise(names))
