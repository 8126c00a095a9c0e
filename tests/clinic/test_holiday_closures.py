"""Holidays as closures: which days they are, and until when they are entered."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from clinic.office import holiday_closures
from clinic.office.holiday_closures import add_next, close, closed_days, known_beyond, next_holidays
from clinic.office.models import Closure, ConsultationHours, OpeningHours
from tests.factories import MONDAY, make_office

pytestmark = pytest.mark.django_db


def entered(office):
    return [f"{office.local_day(row.starts_at):%y-%m-%d}" for row in Closure.objects.all()]


def is_known(now):
    return Closure.objects.filter(known_beyond(now.date())).exists()


def test_a_holiday_is_closed_on_its_day_and_on_the_observed_one_where_nobody_works_on_it():
    office = make_office()  # open from Monday to Saturday
    every = closed_days(office, date(2026, 6, 1), date(2028, 1, 31))

    assert [f"{day:%y-%m-%d}" for day, _ in every] == [
        "26-07-04",  # a Saturday, on which the office is open
        "26-09-07",
        "26-11-26",
        "26-12-25",
        "27-01-01",
        "27-05-31",
        "27-07-04",  # a Sunday
        "27-07-05",
        "27-09-06",
        "27-11-25",
        "27-12-25",  # a Saturday
        "28-01-01",  # a Saturday
    ]
    assert every[7] == (date(2027, 7, 5), "Independence Day (observed)")


def test_closed_on_saturdays_the_friday_before_is_closed_too():
    office = make_office()
    for rows in (OpeningHours, ConsultationHours):
        rows.objects.filter(weekday=5).delete()
    days = [day for day, _ in closed_days(office, date(2026, 7, 1), date(2026, 7, 31))]
    new_year = [day for day, _ in closed_days(office, date(2027, 12, 30), date(2028, 1, 31))]

    assert days == [date(2026, 7, 3), date(2026, 7, 4)]
    assert new_year == [date(2027, 12, 31), date(2028, 1, 1)]
    OpeningHours.objects.filter(weekday=4).delete()
    ConsultationHours.objects.filter(weekday=4).delete()  # nor on Fridays: nothing is left to close
    assert len(closed_days(office, date(2026, 7, 1), date(2026, 7, 31))) == 1


def test_sixty_days_before_the_last_one_that_is_entered_the_next_years_are_due():
    office = make_office()
    close(office, date(2027, 5, 31))
    last = close(office, date(2027, 9, 6))

    for days, is_due in ((61, False), (60, True), (1, True), (-1, True)):
        now = last.starts_at - timedelta(days=days) + timedelta(hours=10)
        due = next_holidays(office, now=now)
        assert bool(due) == is_due != is_known(now), days
    due = next_holidays(office, now=last.starts_at - timedelta(days=1))
    assert due.known_until == date(2027, 9, 6)
    assert [day for day, _ in due.days] == [
        date(2027, 11, 25),
        date(2027, 12, 25),
        date(2028, 1, 1),
        date(2028, 5, 29),
        date(2028, 7, 4),
        date(2028, 9, 4),
    ]


def test_what_is_closed_already_is_not_closed_twice_and_nobody_adds_them_again():
    office = make_office()
    starts, ends = close(office, date(2026, 12, 24)), close(office, date(2027, 1, 9))
    starts.ends_at = ends.ends_at
    starts.save()
    ends.delete()

    added = add_next(office, now=MONDAY)

    assert [f"{office.local_day(row.starts_at):%y-%m-%d}" for row in added] == [
        "27-05-31",
        "27-07-04",
        "27-07-05",
        "27-09-06",
        "27-11-25",
        "27-12-25",
        "28-01-01",
    ]
    assert add_next(office, now=MONDAY) == []
    assert len(entered(office)) == 8
    assert {row.reason for row in added} == {holiday_closures.REASON}
    assert is_known(MONDAY)


def test_a_vacation_is_no_holiday_and_an_afternoon_off_closes_none():
    office = make_office()
    vacation = close(office, date(2027, 8, 2))
    vacation.ends_at += timedelta(days=14)
    vacation.save()
    thanksgiving = close(office, date(2026, 11, 26))
    thanksgiving.starts_at += timedelta(hours=13)
    thanksgiving.save()

    due = next_holidays(office, now=MONDAY)

    assert not is_known(MONDAY)
    assert due.known_until is None
    assert due.days[0] == (date(2026, 11, 26), "Thanksgiving Day")


def test_each_day_is_closed_from_midnight_to_midnight_of_the_offices_zone():
    office = make_office(time_zone="America/New_York")

    close(office, date(2026, 12, 25))

    row = Closure.objects.get()
    assert f"{row.starts_at:%d %H} {row.ends_at:%d %H}" == "25 05 26 05"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_one_moment_enter_them_once():
    office, together = make_office(), threading.Barrier(2, timeout=10)

    def press(_):
        try:
            together.wait()
            return len(add_next(office, now=MONDAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        added = list(threads.map(press, range(2)))

    assert sorted(added) == [0, 7]
    assert Closure.objects.count() == 7
