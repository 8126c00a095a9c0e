"""Every way through a consultation's life, as its patient walks it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import availability, lifecycle
from bookings.models import Consultation, Status
from clinic.office import formats
from tests.bookings.lives import desk
from tests.browser.patients import asked, fill_in, free_times, propose

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def patient(request, open_page):
    return open_page(java_script_enabled=request.param)


def ask_on_the_page(page):
    """The time asked for is the first one on offer. Returns the consultation."""
    page.goto("/book/?about=pores")
    fill_in(page)
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your request.")
    return Consultation.objects.select_related("office").get()


def now_is(consultation, status, starts_at=None):
    consultation.refresh_from_db()
    assert consultation.status == status
    assert starts_at in (None, consultation.starts_at)
    held = [hold.starts_at for hold in consultation.holds.all()]
    assert held == ([consultation.starts_at] if status == Status.CONFIRMED else [])


# ---- the ways through ----------------------------------------------------------------------------
def test_asked_then_three_times_proposed_then_one_picked(patient, clinic):
    consultation = ask_on_the_page(patient)
    _, second, _ = propose(consultation)

    patient.reload()
    expect(patient.get_by_role("heading", level=1)).to_have_text("Times we can offer you")
    expect(patient.get_by_role("radio")).to_have_count(3)
    patient.get_by_role("button", name="Take this time").click()
    expect(patient.get_by_role("alert")).to_contain_text("Choose one of these times")
    patient.locator(".form-check-label", has_text=second).click()
    patient.get_by_role("button", name="Take this time").click()

    expect(patient.get_by_role("heading", level=1)).to_contain_text("Confirmed.")
    expect(patient.get_by_role("status")).to_contain_text("Thank you for choosing.")
    now_is(consultation, Status.CONFIRMED)
    assert formats.when(consultation.starts_at, consultation.office) == second


def test_asked_then_confirmed_then_moved_then_canceled(patient, clinic):
    consultation = ask_on_the_page(patient)
    (starts_at,) = free_times(consultation.office)
    lifecycle.confirm(consultation, by=desk(), now=timezone.now())
    consultation = lifecycle.move(consultation, starts_at=starts_at, by=desk(), now=timezone.now())

    patient.reload()
    patient.get_by_role("link", name="Choose another time").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text("Choose another time")
    patient.get_by_role("button", name="Choose this time").click()
    expect(patient.get_by_role("alert")).to_contain_text("Choose a day and time")
    chosen = patient.locator(".week[open] .day[open] input").last
    wanted = availability.read_iso(chosen.get_attribute("value"))
    chosen.check()
    patient.get_by_role("button", name="Choose this time").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text("Move your consultation?")
    expect(patient.get_by_text(formats.when(starts_at, consultation.office))).to_be_visible()
    patient.get_by_role("button", name="Move my consultation").click()
    expect(patient.get_by_role("status")).to_contain_text("Moved. Your new time is below")
    now_is(consultation, Status.CONFIRMED, wanted)
    consultation = lifecycle.move(consultation, starts_at=starts_at, by=desk(), now=timezone.now())

    patient.reload()
    patient.get_by_role("link", name="Cancel it").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text("Cancel this consultation?")
    patient.get_by_role("button", name="Cancel consultation").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text(
        "Canceled. Thank you for telling us."
    )
    expect(patient.get_by_text("by you")).to_be_visible()
    with patient.expect_download() as download:
        patient.get_by_role("link", name="A file that removes it").click()
    assert download.value.suggested_filename == "consultation.ics"
    now_is(consultation, Status.CANCELED)


def test_the_second_door_then_proposed_then_none_suits_then_proposed_then_picked(patient, clinic):
    patient.goto("/book/?about=pores")
    patient.get_by_text("Any time: please contact me").click()
    fill_in_at_the_second_door(patient)
    consultation = Consultation.objects.select_related("office").get()
    propose(consultation)

    patient.reload()
    expect(patient.get_by_text("You asked us to find a time with you.")).to_be_visible()
    patient.get_by_role("link", name="None of these suit").click()
    patient.get_by_label("Mornings").check()
    patient.get_by_role("button", name="Ask for other times").click()
    expect(patient.get_by_role("status")).to_contain_text("We will look for another one together.")
    (only,) = propose(consultation, 1)
    patient.reload()
    patient.locator(".form-check-label", has_text=only).click()
    patient.get_by_role("button", name="Take this time").click()

    expect(patient.get_by_role("heading", level=1)).to_contain_text("Confirmed.")
    now_is(consultation, Status.CONFIRMED)
    assert consultation.preferred_parts == ["morning"]


def fill_in_at_the_second_door(page):
    page.get_by_label("First name").fill("Maya")
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("Email address").fill("maya@example.com")
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("Acupunctury may contact me").check()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your request.")


def test_asked_and_never_answered_then_lapsed(patient, clinic):
    consultation = ask_on_the_page(patient)
    assert lifecycle.lapse_due(now=consultation.lapses_at) == 1

    patient.reload()

    expect(patient.get_by_role("heading", level=1)).to_have_text(
        "We are sorry. We did not answer in time."
    )
    expect(
        patient.get_by_role("main").get_by_role("link", name="(424) 252-1210").first
    ).to_be_visible()
    now_is(consultation, Status.LAPSED)
    patient.get_by_role("link", name="Ask for another time").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text("Book a consultation")


def test_confirmed_then_the_office_must_move_it_then_picked(patient, clinic):
    consultation = ask_on_the_page(patient)
    old = formats.when(consultation.starts_at, consultation.office)
    lifecycle.confirm(consultation, by=desk(), now=timezone.now())
    first, _ = propose(consultation, 2)

    patient.reload()
    expect(patient.get_by_text(f"We cannot keep your time on {old}")).to_be_visible()
    expect(
        patient.get_by_text("It stays yours until you choose another one, or until")
    ).to_be_visible()
    patient.locator(".form-check-label", has_text=first).click()
    patient.get_by_role("button", name="Take this time").click()

    expect(patient.get_by_role("status")).to_contain_text(f"Please remove the old time, {old}")
    now_is(consultation, Status.CONFIRMED)


def test_by_keyboard_alone_one_picks_moves_corrects_and_cancels(page, busy_office):
    busy_office.change_limit_hours = 0
    busy_office.save()
    consultation = asked(busy_office)
    times = free_times(busy_office, 3)
    lifecycle.propose(consultation, times=times, by=desk(), now=timezone.now())
    page.goto(consultation.get_absolute_url())

    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press(page, page.get_by_role("button", name="Take this time"))
    expect(page.get_by_role("status")).to_contain_text("Thank you for choosing.")
    now_is(consultation, Status.CONFIRMED, times[2])

    press(page, page.get_by_role("link", name="Choose another time"))
    tab_to(page, page.locator(".week[open] .slot input").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    wanted = availability.read_iso(page.locator(".slot :checked").get_attribute("value"))
    press(page, page.get_by_role("button", name="Choose this time"))
    press(page, page.get_by_role("button", name="Move my consultation"))
    expect(page.get_by_role("status")).to_contain_text("Moved.")
    now_is(consultation, Status.CONFIRMED, wanted)

    press(page, page.get_by_role("link", name="Correct my email or phone"))
    tab_to(page, page.get_by_label("New email address"))
    page.keyboard.type("zoe@example.org")
    press(page, page.get_by_role("button", name="Use these from now on"))
    expect(page.get_by_role("status")).to_contain_text("Corrected.")

    press(page, page.get_by_role("link", name="Cancel it"))
    press(page, page.get_by_role("button", name="Cancel consultation"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Canceled.")
    now_is(consultation, Status.CANCELED)


def press(page, locator):
    tab_to(page, locator)
    page.keyboard.press("Enter")


def tab_to(page, locator):
    expect(locator).to_be_visible()
    for _ in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no tab leads to {locator}")


def test_somebody_who_lost_the_link_asks_for_it_again(patient, busy_office):
    consultation = asked(busy_office)
    patient.goto("/consultation/cut-off/")

    patient.get_by_role("link", name="Send me the link again").click()
    patient.get_by_label("Email address or phone number").fill("maya@example.com")
    patient.get_by_role("button", name="Send me the link").click()

    expect(patient.get_by_role("heading", level=1)).to_have_text(
        "Thank you. Here is what happens now."
    )
    assert lifecycle.answer_link_request(now=timezone.now())  # as the worker does
    assert consultation.notifications.filter(kind="link").count() == 1


def test_somebody_in_another_zone_reads_beside_each_proposed_time_what_that_is_there(
    open_page, busy_office
):
    consultation = asked(busy_office)
    propose(consultation)
    page = open_page(timezone_id="Asia/Tokyo")

    page.goto(consultation.get_absolute_url())

    expect(page.get_by_text("Where you are: ")).to_have_count(3)
