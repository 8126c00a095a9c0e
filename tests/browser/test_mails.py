"""Every mail as a phone shows it, by day and by night."""

import pytest

from tests.bookings.mails import every_mail, html_of
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_mail_is_accessible_on_a_phone_and_fits(page, axe):
    mails = every_mail(make_office())

    for name, mail in mails.items():
        page.set_content(html_of(mail))

        axe.by_day_and_night(page)
        for width in (320, 360, 600):
            page.set_viewport_size({"width": width, "height": 780})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.set_viewport_size({"width": 360, "height": 780})
        small = page.locator("a[href]").evaluate_all(SMALL_BUTTONS)
        assert small == [], name


# Links that look like buttons, and are lower than a finger.
SMALL_BUTTONS = """links => links
    .filter(link => link.closest(".btn") && link.getBoundingClientRect().height < 44)
    .map(link => link.textContent)"""
