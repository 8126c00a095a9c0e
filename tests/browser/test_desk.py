"""The front desk between two patients: on a phone, by keyboard, without scripts, for everyone."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from bookings import availability, lifecycle
from bookings.models import Consultation, Hold, Notification
from clinic.office.models import Closure, Weekday
from tests.articles.factories import make_faq
from tests.browser.desk import asked, confirmed, free, sign_in, tab_to
from tests.browser.layout import unfold
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
BY_PHONE = {"reach_by": "call", "phone": "+14245550134", "email": ""}


def test_three_times_are_proposed_on_a_phone_by_keyboard_without_scripts(open_page, office):
    consultation = asked(office)
    page = sign_in(open_page(viewport=PHONE, java_script_enabled=False))

    link = page.get_by_role("link", name=f"Propose times {consultation.reference}")
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Propose other times")
    tab_to(page, page.get_by_label("Third time"))
    page.keyboard.press("ArrowDown")
    last = page.get_by_label("Third time").input_value()
    tab_to(page, page.get_by_role("button", name="Propose and tell the patient"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("is waiting for the patient’s choice.")).to_be_visible()
    expect(page.get_by_text("Other times proposed by desk on")).to_be_visible()
    held = [availability.iso(hold.starts_at) for hold in Hold.objects.all()]
    assert len(held) == 3
    assert last in held


def test_what_was_told_by_phone_leaves_the_desk(open_page, office, axe):
    asked(office, **BY_PHONE)
    page = sign_in(open_page(viewport=PHONE))

    expect(page.get_by_role("heading", name="To tell by phone")).to_be_visible()
    expect(page.get_by_role("link", name="Call Maya").first).to_have_attribute(
        "href", "tel:+14245550134"
    )
    axe(page, best_practice=False)
    page.get_by_role("button", name="Told").click()

    expect(page.get_by_text("Noted: you have told")).to_be_visible()
    expect(page.get_by_role("heading", name="To tell by phone")).to_have_count(0)
    assert Notification.objects.get(channel="desk").told_by.username == "desk"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_closure_warns_and_proposes_to_those_it_meets(open_page, office, axe, scripts):
    consultation = confirmed(asked(office))
    day = consultation.starts_at.astimezone(office.zone).date()
    page = sign_in(
        open_page(viewport=PHONE, java_script_enabled=scripts), "/admin/clinic/closure/add/?next=x"
    )
    page.get_by_label("First day", exact=True).fill(f"{day}")
    page.get_by_label("Last day", exact=True).fill(f"{day}")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 consultation in this closure")
    if scripts:
        axe(page, best_practice=False)
    assert not Closure.objects.exists()
    page.get_by_label("Propose these to Maya O.").check()
    page.get_by_role("button", name="Save, and propose to those ticked").click()

    expect(page.get_by_text("is waiting for the patient’s choice.")).to_be_visible()
    consultation.refresh_from_db()
    assert (consultation.status, Closure.objects.count()) == ("proposed", 1)


def test_canceling_shows_the_message_first_without_scripts(open_page, office):
    consultation = confirmed(asked(office))
    page = sign_in(
        open_page(java_script_enabled=False),
        f"/admin/bookings/consultation/{consultation.pk}/change/",
    )

    page.get_by_role("link", name="Cancel", exact=True).click()
    expect(page.get_by_role("blockquote")).to_contain_text("Your consultation is canceled")
    page.get_by_role("button", name="Cancel it and tell the patient").click()

    expect(
        page.get_by_text(f"{consultation.reference} is canceled. An e-mail tells the patient.")
    ).to_be_visible()


PAGES = {
    "the desk": "/admin/",
    "waiting": "/admin/bookings/consultation/{requested}/change/",
    "proposed": "/admin/bookings/consultation/{proposed}/change/",
    "propose": "/admin/bookings/consultation/{requested}/propose/",
    "move": "/admin/bookings/consultation/{confirmed}/move/",
    "confirm at": "/admin/bookings/consultation/{without_time}/confirm-at/",
    "book": "/admin/bookings/consultation/add/",
    "the list": "/admin/bookings/consultation/",
    "task": "/admin/bookings/notification/{task}/change/",
    "a question": "/admin/articles/faq/{question}/change/",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_desk_is_accessible_and_fits(open_page, office, axe, name):
    times = free(office)
    rows = {
        "requested": asked(office),
        "without_time": asked(office, starts_at=None, preferred_days=[Weekday.FRIDAY], **BY_PHONE),
        "proposed": lifecycle.propose(
            asked(office, starts_at=None, email="p@example.com"),
            times=times[10:13],
            by=User.objects.get(),
            now=timezone.now(),
        ),
        "confirmed": confirmed(asked(office, starts_at=times[8], email="c@example.com")),
    }
    asked(office, starts_at=None, suspect=True, email="s@example.com")
    keys = {name: row.pk for name, row in rows.items()}
    keys["task"] = Notification.objects.get(channel="desk").pk
    keys["question"] = make_faq(stage="review", published_at=None).pk
    page = sign_in(open_page(viewport=DESKTOP, reduced_motion="reduce"))
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()

    page.goto(PAGES[name].format(**keys))
    if name == "book":
        unfold(page)
        page.get_by_label("Right now, or a time that is not in the list").check()
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if width != 360:  # where nothing is laid out otherwise than at 320
            axe.by_day_and_night(page, best_practice=False)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    small = page.locator(
        "main :is(.acu, .acu-answer) :is(button, summary, select, .acu-act > a)"
    ).evaluate_all(
        "all => all.filter(x => x.checkVisibility() && x.getBoundingClientRect().height < 44)"
        ".map(x => x.outerHTML)"
    )
    assert small == []


COVERS = """rows => rows.flatMap(row => [...row.cells]).flatMap(cell => {
  const box = cell.getBoundingClientRect();
  return [...cell.querySelectorAll('a, button')].filter(each => {
    const own = each.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1;
  }).map(each => each.textContent);
})"""


def test_no_button_of_the_list_covers_a_column_and_on_a_phone_each_row_is_a_card(open_page, office):
    times = free(office)
    asked(office, first_name="Wilhelmina")
    by, now = User.objects.get(), timezone.now()
    proposed = asked(office, starts_at=None, **BY_PHONE)
    lifecycle.propose(proposed, times=times[10:13], by=by, now=now)
    page = sign_in(open_page(viewport=DESKTOP), "/admin/bookings/consultation/")
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(2)

    for width in (1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert rows.evaluate_all(COVERS) == [], width
        results = page.locator("#changelist-form .results")
        assert results.evaluate("each => each.scrollWidth <= each.clientWidth"), width
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for row in rows.all():
            card, buttons = row.bounding_box(), row.locator(".field-to_do :is(a, button)")
            assert card["width"] <= width
            for box in [each.bounding_box() for each in buttons.all()]:
                assert card["x"] <= box["x"]
                assert box["x"] + box["width"] <= card["x"] + card["width"]
                assert box["y"] > row.locator(".field-status").bounding_box()["y"]


def test_a_caller_is_found_with_one_press_from_any_page(open_page, office):
    consultation = asked(office, phone="+14245550134", last_name="Ortíz")
    page = sign_in(
        open_page(viewport=PHONE, java_script_enabled=False), "/admin/bookings/consultation/week/"
    )
    seen = []
    page.on("request", lambda request: seen.append(request.url))

    for typed in ("0134", "maya o."):
        page.get_by_role("searchbox", name="Find a person").fill(typed)
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(consultation.reference)
        expect(page.get_by_role("link", name="Call (424) 555-0134")).to_be_visible()
    assert not any(word in url.lower() for url in seen for word in ("0134", "maya", "ort"))
    page.get_by_role("searchbox", name="Find a person").fill("ortiz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(consultation.reference)


def test_a_refused_form_is_accessible(open_page, office, axe):
    consultation = asked(office)
    page = sign_in(
        open_page(viewport=PHONE), f"/admin/bookings/consultation/{consultation.pk}/propose/"
    )
    expect(page.get_by_label("First time")).to_be_visible()
    taken = availability.read_iso(page.get_by_label("First time").input_value())
    asked(office, starts_at=taken, email="theo@example.com")

    page.get_by_role("button", name="Propose and tell the patient").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Somebody else has this time now.")).to_be_visible()
    expect(page.get_by_role("combobox", name="First time")).to_have_value(availability.iso(taken))
    axe(page, best_practice=False)
    assert Consultation.objects.get(pk=consultation.pk).status == "requested"
