"""The question about a mistyped address, as somebody meets it with a keyboard and without
script.
"""

import pytest
from playwright.sync_api import expect

from bookings.models import Consultation
from tests.browser.patients import fill_in

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "Send request"


@pytest.fixture
def asked(open_page, clinic):
    """A page on which the question stands: a function of the browser's options."""

    def ask(**options):
        page = open_page(**options)
        page.goto("/book/?about=pores")
        fill_in(page)
        page.get_by_label("Email address").fill("maya@gmial.com")
        page.get_by_role("button", name=SEND).click()
        return page

    return ask


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_question_is_read_at_the_field_and_answered_by_keyboard(asked, axe, scripts):
    page = asked(java_script_enabled=scripts, viewport={"width": 320, "height": 780})

    field = page.get_by_label("Email address")
    expect(field).to_have_attribute("aria-invalid", "true")
    described_by = field.get_attribute("aria-describedby").split()
    said = " ".join(page.locator(f"[id='{name}']").inner_text() for name in described_by)
    assert "Did you mean …@gmail.com?" in said
    box = page.get_by_label("Yes, use …@gmail.com")
    field.focus()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    if scripts:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your request.")
    assert Consultation.objects.get().email == "maya@gmail.com"


def test_pressing_once_more_insists(asked):
    page = asked(java_script_enabled=False)

    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your request.")
    assert Consultation.objects.get().email == "maya@gmial.com"
