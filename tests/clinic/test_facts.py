"""What a web server process keeps of the office: the same as the database says, and no longer."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from clinic.office import facts, hours
from clinic.office.models import Closure, Concern, Office, OpeningHours, SpecialHours, SpecialWeek
from tests.factories import MONDAY


@pytest.fixture
def busy_office(office):
    """With a special week of two stretches, one without hours, and closures near and far."""
    monday = hours.monday_of(office.local_day(MONDAY))
    for weeks, weekdays in ((0, [1, 2, 2]), (1, [])):
        week = SpecialWeek.objects.create(office=office, monday=monday + timedelta(weeks=weeks))
        for number, weekday in enumerate(weekdays):
            SpecialHours.objects.create(
                week=week, weekday=weekday, opens=f"1{number}:00", closes=f"1{number}:45"
            )
    for start, end in ((-9, -8), (-1, 1), (3, 4), (399, 401), (402, 403)):
        starts_at, ends_at = MONDAY + timedelta(days=start), MONDAY + timedelta(days=end)
        Closure.objects.create(office=office, starts_at=starts_at, ends_at=ends_at)
    return office


def by_hours(office, moment):
    """All that is told from hours and closures."""
    today = office.local_day(moment)
    closures = hours.closures_ahead(office, now=moment)
    offered = hours.offered(office, today, today + timedelta(days=20))
    return (
        closures,
        sorted(offered.usual),
        {monday: sorted(rows) for monday, rows in offered.special.items()},
        offered.weekdays,
        hours.reply_by(office, closures, now=moment),
        hours.close_of(office, closures, moment=moment, opening_days=3),
    )


@pytest.mark.parametrize("days", [0, 1, 6, 8, 30])
def test_an_office_with_its_hours_tells_the_same_as_one_that_asks(busy_office, kept_facts, days):
    moment = MONDAY + timedelta(days=days)
    with time_machine.travel(MONDAY, tick=False):
        kept = facts.office_with_hours()

    assert by_hours(kept, moment) == by_hours(Office.objects.get(), moment)


def test_an_office_with_its_hours_asks_nothing_more(
    busy_office, kept_facts, django_assert_num_queries
):
    facts.office_with_hours()

    with django_assert_num_queries(0):
        by_hours(facts.office_with_hours(), MONDAY)


def test_without_notifications_every_fact_is_asked_for(office, django_assert_num_queries):
    for ask in (facts.office, facts.office_with_hours, facts.treatments, facts.concerns):
        with django_assert_num_queries(2):
            ask()
            ask()


def test_every_table_of_a_fact_announces_its_changes(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite announces every commit")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'content_updated'"
        )
        announced = {table for (table,) in cursor.fetchall()}

    models = (Office, OpeningHours, *facts.HOURS, Concern)
    assert {model._meta.db_table for model in models} <= announced
