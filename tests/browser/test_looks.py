"""What patients may come to see while they book, and error pages: for everyone, at every width."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from bookings import lifecycle
from bookings.models import ReachBy
from clinic.protection import rate_limits
from clinic.protection.form_keys import FormKey
from tests.browser.layout import too_wide, unfold
from tests.browser.patients import asked, confirmed, declined, fill_in

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [320, 360, 414, 600, 768, 900, 965, 1024, 1280, 1440]
FORM = "/book/?article=pores-plainly"


# ---- every state, and how one gets there ---------------------------------------------------------
@dataclass(frozen=True)
class State:
    reach: Callable
    status: int
    words: str


STATES: dict[str, State] = {}


def state(status, words):
    """The function leads `page` to a page with this status and these words, and returns the
    response.
    """

    def add(reach):
        STATES[reach.__name__.strip("_").replace("_", " ")] = State(reach, status, words)
        return reach

    return add


def send(page):
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Send request").click()
    return navigation.value


def send_filled_in(page):
    page.goto(FORM)
    fill_in(page)
    return send(page)


def fail_with(patch, error):
    """Have every view of the booking form fail."""

    def render(*args, **kwargs):
        raise error

    patch.setattr("bookings.views.booking.render", render)


@state(200, "You came from")
def _fresh(page, office, patch):
    return page.goto(FORM)


@state(200, "Which part of the day?")
def _second_door_chosen(page, office, patch):
    response = page.goto(FORM)
    page.get_by_text("Any time: please contact me").click()
    return response


@state(200, "Times are offered online again from")
def _no_slots(page, office, patch):
    office.booking_off_until = office.local_day(timezone.now()) + timedelta(days=20)
    office.save()
    return page.goto(FORM)


@state(422, "Please check 8 answers")
def _errors(page, office, patch):
    page.goto("/book/")
    page.get_by_label("Text", exact=True).check()
    page.get_by_label("Email address").fill("maya")
    return send(page)


@state(409, "The three nearest free times, if one suits you:")
def _taken(page, office, patch):
    page.goto(FORM)
    fill_in(page)
    asked(office)
    return send(page)


@state(409, "This form was already sent once")
def _already_sent(page, office, patch):
    page.goto(FORM)
    key = FormKey.read(page.locator("[name=form_key]").input_value()).key
    asked(office, form_key=key, starts_at=None)
    fill_in(page)
    return send(page)


@state(403, "This page was open for a long time")
def _stale(page, office, patch):
    page.goto(FORM)
    fill_in(page)
    with_a_foreign_cookie(page)
    return send(page)


def with_a_foreign_cookie(page):
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.CSRF_COOKIE_NAME, "value": "x" * 32, "url": page.url}]
    )


@state(403, "Your browser sent no cookie")
def _without_cookie(page, office, patch):
    page.goto(FORM)
    fill_in(page)
    page.context.clear_cookies()
    return send(page)


@state(429, "That is a lot of requests in a short time")
def _too_many(page, office, patch):
    patch.setattr(rate_limits, "TRIES", rate_limits.Limit(0, timedelta(minutes=10)))
    return send_filled_in(page)


@state(503, "We could not store that just now")
def _not_stored(page, office, patch):
    def submit(*args, **kwargs):
        raise OperationalError

    patch.setattr(lifecycle, "submit", submit)
    return send_filled_in(page)


@state(200, "Until then this time is held for you.")
def _requested(page, office, patch):
    return page.goto(asked(office).get_absolute_url())


@state(200, "time together")
def _requested_at_the_second_door(page, office, patch):
    consultation = asked(
        office, starts_at=None, reach_by=ReachBy.TEXT, phone="+14245550134", email=""
    )
    return page.goto(consultation.get_absolute_url())


@state(200, "We have your request, but could not hold this time.")
def _aside(page, office, patch):
    return page.goto(asked(office, suspect=True).get_absolute_url())


@state(200, "Confirmed. We will see you then.")
def _confirmed(page, office, patch):
    return page.goto(confirmed(asked(office)).get_absolute_url())


@state(200, "We are sorry that we cannot offer this one.")
def _declined(page, office, patch):
    return page.goto(declined(asked(office)).get_absolute_url())


@state(404, "This link opens no consultation")
def _unknown_link(page, office, patch):
    return page.goto("/consultation/nonsense/")


@state(404, "This page has wandered off")
def _not_found(page, office, patch):
    page.goto("/")  # then the page knows the clinic's address and menu from this process
    return page.goto("/nowhere/")


@state(500, "That did not work, and it is our fault")
def _broken(page, office, patch):
    fail_with(patch, RuntimeError("on purpose"))
    return page.goto(FORM)


@state(503, "We cannot look that up just now")
def _database_away(page, office, patch):
    fail_with(patch, OperationalError("on purpose"))
    return page.goto(FORM)


@state(400, "We could not read that")
def _unreadable(page, office, patch):
    fail_with(patch, BadRequest)
    return page.goto(FORM)


@state(403, "This page is not open to you")
def _forbidden(page, office, patch):
    fail_with(patch, PermissionDenied)
    return page.goto(FORM)


@state(403, "Please send it once more")
def _stale_elsewhere(page, office, patch):
    page.goto(reverse("admin:login"))
    with_a_foreign_cookie(page)
    with page.expect_navigation() as navigation:
        page.locator("#login-form").evaluate("form => form.submit()")
    return navigation.value


# ---- everyone, every width -----------------------------------------------------------------------
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_accessible_and_fits(open_page, busy_office, axe, monkeypatch, name):
    page = open_page(
        reduced_motion="reduce"
    )  # a colour on its way from one theme to the other misleads
    with monkeypatch.context() as patch:
        response = STATES[name].reach(page, busy_office, patch)

    assert response.status == STATES[name].status
    expect(page.locator("main")).to_contain_text(STATES[name].words)
    unfold(page)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe.by_day_and_night(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page, width) == [], width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (320, 360, 640, 912, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page, width) == [], f"{width} with text at twice its size"


def test_a_time_is_read_out_with_its_day_and_zone(page, busy_office):
    page.goto(FORM)
    unfold(page)

    starts = page.locator(".slot input").evaluate_all("all => all.map(each => each.value)")
    read_out = re.findall(r'radio "(.*?)"', page.locator("fieldset.slots").aria_snapshot())

    local = [
        datetime.fromisoformat(start).astimezone(ZoneInfo("America/Los_Angeles"))
        for start in starts
    ]
    assert len(local) > 20
    assert read_out == [
        f"{at:%A, %B %-d, %-I:%M} {f'{at:%p}'.lower()} Pacific time" for at in local
    ]


# ---- what the visitor's system asks for ----------------------------------------------------------
def test_in_forced_colors_one_sees_what_is_chosen_and_where_one_is(open_page, busy_office):
    page = open_page(forced_colors="active", reduced_motion="reduce")
    page.goto("/book/")
    page.locator(".fold summary").click()

    for choice, seen in [
        ("#id_concern_0", ".form-check:has(#id_concern_0)"),
        ("#id_answers_0", ".form-check:has(#id_answers_0)"),
        ("#id_slot_1", "#id_slot_1 + span"),
        ("#id_reach_by_0", ".form-check:has(#id_reach_by_0)"),
    ]:
        usual = looks(page, seen)
        tab_to(page, choice)
        focused = looks(page, seen)
        page.keyboard.press("Space")
        both = looks(page, seen)
        page.evaluate("document.activeElement.blur()")
        chosen = looks(page, seen)

        assert len({usual, focused, both, chosen}) == 4, choice

    backgrounds = page.locator(".slot > span").evaluate_all(
        "all => all.map(x => getComputedStyle(x).backgroundColor)"
    )
    assert backgrounds.count(backgrounds[0]) == 1

    for pressed in (
        ".brand",
        ".nav-toggle",
        ".week:last-of-type > summary",
        "#id_first_name",
        ".actions .btn",
    ):
        usual = looks(page, pressed)
        tab_to(page, pressed)
        assert looks(page, pressed) != usual, pressed
        page.evaluate("document.activeElement.blur()")


def looks(page, selector):
    """The pixels of an element and of what is drawn close around it."""
    page.locator(selector).evaluate("element => element.scrollIntoView({block: 'center'})")
    box = page.locator(selector).bounding_box()
    clip = {
        "x": box["x"] - 8,
        "y": box["y"] - 8,
        "width": box["width"] + 16,
        "height": box["height"] + 16,
    }
    return page.screenshot(clip=clip)


def tab_to(page, selector):
    """Go there by keyboard, and be looking at it."""
    page.locator(selector).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.locator(selector).evaluate("element => element === document.activeElement")


MOTION = """() => [document.documentElement, ...document.querySelectorAll('*')].flatMap(element =>
  ['', '::before', '::after', '::backdrop'].filter(part => {
    const style = getComputedStyle(element, part || null);
    return parseFloat(style.transitionDuration) || style.animationName !== 'none'
      || style.scrollBehavior !== 'auto';
  }).map(part => element.tagName + '.' + element.getAttribute('class') + part))"""


def test_nothing_moves_for_those_who_asked_for_that(open_page, busy_office):
    still = open_page(reduced_motion="reduce")
    moving = open_page(reduced_motion="no-preference")
    found = {}
    for page in (still, moving):
        for address in ("/", FORM, "/articles/pores-plainly/"):
            page.goto(address)
            found[page, address] = page.evaluate(MOTION)

    assert all(
        "HTML.null" in found[moving, address] for _, address in found
    )  # the probe sees what there is
    assert {
        address: moves for (page, address), moves in found.items() if page is still and moves
    } == {}


# ---- by keyboard ---------------------------------------------------------------------------------
def test_by_keyboard_one_opens_another_week_chooses_there_and_goes_back(page, busy_office):
    page.goto(FORM)
    this_week, other_week = page.locator(".week").all()[:2]
    in_this = this_week.locator(".day[open] input")
    in_other = other_week.locator("input")
    folded_week = other_week.locator("> summary")
    tab_to(page, "#id_first_name")

    for _ in range(9):  # backwards past what stands between, until the other week
        page.keyboard.press("Shift+Tab")
        if folded_week.evaluate("element => element === document.activeElement"):
            break
    expect(folded_week).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # its first day
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(in_other.first).to_be_checked()
    expect(page.locator("form [data-sum=slot]")).to_have_text(re.compile(r"Pacific time$"))

    page.keyboard.press("ArrowUp")
    expect(in_this.last).to_be_checked()
    expect(in_this.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(in_other.first).to_be_checked()
    expect(page.locator(".slot :checked")).to_have_count(1)
