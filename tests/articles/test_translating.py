"""Staff translate: the draft that begins, the English words beside it, and what changed of them."""

import pytest
from django.urls import reverse

from articles import checklist, originals, publishing, snapshots
from articles.models import FAQ, Article, Rule, Section
from articles.publishing import Changed, Refused
from tests.articles.factories import make_article, make_faq, make_section, make_source
from tests.articles.forms import address, form_of, with_section
from tests.articles.staff import desk, kinds, staff
from tests.articles.translated import make_faq_translation, make_translation
from tests.factories import MONDAY, make_concern

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("monday", "office", "spanish", "roles", "rules"),
]


@pytest.fixture
def pores():
    article = make_article(
        "Pores, plainly",
        concern=make_concern(),
        may_help="The look of pores",
        cannot="Remove pores",
        sections=[
            {"heading": "Why", "body": "<p>Skin takes its time. It keeps it.</p>"},
            {"heading": "What to expect", "part": "expect"},
        ],
    )
    make_faq("Does it hurt?", on=article)
    return article


def translated(original):
    return type(original).objects.get(translation_of=original)


# ---- beginning ---------------------------------------------------------------------------------
def test_a_translation_begins_as_a_draft_with_the_same_parts_and_no_words(pores):
    duele = make_faq_translation(FAQ.objects.get())
    content = desk("Content")
    page = content.get(address(pores, "translations"))
    assert "Translate into Spanish" in page.text

    answer = content.post(address(pores, "translations"), {"language": "es"})

    draft = translated(pores)
    assert answer.headers["Location"] == address(draft)
    assert (draft.title, draft.slug) == ("Pores, plainly (Spanish)", "pores-plainly-es")
    assert (draft.published_at, draft.reviewer, draft.stage) == (None, None, "draft")
    assert (draft.topic, draft.concern, draft.plate) == (pores.topic, pores.concern, pores.plate)
    assert (draft.summary, draft.may_help) == ("", "")
    assert list(draft.sections.values_list("heading", "body", "part")) == [
        ("", "", ""),
        ("", "", "expect"),
    ]
    assert list(draft.faqs.all()) == [duele]
    assert originals.sentences_changed(draft) == 0


def test_pressed_twice_it_is_made_once(pores):
    client = desk("Content")

    for _ in range(2):
        client.post(address(pores, "translations"), {"language": "es"})

    assert pores.translations.count() == 1


def test_a_question_is_translated_in_the_same_way(pores):
    faq = FAQ.objects.get()

    desk("Content").post(address(faq, "translations"), {"language": "es"})

    draft = translated(faq)
    assert (draft.question, draft.answer) == ("Does it hurt? (Spanish)", "")
    assert draft.group == faq.group


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_there_is_no_translation_into_a_language_of_which_the_site_has_no_pages(pores, language):
    answer = desk("Owner").post(address(pores, "translations"), {"language": language})

    assert answer.status_code == 409
    assert not pores.translations.exists()


def test_a_translation_is_not_translated_further(pores):
    with pytest.raises(Refused):
        publishing.translate(make_translation(pores), "es", by=staff("Owner"))


def test_who_may_not_add_articles_begins_none(pores):
    answer = desk("Front desk").post(address(pores, "translations"), {"language": "es"})

    assert answer.status_code == 403
    assert not pores.translations.exists()


# ---- writing -----------------------------------------------------------------------------------
def test_the_form_shows_the_english_words_below_each_field(pores):
    draft = publishing.translate(pores, "es", by=staff("Owner"))

    page = desk("Content").get(address(draft)).text

    for words in ("Pores, plainly", "What can change, and what cannot.", "Remove pores", "Why"):
        assert f'<div class="acu-original acu-prose" lang="en">{words}</div>' in page
    assert 'lang="en"><p>Skin takes its time. It keeps it.</p></div>' in page
    assert "What comes after /es/articles/ in its web address" in page
    assert "acu-original" not in desk("Content").get(address(pores)).text


