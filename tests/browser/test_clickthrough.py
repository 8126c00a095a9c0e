"""Every page there is a way to, the desk's own included. `open_page` fails on what a browser
complains of.
"""

from datetime import timedelta
from urllib.parse import urldefrag, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import URLResolver, resolve, reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import publishing
from articles.models import FAQ, Article, OldAddress, PageVersion, Preview, Version
from articles.search import unanswered
from bookings import availability, lifecycle
from bookings.forms.asking import PUBLISH
from bookings.models import Consultation, RetentionRun
from clinic import languages
from clinic.office.models import Office, Practitioner, RetentionRule
from tests.articles.factories import make_picture
from tests.conftest import DESKTOP, PHONE
from tests.factories import ask, ask_question

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password for one test"
MOST = 140
LINKS = """() => [...document.querySelectorAll('a[href], area[href]')].map(link => ({
  href: link.href, opens: link.target, rel: link.rel.split(' '),
}))"""
# What a page is made of: elements with their classes and attributes, each under its parent, and which
# heading follows which. A page made of nothing but what earlier ones showed has no more for axe.
PARTS = """() => {
  const ofOne = /^(field|model|app|column|change|dynamic)-/;  // classes by which Django names what is shown
  const classes = each => [...each.classList].filter(word => !ofOne.test(word));
  const said = each => [...each.attributes].filter(({name}) => /^(alt|aria-|autocomplete|for$|role|tabindex|title|type)/.test(name))
    .map(({name, value}) => ['role', 'type'].includes(name) ? value : name);
  const named = each => [each.tagName, ...classes(each), ...said(each)].join(' ');
  const all = [...document.body.querySelectorAll('*')].filter(each => !each.closest('svg svg, svg *'));
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(each => each.tagName);
  return [...new Set([
    ...all.map(each => `${named(each.parentElement)} > ${named(each)}`),
    ...levels.map((level, at) => `${levels[at - 1]}, ${level}`),
  ])];
}"""
FRAME = """() => ({
  h1: document.querySelectorAll('h1').length,
  main: document.querySelectorAll('main').length,
  lang: document.documentElement.lang,
  untitled: !document.title.trim(),
  twice: [...document.querySelectorAll('[id]')].map(each => each.id)
    .filter((id, at, all) => all.indexOf(id) < at),
})"""
# Addresses of the admin that are no pages: they take a press, send data or a script, or lead
# elsewhere; the second factor's and those of a mail's link show one only to whoever needs it, see
# tests/browser/test_sign_in.py.
NO_PAGES = {
    *("second_factor", "new_second_factor", "passkeys"),
    *("account_link", "password_forgotten", "set_password"),
    *("autocomplete", "jsi18n", "logout", "send_again", "view_on_site"),
    *("articles_article_answer", "articles_article_preview", "articles_article_preview_new"),
    *(
        f"articles_{model}_{verb}"
        for model in ("article", "faq")
        for verb in ("ask_for_review", "republish", "withdraw", "retire", "sign")
    ),
    *(
        f"bookings_consultation_{verb}"
        for verb in ("note", "call", "release", "pick", "complete", "miss", "turn_down", "language")
    ),
    *(
        "bookings_consultation_block",
        "bookings_consultation_unblock",
        "bookings_consultation_feed_revoke",
        "clinic_closure_holidays",
    ),
    *(
        f"bookings_consultation_{verb}"
        for verb in ("wait", "stop_waiting", "offer_earlier", "accept", "keep")
    ),
    "articles_picture_kept",
    *("bookings_notification_again", "bookings_notification_told"),
    *(f"bookings_readerquestion_{verb}" for verb in ("quarantine", "release", "send_again")),
    *("articles_pageversion_preview", "articles_pageversion_restore"),
    *(f"auth_user_{verb}" for verb in ("unlock", "invite", "revoke")),
}
ADDED_BESIDE = {"admin:clinic_translation"}  # at the row that is translated
NAMED_BOXES = "select.admin-autocomplete + .select2 [role=combobox][aria-label]"
SOUND = {"h1": 1, "main": 1, "untitled": False, "twice": []}

# Those that tests/browser/test_reading.py leaves out; and where a page of known parts, but of other
# words, would first be too wide.
WIDTHS = {"100%": [360, 414, 600, 900, 1024, 1440], "200%": [320, 640, 912, 1024, 1280]}
TIGHTEST = {"100%": [360], "200%": [320, 1024]}


@pytest.fixture
def sample(live_server, settings):
    settings.SITE_URL = live_server.url
    call_command("load_sample", verbosity=0)


