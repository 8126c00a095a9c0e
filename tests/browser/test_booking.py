"""The main job, as people do it: read, ask, hear of it, answer, hear of that."""

import re

import pytest
from playwright.sync_api import expect

from bookings.models import Consultation, Notification
from clinic.office.models import Concern
from tests.bookings.mails import deliver_all
from tests.browser.desk import PASSWORD
from tests.browser.patients import fill_in, mail_to

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TO_SEND = 3000  # pixels from the top of the booking page to the end of its button


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_someone_reads_an_article_asks_and_the_office_hears_of_it_and_answers(
    open_page, axe, clinic, smtp, scripts
):
    patient = open_page(java_script_enabled=scripts)
    patient.goto("/articles/")
    patient.get_by_role("link", name="What microneedling can do for pores").click()
    patient.get_by_role("link", name="Book a consultation about pores").click()

    expect(patient.get_by_label("Visible pores")).to_be_checked()
    expect(patient.get_by_text("You came from")).to_be_visible()
    if scripts:
        axe(patient)
    fill_in(patient)
    patient.get_by_role("button", name="Send request").click()

    expect(patient.get_by_role("heading", level=1)).to_have_text("Thank you. We have your request.")
    expect(patient.get_by_text("Requested, not yet confirmed")).to_be_visible()
    if scripts:
        axe(patient)

    deliver_all()
    consultation = Consultation.objects.get()
    (office_mail,) = mail_to(smtp, "office@acupunctury.example")
    assert f"Review request {consultation.reference}" in office_mail
    link = re.search(r"http\S+/admin/\S+", office_mail).group()

    desk = open_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    desk.goto(link)
    desk.get_by_label("Username").fill("desk")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()
    if scripts:
        axe(desk, best_practice=False)
    desk.get_by_role("link", name="Confirm", exact=True).click()
    desk.get_by_role("button", name="Confirm and tell the patient").click()
    expect(
        desk.get_by_text(f"{consultation.reference} is confirmed. An e-mail tells the patient.")
    ).to_be_visible()

    deliver_all()
    _, confirmation = mail_to(smtp, "maya@example.com")
    assert "Your complimentary consultation is confirmed." in confirmation
    patient.goto(re.search(r"http\S+/consultation/\S+", confirmation).group())
    expect(patient.get_by_role("heading", level=1)).to_contain_text("Confirmed.")
    if scripts:
        axe(patient)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_on_a_phone_the_button_is_near_and_what_was_chosen_stands_above_it(
    open_page, clinic, scripts
):
    """With the sample's hours, of which the first free days are open."""
    page = open_page(viewport={"width": 360, "height": 780}, java_script_enabled=scripts)
    page.goto("/book/")
    box = page.get_by_role("button", name="Send request").bounding_box()
    assert box["y"] + box["height"] <= MOST_TO_SEND

    fill_in(page)
    page.get_by_text("Visible pores").click()
    summary = page.get_by_role("region", name="Your request")
    if scripts:
        expect(summary).to_contain_text("Visible pores")
        expect(summary).to_contain_text("Pacific time")
        expect(summary).to_contain_text("Email")
    else:
        expect(summary.get_by_text("As chosen above")).to_have_count(3)
        expect(summary.get_by_text("As chosen above").last).to_be_visible()
    assert "Not chosen yet" not in summary.inner_text()

    consent = page.get_by_label("You may text me about this request")
    expect(consent).to_be_hidden()
    page.get_by_label("Text", exact=True).check()
    expect(consent).to_be_visible()
    expect(consent).not_to_be_checked()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_what_needs_mending_is_summed_up_linked_and_accessible(open_page, axe, clinic, width):
    page = open_page(viewport={"width": width, "height": 780})
    page.goto("/book/")
    page.get_by_label("First name").fill("Maya")
    page.get_by_label("Text", exact=True).check()

    page.get_by_role("button", name="Send request").click()

    summary = page.get_by_role("alert")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("Maya")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)
    summary.get_by_role("link", name="Enter a phone number, so that we can text you").click()
    page.wait_for_url("**#id_phone")


def test_who_keeps_no_cookies_reads_so_before_typing(page, clinic):
    """Chromium calls cookies enabled then, and refuses a page its storage."""
    notice = page.get_by_text("Your browser keeps no cookies")
    page.goto("/book/")
    expect(notice).to_be_hidden()

    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})"
    )
    page.reload()
    expect(notice).to_be_visible()


def test_a_consultation_is_asked_for_by_keyboard_alone(page, clinic):
    page.goto("/book/")

    def tab_to(locator):
        for _ in range(80):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"no tab leads to {locator}")

    concerns = page.get_by_role("group", name="What would you like to talk about?").get_by_role(
        "radio"
    )
    tab_to(concerns.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(concerns.nth(1)).to_be_checked()
    tab_to(page.locator("#id_slot_1"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page.get_by_label("First name"))
    page.keyboard.type("Zoë")
    tab_to(page.get_by_label("Call", exact=True))
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Phone number"))
    page.keyboard.type("424 555 0134")
    tab_to(page.get_by_label("I am 18 or older"))
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Acupunctury may contact me"))
    page.keyboard.press("Space")
    tab_to(page.get_by_role("button", name="Send request"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/consultation/**")
    consultation = Consultation.objects.get()
    assert (consultation.first_name, consultation.concern) == ("Zoë", Concern.objects.all()[1])


def test_somebody_in_another_zone_reads_in_one_extra_line_what_that_is_there(open_page, clinic):
    page = open_page(timezone_id="America/New_York")
    page.goto("/book/?about=pores")
    fill_in(page)

    page.get_by_role("button", name="Send request").click()

    page.wait_for_url("**/consultation/**")
    expect(page.locator(".when")).to_contain_text("Pacific time")
    expect(page.locator(".ticket")).to_contain_text("Where you are")


def test_somebody_at_home_reads_no_second_time(page, clinic):
    page.goto("/book/?about=pores")
    fill_in(page)

    page.get_by_role("button", name="Send request").click()

    page.wait_for_url("**/consultation/**")
    expect(page.locator(".ticket")).to_contain_text("Pacific time")
    expect(page.locator(".ticket")).not_to_contain_text("Where you are")


def test_the_desks_pages_are_accessible_and_break_no_rule_of_the_browser(
    open_page, axe, clinic, page
):
    page.goto("/book/?about=pores")
    fill_in(page)
    page.get_by_role("button", name="Send request").click()
    page.wait_for_url("**/consultation/**")
    to_the_office = Notification.objects.filter(kind="received", audience="office")
    to_the_office.update(due_at=None, failed_at="2026-11-22T00:00Z")

    for width in (360, 1280):
        desk = open_page(viewport={"width": width, "height": 900})
        desk.goto("/admin/")
        desk.get_by_label("Username").fill("desk")
        desk.get_by_label("Password").fill(PASSWORD)
        desk.get_by_role("button", name="Log in").click()
        expect(desk.get_by_text("1 mail did not go.")).to_be_visible()
        axe(desk, best_practice=False)
        for path in ("bookings/consultation/", "bookings/notification/"):
            desk.goto(f"/admin/{path}")
            axe(desk, best_practice=False)