def test_what_is_not_translated_yet_keeps_it_from_readers(pores):
    draft = publishing.translate(pores, "es", by=staff("Owner"))

    missing = publishing.missing(draft, at=MONDAY)

    assert "Write its title in Spanish." in missing
    assert "Write the heading of section 1 in Spanish." in missing
    Section.objects.filter(article=draft).update(heading="Por qué")
    assert "Write the text of section 1 in Spanish." in publishing.missing(draft, at=MONDAY)


def test_what_a_source_says_is_written_anew(pores):
    make_source(pores, claim="Needles are fine.")
    draft = publishing.translate(pores, "es", by=staff("Owner"))

    assert [row.claim for row in draft.sources.all()] == ["Needles are fine."]
    assert "Write in Spanish what each source says." in publishing.missing(draft, at=MONDAY)
    draft.sources.update(claim="Las agujas son finas.")
    assert "Write in Spanish what each source says." not in publishing.missing(draft, at=MONDAY)
    assert pores.sources.get().claim == "Needles are fine."


def test_a_question_in_another_language_is_not_attached(pores):
    poros = make_translation(pores)
    client, faq = desk("Owner"), FAQ.objects.get()
    sent = form_of(client, address(poros)) | {
        "articlefaq_set-TOTAL_FORMS": 1,
        "articlefaq_set-0-faq": faq.pk,
        "articlefaq_set-0-position": 1,
    }

    page = client.post(address(poros), sent).text

    assert "This article is in Spanish: attach questions in Spanish." in page
    assert not poros.faqs.exists()


# ---- its own life ------------------------------------------------------------------------------
def test_a_translation_has_versions_proposals_and_an_old_address_of_its_own(client, pores):
    poros = make_translation(pores)
    owner = desk("Owner")
    sent = form_of(owner, address(poros)) | {"slug": "poros", "summary": "Otras palabras."}

    owner.post(address(poros), sent)

    poros.refresh_from_db()
    assert poros.summary == "Otras palabras."
    assert kinds(poros) == ["released", "released"]
    assert kinds(pores) == []
    old = client.get("/es/articles/los-poros-sin-rodeos/")
    assert old.headers["Location"] == "/es/articles/poros/"
    first = poros.versions.order_by("pk").first()
    publishing.restore(first, by=staff("Owner"), now=MONDAY, revision=poros.revision)
    poros.refresh_from_db()
    assert (poros.summary, poros.language) == ("Qué puede cambiar y qué no.", "es")
    assert poros.translation_of == pores


def test_a_writers_change_of_a_published_translation_is_proposed(pores):
    poros = make_translation(pores)
    client = desk("Content")

    client.post(address(poros), form_of(client, address(poros)) | {"summary": "Mejor así."})

    poros.refresh_from_db()
    assert poros.summary == "Qué puede cambiar y qué no."
    assert kinds(poros) == ["proposed"]


def test_a_version_of_a_translation_is_shown_as_a_spanish_page(pores):
    poros = make_translation(pores)
    content = snapshots.snapshot_of(poros)

    shown = snapshots.shown(content, pk=poros.pk)

    assert content["language"] == shown.article.language == "es"
    assert "language" not in snapshots.snapshot_of(pores)
    client = desk("Owner")
    client.post(address(poros), with_section(form_of(client, address(poros)), heading="Más"))
    version = poros.versions.order_by("pk").last()
    page = client.get(f"{address(poros, 'on')}?version={version.pk}").text
    assert '<html lang="es-US">' in page


# ---- what changed since ------------------------------------------------------------------------
def change_original(article):
    section = article.sections.get(heading="Why")
    section.body = "<p>Skin takes its time. It keeps that. It is yours.</p>"
    section.save()
    Article.objects.filter(pk=article.pk).update(revision=5)


