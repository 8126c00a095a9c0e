"""Readers get articles and questions in the language of the page, and know where the others are."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import hidden_translations
from articles.models import (
    FAQ,
    Article,
    ArticleFAQ,
    FAQGroup,
    FAQGroupName,
    OldAddress,
    PictureInWords,
    TopicName,
)
from clinic.office.models import SiteLanguage
from tests.articles.factories import LONG_AGO, make_article, make_faq, make_picture, tomorrow
from tests.articles.translated import make_faq_translation, make_translation
from tests.articles.walk import walk
from tests.factories import make_office, turn_on_spanish

pytestmark = pytest.mark.django_db
SPANISH_WORDS = ("Los poros", "Qué puede cambiar", "¿Duele?", "Casi nunca", "Por qué")
ENGLISH_ADDRESSES = ["/", "/articles/", "/articles/?topic=skin", "/articles/feed/", "/questions/"]


@pytest.fixture(autouse=True)
def office():
    turn_on_spanish()
    return make_office()


@pytest.fixture
def pores():
    return make_article("Pores, plainly", sections=[{"heading": "Why", "drawing": "collagen"}])


@pytest.fixture
def poros(pores):
    return make_translation(
        pores, sections=[{"heading": "Por qué", "drawing": "collagen", "body": "<p>Así.</p>"}]
    )


@pytest.fixture
def hurts():
    return make_faq("Does it hurt?", on_home_page=True)


@pytest.fixture
def duele(hurts):
    return make_faq_translation(hurts, on_home_page=True)


def links_to(html):
    return re.findall(
        r'<link rel="alternate" hreflang="([\w-]+)" href="[^"/]*//[^/]*([^"]*)">', html
    )


def things(html):
    data = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    return {each["@type"]: each for each in json.loads(data[1])["@graph"]}


# ---- English pages -----------------------------------------------------------------------------
def test_no_english_page_shows_a_translation(client, pores, poros, hurts, duele):
    """Under whatever address it is reached from the home page, feed and searches included."""
    ArticleFAQ.objects.create(article=pores, faq=duele, position=1)
    make_article("Sun", topic=pores.topic)

    pages = [address for address in walk(client) if not address.startswith("/es/")]

    assert {"/", "/articles/", "/articles/pores-plainly/", "/questions/"} <= set(pages)
    for address in [*pages, *ENGLISH_ADDRESSES, "/search/?q=needle"]:
        text = client.get(address).text
        assert [words for words in SPANISH_WORDS if words in text] == [], address


def test_english_pages_count_no_translation(client, pores, poros, hurts, duele):
    for number in range(9):
        article = make_article(f"Made up {number}")
        make_translation(article, f"Inventado {number}")

    first = client.get("/articles/")

    assert first.context["page"].paginator.count == 10
    assert not first.context["page"].has_other_pages()
    assert len(client.get("/articles/made-up-1/").context["related"]) == 3


# ---- Spanish pages -----------------------------------------------------------------------------
def test_a_spanish_list_shows_its_own_and_marks_the_english_ones_below(client, pores, poros):
    make_article("Sun", summary="Stay out of it.")

    page = client.get("/es/articles/")

    assert [card.article for card in page.context["cards"]] == [poros]
    assert [card.article.title for card in page.context["in_english"]] == ["Sun"]
    assert '<a href="/articles/sun/" lang="en" hreflang="en">Sun</a>' in page.text
    assert '<p class="soft" lang="en">Stay out of it.</p>' in page.text
    assert "Pores, plainly" not in page.text
    assert '<a href="/es/articles/los-poros-sin-rodeos/">' in page.text


def test_a_draft_of_a_translation_leaves_its_original_in_the_list(client, pores):
    make_translation(pores, published_at=None)

    page = client.get("/es/articles/")

    assert list(page.context["cards"]) == []
    assert [card.article for card in page.context["in_english"]] == [pores]


def test_spanish_questions_stand_above_the_english_ones(client, hurts, duele):
    make_faq("How long?", group="After")

    page = client.get("/es/questions/").text

    assert "Does it hurt?" not in page
    assert re.search(r"<details id=\"duele\"><summary>¿Duele\?</summary>", page)
    assert '<details id="how-long" lang="en"><summary>How long?</summary>' in page
    assert page.index("¿Duele?") < page.index('id="in-english"') < page.index("How long?")
    assert "How long?" not in str(re.findall(r"application/ld.*?</script>", page, re.DOTALL))


def test_the_spanish_home_page_and_feed_show_spanish_alone(client, pores, poros, hurts, duele):
    make_translation(make_article("Sun"), "El sol")

    home, feed = client.get("/es/").text, client.get("/es/articles/feed/").text

    for text in (home, feed):
        assert "El sol" in text
        assert not re.search(r"\bSun\b|Pores, plainly", text)
    assert "¿Duele?" in home
    assert "Does it hurt?" not in home
    assert "/es/articles/los-poros-sin-rodeos/" in feed


def test_related_articles_are_of_the_same_language(client, pores, poros):
    for number in range(3):
        make_article(f"Made up {number}")
    other = make_translation(Article.objects.get(slug="made-up-0"), "Inventado")

    page = client.get("/es/articles/los-poros-sin-rodeos/")

    assert [card.article for card in page.context["related"]] == [other]


def test_topics_and_groups_are_called_what_they_are_called_there(client, poros, duele):
    TopicName.objects.create(topic=poros.topic, language="es", name="Piel")
    FAQGroupName.objects.create(group=FAQGroup.objects.get(), language="es", name="Agujas")

    assert '<p class="topic">Piel</p>' in client.get("/es/articles/").text
    assert '<p class="topic">Skin</p>' in client.get("/articles/").text
    assert ">Agujas</h2>" in client.get("/es/questions/").text


def test_a_picture_is_described_in_the_language_of_the_page(client, media, pores, poros):
    picture = make_picture(alt="A leaf")
    Article.objects.update(picture=picture)

    foreign = client.get("/es/articles/los-poros-sin-rodeos/").text
    PictureInWords.objects.create(picture=picture, language="es", alt="Una hoja")
    described = client.get("/es/articles/los-poros-sin-rodeos/").text

    assert 'alt="A leaf" lang="en"' in foreign
    assert 'alt="Una hoja" decoding' in described
    assert 'alt="A leaf" decoding' in client.get("/articles/pores-plainly/").text


@pytest.mark.parametrize("root", ["", "/es"])
def test_lists_cost_the_same_at_one_and_at_three(client, root, pores):
    def asked(path):
        with CaptureQueriesContext(connection) as counted:
            client.get(f"{root}{path}")
        return len(counted)

    make_translation(pores)
    make_faq_translation(make_faq())
    before = [asked(path) for path in ("/articles/", "/questions/", "/")]
    for number in range(3):
        make_translation(make_article(f"Made up {number}"), f"Inventado {number}")
        make_faq_translation(make_faq(f"Why {number}?", group=f"G{number}"), f"¿Por {number}?")

    assert [asked(path) for path in ("/articles/", "/questions/", "/")] == before


# ---- one article -------------------------------------------------------------------------------
def test_an_article_names_where_it_is_in_the_other_language(client, settings, pores, poros):
    settings.SITE_URL = "https://www.clinic.example"
    pairs = [
        ("en", "/articles/pores-plainly/"),
        ("x-default", "/articles/pores-plainly/"),
        ("es", "/es/articles/los-poros-sin-rodeos/"),
    ]

    english = client.get("/articles/pores-plainly/").text
    spanish = client.get("/es/articles/los-poros-sin-rodeos/").text

    assert links_to(english) == links_to(spanish) == pairs
    assert '<a href="/es/articles/los-poros-sin-rodeos/" lang="es" hreflang="es">' in english
    assert '<html lang="es-US">' in spanish
    site = "https://www.clinic.example"
    original, translation = (
        {"@type": "Article", "@id": f"{site}{path}#article", "url": f"{site}{path}"}
        for path in ("/articles/pores-plainly/", "/es/articles/los-poros-sin-rodeos/")
    )
    original, translation = (
        original | {"inLanguage": "en-US"},
        translation | {"inLanguage": "es-US"},
    )
    assert things(english)["Article"]["workTranslation"] == [translation]
    assert things(english)["Article"]["inLanguage"] == "en-US"
    assert things(spanish)["Article"]["translationOfWork"] == original
    assert things(spanish)["Article"]["inLanguage"] == "es-US"


def test_an_article_without_a_translation_has_no_pair(client, pores):
    page = client.get("/articles/pores-plainly/").text

    assert links_to(page) == []
    assert "workTranslation" not in page


def test_under_a_spanish_address_an_untranslated_article_is_offered_in_english(client, pores):
    page = client.get("/es/articles/pores-plainly/")

    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert '<h2 lang="en">Pores, plainly</h2>' in page.text
    assert 'href="/articles/pores-plainly/" hreflang="en"' in page.text
    assert links_to(page.text) == []
    assert "Because." not in page.text


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/es/articles/pores-plainly/?a=b", "/es/articles/los-poros-sin-rodeos/?a=b"),
        ("/es/articles/pores-plainly", "/es/articles/pores-plainly/"),
        ("/articles/los-poros-sin-rodeos/", "/es/articles/los-poros-sin-rodeos/"),
    ],
)
def test_an_address_in_the_other_language_leads_to_the_text(client, poros, address, leads_to):
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (301, leads_to)
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("at", ["/es/articles/pores-plainly/", "/es/articles/los-poros/"])
def test_what_readers_do_not_have_is_offered_in_no_language(client, at):
    article = make_article("Pores, plainly", published_at=None, slug="pores-plainly")
    make_translation(article, "Los poros", published_at=tomorrow())

    assert client.get(at).status_code == 404


def test_while_a_language_is_off_its_addresses_lead_to_the_original(client, poros):
    SiteLanguage.objects.update(is_on=False)

    answer = client.get("/es/articles/los-poros-sin-rodeos/", follow=True)

    assert answer.redirect_chain[-1][0] == "/articles/pores-plainly/"
    assert answer.status_code == 200
    assert links_to(answer.text) == []
    assert "es/articles" not in client.get("/sitemap.xml").text


def test_staff_look_at_a_translation_before_its_language_is_turned_on(owner, client, poros):
    SiteLanguage.objects.update(is_on=False)

    page = owner.get("/es/articles/los-poros-sin-rodeos/", follow=True)

    assert page.status_code == 200
    assert "Readers have no pages in Spanish yet." in page.text
    assert '<html lang="es-US">' in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_an_old_spanish_address_leads_to_the_translation(client, poros):
    OldAddress.objects.create(path="/es/articles/poros", article=poros)

    answer = client.get("/es/articles/poros/")

    assert answer.headers["Location"] == "/es/articles/los-poros-sin-rodeos/"


def test_the_sitemap_has_each_article_once_with_its_pair(client, settings, pores, poros):
    settings.SITE_URL = "https://www.clinic.example"
    make_article("Sun")

    text = client.get("/sitemap.xml").text

    for path in ("/articles/pores-plainly/", "/es/articles/los-poros-sin-rodeos/"):
        entry = text.split(f"<loc>https://www.clinic.example{path}</loc>")[1].split("</url>")[0]
        assert 'hreflang="es" href="https://www.clinic.example/es/articles/los-poros' in entry
        assert 'hreflang="x-default" href="https://www.clinic.example/articles/pores' in entry
    assert text.count("/articles/sun/</loc>") == 1
    assert "/es/articles/sun/" not in text
    assert "hreflang" not in text.split("/articles/sun/</loc>")[1].split("</url>")[0]


# ---- rows --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wrong", [{"language": "es"}, {"translation_of": True}], ids=["no original", "not translated"]
)
def test_a_row_is_an_original_or_a_translation(pores, wrong):
    fields = {name: pores if value is True else value for name, value in wrong.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_article("Another", **fields)


def test_an_original_has_one_translation_a_language_and_does_not_go_without_it(pores, poros):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_translation(pores, "Otra vez")
    with pytest.raises(RestrictedError):
        pores.delete()

    Article.objects.filter(pk__in=[pores.pk, poros.pk]).delete()

    assert not Article.objects.exists()


def test_what_an_older_release_would_show_is_hidden_from_it_and_comes_back(client, poros, duele):
    """It knows no languages: all that it asks is whether a row's day has come."""
    now = timezone.now()
    later = tomorrow()
    coming = make_translation(make_article("Sun"), "El sol", published_at=later)

    assert hidden_translations.hide(now=now) == 3
    assert hidden_translations.hide(now=now) == 0

    years_ahead = now + timedelta(days=36_500)
    seen = [*Article.objects.published(now=years_ahead), *FAQ.objects.published(now=years_ahead)]
    assert {row.language for row in seen} == {"en"}
    assert client.get("/es/articles/los-poros-sin-rodeos/").status_code == 404
    assert hidden_translations.show(now=now) == 3
    assert hidden_translations.show(now=now) == 0
    poros.refresh_from_db()
    coming.refresh_from_db()
    assert (poros.published_at, coming.published_at) == (LONG_AGO, later)
