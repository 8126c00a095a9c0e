"""Every page is shared with a picture of its own, drawn before anybody asks for it."""

import os
import re
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from PIL import Image

from articles import publishing
from articles.models import Article
from clinic.office.models import Office, PageWords, Plate, Practitioner
from clinic.operations import expired
from clinic.sharing import drawing, pictures
from clinic.sharing.pictures import Subject
from clinic.site import shared_pages
from tests.articles.factories import (
    make_article,
    make_faq,
    make_picture,
    make_topic,
    make_treatment,
)

pytestmark = pytest.mark.django_db
LONGEST = "W" * 30 + " and whom to call when something worries you," * 2


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def shared(client, address):
    """What a page says of its picture, by name."""
    html = client.get(address).text
    found = dict(re.findall(r'<meta property="(og:image[:\w]*)" content="([^"]*)">', html))
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    return {name.removeprefix("og:image"): unescape(value) for name, value in found.items()}


def is_general(told):
    return told[""].endswith("/static/img/share.png")


def press(name="ines"):
    return User.objects.create_superuser(name)


# ---- which pages ------------------------------------------------------------------------------
def test_every_page_has_a_picture_of_its_own(client, office, settings):
    settings.SITE_URL = "https://clinic.example"
    Practitioner.objects.create(
        name="Sample person",
        license_type="Licensed Acupuncturist",
        license_number="AC 00000",
        board_notice="Sample notice of a board.",
        is_published=True,
    )
    article = make_article(plate="sage")
    treatment = make_treatment(
        plate="oak", weeks_between_least=4, weeks_between_most=6, same_day="Warm."
    )
    group = make_faq().group
    addresses = {
        "/": "Patient work for living skin",
        "/about/": "About us",
        "/accessibility/": "Accessibility",
        "/articles/": "Articles",
        f"/articles/?topic={article.topic.slug}": article.topic.name,
        article.get_absolute_url(): article.title,
        "/ask/": "Ask a question",
        "/book/": "Book a consultation",
        "/privacy/": "Privacy",
        "/questions/": "Questions, answered plainly",
        f"/questions/?group={group.slug}": group.name,
        treatment.get_absolute_url(): treatment.name,
        "/visit/": "Visit us",
    }
    assert all(is_general(shared(client, address)) for address in addresses)

    assert shared_pages.draw_missing().drawn == len(addresses)

    seen = set()
    for address, title in addresses.items():
        told = shared(client, address)
        seen.add(told[""])
        path = told[""].removeprefix("https://clinic.example")
        answer = client.get(path)
        with Image.open(BytesIO(answer.getvalue())) as picture:
            size = picture.format, *picture.size
        assert size == ("PNG", int(told[":width"]), int(told[":height"])) == ("PNG", 1200, 630)
        assert told[":alt"].startswith(f"“{title}”, beside a drawing: ")
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(seen) == len(addresses)


def test_a_home_page_in_the_clinics_own_words_has_a_picture_of_them(client, office):
    PageWords.objects.create(key="home.title", text="Skin takes its time.")
    shared_pages.draw_missing()

    assert shared(client, "/")[":alt"].startswith("“Skin takes its time”, beside a drawing: ")


def test_the_pages_below_a_treatment_are_shared_with_its_picture(client, office):
    treatment = make_treatment(same_day="Rest.", weeks_between_least=4, weeks_between_most=6)
    shared_pages.draw_missing()

    at = treatment.get_absolute_url()
    told = [
        shared(client, each)[""] for each in (at, f"{at}plan/", f"/aftercare/{treatment.slug}/")
    ]
    assert "/shared/" in told[0]
    assert set(told) == {told[0]}


def test_search_engines_are_told_of_an_articles_drawing_once_it_is_there(client, office):
    address = make_article().get_absolute_url()
    assert '"image":' not in client.get(address).text

    shared_pages.draw_missing()

    drawn = shared(client, address)[""]
    assert "/shared/" in drawn
    assert f'"image":"{drawn}"' in client.get(address).text


