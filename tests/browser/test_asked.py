"""A reader asks on a phone without script, the desk answers, and the reader reads the answer."""

import pytest
from playwright.sync_api import expect

from bookings.models import ReaderQuestion
from tests.browser import desk, layout
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "How long is the skin red?"


def test_a_reader_asks_without_script_the_desk_answers_and_the_reader_reads_it(
    open_page, axe, office
):
    reader = open_page(java_script_enabled=False, viewport=PHONE)
    reader.goto("/ask/")
    reader.get_by_role("button", name="Send my question").click()
    expect(reader.get_by_role("link", name="Write your question")).to_be_visible()
    assert layout.fits(reader)
    reader.get_by_label("Your question").fill(WORDS)
    reader.get_by_role("button", name="Send my question").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you. We have your question.")

    staff = open_page()
    desk.sign_in(staff, "/admin/bookings/readerquestion/")
    staff.get_by_role("link", name=ReaderQuestion.objects.get().reference).click()
    axe(staff)
    staff.get_by_role("link", name="Answer privately").click()
    expect(staff.get_by_text(WORDS)).to_be_visible()
    staff.get_by_label("Your answer").fill("One to three days, as a rule.")
    axe(staff)
    staff.get_by_role("button", name="Show the answer").click()
    expect(staff.get_by_text("They gave no e-mail address")).to_be_visible()

    reader.reload()
    expect(reader.get_by_text("One to three days, as a rule.")).to_be_visible()
    assert WORDS not in reader.content()
    assert layout.fits(reader)

    by_script = open_page(viewport=PHONE)
    for address in ("/ask/", reader.url):
        by_script.goto(address)
        axe.by_day_and_night(by_script)