def test_every_link_leads_somewhere_and_every_page_is_sound(open_page, axe, live_server, sample):
    """The sample's pages are also what axe sees here; tests/browser/test_reading.py has made-up
    ones.
    """
    Practitioner.objects.create(
        name="Sample person",
        license_type="Licensed Acupuncturist",
        license_number="AC 00000",
        board_notice="Sample notice of a board.",
        is_published=True,
    )
    page = open_page(reduced_motion="reduce")
    waiting, ids, fragments, faults = [f"{live_server.url}/"], {}, [], []
    shown = {True: set(), False: set()}

    while waiting:
        address = waiting.pop(0)
        response = page.goto(address)
        if response.status != 200:
            faults.append(f"{address} answers {response.status}")
        frame = page.evaluate(FRAME)
        path = address.removeprefix(live_server.url)
        if frame != SOUND | {"lang": languages.LANGUAGES[languages.of_path(path)].tag}:
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
        books = languages.in_english(path).startswith("/book/")
        is_new = shows_more(page, shown[books])
        if is_new and not books:  # at which tests/browser/test_looks.py has axe look
            axe(page)
        widths = WIDTHS if is_new else TIGHTEST
        faults += [f"{address} is too wide at {width}" for width in too_wide(page, widths)]
        assert len(ids) + len(waiting) <= MOST, f"more than {MOST} pages: {waiting}"
    faults += [f"{at}: {to}#{id} leads nowhere" for at, to, id in fragments if id not in ids[to]]

    assert faults == []
    assert {f"{live_server.url}/about/", f"{live_server.url}/es/about/"} <= set(ids)


def shows_more(page, shown):
    """Whether a page is made of anything that is not among what was `shown`, and now is."""
    more = set(page.evaluate(PARTS)) - shown
    shown |= more
    return bool(more)


def too_wide(page, widths_of_text):
    """At which widths the page scrolls sideways."""
    found = []
    for text, widths in widths_of_text.items():
        page.evaluate("size => document.documentElement.style.fontSize = size", text)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{width} with text at {text}")
    page.set_viewport_size(PHONE)
    return found


def faults_of_stranger(link):
    """What is wrong with a link to elsewhere: it is to be HTTPS, and a window of its own knows no
    opener.
    """
    scheme = urlsplit(link["href"]).scheme
    if scheme in ("tel", "sms", "mailto"):
        return
    if scheme != "https":
        yield f"{link['href']} is not HTTPS"
    if link["opens"] and "noopener" not in link["rel"]:
        yield f"{link['href']} opens a window without rel=noopener"


