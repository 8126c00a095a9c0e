"""Every state of a consultation and of an article, and what people meet in it, written to
RECORD_FOLDER.

Collected only when it is named: `python -m tests.record FOLDER` does.
"""

import os
import random
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from articles import previews, publishing, snapshots
from articles.models import FAQ, Article
from bookings import lifecycle
from bookings.models import Feed, Status
from bookings.models.feeds import secret_hash
from clinic.office.models import MailWorker, Office
from clinic.staff.password_again import GIVEN_AT
from clinic.staff.roles import make_roles
from tests.bookings.lives import in_status
from tests.bookings.mails import deliver, every_mail, every_word_to_say
from tests.factories import MONDAY, ask, make_office
from tests.record.crawl import Crawl, file_name

pytestmark = pytest.mark.django_db
CONSULTATIONS = "/admin/bookings/consultation/"
BY_PHONE = {"reach_by": "call", "phone": "+14245550134", "email": ""}
SECRET = "recorded-recorded-recorded-recorded"


@pytest.fixture(autouse=True)
def everything_repeats(monkeypatch) -> Iterator[None]:
    """The clock stands on a Monday morning, and references, keys and tokens are the same in every
    run.
    """
    seeded = random.Random(1911)
    monkeypatch.setattr(os, "urandom", seeded.randbytes)
    monkeypatch.setattr(uuid.os, "urandom", seeded.randbytes)
    monkeypatch.setattr(random, "_urandom", seeded.randbytes)
    monkeypatch.setattr(random.SystemRandom, "randbytes", lambda self, n: seeded.randbytes(n))
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def folder(request) -> Path:
    if "RECORD_FOLDER" not in os.environ:
        pytest.skip("RECORD_FOLDER names no folder: python -m tests.record FOLDER")
    here = Path(os.environ["RECORD_FOLDER"], file_name(request.node.name))
    here.mkdir(parents=True, exist_ok=True)
    return here


@pytest.fixture
def sample() -> Office:
    """The sample content, as a first start has it."""
    call_command("load_sample", verbosity=0)
    make_roles()
    return Office.objects.get()


def owner() -> Client:
    client = Client()
    user = User.objects.create_superuser("owner", "owner@clinic.example", "a-password-of-tests")
    client.force_login(user)
    session = client.session
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()
    MailWorker.beat(now=MONDAY)
    return client


# ---- readers -------------------------------------------------------------------------------------
def test_public_pages(folder, sample):
    crawl = Crawl(Client(), folder)
    crawl.from_pages(
        "/", "/sitemap.xml", "/robots.txt", "/articles/feed/", "/health/live", "/health/ready"
    )
    crawl.page("/nothing/here/")
    crawl.page("/questions/?q=scars")
    crawl.page("/articles/?q=acne")
    crawl.sent("/book/", {})
    crawl.sent("/consultation/find/", {})


# ---- consultations -------------------------------------------------------------------------------
@pytest.mark.parametrize("by", ["email", "phone"])
@pytest.mark.parametrize("status", list(Status))
def test_consultation(folder, status, by):
    office = make_office()
    consultation = in_status(status, office, **(BY_PHONE if by == "phone" else {}))

    patient = Crawl(Client(), folder / "patient")
    patient.from_pages(consultation.get_absolute_url(), only="/consultation/")
    patient.page(f"{consultation.get_absolute_url()}calendar.ics")
    desk = Crawl(owner(), folder / "desk")
    desk.from_pages("/admin/", f"{CONSULTATIONS}{consultation.pk}/change/", only="/admin/bookings/")
    _mails(folder / "mail")


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.ASIDE, Status.LAPSED, Status.DECLINED])
def test_consultation_without_a_time(folder, status):
    office = make_office()
    request = {"suspect": status == Status.ASIDE}
    consultation = ask(office, starts_at=None, **request)
    if status in (Status.LAPSED, Status.DECLINED):
        by = User.objects.create_user("desk", is_staff=True)
        if status == Status.LAPSED:
            lifecycle.lapse(consultation, now=consultation.lapses_at)
        else:
            lifecycle.decline(consultation, by=by, now=MONDAY)

    Crawl(Client(), folder / "patient").from_pages(
        consultation.get_absolute_url(), only="/consultation/"
    )
    desk = Crawl(owner(), folder / "desk")
    desk.from_pages(
        f"{CONSULTATIONS}{consultation.pk}/change/", only=f"{CONSULTATIONS}{consultation.pk}/"
    )
    _mails(folder / "mail")


