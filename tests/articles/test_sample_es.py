"""The sample in Spanish: it says what the English says, in the same places, and to *usted*."""

import re
from collections.abc import Iterator

import pytest
from django.db import models

from articles import sample as english
from articles.models import FAQ, Article, Section, Source
from articles.sample import es as spanish
from articles.sample.es import rule_words
from articles.sample.es.synonyms import SYNONYMS
from articles.sample.rows import Row, SampleArticle
from articles.text.sanitizer import clean
from clinic.office import sample, sample_es
from clinic.office.models import Concern, Office, Treatment, TreatmentStep

LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)
LISTS = ("ways", "may_help", "cannot")
TO_A_FRIEND = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|vos|vosotros|os)\b", re.IGNORECASE)

ENGLISH_ARTICLES = {article.fields["slug"]: article for article in english.ARTICLES}
ENGLISH_QUESTIONS = {question["slug"]: question for question in english.FAQS}
SPANISH_SLUGS = {
    article.fields["translation_of"]: article.fields["slug"] for article in spanish.ARTICLES
} | {question["translation_of"]: question["slug"] for question in spanish.FAQS}

each_article = pytest.mark.parametrize(
    "article", spanish.ARTICLES, ids=lambda article: article.fields["slug"]
)
each_question = pytest.mark.parametrize("question", spanish.FAQS, ids=lambda row: row["slug"])
each_treatment = pytest.mark.parametrize(
    "treatment", sample.TREATMENTS, ids=lambda row: row["slug"]
)


def too_long(model: type[models.Model], row: Row) -> list[str]:
    """The columns of `model` that cannot hold what the row says."""
    lengths = {field.name: getattr(field, "max_length", None) for field in model._meta.fields}
    return [name for name, text in row.items() if len(str(text)) > (lengths.get(name) or 10**6)]


def lines(text: str) -> int:
    return len(text.splitlines())


def in_spanish(address: str) -> str:
    """Where a link of an English page leads on the Spanish one: the page's own language, if it has
    it.
    """
    path, _, anchor = address.partition("#")
    if anchor:
        slug = SPANISH_SLUGS.get(anchor)
        return f"/es{path}#{slug}" if slug else address
    if path.startswith("/articles/"):
        slug = SPANISH_SLUGS.get(path.removeprefix("/articles/").strip("/"))
        return f"/es/articles/{slug}/" if slug else address
    return f"/es{path}"


def addresses(html: str) -> list[str]:
    return [address for address, _ in LINK.findall(html)]


def everything() -> Iterator[str]:
    """All Spanish texts of the sample."""
    for article in spanish.ARTICLES:
        yield from (text for text in article.fields.values() if isinstance(text, str))
        for section in article.sections:
            yield from (section["heading"], section["body"])
    for question in spanish.FAQS:
        yield from (question["question"], question["answer"])
        yield from (source["claim"] for source in question.get("sources", []))
    for row in [sample_es.OFFICE, *sample_es.CONCERNS.values(), *sample_es.TREATMENTS.values()]:
        yield from (text for text in row.values() if isinstance(text, str))
        yield from (step["text"] for step in row.get("steps", []))
    yield from (row["sentence"] for row in SYNONYMS)


# ---- articles ------------------------------------------------------------------------------------
@each_article
def test_article_is_laid_out_as_its_original(article: SampleArticle):
    original = ENGLISH_ARTICLES[article.fields["translation_of"]]

    assert set(article.fields) == {*original.fields, "language", "translation_of"}
    assert (article.topic, article.concern, article.treatments) == (
        original.topic,
        original.concern,
        original.treatments,
    )
    assert article.faqs == [SPANISH_SLUGS[slug] for slug in original.faqs]
    assert [(each.get("part"), each.get("drawing")) for each in article.sections] == [
        (each.get("part"), each.get("drawing")) for each in original.sections
    ]


@each_article
def test_article_leaves_no_line_and_no_paragraph_out(article: SampleArticle):
    original = ENGLISH_ARTICLES[article.fields["translation_of"]]
    pairs = list(zip(article.sections, original.sections, strict=True))

    for name in LISTS:
        assert lines(article.fields.get(name, "")) == lines(original.fields.get(name, ""))
    for section, its_original in pairs:
        said, wanted = (re.findall(r"</?\w+", each["body"]) for each in (section, its_original))
        assert said == wanted


