"""The first page and the week as staff use them: a press blocks, hours for one week, fresh on
return.
"""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from bookings import availability, lifecycle
from clinic.office import formats
from clinic.office.hours import monday_of
from clinic.office.models import Office
from tests.browser import desk
from tests.conftest import DESKTOP, PHONE
from tests.factories import ask, make_concern

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = "/admin/bookings/consultation/week/"
HOSTILE = ["<img src=x onerror=alert(1)>", "{{7*7}}", "\u202eevil", "W" * 80]
TURN = """state => {
  Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def sign_in(page, address="/admin/"):
    desk.sign_in(page, address)
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    return page


def free(office):
    """Free times of next week, whatever the day of the test."""
    monday = monday_of(office.local_day(timezone.now())) + timedelta(days=7)
    every = availability.offer(office, now=timezone.now()).slots
    return [
        each.starts_at for each in every if monday_of(office.local_day(each.starts_at)) == monday
    ]


def next_week(office):
    return f"{WEEK}?week={office.local_day(free(office)[0])}"


def come_back(page, after_seconds):
    page.evaluate(TURN, "hidden")
    page.clock.fast_forward(after_seconds * 1000)
    page.evaluate(TURN, "visible")


def test_an_hour_is_blocked_and_unblocked_on_a_phone_without_scripts(open_page, office):
    public, at = open_page(), free(office)[0]
    in_book = public.locator(f'input[name=slot][value="{availability.iso(at)}"]')
    public.goto("/book/")
    expect(in_book).to_have_count(1)
    page = sign_in(open_page(viewport=PHONE, java_script_enabled=False), next_week(office))

    expect(page.get_by_role("columnheader")).to_have_text(["Time", f"{at:%a} {at.day}"])
    page.get_by_role("radio").nth(1).check()
    expect(page.get_by_role("columnheader").nth(1)).not_to_have_text(f"{at:%a} {at.day}")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Block ").first.click()
    expect(page.get_by_text("is blocked.")).to_be_visible()
    public.reload()
    expect(in_book).to_have_count(0)
    page.get_by_role("button", name="Unblock").click()
    expect(page.get_by_text("is not blocked any more.")).to_be_visible()
    public.reload()
    expect(in_book).to_have_count(1)


@pytest.mark.parametrize("way", ["the open cell", "next free"])
def test_a_caller_is_booked_in_three_presses_and_nobody_is_asked_to_call_them(
    open_page, office, way
):
    make_concern(slug="else", name="Something else")
    at = formats.desk_when(free(office)[0], office)
    page = sign_in(open_page(viewport=DESKTOP), next_week(office))
    first = page.get_by_role("link", name=f"book {at}")
    if way == "next free":
        first = page.get_by_role("link", name="Next free: ")
    presses = desk.count_presses(page)

    first.click()
    expect(page.get_by_label("First name")).to_be_focused()
    page.keyboard.type("Ana")
    page.get_by_role("textbox", name="Phone").click()
    page.keyboard.type("424-555-0134")
    page.get_by_role("button", name="Book", exact=True).click()

    expect(page.get_by_text("booked and confirmed. They were told while booking.")).to_be_visible()
    assert len(presses) == 3
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="To tell by phone")).to_have_count(0)


def test_the_rest_of_today_is_one_press_away_and_who_comes_next_none(open_page, office):
    now = timezone.now()
    noon = f"Etc/GMT{now.hour - 12:+d}"  # where it is that now, so that some of the day is left
    Office.objects.update(time_zone=noon)
    today = now.astimezone(ZoneInfo(noon)).weekday()
    office.consultation_hours.update_or_create(
        weekday=today, defaults={"opens": time(9), "closes": time(17)}
    )
    office = Office.objects.current()  # its zone is another now, and with it what is free
    desk.confirmed(ask(office, starts_at=desk.free(office)[-1], now=now))
    page = sign_in(open_page(viewport=DESKTOP))
    presses = desk.count_presses(page)
    undo = page.get_by_role("button", name="Unblock").first

    expect(page.get_by_role("listitem").filter(has_text="Next")).to_be_visible()
    assert presses == []
    page.get_by_role("button", name="Rest of the day").click()
    expect(page.get_by_text("“Unblock” in the week offers it again.")).to_be_visible()
    assert len(presses) == 1
    undo.click()
    page.get_by_text("Block time").click()
    page.get_by_role("button", name="Block this time").click()
    expect(undo).to_be_visible()

    assert len(presses) == 4


def test_hours_for_one_week_and_a_block_by_name(open_page, office):
    at = free(office)[0]
    day = office.local_day(at)
    page = sign_in(open_page(viewport=DESKTOP), next_week(office))

    page.get_by_text("Block time").click()
    page.get_by_label("Day").fill(f"{day}")
    page.get_by_label("From").fill("1 pm")
    page.get_by_label("Until").fill("noon")
    page.get_by_label("Note for the office").fill("a facial")
    page.get_by_role("button", name="Block this time").click()
    expect(page.get_by_text("“Until” must be later than “from”.")).to_be_visible()
    page.get_by_label("Until").fill("2:00 pm")
    page.get_by_role("button", name="Block this time").click()
    expect(page.get_by_text("Blocked, a facial")).to_be_visible()
    page.get_by_role("link", name="Consultation hours").click()
    page.get_by_label("Tuesday, consultations").fill("")
    page.get_by_role("button", name="Save the hours").click()

    expect(page.get_by_text("are saved, and count at once.")).to_be_visible()
    expect(page.get_by_text("This week has consultation hours of its own.")).to_be_visible()


def test_the_first_page_is_fresh_on_return_and_never_while_somebody_writes(open_page, office):
    ask(office, starts_at=free(office)[1], now=timezone.now())
    page = open_page(viewport=DESKTOP)
    page.clock.install()
    sign_in(page)
    expect(page).to_have_title("(1) Front desk | Acupunctury")
    page.get_by_text("Block time").click()
    note = page.get_by_label("Note for the office")
    note.fill("half a word")
    ask(
        office,
        starts_at=free(office)[2],
        first_name="Theo",
        email="t@example.com",
        now=timezone.now(),
    )
    theo = page.get_by_role("link", name="Theo O.")

    come_back(page, 60)
    expect(note).to_have_value("half a word")
    expect(theo).to_have_count(0)
    expect(page.get_by_text("Not fresh: as of ")).to_be_visible()
    expect(page).to_have_title("(2) Front desk | Acupunctury")
    note.fill("")
    half_typed = page.get_by_label("From")
    half_typed.press_sequentially("09")
    page.get_by_role("link", name="Today’s sheet to print").focus()
    ask(
        office,
        starts_at=free(office)[3],
        first_name="Ida",
        email="i@example.com",
        now=timezone.now(),
    )
    come_back(page, 60)
    expect(page).to_have_title(
        "(3) Front desk | Acupunctury"
    )  # which changes at the moment of the look
    assert half_typed.input_value() == "09"
    half_typed.fill("")
    come_back(page, 5)
    expect(theo).to_have_count(0)
    page.get_by_role("link", name="Today’s sheet to print").focus()
    come_back(page, 60)

    expect(theo.first).to_be_visible()
    expect(page.get_by_text("Not fresh: as of ")).to_have_count(0)
    expect(note).to_be_visible()  # what was unfolded stays so
    expect(page.get_by_role("link", name="Today’s sheet to print")).to_be_focused()
    page.context.clear_cookies()
    come_back(page, 60)
    expect(page.get_by_text("Not fresh: as of ")).to_be_visible()
    expect(theo.first).to_be_visible()


def test_the_desks_pages_are_accessible_fit_and_take_no_name_for_code(open_page, office, axe):
    times = free(office)
    for number, name in enumerate(HOSTILE):
        email = f"{number}@example.com"
        asked = ask(
            office, starts_at=times[number], first_name=name, email=email, now=timezone.now()
        )
    lifecycle.confirm(asked, by=User.objects.get(), now=timezone.now())
    page = sign_in(open_page(viewport=DESKTOP, reduced_motion="reduce"))
    hours = f"{WEEK}hours/?week={office.local_day(times[0])}"

    for address in ("/admin/", next_week(office), hours):
        page.goto(address)
        if address != hours:
            expect(page.get_by_role("link", name=HOSTILE[0]).first).to_be_visible()
            expect(page.get_by_role("link", name="{{7*7}}").first).to_be_visible()
            page.get_by_text("Block time").click()
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            axe.by_day_and_night(page, best_practice=False)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        small = page.locator(
            "main .acu :is(button, summary, input, label:has(input)), .desk-ways a"
        ).evaluate_all(
            "all => all.filter(x => x.checkVisibility() && !['hidden', 'radio'].includes(x.type)"
            " && x.getBoundingClientRect().height < 44).map(x => x.outerHTML)"
        )
        assert small == [], address
