"""Santa Monica time on the page, in the mail and in the calendar file, wherever one looks from."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.contrib.auth.models import User
from playwright.sync_api import expect

from bookings import lifecycle, notifications
from bookings.calendars import calendar_file
from tests.factories import ask, make_office, turn_on_spanish

pytestmark = pytest.mark.django_db(transaction=True)
PACIFIC = ZoneInfo("America/Los_Angeles")

# Sunday at ten, hours after the clocks of Santa Monica changed. None of the visitors' clocks ever
# does.
SPRING = datetime(2027, 3, 14, 10, tzinfo=PACIFIC)
FALL = datetime(2027, 11, 7, 10, tzinfo=PACIFIC)
TWO_DAYS_BEFORE = timedelta(days=2, hours=1)


@pytest.mark.parametrize(
    ("starts_at", "said", "zone", "there"),
    [
        (SPRING, "Sunday, March 14, 10:00 am", "Asia/Tokyo", "Monday, March 15, 2:00 am"),
        (SPRING, "Sunday, March 14, 10:00 am", "Pacific/Honolulu", "Sunday, March 14, 7:00 am"),
        (SPRING, "Sunday, March 14, 10:00 am", "Asia/Kathmandu", "Sunday, March 14, 10:45 pm"),
        (FALL, "Sunday, November 7, 10:00 am", "Asia/Tokyo", "Monday, November 8, 3:00 am"),
        (FALL, "Sunday, November 7, 10:00 am", "Pacific/Honolulu", "Sunday, November 7, 8:00 am"),
        (FALL, "Sunday, November 7, 10:00 am", "Asia/Kathmandu", "Sunday, November 7, 11:45 pm"),
    ],
)
def test_page_mail_and_calendar_say_the_same_time_and_one_extra_line_where_the_visitor_is(
    open_page, live_server, settings, starts_at, said, zone, there
):
    settings.SITE_URL = live_server.url
    office = make_office()
    office.consultation_hours.create(weekday=6, opens="10:00", closes="12:00")
    asked = starts_at.astimezone(UTC) - TWO_DAYS_BEFORE
    consultation = ask(office, starts_at=starts_at.astimezone(UTC), now=asked)
    desk = User.objects.create_user("desk")
    consultation = lifecycle.confirm(consultation, by=desk, now=asked)

    page = open_page(timezone_id=zone)
    page.goto(consultation.get_absolute_url())

    expect(page.locator("time[data-zone]").first).to_have_text(
        f"{said} Pacific time", use_inner_text=True
    )
    expect(page.locator(".elsewhere")).to_have_count(1)
    expect(page.locator(".elsewhere")).to_contain_text(f"Where you are: {there}")

    mail = notifications.write(consultation.notifications.get(kind="confirmed"), asked)
    assert mail.subject == f"Your consultation: {said} Pacific time"
    assert f"{said} Pacific time" in mail.body
    entry = vobject.readOne(calendar_file(consultation).content.decode()).vevent
    assert entry.dtstart.value == starts_at
    assert f"{entry.dtstart.value:%H:%M}" == "10:00"


def test_on_a_spanish_page_both_clocks_are_written_alike(open_page, live_server, settings):
    settings.SITE_URL = live_server.url
    turn_on_spanish()
    office = make_office()
    office.consultation_hours.create(weekday=6, opens="10:00", closes="12:00")
    asked = FALL.astimezone(UTC) - TWO_DAYS_BEFORE
    consultation = ask(office, starts_at=FALL.astimezone(UTC), now=asked, language="es")
    consultation = lifecycle.confirm(consultation, by=User.objects.create_user("desk"), now=asked)
    page = open_page(timezone_id="Asia/Tokyo")

    page.goto(f"/es{consultation.get_absolute_url()}")

    here = page.locator("time[data-zone]").first
    expect(here).to_have_text(
        "domingo, 7 de noviembre, 10:00 a. m. hora del Pacífico", use_inner_text=True
    )
    there = page.locator(".elsewhere")
    expect(there).to_contain_text("lunes, 8 de noviembre, 3:00 a. m.")
    expect(there).not_to_contain_text("Where you are")
