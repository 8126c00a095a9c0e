"""The page of held mail, on a phone and by axe."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Notification
from clinic.mail.outbox import MailWorker
from clinic.site.outboxes import OUTBOXES
from tests.browser.desk import PASSWORD, sign_in
from tests.factories import ask, make_office

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_owner_looks_through_what_waits_and_releases_it(page, axe, live_server, settings):
    settings.SITE_URL = live_server.url
    now = timezone.now()
    ask(make_office(), starts_at=None, preferred_days=["mon"], now=now)
    MailWorker.beat(now=now)
    MailWorker.hold(OUTBOXES, restored_from=now - timedelta(days=1), now=now)
    User.objects.create_superuser("owner", password=PASSWORD)
    sign_in(page, name="owner")

    page.get_by_role("link", name="Look through it").click()

    expect(page.get_by_role("heading", name="Held mail")).to_be_visible()
    axe.by_day_and_night(page)
    page.get_by_label("Request received, to the patient").check()
    page.get_by_role("button", name="Drop those ticked").click()
    expect(page.get_by_text("Dropped: 1.")).to_be_visible()
    page.get_by_role("button", name="Release all").click()
    expect(page.get_by_text("No mail is held any more.")).to_be_visible()
    assert not Notification.objects.held().exists()
