"""A calendar for the phone, the numbers of the year, and who is told: as staff see and use them."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Feed
from tests.browser.desk import asked, confirmed, sign_in, tab_to
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
FEEDS, NUMBERS = "/admin/bookings/consultation/feeds/", "/admin/bookings/consultation/numbers/"


def fetch(address):
    """What an app on a phone gets, which has neither session nor cookie."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request("GET", parts.path)
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_an_address_is_made_on_a_phone_by_keyboard_without_scripts_and_revoked(open_page, office):
    consultation = confirmed(asked(office, first_name="Ada", last_name="Moss"))
    page = sign_in(open_page(viewport=PHONE, java_script_enabled=False), FEEDS)

    tab_to(page, page.get_by_label("Which phone or computer is it for?"))
    page.keyboard.type("My <b>phone</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="It is ready, and shown only now")).to_be_visible()
    address = page.get_by_label("Or copy this address").input_value()
    link = page.get_by_role("link", name="Add it to this phone")
    expect(link).to_have_attribute("href", address.replace("http://", "webcal://"))
    status, calendar = fetch(address)

    assert status == 200
    assert f"SUMMARY:Consult – A.M. ({consultation.reference})" in calendar
    page.goto(FEEDS)
    expect(page.get_by_text("Last fetched on")).to_be_visible()
    expect(page.get_by_label("Or copy this address")).to_have_count(0)
    tab_to(page, page.get_by_role("button", name="Revoke My <b>phone</b>"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("is revoked.")).to_be_visible()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert fetch(address)[0] == 404


def test_its_page_the_numbers_and_the_offices_form_are_accessible_and_fit(open_page, office, axe):
    asked(office, first_name="<b>Eve", last_name="\u202eevE")
    Feed.objects.create(
        user=User.objects.create_user("noor" * 30),
        name="W" * 40,
        secret_hash="0" * 64,
        made_at=timezone.now(),
    )
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"), FEEDS)
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_role("alert")).to_contain_text("Name the phone or computer first.")
    fits_and_is_accessible(page, axe)
    page.get_by_label("Which phone or computer is it for?").fill("My phone")
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_role("heading", name="Everybody else’s")).to_be_visible()
    fits_and_is_accessible(page, axe)

    page.goto(NUMBERS)
    expect(page.get_by_role("img", name="Requests by month")).to_be_visible()
    expect(page.get_by_role("row", name="All 1 0 0 0 0")).to_be_visible()
    fits_and_is_accessible(page, axe)

    page.goto(f"/admin/clinic/office/{office.pk}/change/")
    page.get_by_label("Is told of, row 1").select_option("trouble")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Somebody has to be told when a patient asks.")).to_be_visible()
    expect(page.get_by_label("Is told of, row 1")).to_have_value("trouble")
    axe(page, best_practice=False)


def fits_and_is_accessible(page, axe):
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if width != 360:  # where nothing is laid out otherwise than at 320
            axe.by_day_and_night(page, best_practice=False)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    small = page.locator("main .acu :is(button, input, .acu-act > a)").evaluate_all(
        "all => all.filter(x => x.checkVisibility() && x.getBoundingClientRect().height < 44)"
        ".map(x => x.outerHTML)"
    )
    assert small == []
