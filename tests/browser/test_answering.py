"""Two clicks to an answer, between two patients: the message is seen first, and may say a word
more.
"""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from playwright.sync_api import expect

from bookings import availability
from bookings.models import Consultation, Hold, Notification
from clinic.office.models import MailWorker
from clinic.staff.roles import make_roles
from tests.bookings.mails import deliver_all
from tests.browser import desk
from tests.browser.patients import mail_to
from tests.clinic.authenticator import enroll, signed_in
from tests.conftest import DESKTOP, PHONE
from tests.factories import ask, make_concern, make_office

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "<img src=x onerror=alert(1)>"
LIST = "/admin/bookings/consultation/"


@pytest.fixture
def office(live_server, settings):
    settings.SITE_URL = live_server.url
    settings.SECOND_FACTOR = True
    make_roles()
    MailWorker.beat(now=timezone.now())
    return make_office()


@pytest.fixture
def backup_code(office):
    """Lets ines of the front desk in, once."""
    ines = User.objects.create_user("ines", password=desk.PASSWORD, is_staff=True)
    ines.groups.add(Group.objects.get(name="Front desk"))
    return re.findall("<code>(.*?)</code>", enroll(signed_in(ines)).text)[0]


def asked(office, number, **fields):
    now = timezone.now()
    starts_at = availability.offer(office, now=now).slots[number].starts_at
    return ask(office, **{"starts_at": starts_at, "now": now} | fields)


def sign_in(page, address, code):
    desk.sign_in(page, address, "ines")
    page.get_by_role("textbox", name="Code").fill(code)
    page.keyboard.press("Enter")


def fits(page, axe):
    axe(page, best_practice=False)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator("main .acu :is(button, summary, select, .acu-act > a)").evaluate_all(
        "all => all.filter(x => x.checkVisibility() && x.getBoundingClientRect().height < 44)"
        ".map(x => x.outerHTML)"
    )
    assert small == []


@pytest.mark.parametrize(("viewport", "scripts"), [(DESKTOP, False), (PHONE, True)])
def test_from_the_offices_mail_to_the_patients_in_two_clicks(
    open_page, office, smtp, axe, backup_code, viewport, scripts
):
    consultation = asked(office, 4, first_name=HOSTILE)
    deliver_all()
    link = re.search(r"http\S+/admin/\S+", mail_to(smtp, "desk@clinic.example")[0]).group()
    page = open_page(viewport=viewport, java_script_enabled=scripts)

    sign_in(page, link, backup_code)
    page.get_by_role("link", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Confirm: {consultation.reference}")
    expect(page.get_by_role("blockquote")).to_contain_text(f"Hello {HOSTILE},")
    page.get_by_label("A note to the patient").fill("Please ring the bell.")
    page.get_by_role("button", name="Show the message again").click()
    expect(page.get_by_role("blockquote")).to_contain_text(
        "A note from the clinic:\nPlease ring the bell."
    )
    if scripts:
        fits(page, axe)
    page.get_by_role("button", name="Confirm and tell the patient").click()

    expect(page.get_by_text("is confirmed. An e-mail tells the patient.")).to_be_visible()
    expect(page.get_by_text("Note to the patient: Please ring the bell.")).to_be_visible()
    deliver_all()
    confirmation = mail_to(smtp, "maya@example.com")[-1]
    assert "A note from the clinic:\r\nPlease ring the bell.\r\n" in confirmation


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_three_times_are_proposed_from_the_list_and_told_by_phone(
    open_page, office, axe, backup_code, viewport
):
    consultation = asked(
        office, 4, first_name=HOSTILE, reach_by="call", phone="+14245550134", email=""
    )
    page = open_page(viewport=viewport)
    sign_in(page, LIST, backup_code)
    expect(page.get_by_role("heading", level=1)).to_have_text("Consultations")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.get_by_role("link", name=f"Propose times {consultation.reference}").click()
    shown = page.get_by_role("combobox", name="First time")
    taken = availability.read_iso(shown.input_value())
    asked(office, 0, starts_at=taken, email="theo@example.com")

    page.get_by_label("A note to the patient").fill("Sorry for the change.")
    page.get_by_role("button", name="Propose and tell the patient").click()
    expect(page.get_by_text("Somebody else has this time now.")).to_be_visible()
    fits(page, axe)
    instead = (
        page.get_by_role("group", name="Free times instead: First time").get_by_role("button").last
    )
    value = instead.get_attribute("value")
    instead.click()
    expect(shown).to_have_value(value.removeprefix("first "))
    expect(page.get_by_role("blockquote")).to_contain_text("“Sorry for the change.”")
    fits(page, axe)
    page.get_by_role("button", name="Propose and tell the patient").click()

    expect(page.get_by_text("There is no e-mail address: please call")).to_be_visible()
    assert Hold.objects.filter(consultation=consultation).count() == 3
    task = Notification.objects.to_tell(timezone.now()).get(kind="proposed")
    page.goto(f"/admin/bookings/notification/{task.pk}/change/")
    expect(page.get_by_role("blockquote")).to_contain_text("“Sorry for the change.”")
    page.get_by_role("button", name="Told").click()
    expect(page.get_by_text("Noted: you have told")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scripts"), [(PHONE, True), (DESKTOP, False)])
def test_whoever_is_at_the_door_is_booked_right_now_with_a_reason(
    open_page, office, axe, backup_code, viewport, scripts
):
    make_concern()
    page = open_page(viewport=viewport, java_script_enabled=scripts)
    sign_in(page, f"{LIST}add/", backup_code)
    page.locator("summary", has_text="Another time").click()
    page.get_by_label("Right now, or a time that is not in the list").check()
    page.get_by_label("They are at the door right now").check()
    page.get_by_label("What they would like to talk about").select_option("Visible pores")
    page.get_by_label("First name").fill(HOSTILE)
    page.get_by_role("textbox", name="Phone").fill("(424) 555-0134")
    page.get_by_label("First name").press("Enter")

    expect(page.get_by_text("Sooner than our notice.")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value(HOSTILE)
    if scripts:
        fits(page, axe)
    page.get_by_label("Why it is an exception").fill("Walked in.")
    page.get_by_role("button", name="Book", exact=True).click()

    expect(page.get_by_text("is booked and confirmed.")).to_be_visible()
    expect(page.get_by_text("Why it is an exception: Walked in.")).to_be_visible()
    assert Consultation.objects.get().status == "confirmed"
