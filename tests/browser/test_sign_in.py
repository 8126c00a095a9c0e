"""Signing in on a phone: set up the app, keep the codes, come back with a code."""

import re
from base64 import b32decode

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import expect

from clinic.staff import account_messages
from clinic.staff.roles import make_roles
from tests.browser.desk import PASSWORD, open_menu, sign_in
from tests.browser.layout import fits
from tests.clinic.account_mail import deliver, link_in
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


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def is_sound(open_page, axe, request):
    """A phone, and whether the page in it breaks no rule of accessibility and fits the narrowest
    phone. Axe needs script.
    """
    page = open_page(viewport=PHONE, java_script_enabled=request.param)

    def look():
        if request.param:
            axe(page, best_practice=False)
        sized(page)

    look.page = page
    return look


def sized(page):
    page.set_viewport_size({"width": 320, "height": 700})
    assert fits(page)
    page.set_viewport_size(PHONE)


def test_an_invited_colleague_comes_in_by_the_mail(is_sound, desk):
    theo = User.objects.create_user("theo", email="theo@clinic.example", is_staff=True)
    account_messages.invite(theo, now=timezone.now())
    (email,) = deliver()
    page = is_sound.page

    page.goto(link_in(email))
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    assert "account-link" not in page.url
    is_sound()
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same once more").fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("This password is too short.")).to_be_visible()
    is_sound()
    page.get_by_label("New password").fill("acorn lantern 77")
    page.get_by_label("The same once more").fill("acorn lantern 77")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    page.goto(link_in(email))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    is_sound()


def test_whoever_forgot_the_password_sets_a_new_one_by_keyboard(is_sound, desk):
    User.objects.update(email="ines@clinic.example")
    page = is_sound.page
    page.goto("/admin/")
    is_sound()

    page.get_by_role("link", name="Forgot your password?").click()
    is_sound()
    page.get_by_label("E-mail address or username").press("Enter")
    expect(page.get_by_text("Enter your e-mail address or username.")).to_be_visible()
    is_sound()
    page.get_by_label("E-mail address or username").fill("ines@clinic.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    is_sound()
    (email,) = deliver()
    page.goto(link_in(email))
    page.get_by_label("New password").fill("acorn lantern 77")
    page.get_by_label("The same once more").fill("acorn lantern 77")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your new password is set. Sign in with it.")).to_be_visible()
    is_sound()

    page.get_by_label("Username").fill("ines@clinic.example")
    page.get_by_label("Password").fill("acorn lantern 77")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    expect(page.get_by_role("link", name="Open it with the key")).to_be_visible()


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

    open_menu(page)
    page.get_by_role("button", name="Log out").click()
    sign_in(page, name="ines")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    axe(page, best_practice=False)
    assert fits(page)
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
