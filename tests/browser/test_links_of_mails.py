"""Mail scanners press every link, some of them in a browser that runs scripts. Nothing comes of
it.
"""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User

from bookings import availability, lifecycle, notifications
from bookings.models import Notification
from bookings.notifications.kinds import KINDS
from tests.bookings.lives import desk, everything
from tests.factories import MONDAY, ask, make_office

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"https?://[^\s\"<>]+")


@pytest.fixture
def links(live_server, settings):
    """The path of every link of every mail that consultations can send in their lives."""
    settings.SITE_URL = live_server.url
    office = make_office()
    found = {}
    with time_machine.travel(MONDAY, tick=False):
        free = [slot.starts_at for slot in availability.offer(office, now=MONDAY).slots][::-1]
        staff, patient = {"by": desk(), "now": MONDAY}, {"by": None, "now": MONDAY}

        life = follow(found, ask(office, starts_at=free.pop()))
        follow(found, lifecycle.lapse(life, now=life.lapses_at))
        life = follow(found, ask(office, starts_at=free.pop(), email="b@example.com"))
        follow(found, lifecycle.decline(life, **staff))
        follow(found, ask(office, starts_at=free.pop(), email="c@example.com", suspect=True))
        life = follow(found, ask(office, starts_at=free.pop(0), email="d@example.com"))
        life = follow(found, lifecycle.confirm(life, **staff))
        life = follow(found, lifecycle.move(life, starts_at=free.pop(0), **patient))
        lifecycle.send_link(life, now=MONDAY)
        follow(found, life)
        follow(found, lifecycle.cancel(life, **patient))
        life = follow(found, ask(office, starts_at=None, email="e@example.com"))
        life = follow(found, lifecycle.propose(life, times=[free.pop(), free.pop()], **staff))
        life = follow(found, lifecycle.turn_down(life, **patient))
        life = follow(found, lifecycle.propose(life, times=[free[0]], **staff))
        follow(found, lifecycle.pick(life, starts_at=free[0], **patient))
        life = lifecycle.wait(ask(office, starts_at=free[1], email="f@example.com"), **patient)
        follow(found, lifecycle.offer_earlier(life, starts_at=free[-1], **staff))
    assert set(found) == {(row.name, row.audience) for row in KINDS if row.owed_by}
    return sorted({path for paths in found.values() for path in paths})


def follow(found, consultation):
    """Gather the links of what would be sent now."""
    for row in consultation.notifications.all():
        mail = notifications.write(row, MONDAY)
        if mail:
            texts = [mail.body, *(body for body, _ in mail.alternatives)]
            urls = {urlsplit(url) for text in texts for url in LINK.findall(text)}
            kind = (Notification.Kind(row.kind), Notification.Audience(row.audience))
            found.setdefault(kind, set()).update(
                f"{url.path}?{url.query}".rstrip("?") for url in urls
            )
    return consultation


def test_every_link_pressed_by_anyone_and_anything_changes_nothing(
    links, client, admin_client, open_page, live_server
):
    User.objects.filter(is_superuser=True).update(last_login=MONDAY)
    before = everything()

    for somebody in (client, admin_client):
        for path in links:
            for _ in range(3):
                assert somebody.get(path).status_code in (200, 302)
                assert somebody.head(path).status_code in (200, 302)
    assert everything() == before

    for cookie in (None, admin_client.cookies["sessionid"].value):
        page = open_page()
        if cookie:
            page.context.add_cookies(
                [{"name": "sessionid", "value": cookie, "url": live_server.url}]
            )
        tabs = [page.context.new_page() for _ in links]
        for tab, path in zip(tabs, links, strict=True):
            tab.goto(path)
        for tab in tabs:  # those in front have long been quiet when the last one is
            tab.wait_for_load_state("networkidle")
    assert everything() == before
