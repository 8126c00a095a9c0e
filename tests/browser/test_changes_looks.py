"""How each page looks on which patients change a consultation: for everyone, at every width."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import availability, lifecycle
from bookings.models import ReachBy
from clinic.protection import rate_limits
from tests.bookings.lives import desk
from tests.browser.layout import too_wide, unfold
from tests.browser.patients import asked, confirmed, free_times, propose

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = {}


def look(words_on_it, status=200):
    """The function leads `page` to a page with these words, and returns the response."""

    def add(reach):
        LOOKS[reach.__name__.strip("_").replace("_", " ")] = (reach, words_on_it, status)
        return reach

    return add


def sure(office, **fields):
    """A confirmed one that can still be changed."""
    return confirmed(asked(office, starts_at=free_times(office)[0], **fields))


def proposed(office, count=3, **fields):
    consultation = asked(office, **fields)
    propose(consultation, count)
    return consultation


def go(page, consultation, step=""):
    return page.goto(consultation.get_absolute_url() + step)


def send(page, name):
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=name).click()
    return navigation.value


@look("Times we can offer you")
def _proposed(page, office, patch):
    return go(page, proposed(office))


@look("It stays yours until you choose another one, or until")
def _proposed_in_place_of_a_confirmed_one(page, office, patch):
    consultation = sure(office)
    lifecycle.propose(consultation, times=free_times(office, 3)[:1], by=desk(), now=timezone.now())
    return go(page, consultation)


@look("Choose one of these times", 422)
def _nothing_chosen(page, office, patch):
    go(page, proposed(office))
    return send(page, "Take this time")


@look("None of these times suit?")
def _none_of_these(page, office, patch):
    return go(page, proposed(office), "none/")


@look("You can move or cancel it here until")
def _can_be_changed(page, office, patch):
    return go(page, sure(office))


@look("It could be moved or canceled here until")
def _too_late(page, office, patch):
    office.change_limit_hours = 2000
    office.save()
    return go(page, sure(office))


@look("Moved. Your new time is below")
def _moved(page, office, patch):
    consultation = sure(office)
    lifecycle.move(consultation, starts_at=free_times(office, 2)[0], by=None, now=timezone.now())
    return go(page, consultation)


@look("We keep it for you until you choose a new one.")
def _move(page, office, patch):
    return go(page, sure(office), "move/")


@look("Call or text, and we will find one with you.")
def _move_without_times(page, office, patch):
    consultation = sure(office)
    office.booking_off_until = office.local_day(timezone.now()) + timedelta(days=20)
    office.save()
    return go(page, consultation, "move/")


@look("Your old time is free for others once you move.")
def _move_asks(page, office, patch):
    consultation = sure(office)
    return go(page, consultation, f"move/?slot={availability.iso(free_times(office, 2)[0])}")


@look("That time has just been taken.", 409)
def _move_to_a_taken_time(page, office, patch):
    consultation, wanted = sure(office), free_times(office, 2)[0]
    asked(office, starts_at=wanted, email="other@example.com")
    return go(page, consultation, f"move/?slot={availability.iso(wanted)}")


@look("Someone else may take the time once you cancel.")
def _cancel(page, office, patch):
    return go(page, sure(office), "cancel/")


@look("Canceled. Thank you for telling us.")
def _canceled(page, office, patch):
    consultation = sure(office)
    lifecycle.cancel(consultation, by=None, now=timezone.now())
    return go(page, consultation)


@look("Nothing was changed", 409)
def _canceled_already(page, office, patch):
    consultation = sure(office)
    go(page, consultation, "cancel/")
    lifecycle.cancel(consultation, by=desk(), now=timezone.now())
    return send(page, "Cancel consultation")


@look("That is a lot of changes in a short time", 429)
def _too_many(page, office, patch):
    patch.setattr(rate_limits, "TRIES", rate_limits.Limit(0, timedelta(minutes=10)))
    go(page, sure(office), "cancel/")
    return send(page, "Cancel consultation")


@look("We are sorry. We did not answer in time.")
def _lapsed(page, office, patch):
    consultation = asked(office)
    lifecycle.lapse(consultation, now=consultation.lapses_at)
    return go(page, consultation)


@look("The times we held are free again")
def _lapsed_unchosen(page, office, patch):
    consultation = proposed(office)
    consultation.refresh_from_db()
    consultation.notifications.filter(kind="proposed").update(due_at=None, sent_at=timezone.now())
    lifecycle.lapse(consultation, now=consultation.lapses_at)
    return go(page, consultation)


@look("Thank you for coming")
def _completed(page, office, patch):
    consultation = sure(office)
    lifecycle.complete(consultation, by=desk(), now=consultation.ends_at)
    return go(page, consultation)


@look("We did not see you")
def _no_show(page, office, patch):
    consultation = sure(office)
    lifecycle.miss(consultation, by=desk(), now=consultation.ends_at)
    return go(page, consultation)


@look("a phone number, which this page does not show")
def _contact(page, office, patch):
    return go(page, asked(office, phone="+14245550134"), "contact/")


@look("Tick the box so that we may text you at the new number", 422)
def _contact_needs_mending(page, office, patch):
    go(page, asked(office, reach_by=ReachBy.TEXT, phone="+14245550134"), "contact/")
    page.get_by_label("New phone number").fill("424 555 0199")
    return send(page, "Use these from now on")


@look("There is nothing for your calendar yet", 404)
def _no_calendar_file(page, office, patch):
    return go(page, asked(office), "calendar.ics")


@look("Find my request")
def _find(page, office, patch):
    return page.goto("/consultation/find/")


@look("Enter the email address or phone number that you gave us", 422)
def _find_needs_mending(page, office, patch):
    page.goto("/consultation/find/")
    return send(page, "Send me the link")


@look("Here is what happens now.")
def _found_or_not(page, office, patch):
    page.goto("/consultation/find/")
    page.get_by_label("Email address or phone number").fill("maya@example.com")
    return send(page, "Send me the link")


@pytest.mark.parametrize("name", LOOKS)
def test_every_page_is_accessible_and_fits(open_page, busy_office, axe, monkeypatch, name):
    reach, words_on_it, status = LOOKS[name]
    page = open_page(reduced_motion="reduce")
    with monkeypatch.context() as patch:
        response = reach(page, busy_office, patch)

    assert response.status == status
    expect(page.locator("main")).to_contain_text(words_on_it)
    unfold(page)
    axe.by_day_and_night(page)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page, width) == [], width
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (320, 360, 640, 912, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page, width) == [], f"{width} with text at twice its size"
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(.btn, .more, .contact-list a, .breadcrumb a)')]
          .filter(each => each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"""
    )
    assert small == []
