"""The pages' words as whoever publishes changes them: looked at, saved, brought back."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from clinic.office.models import PageWords
from tests.browser.editor import sign_in
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = "/admin/articles/pageversion"


def test_a_reviewer_changes_a_heading_and_a_note_on_a_phone(open_page, writers, axe):
    User.objects.get(username="ines").groups.set([Group.objects.get(name="Reviewer")])
    page = sign_in(open_page(viewport=PHONE), f"{PAGES}/home/change/")
    axe(page, best_practice=False)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    heading = page.get_by_label("Heading:").first
    heading.fill("Skin takes its time.")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview: Home").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Skin takes its time.")
    heading.press("Enter")
    expect(page.get_by_text("“Home” is saved, and readers have it.")).to_be_visible()
    page.get_by_role("button", name="Use the original words").click()
    expect(heading).to_have_value("Patient work for living skin.")

    page.goto(f"{PAGES}/notes/change/")
    page.get_by_role("textbox").nth(2).click()
    page.keyboard.type("Ring twice in {city}.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Notes” is saved, and readers have it.")).to_be_visible()
    assert dict(PageWords.objects.values_list("key", "text")) == {
        "note.visit": "<p>Ring twice in {city}.</p>"
    }
