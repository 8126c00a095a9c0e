"""Browsers fetch reading pages ahead, and one page fades into the next; nothing else, and for nobody
who asked for less.
"""

import re

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from bookings.models import Consultation
from tests.factories import TUESDAY_AT_TWO, ask

pytestmark = pytest.mark.django_db(transaction=True)
TO_READ = re.compile(
    r"(/es)?(/|/articles/(\?topic=[\w-]+|[\w-]+/)?|/questions/|/treatments/[\w-]+/|/visit/|/about/"
    r"|/privacy/|/accessibility/)"
)


@pytest.fixture
def asked():
    """What the server was asked for, as (path, purpose)."""
    found = []

    def note(environ, **kwargs):
        found.append((environ["PATH_INFO"], environ.get("HTTP_SEC_PURPOSE", "")))

    request_started.connect(note)
    yield found
    request_started.disconnect(note)


def may_be_fetched(page, address):
    """The links of a page that Chromium would fetch ahead, by the rules it was given there."""
    session = page.context.new_cdp_session(page)
    found = set()

    def note(event):
        for source in event["preloadingAttemptSources"]:
            found.add(source["key"]["url"])

    session.on("Preload.preloadingAttemptSourcesUpdated", note)
    session.send("Preload.enable")
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(300)
    session.detach()
    return {re.sub("^https?://[^/]+|#.*", "", link) for link in found}


def test_reading_pages_alone_may_be_fetched_ahead(desktop_page, clinic):
    pages = ["/", "/articles/", "/articles/?q=skin", "/articles/microneedling-and-pores/"]
    found = set()
    for address in [*pages, "/questions/", "/visit/", "/treatments/acupuncture/"]:
        found |= may_be_fetched(desktop_page, address)

    assert {"/", "/articles/", "/questions/", "/visit/", "/privacy/"} <= found
    assert "/articles/microneedling-and-pores/" in found
    assert "/treatments/acupuncture/" in found
    assert "/articles/?topic=skin" in found
    assert {"/es/", "/es/visit/"} <= found
    assert {link for link in found if not TO_READ.fullmatch(link)} == set()


def test_a_form_a_patients_page_and_the_desk_send_no_rules(client, office):
    consultation = ask(office, starts_at=TUESDAY_AT_TWO)
    rules = '"/static/rules/reading.speculationrules"'

    assert client.get("/articles/").headers["Speculation-Rules"] == rules
    for address in (
        "/book/",
        "/consultation/find/",
        consultation.get_absolute_url(),
        "/admin/login/",
        "/nowhere/",
        "/articles/feed/",
        "/robots.txt",
        "/static/css/base.css",
    ):
        assert "Speculation-Rules" not in client.get(address).headers, address


def test_a_page_is_fetched_when_its_link_is_pressed_and_no_earlier(desktop_page, clinic, asked):
    page = desktop_page
    page.goto("/articles/", wait_until="networkidle")
    asked.clear()

    page.get_by_role("link", name="Book a consultation").first.hover()
    page.mouse.down()
    page.wait_for_timeout(1000)
    page.mouse.move(1, 1)
    page.mouse.up()
    page.get_by_role("link", name="Visit us").first.hover()
    page.wait_for_timeout(1000)
    assert asked == []
    page.mouse.down()
    page.wait_for_timeout(1000)
    assert asked == [("/visit/", "prefetch")]

    page.mouse.up()
    expect(page).to_have_url(re.compile("/visit/$"))
    assert [path for path, _ in asked].count("/visit/") == 1
    assert page.context.cookies() == []
    assert not Consultation.objects.exists()


FADES = "addEventListener('pagereveal', event => { window.fades = Boolean(event.viewTransition) })"


@pytest.mark.parametrize(("motion", "fades"), [("no-preference", True), ("reduce", False)])
def test_a_page_fades_into_the_next_unless_motion_is_reduced(open_page, clinic, motion, fades):
    page = open_page(reduced_motion=motion)
    page.add_init_script(FADES)
    page.goto("/articles/")

    page.locator(".card a").first.click()

    page.wait_for_function("window.fades !== undefined")
    assert page.evaluate("window.fades") is fades
