"""A draft as readers will see it, before it is saved, for whoever has the link and for a week."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from articles import previews, snapshots
from articles.models import FAQ, Article, ArticleFAQ, Preview, Section, Version
from tests.articles.factories import (
    make_article,
    make_faq,
    make_long_article,
    make_topic,
    make_treatment,
)
from tests.articles.forms import ADD, change, form_of, somebody, with_section
from tests.factories import MONDAY, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
A_WEEK = timedelta(days=7)
STORED = (Article, Section, ArticleFAQ, FAQ, Version, LogEntry)


@pytest.fixture
def ines(client):
    make_office()
    client.force_login(somebody(role="Content"))
    return client


def rows():
    return [list(model.objects.order_by("pk").values()) for model in STORED]


def previewed(client, article, sent):
    response = client.post(f"/admin/articles/article/{article.pk}/preview/", sent)
    assert response.status_code == 302, response.context["errors"]
    return client.get(response["Location"])


def link_on(page):
    return re.search(r'<iframe src="([^"]+)"', page.text)[1]


def test_what_is_in_the_form_is_shown_and_nothing_is_stored(ines):
    article = make_article(published_at=None)
    sent = form_of(ines, change(article)) | {
        "title": "Another title",
        "sections-0-body": "<p>Anew.</p>",
    }
    sent = with_section(sent, heading="A new one", body="<p>New.</p>")
    before = rows()

    page = ines.get(link_on(previewed(ines, article, sent)))

    assert rows() == before
    for words in ("Another title", "Anew.", "A new one", "Preview, not published."):
        assert words in page.text


def main_part(page):
    text = page.text[
        page.text.index('<header class="wrap page-head">') : page.text.index("</main>")
    ]
    return re.sub(r'<p class="draft">.*?</p>', "", text, flags=re.DOTALL)


def test_it_is_the_page_that_readers_get(ines, client):
    make_treatment()
    article = make_long_article()
    article.treatments.set([make_treatment("Acupuncture", slug="acupuncture")])
    make_faq(on=article)
    make_faq("Not yet?", on=article, published_at=None)

    shown = ines.get(link_on(previewed(ines, article, form_of(ines, change(article)))))
    read = client.get(article.get_absolute_url())

    assert main_part(shown).split() == main_part(read).split()


def test_an_article_that_was_never_saved_is_shown(ines):
    sent = form_of(ines, ADD) | {
        "title": "New",
        "slug": "new",
        "summary": "So.",
        "topic": make_topic().pk,
    }
    sent = with_section(sent, heading="Only", body="<p>Words.</p>")

    response = ines.post("/admin/articles/article/preview/", sent)

    assert response.status_code == 302, response.context["errors"]
    assert "Words." in ines.get(link_on(ines.get(response["Location"]))).text
    assert not Article.objects.exists()


def test_a_form_with_a_mistake_says_what_to_mend_and_where_and_is_no_second_form(ines):
    article = make_article(published_at=None)
    address = f"/admin/articles/article/{article.pk}/preview/"
    sent = form_of(ines, change(article)) | {"summary": "", "sections-0-part": "facts"}
    sent = with_section(sent, heading="<b>How", part="facts", drawing="none of ours")

    response = ines.post(address, sent)

    assert response.status_code == 422
    places = [each.place for each in response.context["mistakes"]]
    assert places == ["Summary", "Sections", "Section “<b>How”: Drawing"]
    assert "<b>Section “&lt;b&gt;How”: Drawing:</b> Select a valid choice." in response.text
    assert "Close this tab, and mend it where you wrote" in response.text
    assert 'name="sections-0-body"' not in response.text
    assert not Preview.objects.exists()


def test_the_address_of_a_preview_leads_to_the_form(ines):
    article = make_article()

    known = ines.get(f"/admin/articles/article/{article.pk}/preview/")
    new = ines.get("/admin/articles/article/preview/")

    assert (known["Location"], new["Location"]) == (change(article), ADD)


def test_no_upload_is_stored_by_looking(ines, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    article = make_article(published_at=None)
    picture = SimpleUploadedFile("x.jpg", b"\xff\xd8", "image/jpeg")

    previewed(ines, article, form_of(ines, change(article)) | {"picture": "", "image": picture})

    assert list(tmp_path.rglob("*")) == []


def kept(**fields):
    user = fields.pop("by", None) or somebody("theo", role="Content")
    article = Article.objects.first() or make_article()
    at = fields.pop("now", MONDAY)
    return previews.keep(snapshots.snapshot_of(article), of=article.pk, by=user, now=at)


def test_the_link_opens_for_a_week_without_signing_in(client, monday):
    make_office()
    link = previews.link(kept())

    monday.shift(A_WEEK - timedelta(minutes=1))
    opened = client.get(link)
    monday.shift(timedelta(minutes=1))

    assert opened.status_code == 200
    assert client.get(link).status_code == 404


def test_whatever_is_wrong_with_a_link_the_answer_is_one(client):
    make_office()
    preview = kept()
    link = previews.link(preview)
    unsigned = link.replace(link.split("/")[-2], preview.key.hex)
    wrong = [
        f"{link[:-2]}x/",
        link.replace("preview/", "preview/0"),
        unsigned,
        "/articles/preview/x/",
    ]

    answers = {(client.get(each).status_code, client.get(each).text) for each in wrong}
    preview.delete()
    answers.add((client.get(link).status_code, client.get(link).text))

    assert len(answers) == 1
    assert {status for status, _ in answers} == {404}


def test_a_shown_preview_is_no_business_of_search_engines_caches_or_other_sites(client):
    make_office()

    response = client.get(previews.link(kept()))

    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "application/ld+json" not in response.text


def test_it_may_stand_in_a_frame_of_ours_and_no_other_page_may(client, ines):
    shown = client.get(previews.link(kept()))
    page = previewed(ines, Article.objects.get(), form_of(ines, change(Article.objects.get())))

    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    for other in (
        page,
        client.get("/"),
        client.get("/articles/pores-plainly/"),
        client.get("/nowhere/"),
    ):
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_the_newest_twenty_of_a_person_are_kept_and_none_for_longer_than_a_week():
    theo, mara = somebody("theo", role="Content"), somebody("mara", role="Content")
    old = kept(by=mara, now=MONDAY - A_WEEK)
    hers = kept(by=mara, now=MONDAY)
    his = [kept(by=theo, now=MONDAY + timedelta(minutes=number)) for number in range(22)]

    assert set(Preview.objects.all()) == {hers, *his[2:]}
    assert old not in Preview.objects.all()


def test_the_front_desk_sees_no_drafts(client):
    make_office()
    preview = kept()
    client.force_login(somebody("desk", role="Front desk"))

    assert client.get(f"/admin/articles/article/previews/{preview.pk}/").status_code == 403
    assert (
        client.post(f"/admin/articles/article/{Article.objects.get().pk}/preview/").status_code
        == 403
    )
