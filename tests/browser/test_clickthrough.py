"""Every page there is a way to, the desk's own included. `open_page` fails on what a browser complains of."""

from datetime import timedelta
from urllib.parse import urldefrag, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, OldAddress
from bookings import slots
from bookings.models import Consultation
from clinic.models import Office
from tests.articles.factories import make_picture
from tests.conftest import DESKTOP, PHONE
from tests.factories import ask

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password for one test"
MOST = 60
LINKS = """() => [...document.querySelectorAll('a[href], area[href]')].map(link => ({
  href: link.href, opens: link.target, rel: link.rel.split(' '),
}))"""
FRAME = """() => ({
  h1: document.querySelectorAll('h1').length,
  main: document.querySelectorAll('main').length,
  lang: document.documentElement.lang,
  untitled: !document.title.trim(),
  twice: [...document.querySelectorAll('[id]')].map(each => each.id)
    .filter((id, at, all) => all.indexOf(id) < at),
})"""
SOUND = {"h1": 1, "main": 1, "lang": "en-US", "untitled": False, "twice": []}


@pytest.fixture
def sample(live_server, settings):
    settings.SITE_URL = live_server.url
    call_command("load_sample", verbosity=0)


def test_every_link_leads_somewhere_and_every_page_is_sound(open_page, axe, live_server, sample):
    """The sample's pages are also what axe sees here; tests/browser/test_reading.py has made-up ones."""
    page = open_page(reduced_motion="reduce")
    waiting, ids, fragments, faults = [f"{live_server.url}/"], {}, [], []

    while waiting:
        address = waiting.pop(0)
        response = page.goto(address)
        if response.status != 200:
            faults.append(f"{address} answers {response.status}")
        frame = page.evaluate(FRAME)
        if frame != SOUND:
            faults.append(f"{address}: {frame}")
        ids[address] = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
        for link in page.evaluate(LINKS):
            to, fragment = urldefrag(link["href"])
            if not to.startswith(live_server.url):
                faults += [f"{address}: {fault}" for fault in faults_of_stranger(link)]
                continue
            if fragment:
                fragments.append((address, to, fragment))
            if to not in ids and to not in waiting:
                waiting.append(to)
        if not address.startswith(f"{live_server.url}/book/"):  # which tests/browser/test_looks.py looks at
            axe(page)
        faults += [f"{address} is too wide at {width}" for width in too_wide(page)]
        assert len(ids) + len(waiting) <= MOST, f"more than {MOST} pages: {waiting}"
    faults += [f"{at}: {to}#{id} leads nowhere" for at, to, id in fragments if id not in ids[to]]

    assert faults == []


def too_wide(page):
    """At which widths the page scrolls sideways; those that tests/browser/test_reading.py leaves out."""
    found = []
    for text, widths in [("100%", [360, 414, 600, 900, 1024, 1440]), ("200%", [1024, 1280])]:
        page.evaluate("size => document.documentElement.style.fontSize = size", text)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{width} with text at {text}")
    page.set_viewport_size(PHONE)
    return found


def faults_of_stranger(link):
    """What is wrong with a link to elsewhere: it is to be HTTPS, and a window of its own knows no opener."""
    scheme = urlsplit(link["href"]).scheme
    if scheme in ("tel", "sms", "mailto"):
        return
    if scheme != "https":
        yield f"{link['href']} is not HTTPS"
    if link["opens"] and "noopener" not in link["rel"]:
        yield f"{link['href']} opens a window without rel=noopener"


def test_every_page_of_the_desk_opens_without_a_complaint(open_page, sample, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office, now = Office.objects.current(), timezone.now()
    desk = User.objects.create_superuser("desk", password=PASSWORD)
    Group.objects.create(name="Front desk")
    start = slots.offer(office, now=now).slots[0].starts_at
    ask(office, starts_at=start, now=now)
    ask(office, starts_at=None, now=now, suspect=True, email="sam@example.com")
    office.closures.create(starts_at=start, ends_at=start + timedelta(hours=1), reason="training")
    OldAddress.objects.create(path="/post/pores", article=Article.objects.first())
    make_picture()
    request = RequestFactory().get("/")
    request.user = desk
    page = open_page(viewport=DESKTOP)

    page.goto("/admin/")
    page.get_by_label("Username").fill("desk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    page.goto(
        reverse("admin:bookings_consultation_change", args=[Consultation.objects.first().pk])
    )  # is logged
    opened = [reverse("admin:password_change"), reverse("admin:app_list", args=["clinic"])]
    opened += [
        reverse(f"admin:bookings_consultation_{name}") for name in ("week", "hours", "numbers", "feeds")
    ]
    of_article = [Article.objects.order_by("pk").values_list("pk", flat=True)[0]]
    opened += [
        reverse(f"admin:articles_article_{name}", args=of_article) for name in ("checklist", "versions")
    ]
    for model, tool in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        one = model._default_manager.order_by("pk").first()
        assert one, f"{model.__name__} has no row to look at"
        opened += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[one.pk])]
        opened += [reverse(f"{name}_history", args=[one.pk])]
        if tool.has_add_permission(request):
            opened.append(reverse(f"{name}_add"))
        if tool.has_delete_permission(request, one):
            opened.append(reverse(f"{name}_delete", args=[one.pk]))
    statuses = {address: page.goto(address).status for address in opened}
    assert {address: status for address, status in statuses.items() if status != 200} == {}

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in again").click()
    page.wait_for_url("**/admin/login/**")
