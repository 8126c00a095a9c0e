"""Passkeys in a browser with a device of its own: Chromium's virtual authenticator."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from clinic.office.models import Passkey, SecondFactor
from clinic.staff import second_factor
from clinic.staff.roles import make_roles
from tests.browser.desk import PASSWORD, open_menu, sign_in
from tests.browser.layout import fits
from tests.clinic.authenticator import code_now
from tests.conftest import DESKTOP, PHONE
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)
# Of a passkey that was made once and of which nobody has the private half.
STORED = "AAAAAAAAAAAAAAAAAAAAAAADYWJjpQECAyYgASFYIM-1bD7vHXJoxspNImU-AVrujb"
STORED += "xRoeofEadJYiwKoT2sIlgg6FCg_b4oC5TWnpqZcP8KFc_r-l41HCZ2khEzWCUXzVE="
INSIDE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
INSIDE |= {"hasUserVerification": True, "isUserVerified": True}
INSIDE |= {"automaticPresenceSimulation": True}


@pytest.fixture
def desk(live_server, settings):
    settings.SITE_URL = live_server.url
    settings.SECOND_FACTOR = True
    make_office()
    make_roles()
    user = User.objects.create_user("ines", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Front desk"))
    SecondFactor.objects.create(user=user, secret=second_factor.new_secret(), last_step=0)
    return user


class Device:
    """The page's virtual authenticator."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._send("WebAuthn.enable")
        made = self._send("WebAuthn.addVirtualAuthenticator", options=INSIDE)
        self._of = {"authenticatorId": made["authenticatorId"]}

    def _send(self, what, **how):
        return self._session.send(what, how)

    def passkeys(self):
        return self._send("WebAuthn.getCredentials", **self._of)["credentials"]

    def put_back(self, passkey):
        """As a copy that was taken earlier: its counter is the one of then."""
        self._send("WebAuthn.removeCredential", credentialId=passkey["credentialId"], **self._of)
        self._send("WebAuthn.addCredential", credential=passkey, **self._of)

    def forget_who_holds_it(self):
        self._send("WebAuthn.setUserVerified", isUserVerified=False, **self._of)


def come_in(page, desk):
    """By the code of the app, and to the page of passkeys."""
    sign_in(page, name="ines")
    page.get_by_role("textbox", name="Code").fill(code_now(desk))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    open_menu(page)
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")


def sign_in_anew(page):
    """Up to the second factor, as the next morning."""
    page.context.clear_cookies()
    sign_in(page, name="ines")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")


def is_in(page):
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()


def test_a_passkey_is_added_used_copied_and_revoked(open_page, desk, axe):
    page = open_page(viewport=PHONE)
    device = Device(page)
    come_in(page, desk)
    axe(page, best_practice=False)
    page.get_by_label("What you call this device").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("“My phone” is a passkey of yours now.")).to_be_visible()
    expect(page.get_by_text("not used yet")).to_be_visible()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 780})
        axe(page, best_practice=False)
        assert fits(page)
    page.set_viewport_size(PHONE)
    (copy,) = device.passkeys()
    assert copy["rpId"] == "localhost"

    page.get_by_label("What you call this device").fill("Again")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("This device has a passkey here already.")).to_be_visible()

    for _ in range(2):
        sign_in_anew(page)
        axe(page, best_practice=False)
        assert fits(page)
        page.get_by_role("button", name="Use a passkey").press("Enter")
        is_in(page)
    assert Passkey.objects.get().counter == device.passkeys()[0]["signCount"]

    device.put_back(copy)
    sign_in_anew(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That passkey counted backwards")).to_be_visible()
    axe(page, best_practice=False)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)

    SecondFactor.objects.update(last_step=0)
    page.get_by_role("textbox", name="Code").fill(code_now(desk))
    page.keyboard.press("Enter")
    is_in(page)
    page.goto("/admin/passkeys/")
    page.get_by_role("button", name="Revoke My phone").click()
    expect(page.get_by_text("“My phone” is revoked")).to_be_visible()
    assert not Passkey.objects.exists()


def test_a_device_that_does_not_know_who_holds_it_is_refused(open_page, desk):
    page = open_page(viewport=DESKTOP)
    device = Device(page)
    come_in(page, desk)
    page.get_by_label("What you call this device").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("is a passkey of yours now.")).to_be_visible()
    device.forget_who_holds_it()

    sign_in_anew(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Nothing came of it.")).to_be_visible()  # by the browser itself
    ask_for_less = """form => {
      form.dataset.options = form.dataset.options.replace('"required"', '"discouraged"');
    }"""
    page.locator("[data-passkey]").evaluate(ask_for_less)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The device did not ask for your finger")).to_be_visible()

    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")


def test_a_page_at_another_address_gets_no_passkey(open_page, desk, settings):
    page = open_page(viewport=DESKTOP)
    Device(page)
    come_in(page, desk)
    ask_of_another_site = """form => {
      form.dataset.options = form.dataset.options.replaceAll('"localhost"', '"clinic.example"');
    }"""
    page.locator("[data-passkey]").evaluate(ask_of_another_site)
    page.get_by_label("What you call this device").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Passkeys do not work at this address.")).to_be_visible()

    settings.SITE_URL = "https://www.clinic.example"
    page.reload()
    expect(page.get_by_text("Passkeys work at https://www.clinic.example alone")).to_be_visible()
    assert not Passkey.objects.exists()


def test_without_script_the_app_lets_in(open_page, desk):
    Passkey.objects.create(
        user=desk, name="Phone", credential_id="AAAA", credential=STORED, counter=0,
        is_backup_eligible=False, made_at="2026-11-23T17:00Z",
    )  # fmt: skip
    page = open_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, name="ines")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_role("textbox", name="Code").fill(code_now(desk))
    page.keyboard.press("Enter")
    is_in(page)

    page.goto("/admin/passkeys/")
    expect(page.get_by_text("This browser knows no passkeys")).to_be_visible()
    page.get_by_role("button", name="Revoke Phone").click()
    expect(page.get_by_text("“Phone” is revoked")).to_be_visible()
