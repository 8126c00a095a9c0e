"""The times to choose from: which days are open and which are folded, for pages without script."""

from datetime import time, timedelta

import pytest

from bookings.availability import iso, offer
from bookings.slot_table import MOST_UNFOLDED, picker
from clinic.office.models import ConsultationHours
from tests.bookings.forms import answers
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
IN_TWO_WEEKS = TUESDAY_AT_TWO + timedelta(days=15)  # a Wednesday


@pytest.fixture(autouse=True)
def hourly(office):
    """Six times a day."""
    office.slot_step_minutes = 60
    office.save()


def drawn(office, **fields):
    return picker(office, offer(office, now=MONDAY), now=MONDAY, **fields)


def opened(table):
    """The days that somebody sees the times of without a press."""
    return [day.date for week in table.weeks if week.is_open for day in week.days if day.is_open]


def test_the_first_free_days_of_the_first_week_are_open_while_their_times_are_few(office):
    """Tuesday's and Wednesday's: with Thursday's they would be too many."""
    counts = [len(day.times) for day in drawn(office).weeks[0].days]

    assert opened(drawn(office)) == ["Nov 24", "Nov 25"]
    assert sum(counts[:2]) <= MOST_UNFOLDED < sum(counts[:3])


def test_a_first_free_day_with_more_times_than_that_is_open_alone(office):
    office.slot_step_minutes = 10
    office.save()

    assert opened(drawn(office)) == ["Nov 24"]


def test_a_day_without_a_free_time_is_no_first_free_day(office):
    """It says so, and the next one is open."""
    ConsultationHours.objects.update(opens=time(14), closes=time(15))
    ask(office)
    week = drawn(office).weeks[0]

    assert (week.days[0].times, week.days[0].nothing) == ([], "Fully booked")
    assert week.days[1].is_open


def test_each_folded_week_shows_its_first_days_once_it_is_unfolded(office):
    weeks = drawn(office).weeks

    assert [week.is_open for week in weeks] == [True] + [False] * (len(weeks) - 1)
    assert [day.date for day in weeks[1].days if day.is_open] == ["Dec 1", "Dec 2"]


def test_week_and_day_of_the_chosen_time_are_open(office):
    assert opened(drawn(office, chosen=IN_TWO_WEEKS)) == ["Dec 8", "Dec 9"]
    friday = IN_TWO_WEEKS + timedelta(days=2)
    assert opened(drawn(office, chosen=friday)) == ["Dec 8", "Dec 9", "Dec 11"]


def test_days_of_times_that_are_to_be_shown_are_open_wherever_they_are(office):
    friday = TUESDAY_AT_TWO + timedelta(days=3)

    assert opened(drawn(office, shown=[friday, IN_TWO_WEEKS])) == [
        *["Nov 24", "Nov 25", "Nov 27"],
        *["Dec 8", "Dec 9"],
    ]


@pytest.mark.usefixtures("concern")
def test_the_nearest_times_to_one_just_taken_lead_into_open_days(client, office):
    """Though no script opens them: Saturday's only time is taken, the nearest are on Friday."""
    saturday = office.consultation_hours.get(weekday=5)
    saturday.opens, saturday.closes = time(10), time(10, 30)
    saturday.save()
    taken = TUESDAY_AT_TWO + timedelta(days=3, hours=20)
    ask(office, starts_at=taken)

    page = client.post("/book/", answers(slot=iso(taken)))

    assert page.status_code == 409
    first_link = page.context["nearest"][0][0]
    before = page.text[: page.text.index(f'id="{first_link}"')]
    assert page.text.count(f'href="#{first_link}"') == 1
    assert '<details class="day" open>' in before[before.rindex("<details") :]


def test_only_times_that_something_leads_to_have_an_id(office):
    """Hundreds of others would be a sixth of what a phone has to fetch."""
    table = drawn(office, chosen=TUESDAY_AT_TWO, shown=[IN_TWO_WEEKS])
    times = [time for week in table.weeks for day in week.days for time in day.times]

    known = {time.value: time.id for time in times if time.id}
    assert known == {
        iso(each): table.ids[each] for each in (min(table.ids), TUESDAY_AT_TWO, IN_TWO_WEEKS)
    }
    assert table.first_id in known.values()