def test_a_page_without_its_picture_is_shared_with_the_general_one(client, office, settings):
    settings.SITE_URL = "https://clinic.example"
    told = shared(client, "/visit/")

    assert told == {
        "": "https://clinic.example/static/img/share.png",
        ":alt": f"{office.name}, beside a drawing: Eucalyptus",
        ":width": "1200",
        ":height": "630",
    }


def test_a_picture_of_somebody_does_not_travel_without_its_caption(client, office):
    def is_own(**picture):
        article = make_article(f"Title {Article.objects.count()}", picture=make_picture(**picture))
        return "/pictures/" in shared(client, article.get_absolute_url())[""]

    assert is_own(width=1200, height=800)
    assert not is_own(width=1200, height=800, depicts="model")
    assert not is_own(width=1200, height=800, depicts="patient")
    assert not is_own(width=800, height=1200)
    assert not is_own(width=400, height=300)


# ---- when -------------------------------------------------------------------------------------
def test_a_picture_is_there_at_the_moment_of_publishing(client, office):
    now, by = timezone.now(), press()
    article = make_article(published_at=None)

    publishing.publish(article, at=now + timedelta(days=2), by=by, now=now)

    assert default_storage.exists(article.shared_as.file_name(office.name))


def test_a_changed_title_or_drawing_makes_another_picture(client, office):
    now, by = timezone.now(), press()
    article = make_article()
    publishing.changed(article, was=None, by=by, now=now)
    first = shared(client, article.get_absolute_url())[""]

    was = publishing.about_to_change(article.pk, now=now)
    Article.objects.filter(pk=article.pk).update(title="Pores, at length", plate="toyon")
    article.refresh_from_db()
    publishing.changed(article, was=was, by=by, now=now)
    second = shared(client, article.get_absolute_url())

    assert not is_general({"": first})
    assert not is_general(second)
    assert second[""] != first
    assert second[":alt"] == "“Pores, at length”, beside a drawing: Toyon"


def test_a_draft_has_none(office, media):
    publishing.changed(make_article(published_at=None), was=None, by=press(), now=timezone.now())

    assert not (media / "shared").exists()


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (lambda: make_treatment(), "/admin/clinic/treatment/{}/change/"),
        (lambda: make_topic(), "/admin/articles/topic/{}/change/"),
        (lambda: make_faq().group, "/admin/articles/faqgroup/{}/change/"),
    ],
)
def test_what_staff_save_has_its_picture_at_once(client, office, make, address):
    row = make()
    client.force_login(press())
    page = client.get(address.format(row.pk))
    form = page.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        sent |= {
            management.add_prefix(name): management[name].value() for name in management.fields
        }
    sent = {name: "" if value is None else value for name, value in sent.items()} | {"name": "Anew"}

    saved = client.post(address.format(row.pk), sent)
    row.refresh_from_db()

    assert (saved.status_code, row.name) == (302, "Anew")
    assert default_storage.exists(row.shared_as.file_name(office.name))


def test_a_disk_that_is_full_publishes_all_the_same(office, monkeypatch, caplog):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pictures, "_store", full)

    publishing.changed(make_article(), was=None, by=press(), now=timezone.now())

    assert "a picture of a shared page was not stored: OSError" in caplog.text


# ---- drawn again ------------------------------------------------------------------------------
def test_the_worker_finds_what_something_else_wrote(office):
    shared_pages.draw_missing()
    make_article("Written by the last release")

    assert shared_pages.draw_missing().drawn == 2  # and its topic
    assert shared_pages.draw_missing().drawn == 0