def _mails(folder: Path) -> None:
    folder.mkdir()
    for number, message in enumerate(deliver(MONDAY + timedelta(hours=1))):
        (folder / f"{number}.eml").write_bytes(settled_mail(message.as_bytes()))


def settled_mail(raw: bytes) -> bytes:
    """`raw` with the same boundary between its parts in every run."""
    for number, boundary in enumerate(dict.fromkeys(re.findall(rb'boundary="?([^"\r\n;]+)', raw))):
        raw = raw.replace(boundary, b"boundary-%d" % number)
    return raw


def test_every_mail_in_every_wording(folder):
    for name, written in every_mail(make_office()).items():
        # the worker gives each its own
        written.extra_headers["Message-ID"] = "<recorded@clinic.example>"
        raw = settled_mail(written.message().as_bytes())
        (folder / f"{file_name(name)}.eml").write_bytes(raw)


def test_every_word_for_the_telephone(folder):
    for name, words in every_word_to_say(make_office()).items():
        (folder / f"{file_name(name)}.txt").write_text(words)


def test_calendar_feed_and_csv(folder):
    office = make_office()
    for status in Status:
        held = {"starts_at": None} if status in (Status.REQUESTED, Status.ASIDE) else {}
        if held:
            ask(office, suspect=status == Status.ASIDE, **held)
    in_status(Status.CONFIRMED, office)
    client = owner()
    reader = User.objects.get(username="owner")
    Feed.objects.create(user=reader, name="Phone", secret_hash=secret_hash(SECRET), made_at=MONDAY)
    crawl = Crawl(client, folder)
    crawl.page(f"/calendar/{SECRET}.ics")
    crawl.sent(f"{CONSULTATIONS}export/", {"first": "2026-11-01", "last": "2026-12-31"})
    crawl.page(f"{CONSULTATIONS}export/")


# ---- articles ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "state", ["draft", "review", "scheduled", "published", "retired", "proposed"]
)
def test_article(folder, sample, state):
    client = owner()
    by = User.objects.get(username="owner")
    article = Article.objects.order_by("pk").first()
    faq = FAQ.objects.order_by("pk").first()
    for row in (article, faq):
        _bring(row, state, by)
    crawl = Crawl(client, folder / "admin")
    crawl.from_pages(
        f"/admin/articles/article/{article.pk}/change/",
        only=f"/admin/articles/article/{article.pk}/",
    )
    crawl.from_pages(f"/admin/articles/faq/{faq.pk}/change/", only=f"/admin/articles/faq/{faq.pk}/")
    crawl.page("/admin/articles/article/")
    crawl.page("/admin/articles/faq/")
    crawl.page("/admin/")
    readers = Crawl(Client(), folder / "readers")
    article.refresh_from_db()
    readers.page(article.get_absolute_url())
    readers.page("/articles/")
    readers.page("/questions/")
    readers.page("/articles/feed/")
    preview = previews.keep(snapshots.snapshot_of(article), of=article.pk, by=by, now=MONDAY)
    readers.page(previews.link(preview))


def _bring(row: Article | FAQ, state: str, by: User) -> None:
    if state == "proposed" and isinstance(row, Article):
        content = {**snapshots.snapshot_of(row)}
        content["fields"] = {**content["fields"], "summary": "Proposed words for the summary."}
        publishing.propose(row, content, by=by, now=MONDAY)
        return
    if state in ("published", "proposed"):
        return
    if state == "retired":
        publishing.retire(row, by=by, now=MONDAY)
        return
    publishing.withdraw(row, by=by, now=MONDAY)
    row.refresh_from_db()
    if state == "review":
        publishing.ask_for_review(row, by=by, now=MONDAY)
    if state == "scheduled":
        type(row).objects.filter(pk=row.pk).update(published_at=MONDAY + timedelta(days=2))


def test_admin_of_the_sample(folder, sample):
    """Every page of the admin that its first page leads to."""
    Crawl(owner(), folder).from_pages("/admin/", only="/admin/")