@each_article
def test_article_links_to_spanish_pages_where_there_is_one(article: SampleArticle):
    original = ENGLISH_ARTICLES[article.fields["translation_of"]]

    for section, its_original in zip(article.sections, original.sections, strict=True):
        wanted = [in_spanish(address) for address in addresses(its_original["body"])]
        assert addresses(section["body"]) == wanted


@each_article
def test_article_fits_its_columns_and_what_the_editor_keeps(article: SampleArticle):
    assert too_long(Article, article.fields) == []
    for section in article.sections:
        assert too_long(Section, section) == []
        assert clean(section["body"]) == section["body"]


# ---- questions -----------------------------------------------------------------------------------
@each_question
def test_question_has_the_group_links_and_sources_of_its_original(question: Row):
    original = ENGLISH_QUESTIONS[question["translation_of"]]

    assert set(question) == {*original, "language", "translation_of"}
    assert question["group"] == original["group"]
    assert addresses(question["answer"]) == [
        in_spanish(address) for address in addresses(original["answer"])
    ]
    assert [source["address"] for source in question.get("sources", [])] == [
        source["address"] for source in original.get("sources", [])
    ]


@each_question
def test_question_fits_its_columns_and_what_the_editor_keeps(question: Row):
    assert too_long(FAQ, question) == []
    assert [too_long(Source, source) for source in question.get("sources", []) if source] == [
        [] for _ in question.get("sources", [])
    ]
    assert clean(question["answer"]) == question["answer"]


def test_every_question_of_the_home_page_has_a_translation():
    on_home = {row["slug"] for row in english.FAQS if row.get("on_home_page")}

    assert on_home == {row["translation_of"] for row in spanish.FAQS if row.get("on_home_page")}


# ---- the clinic's facts --------------------------------------------------------------------------
@each_treatment
def test_treatment_has_every_text_of_its_original(treatment: Row):
    translation = sample_es.TREATMENTS[treatment["slug"]]
    texts = {name for name, value in treatment.items() if type(value) is str}

    assert set(translation) == texts - {"slug", "plate"} | {"steps"}
    assert too_long(Treatment, translation) == []
    assert len(translation["steps"]) == len(treatment["steps"])
    assert [too_long(TreatmentStep, step) for step in translation["steps"]] == [
        [] for _ in treatment["steps"]
    ]
    for name in texts & {"what_it_is", "may_help", "cannot", "not_yet", "call_us_if"}:
        assert lines(translation[name]) == lines(treatment[name])


def test_concerns_topics_groups_and_notes_all_have_spanish_words():
    assert set(sample_es.CONCERNS) == {row["slug"] for row in sample.CONCERNS}
    assert [too_long(Concern, row) for row in sample_es.CONCERNS.values()] == [
        [] for _ in sample.CONCERNS
    ]
    assert set(sample_es.OFFICE) == {"parking", "access"}
    assert too_long(Office, sample_es.OFFICE) == []
    assert set(sample_es.HOURS_NOTES) == {
        row["note"] for row in sample.OPENING_HOURS if row.get("note")
    }
    assert set(spanish.TOPIC_NAMES) == {row["slug"] for row in english.TOPICS}
    assert set(spanish.FAQ_GROUP_NAMES) == {row["slug"] for row in english.FAQ_GROUPS}


# ---- the words -----------------------------------------------------------------------------------
def test_readers_are_spoken_to_as_usted():
    assert [text for text in everything() if TO_A_FRIEND.search(re.sub("<[^>]+>", "", text))] == []


def test_a_link_to_an_english_page_says_so():
    links = [link for text in everything() for link in LINK.findall(text)]
    to_english = [words for address, words in links if not address.startswith("/es/")]

    assert to_english
    assert [words for words in to_english if "(en inglés)" not in words] == []


def test_nobody_is_said_to_speak_spanish():
    claims = re.compile(r"(?:se habla|hablamos|atendemos en|le atienden en) español", re.IGNORECASE)

    assert [text for text in everything() if claims.search(text)] == []


def test_words_of_the_rules_stand_once_each():
    for words in (rule_words.CLAIMS, rule_words.LOOKS, rule_words.ALT):
        said = words.strip().splitlines()
        assert len(said) == len(set(said))


def test_nothing_typed_means_two_things():
    typed = [line for row in SYNONYMS for line in row["typed"].splitlines()]

    assert len(typed) == len(set(typed))
