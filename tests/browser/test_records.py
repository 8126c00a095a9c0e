"""What staff write down and carry away, on a phone, by keyboard, without scripts, for everyone."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Access, Call, InternalNote
from tests.browser.desk import asked, confirmed, sign_in, tab_to
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_note_and_a_call_are_kept_on_a_phone_by_keyboard_without_scripts(open_page, office):
    consultation = asked(office)
    page = sign_in(
        open_page(viewport=PHONE, java_script_enabled=False),
        f"/admin/bookings/consultation/{consultation.pk}/change/",
    )

    tab_to(page, page.get_by_label("Note:", exact=True))
    page.keyboard.type("Prefers the back door.")
    tab_to(page, page.get_by_role("button", name="Add the note"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your note is kept.")).to_be_visible()
    tab_to(page, page.get_by_label("What came of the call"))
    page.keyboard.type("Left")
    tab_to(page, page.get_by_role("button", name="Log the call"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your call is kept.")).to_be_visible()
    history = page.get_by_role("region", name="What happened").get_by_role("listitem")
    expect(history.filter(has_text="Internal note, by desk")).to_contain_text(
        "Prefers the back door."
    )
    expect(history.filter(has_text="Call: left a message, by desk")).to_be_visible()
    assert (InternalNote.objects.count(), Call.objects.get().outcome) == (1, "message")


def test_the_pages_of_what_is_known_are_accessible_and_fit(open_page, office, axe):
    consultation = confirmed(asked(office))
    asked(office, starts_at=None)
    here = f"/admin/bookings/consultation/{consultation.pk}/change/"
    day = consultation.starts_at.astimezone(office.zone).date()
    page = sign_in(open_page(viewport=PHONE, reduced_motion="reduce"), here)
    expect(page.get_by_role("link", name="Also asked on")).to_be_visible()
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Write the note first.")).to_be_visible()
    axe(page, best_practice=False)

    addresses = [
        here,
        f"day-sheet/?day={day}",
        "day-sheet/?day=x",
        "export/",
        "/admin/bookings/access/",
    ]
    for address in addresses:
        page.goto(address if address.startswith("/") else f"/admin/bookings/consultation/{address}")
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if width != 360:  # where nothing is laid out otherwise than at 320
                axe.by_day_and_night(page, best_practice=False)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        small = page.locator("main .acu :is(button, select, input, .acu-act > a)").evaluate_all(
            "all => all.filter(x => x.checkVisibility() && x.getBoundingClientRect().height < 44)"
            ".map(x => x.outerHTML)"
        )
        assert small == [], address


def test_the_day_sheet_is_reached_and_printed_without_what_is_around_it(open_page, office):
    consultation = confirmed(asked(office))
    day = consultation.starts_at.astimezone(office.zone).date()
    page = sign_in(
        open_page(viewport=PHONE, java_script_enabled=False), "/admin/bookings/consultation/"
    )

    page.get_by_role("link", name="Day sheet").click()
    page.get_by_label("Day", exact=True).fill(f"{day - timedelta(days=1)}")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Day after").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{day:%A, %B} {day.day}")
    page.emulate_media(media="print")

    expect(page.get_by_role("row", name=f"Maya O. {consultation.reference}")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for around in ("#header", ".breadcrumbs", ".acu-screen"):
        expect(page.locator(around)).to_be_hidden()


def test_an_export_is_downloaded(open_page, office):
    consultation = asked(office, first_name="=1+1")
    page = sign_in(open_page(viewport=PHONE), "/admin/bookings/consultation/export/")
    today = office.local_day(timezone.now()).isoformat()

    page.get_by_label("Asked from").fill(today)
    page.get_by_label("Asked until").fill(today)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()

    assert download.value.suggested_filename == f"consultations-{today}-to-{today}.csv"
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["reference"], line["first name"]) == (consultation.reference, "'=1+1")
    assert Access.objects.filter(action="exported", by_name="desk").count() == 1
