"""The owner starts retention: on a phone, by keyboard, without scripts, after a look at what it does."""

import pytest
from playwright.sync_api import expect

from bookings import retention
from clinic.office.models import RetentionRule
from tests.browser.desk import sign_in, tab_to
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_owner_is_asked_sees_the_dry_run_and_starts_it(open_page, office, axe):
    RetentionRule.objects.add_missing()
    page = sign_in(open_page(viewport=PHONE, java_script_enabled=False))

    tab_to(page, page.get_by_role("link", name="See what retention would clear and erase"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Retention")
    due = page.get_by_role("table", name="What a run would do now")
    expect(due.get_by_role("row")).to_have_count(9)  # a rule each, under its head
    tab_to(page, page.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Retention is started. From the coming night on")).to_be_visible()
    assert retention.is_started()

    page.goto("/admin/")
    expect(page.get_by_text("Requests are kept until somebody erases them")).to_have_count(0)


def test_its_pages_are_sound_by_day_and_night_and_fit_a_phone(open_page, office, axe):
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"))
    axe.by_day_and_night(page, best_practice=False)

    page.goto("/admin/clinic/retentionrule/start/")

    axe.by_day_and_night(page, best_practice=False)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
