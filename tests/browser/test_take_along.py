"""What people take along: aftercare and a plan, on the screen and each on one sheet of paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinic.office import sample
from clinic.office.models import Treatment
from tests.browser.layout import too_wide
from tests.factories import make_concern, make_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def treatment(live_server, settings):
    settings.SITE_URL = live_server.url
    make_office()
    make_concern()
    fields = {name: value for name, value in sample.MICRONEEDLING.items() if name != "steps"}
    return Treatment.objects.create(**fields | {"weeks_between_is_sample": False})


def test_aftercare_and_a_plan_are_read_printed_and_carried_into_a_booking(
    open_page, treatment, axe
):
    page = open_page(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    sheets = {}

    def looks_right():
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert too_wide(page, width) == [], page.url
        axe.by_day_and_night(page)
        for paper in ("Letter", "A4"):
            sheets[page.url, paper] = page.pdf(format=paper).count(b"/Type /Page\n")

    page.goto(treatment.get_absolute_url())
    page.get_by_role("link", name="These days on one sheet").click()
    expect(page.get_by_role("img", name="QR code that opens this page")).to_be_visible()
    looks_right()
    page.goto(treatment.get_absolute_url())
    page.get_by_role("link", name="When would a series have to begin?").click()
    day = page.get_by_label("I would like to be done by")
    day.fill("next summer")
    day.press("Enter")
    expect(page.get_by_text("Write the day as in June 5, 2027")).to_be_visible()
    expect(day).to_have_value("next summer")
    day.fill(far := f"{timezone.localdate() + timedelta(days=330):%B %d}")
    day.press("Enter")
    expect(page.get_by_role("heading", name="The most: 6 sessions")).to_be_visible()
    looks_right()
    assert set(sheets.values()) == {1}
    page.get_by_role("main").get_by_role("link", name="Book a consultation").click()

    note = page.get_by_label("Anything you would like us to know?")
    expect(note).to_have_value(re.compile(f"by .*{far.split()[0]}"))
    note.fill("")
    expect(note).to_have_value("")
