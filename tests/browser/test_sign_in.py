"""Signing in on a phone: set up the app, keep the codes, come back with a code."""

import re
from base64 import b32decode

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from clinic.staff.roles import make_roles
from tests.browser.desk import PASSWORD, sign_in
from tests.clinic.authenticator import code
from tests.conftest import PHONE
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(live_server, settings):
    settings.SITE_URL = live_server.url
    settings.SECOND_FACTOR = True
    make_office()
    make_roles()
    user = User.objects.create_user("ines", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Front desk"))
    return user


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_app_is_set_up_by_keyboard_and_then_lets_in(open_page, desk, axe):
    page = open_page(viewport=PHONE)
    sign_in(page, name="ines")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    axe(page, best_practice=False)
    page.set_viewport_size({"width": 320, "height": 700})
    assert fits(page)
    shown = page.locator("code").inner_text().replace(" ", "")

    page.get_by_role("textbox", name="Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That code did not work.")).to_be_visible()
    axe(page, best_practice=False)
    page.get_by_role("textbox", name="Code").fill(code(b32decode(shown).hex()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your backup codes")
    axe(page, best_practice=False)
    codes = page.locator("main code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    sign_in(page, name="ines")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    axe(page, best_practice=False)
    assert fits(page)
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