def test_every_page_of_the_desk_opens_without_a_complaint(
    open_page, axe, client, sample, settings, tmp_path
):
    """Nor has axe one, at WCAG 2.2 AA: each page that there is in the admin, with a row to look
    at; a browser opens one of each kind.
    """
    settings.MEDIA_ROOT = tmp_path
    office, now = Office.objects.current(), timezone.now()
    User.objects.create_superuser("owner", password=PASSWORD)  # else the desk could not be deleted
    desk = User.objects.create_superuser("desk", password=PASSWORD)
    Group.objects.create(name="Front desk")
    offered = availability.offer(office, now=now).slots
    start, later = offered[0].starts_at, offered[-1].starts_at
    confirmed = ask(office, starts_at=later, now=now, email="kim@example.com")
    lifecycle.confirm(confirmed, by=desk, now=now)
    asked = {
        ask(office, starts_at=start, now=now): ["confirm", "propose", "decline", "correct"],
        ask(office, starts_at=None, now=now, email="alex@example.com"): ["confirm_at"],
        confirmed: ["move", "cancel", "person"],
    }
    ask(office, starts_at=None, now=now, suspect=True, email="sam@example.com")
    office.closures.create(starts_at=start, ends_at=start + timedelta(hours=1), reason="training")
    OldAddress.objects.create(path="/post/pores", article=Article.objects.first())
    make_picture()
    RetentionRule.objects.add_missing()
    RetentionRun.objects.create(started_at=now, by_name="timer", erased={"lapsed": 2})
    question = ask_question(office, publish_wording=PUBLISH, now=now)
    for day in range(3):  # before the third it has no words to show
        unanswered.note("do you take insurance", now=now - timedelta(days=day))
    PageVersion.objects.create(page="home", number=1, content={"home.title": "Sample"}, at=now)
    article = Article.objects.order_by("pk").first()
    publishing.keep(article, Version.Kind.PROPOSED, by=desk, now=now - timedelta(minutes=2))
    publishing.keep(article, Version.Kind.RELEASED, by=desk, now=now - timedelta(minutes=1))
    article.title = "We cure pores"
    told = publishing.keep(article, Version.Kind.RELEASED, by=desk, now=now)
    kept = Preview.objects.create(
        content=told.content | {"article": article.pk}, made_at=now, by=desk
    )
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
    opened = [reverse(f"admin:{name}") for name in ("password_change", "password_change_done")]
    opened += [
        reverse("admin:password_again"),
        reverse("admin:auth_user_password_change", args=[desk.pk]),
    ]
    opened += [
        reverse("admin:app_list", args=["clinic"]),
        reverse("admin:articles_oldaddress_import"),
        reverse("admin:articles_article_mail"),
        reverse("admin:clinic_retentionrule_start"),
    ]
    opened += [
        reverse(f"admin:bookings_consultation_{name}")
        for name in (
            "week",
            "hours",
            "every_week",
            "numbers",
            "feeds",
            "day_sheet",
            "export",
            "find",
        )
    ]
    opened += [
        reverse(f"admin:bookings_consultation_{name}", args=[consultation.pk])
        for consultation, names in asked.items()
        for name in names
    ]
    opened += [
        reverse(f"admin:articles_article_{name}", args=[article.pk])
        for name in (
            *("checklist", "versions", "compare", "on", "proposals", "publish", "translations"),
        )
    ]
    faq = FAQ.objects.order_by("pk")[0]
    opened += [
        reverse(f"admin:articles_faq_{name}", args=[faq.pk])
        for name in ("checklist", "publish", "translations")
    ]
    opened += [
        reverse(f"admin:bookings_readerquestion_{name}", args=[question.pk])
        for name in ("answer", "tell", "draft", "person")
    ]
    opened += [
        reverse("admin:articles_pageversion_change", args=["home"]),
        reverse("admin:articles_pageversion_versions", args=["home"]),
        reverse("import_article"),
    ]
    opened.append(reverse("admin:articles_article_previewed", args=[kept.pk]))
    for model, tool in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        one = model._default_manager.order_by("pk").first()
        assert one, f"{model.__name__} has no row to look at"
        opened += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[one.pk])]
        opened += [reverse(f"{name}_history", args=[one.pk])]
        if tool.has_add_permission(request) and name not in ADDED_BESIDE:
            opened.append(reverse(f"{name}_add"))
        if tool.has_delete_permission(request, one):
            opened.append(reverse(f"{name}_delete", args=[one.pk]))
    found, broken, kinds, shown = {}, [], set(), set()
    client.post(reverse("admin:login"), {"username": "desk", "password": PASSWORD})
    for address in opened:
        answer = client.get(address)
        kind = _kind(address, answer)
        if answer.status_code == 200 and kind in kinds:
            continue
        kinds.add(kind)
        answer = page.goto(address)
        found[address] = (answer.status, urlsplit(answer.url).path)
        searched = page.locator("select.admin-autocomplete:not([name*=__prefix__])").count()
        expect(page.locator(NAMED_BOXES)).to_have_count(
            searched
        )  # made a moment after the page is there
        if shows_more(page, shown):
            broken += [f"{address}: {each}" for each in axe.found(page, best_practice=False)]
    assert found == {address: (200, address) for address in found}
    assert not broken, "\n".join(broken)

    page.goto(reverse("admin:articles_article_versions", args=[article.pk]))
    page.get_by_role("link", name="Restore").first.click()
    assert axe.found(page, best_practice=False) == []
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("alert")).to_contain_text("is not restored yet")

    names = {
        resolve(address).url_name
        for address in [*opened, "/admin/", "/admin/login/", urlsplit(page.url).path]
    }
    assert set(pages_of_the_desk()) - names - NO_PAGES == set()

    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in again").click()
    page.wait_for_url("**/admin/login/**")


def _kind(address, answer):
    """What one page in a browser is seen for: Django's own of history and deletion are alike for
    every model, and a form for a new row is that of any other.
    """
    name, template = resolve(address).url_name, [each.name for each in answer.templates][:1]
    if name.endswith(("_history", "_delete")):
        return tuple(template)
    if name.endswith(("_add", "_change")):
        return name.rpartition("_")[0], *template
    return address


def pages_of_the_desk():
    """The names of the admin's addresses; to add and to delete is not for everything that can be
    seen.
    """
    waiting = list(admin.site.urls[0])
    while waiting:
        each = waiting.pop()
        if isinstance(each, URLResolver):
            waiting += each.url_patterns
        elif each.name and not each.name.endswith(("_add", "_delete")):
            yield each.name
