"""Holidays that run out: the desk is told, and enters the next year's with one press."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry

from clinic.office.holiday_closures import close
from clinic.office.models import Closure
from tests.bookings.desk import said, staff
from tests.bookings.test_desk.words import DESK
from tests.factories import TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db
ADD = "/admin/clinic/closure/holidays/"
TOLD = "The last holiday that is entered is Friday, December 25, 2026."


@pytest.fixture
def keeper(client):
    return staff(client, *DESK, "add_closure", "view_closure")


@pytest.fixture
def christmas(office):
    return close(office, date(2026, 12, 25))


def test_the_first_page_says_so_and_one_press_enters_the_next_years(keeper, office, christmas):
    page = unescape(keeper.get("/admin/").text)
    assert TOLD in page
    assert "Memorial Day, Mon, May 31, 2027; Independence Day, Sun, Jul 4, 2027;" in page
    assert ADD in page

    response = keeper.post(ADD, follow=True)

    assert Closure.objects.count() == 8
    [told] = said(response)
    assert told.startswith(
        "7 days are closed for holidays: Friday, January 1, 2027; Monday, May 31"
    )
    assert "Delete it under Closures" in told
    assert TOLD not in unescape(response.text)
    assert LogEntry.objects.count() == 7


def test_two_presses_enter_them_once(keeper, office, christmas):
    keeper.post(ADD)

    again = keeper.post(ADD, follow=True)

    assert said(again)[-1] == "These holidays are entered already."
    assert Closure.objects.count() == 8


def test_who_has_a_time_on_one_of_them_keeps_it_and_is_named_by_the_reference(keeper, office):
    consultation = ask(office, starts_at=TUESDAY_AT_TWO)
    Closure.objects.all().delete()
    consultation.holds.update(
        starts_at=datetime(2026, 11, 26, 18, tzinfo=UTC),
        ends_at=datetime(2026, 11, 26, 19, tzinfo=UTC),
    )

    response = keeper.post(ADD, follow=True)

    told = said(response)[1]
    assert consultation.reference in told
    assert "is on Thursday, November 26 and stays." in told
    assert "Maya" not in told


def test_a_look_enters_nothing(keeper, office, christmas):
    assert keeper.get(ADD).status_code == 405
    assert Closure.objects.count() == 1


def test_it_is_for_those_who_may_add_closures(desk, office, christmas):
    assert ADD not in desk.get("/admin/").text
    assert desk.post(ADD).status_code == 403
    assert Closure.objects.count() == 1


def test_nothing_is_said_while_holidays_are_known(keeper, office, christmas):
    close(office, date(2027, 5, 31))

    assert ADD not in keeper.get("/admin/").text