def test_staff_read_which_sentences_of_the_original_changed_and_say_it_is_the_same_again(pores):
    poros = make_translation(pores)
    change_original(pores)
    client, about = desk("Owner"), address(poros, "translations")

    form, page = client.get(address(poros)).text, client.get(about)

    assert "2 sentences of the original changed since" in form
    assert "2 sentences of the original changed since" in page.text
    assert "It is yours." in page.text
    assert "Published; 2 sentences of the original" in client.get(address(pores)).text
    client.post(about, {"same": page.context["digest"]})
    assert originals.sentences_changed(Article.objects.get(pk=poros.pk)) == 0
    assert "Nothing of the original changed" in client.get(about).text


def test_an_original_that_changed_while_somebody_looked_is_not_called_the_same(pores):
    poros = make_translation(pores)
    seen = originals.digest_of(originals.seen_now(pores))
    change_original(pores)

    with pytest.raises(Changed):
        publishing.says_the_same(poros, seen)
    answer = desk("Owner").post(address(poros, "translations"), {"same": seen})
    assert answer.status_code == 409


def test_the_original_of_a_question_is_compared_in_the_same_way(pores):
    faq = FAQ.objects.get()
    duele = make_faq_translation(faq)
    FAQ.objects.filter(pk=faq.pk).update(answer="<p>Mostly not. Tell us.</p>")

    duele.refresh_from_db()

    assert originals.sentences_changed(duele) == 1
    assert [change.what for change in originals.changes(duele)] == ["answer"]


def test_a_question_on_the_original_has_a_translation_of_its_own(pores):
    poros = make_translation(pores)

    make_faq("How long?", on=pores)

    assert originals.sentences_changed(poros) == 0


# ---- lists -------------------------------------------------------------------------------------
def test_the_list_says_what_there_is_in_spanish_and_what_is_behind(pores):
    make_translation(pores, published_at=None)
    make_article("Sun")
    client, listed = desk("Owner"), reverse("admin:articles_article_changelist")

    before = client.get(listed).text
    change_original(pores)

    assert "Spanish: draft<" in before
    assert "Spanish, of “Pores, plainly”" in before
    assert "Spanish: draft, original changed" in client.get(listed).text


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ("es", ["Los poros, sin rodeos"]),
        ("en", ["Pores, plainly", "Sun"]),
        ("no-es", ["Sun"]),
        ("x", ["Los poros, sin rodeos", "Pores, plainly", "Sun"]),
    ],
)
def test_the_list_is_narrowed_to_a_language(pores, chosen, titles):
    make_translation(pores)
    make_article("Sun")
    listed = reverse("admin:articles_article_changelist")

    page = desk("Owner").get(f"{listed}?language={chosen}")

    assert sorted(row.title for row in page.context["cl"].result_list) == titles


@pytest.mark.parametrize("model", ["article", "faq"])
def test_the_list_costs_the_same_at_one_and_at_three(model, django_assert_max_num_queries):
    client, listed = desk("Owner"), reverse(f"admin:articles_{model}_changelist")
    make = {
        "article": lambda name: make_translation(make_article(name), f"De {name}"),
        "faq": lambda name: make_faq_translation(make_faq(name), f"De {name}"),
    }[model]
    make("One")
    client.get(listed)
    with django_assert_max_num_queries(100) as first:
        client.get(listed)
    make("Two")
    make("Three")

    with django_assert_max_num_queries(len(first)):
        client.get(listed)


# ---- the checklist -----------------------------------------------------------------------------
def test_a_changed_original_is_found_before_publishing(pores):
    Rule.objects.filter(check_name="review").update(is_on=True)
    poros = make_translation(pores)
    assert found(poros) == []

    change_original(pores)

    assert found(poros) == ["2 sentences of the original changed since"]


def found(article):
    return [each.detail for each in checklist.of(Article.objects.get(pk=article.pk), now=MONDAY)]


def test_sections_beyond_the_originals_are_nobodys_translation(pores):
    poros = make_translation(pores)

    make_section(poros, heading="Aquí", body="<p>Solo en español.</p>")

    assert not [why for why in publishing.missing(poros, at=MONDAY) if "section 3" in why]