@pytest.mark.django_db(transaction=True)
def test_kept_pages_hear_of_a_new_picture(office):
    if shared_pages.connection.vendor != "postgresql":
        return
    from clinic.changes.listener import CONTENT, Listener

    listener = Listener(CONTENT)
    listener.wait(0.1)

    shared_pages.draw_missing()

    assert listener.wait(2) == {"articles_article"}
    listener.close()


@pytest.mark.parametrize("count", [1, 3])
def test_looking_asks_the_same_few_queries(office, django_assert_num_queries, count):
    for number in range(count):
        make_article(f"Title {number}")
    shared_pages.draw_missing()

    with django_assert_num_queries(5):  # the office, and four of pages
        shared_pages.draw_missing()


def test_the_command_says_what_it_did(office):
    def said(*words):
        out = StringIO()
        call_command("draw_shared_pictures", *words, stdout=out)
        return out.getvalue()

    make_article("Δέρμα", topic=make_topic())

    assert said().startswith("Drew 10; 0 were there.\n1 have the general picture")
    assert said().startswith("Drew 0; 10 were there.")
    assert said("--again").startswith("Drew 10; 0 were there.")


def test_the_command_says_what_is_missing():
    with pytest.raises(CommandError, match="no office yet"):
        call_command("draw_shared_pictures")


def test_what_no_page_needs_goes_after_a_month(office, media):
    shared_pages.draw_missing()
    old = media / "shared" / "of-an-older-title.png"
    old.write_bytes(b"")
    now = timezone.now()
    needed = len(list(old.parent.iterdir())) - 1
    for file in old.parent.iterdir():
        os.utime(file, (now.timestamp(), (now - timedelta(days=29)).timestamp()))

    assert shared_pages.forget(now=now) == 0
    assert expired.forget(now=now + timedelta(days=2))["pictures of pages as they were"] == 1

    assert len(list(old.parent.iterdir())) == needed
    assert not old.exists()


def test_a_renamed_clinic_has_its_name_in_every_picture(client, office):
    shared_pages.draw_missing()
    before = shared(client, "/visit/")[""]
    Office.objects.update(name="Quiet & Needle")

    assert is_general(shared(client, "/visit/"))
    shared_pages.draw_missing()
    assert shared(client, "/visit/")[""] != before


# ---- what is drawn ----------------------------------------------------------------------------
@pytest.mark.parametrize("plate", Plate.values)
def test_every_drawing_makes_a_light_picture(plate):
    words = drawing.Words(LONGEST[:120], "Acupunctury", "Article")

    data = drawing.png(words, plate=plate)

    with Image.open(BytesIO(data)) as picture:
        assert picture.size == (drawing.WIDTH, drawing.HEIGHT)
    assert len(data) < drawing.MOST_BYTES
    assert len((drawing.ASSETS / f"plate-{plate}.png").read_bytes()) < 60_000


@pytest.mark.parametrize("title", ["Pores", "Can microneedling shrink pores?", LONGEST, "W" * 120])
def test_a_title_keeps_within_its_room(title):
    size, lines = drawing.fitted(title)

    font = drawing._title_font(size)
    assert len(lines) * size * drawing.LINE <= drawing.FOOT - drawing.TOP_OF_TITLE
    assert all(font.getlength(line) <= drawing.MEASURE for line in lines)


@pytest.mark.parametrize("title", ["Δέρμα", "Glow ✨", "½ hour", "Skin\u200bcare → why"])
def test_a_title_that_our_fonts_cannot_write_is_not_drawn_with_holes(office, title):
    assert not pictures.draw(Subject(title), clinic=office.name)
    assert pictures.draw(Subject("¿Duele? Niñas, Jörg, 1911 & “años”"), clinic=office.name)


def test_the_general_picture_is_light_and_shipped():
    file = Path(drawing.ASSETS).parents[2] / "static" / "img" / "share.png"

    assert file.stat().st_size < drawing.MOST_BYTES
    with Image.open(file) as picture:
        assert picture.size == (drawing.WIDTH, drawing.HEIGHT)
