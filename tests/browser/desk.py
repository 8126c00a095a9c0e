"""The front desk at its browser: how it signs in, goes by keyboard, and what it has to do there."""

from django.contrib.auth.models import User
from django.utils import timezone

from bookings import availability, lifecycle
from tests.factories import ask

PASSWORD = "a long password for one test"


def sign_in(page, address="/admin/", name="desk"):
    page.goto(address)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def count_presses(page):
    """A list that grows with each press from here on, on whatever page that leads to."""
    presses = []
    page.expose_function("pressed", lambda: presses.append(page.url))
    count = "addEventListener('pointerdown', () => window.pressed(), true)"
    page.add_init_script(count)
    page.evaluate(count)
    return presses


def open_menu(page):
    """Menu and account of a page that is there: on a phone they stand behind a button."""
    button = page.get_by_role("button", name="Menu", exact=True)
    if button.is_visible():
        button.click()


def tab_to(page, locator):
    for _ in range(80):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {locator}")


def free(office):
    return [slot.starts_at for slot in availability.offer(office, now=timezone.now()).slots]


def asked(office, **fields):
    fields = {"starts_at": free(office)[4]} | fields
    return ask(office, now=timezone.now(), **fields)


def confirmed(consultation):
    return lifecycle.confirm(consultation, by=User.objects.get(), now=timezone.now())
