"""The sample content: it loads once, staff's edits stay, and the copy keeps the clinic's own
rules.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags

from articles import publishing
from articles import sample as content
from articles.checklist.checks import blocks_to_grade
from articles.checklist.claims import claims, unworded_in_list, vocabulary
from articles.checklist.facts import ranges
from articles.management.commands.load_sample import load
from articles.models import (
    FAQ,
    Article,
    ArticleFAQ,
    FAQGroup,
    Rule,
    Section,
    Source,
    Synonym,
    Topic,
)
from articles.sample import es
from articles.sample.es import synonyms as es_synonyms
from articles.sample.rows import SampleArticle
from articles.sample.rules import RULES
from articles.sample.synonyms import SYNONYMS
from articles.text.readability import grade, running_text, sentences
from articles.text.sanitizer import clean
from clinic.languages import LANGUAGES, prefix
from clinic.office import sample
from clinic.office.models import (
    Closure,
    Concern,
    ConsultationHours,
    Office,
    OfficeAddress,
    OpeningHours,
    Practitioner,
    Treatment,
    TreatmentStep,
)
from tests.articles.staff import staff

MODELS = [
    Office,
    OfficeAddress,
    OpeningHours,
    ConsultationHours,
    Closure,
    Practitioner,
    Concern,
    Treatment,
    TreatmentStep,
    Topic,
    FAQGroup,
    FAQ,
    Article,
    Section,
    ArticleFAQ,
    Source,
    Rule,
    Synonym,
]
Check = Rule.Check
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
each_article = pytest.mark.parametrize(
    "article", content.ARTICLES, ids=lambda article: article.fields["slug"]
)


def words_of(check: Rule.Check) -> str:
    """The lines that the checklist's rule looks for."""
    return str(next(rule["words"] for rule in RULES if rule["check_name"] == check))


def load_sample() -> str:
    said = StringIO()
    call_command("load_sample", stdout=said)
    return said.getvalue()


def of_a_first_session() -> QuerySet[Article]:
    """The article and its translation: no original goes alone."""
    article = Q(slug="your-first-session")
    return Article.objects.filter(article | Q(translation_of__slug="your-first-session"))


def every_row() -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS
    }


# ---- loading -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_loading_says_in_one_line_what_it_added():
    first, second = load_sample(), load_sample()

    added = (
        "1 office, 1 further language, 6 concerns, 2 treatments, 9 translations, 3 topics, "
        "4 groups of questions, 7 names in another language, "
        f"{24 + len(es.FAQS)} questions, 13 articles, 11 rules of the checklist, 4 lists of words, "
        f"{len(SYNONYMS) + len(es_synonyms.SYNONYMS)} synonyms"
    )
    assert first == f"Added {added}.\n"
    assert second == "Everything was already there.\n"


@pytest.mark.django_db
def test_loading_twice_adds_and_changes_nothing():
    load_sample()
    before = every_row()

    load_sample()

    assert every_row() == before


@pytest.mark.django_db
@each_model
def test_every_row_is_one_that_staff_could_save(model):
    load_sample()

    rows = list(model._default_manager.all())

    assert rows
    for row in rows:
        row.full_clean()


@pytest.mark.django_db
def test_what_staff_changed_survives_the_next_load():
    load_sample()
    Office.objects.update(
        name="Acupunctury West", parking="Behind the house.", hours_are_samples=False
    )
    Treatment.objects.filter(slug="acupuncture").update(lead="Our own words.")
    FAQ.objects.filter(slug="does-microneedling-hurt").update(answer="<p>A little.</p>")
    Article.objects.update(title="Another title")
    Section.objects.filter(heading="The rest of you").update(body="<p>Shorter.</p>")
    Rule.objects.filter(check_name=Check.CLAIM).update(
        words="cure", reason="Our own reason.", is_on=False
    )
    edited = every_row()

    load_sample()

    assert every_row() == edited


@pytest.mark.django_db
def test_what_staff_took_out_of_an_office_or_an_article_does_not_come_back():
    load_sample()
    for model in (
        Closure,
        OpeningHours,
        ConsultationHours,
        OfficeAddress,
        TreatmentStep,
        Section,
        ArticleFAQ,
    ):
        model._default_manager.all().delete()
    emptied = every_row()

    load_sample()

    assert every_row() == emptied


@pytest.mark.django_db
def test_what_is_missing_is_added_again():
    load_sample()
    of_a_first_session().delete()

    said = load_sample()

    assert said == "Added 2 articles.\n"
    assert Article.objects.get(slug="your-first-session").sections.count() == 7


@pytest.mark.django_db
def test_an_article_added_later_is_not_signed_by_a_real_reviewer():
    load_sample()
    Practitioner.objects.update(name="A licensed person")
    of_a_first_session().delete()

    load_sample()

    assert Article.objects.get(slug="your-first-session").reviewer == Practitioner.objects.get(
        name="Sample reviewer, set before launch"
    )


# ---- outside development: a reviewer decides first ---------------------------------------------
@pytest.mark.django_db
def test_outside_development_everything_is_a_draft_that_nobody_signed(settings):
    settings.DEVELOPMENT = False

    said = load_sample()

    assert "Articles and questions are drafts, which readers do not see" in said
    assert (Article.objects.count(), FAQ.objects.count()) == (13, 24 + len(es.FAQS))
    for model in (Article, FAQ):
        assert not model.objects.filter(published_at__isnull=False).exists()
    assert not Article.objects.exclude(reviewer=None, last_reviewed_day=None).exists()
    assert not Practitioner.objects.exists()
    assert load_sample() == "Everything was already there.\n"


@pytest.mark.django_db
def test_what_an_earlier_load_published_stays_as_it_is(settings):
    load_sample()
    settings.DEVELOPMENT = False

    load_sample()

    assert Article.objects.filter(published_at__isnull=False).count() == 13


@pytest.mark.django_db
def test_signed_one_by_one_all_of_it_is_published_with_three_presses(settings, roles):
    """The articles lead to each other and to questions, others of which lead to articles."""
    settings.DEVELOPMENT = False
    load_sample()
    reviewer, now = staff("Reviewer"), timezone.now()
    Practitioner.objects.create(name="Lena Park", account=reviewer)
    for article in Article.objects.all():
        publishing.sign(article, by=reviewer, now=now)

    to_articles = FAQ.objects.filter(answer__contains="/articles/")
    others = FAQ.objects.exclude(pk__in=to_articles)

    for rows in (list(others), list(Article.objects.all()), list(to_articles)):
        publishing.publish_together(rows, by=reviewer, now=now)

    assert Article.objects.published(now=now).count() == 13
    assert FAQ.objects.published(now=now).count() == 24 + len(es.FAQS)


@pytest.mark.django_db
def test_pages_are_whole_while_all_of_it_is_a_draft(client, settings):
    settings.DEVELOPMENT = False
    load_sample()

    for address in ("/", "/articles/", "/questions/", "/treatments/acupuncture/", "/sitemap.xml"):
        assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_a_new_office_is_closed_on_the_holidays_of_the_next_twelve_months():
    load(now=datetime.fromisoformat("2026-11-22T09:00-08:00"))

    zone = Office.objects.get().zone
    closed = [
        (row.starts_at.astimezone(zone), row.ends_at.astimezone(zone))
        for row in Closure.objects.all()
    ]
    assert [start.date() for start, _ in closed] == [
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 5, 31),
        date(2027, 7, 4),
        date(2027, 7, 5),  # the Monday on which it is observed
        date(2027, 9, 6),
    ]
    for start, end in closed:
        assert (start.hour, start.minute, end.hour, end.minute) == (0, 0, 0, 0)
        assert end.date() == start.date() + timedelta(days=1)


@pytest.mark.django_db
def test_readers_find_all_of_it_published():
    load_sample()

    now = timezone.now()
    assert Article.objects.published(now=now).count() == 13
    assert FAQ.objects.published(now=now).count() == 24 + len(es.FAQS)
    assert FAQGroup.objects.count() == 4
    assert FAQGroup.objects.filter(faqs__isnull=True).count() == 0
    assert [topic.articles.count() >= 2 for topic in Topic.objects.all()] == [True, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_home_page_asks_a_few_questions_from_every_group(code):
    load_sample()

    asked = FAQ.objects.in_language(code).filter(on_home_page=True)

    assert 4 <= asked.count() <= 6
    assert {faq.group for faq in asked} == set(FAQGroup.objects.all())


def test_no_two_articles_came_out_on_one_day():
    days = [article.fields["published_at"].date() for article in content.ARTICLES]

    assert len(set(days)) == len(days)
    assert [article.fields["last_reviewed_day"] for article in content.ARTICLES] == days


@pytest.mark.django_db
def test_the_question_on_the_home_page_leads_to_the_article_on_pores(client):
    load_sample()

    assert client.get("/").context["explains_pores"].slug == "microneedling-and-pores"


@pytest.mark.django_db
def test_the_hours_of_a_new_office_are_said_to_be_samples(client):
    load_sample()

    visit = client.get("/visit/").text

    assert "Sample hours, set before launch." in visit
    assert "openingHoursSpecification" not in visit


# ---- the copy ----------------------------------------------------------------------------------
def strings(value: Any) -> Iterator[str]:
    """Every text within lists, rows and articles, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, SampleArticle):
        yield from strings([value.fields, value.sections, value.sources])


COPY = list(
    strings(
        [
            sample.OFFICE,
            sample.PRACTITIONER,
            sample.OPENING_HOURS,
            sample.CONCERNS,
            sample.TREATMENTS,
            content.TOPICS,
            content.FAQ_GROUPS,
            content.FAQS,
            content.ARTICLES,
        ]
    )
)
PROSE = [strip_tags(text) for text in COPY]
MICRONEEDLING = sample.MICRONEEDLING


# Words of the house; the claims that nobody may make are the checklist's.
@pytest.mark.parametrize(
    "forbidden",
    [
        r"\bjourney",
        r"\bglow.?up\b",
        r"\bpamper",
        r"!",
        r"\b(moisturis|colour|centre|authoris|fibre|cancell)",
        r"\b(disclaimer|not medical advice)\b",
    ],
)
def test_no_word_that_the_clinic_does_not_use_stands_in_the_copy(forbidden):
    assert [text for text in PROSE if re.search(forbidden, text, re.IGNORECASE)] == []


def test_the_copy_makes_no_claim_that_the_checklist_finds():
    assert [
        said for text in PROSE for said in claims(text, vocabulary(words_of(Check.CLAIM)))
    ] == []


def test_may_help_never_stands_without_cannot():
    alone = [text for text in PROSE if "may help" in text.lower() and "cannot" not in text.lower()]
    lists = [*sample.TREATMENTS, *(article.fields for article in content.ARTICLES)]
    one_sided = [
        row["slug"] for row in lists if bool(row.get("may_help")) != bool(row.get("cannot"))
    ]

    assert (alone, one_sided) == ([], [])
    assert all(article.fields["may_help"] for article in content.ARTICLES)


def test_uses_that_are_not_authorized_are_worded_as_looks():
    lines = [
        line
        for row in [*sample.TREATMENTS, *(article.fields for article in content.ARTICLES)]
        for line in row.get("may_help", "").splitlines()
    ]

    known = vocabulary(words_of(Check.LOOKS))
    assert len(lines) > 20
    assert [said for line in lines for said in unworded_in_list(line, known)] == []


def test_every_figure_for_redness_equals_the_treatments_data():
    about_redness = [
        sentence
        for text in PROSE
        for sentence in sentences(text)
        if re.search(r"(?i)\bpink|\bred(ness)?\b", sentence)
    ]
    said = [figures for sentence in about_redness for figures in ranges(sentence, "day")]

    assert len(said) >= 4
    assert set(said) == {(MICRONEEDLING["redness_days_least"], MICRONEEDLING["redness_days_most"])}
    assert [
        sentence for sentence in about_redness if re.search(r"day or so|few days", sentence)
    ] == []


@pytest.mark.parametrize(("unit", "fact"), [("minute", "session_minutes"), ("session", "sessions")])
def test_every_range_in_the_copy_equals_the_treatments_data(unit, fact):
    said = {figures for text in PROSE for figures in ranges(text, unit) if len(figures) == 2}

    assert said == {(MICRONEEDLING[f"{fact}_least"], MICRONEEDLING[f"{fact}_most"])}


@pytest.mark.django_db
def test_every_link_leads_to_a_page_that_is_there():
    load_sample()
    bodies = [
        *Section.objects.values_list("body", flat=True),
        *FAQ.objects.values_list("answer", flat=True),
    ]

    links = {link for body in bodies for link in re.findall(r'href="([^"]*)"', body)}

    known = {article.get_absolute_url() for article in Article.objects.all()}
    treatments = Treatment.objects.values_list("slug", flat=True)
    known |= {f"{at}/treatments/{slug}/" for slug in treatments for at in map(prefix, LANGUAGES)}
    known |= {faq.get_absolute_url() for faq in FAQ.objects.all()}
    assert links
    assert links - known == set()


def test_text_is_written_as_the_editor_would_store_it():
    bodies = [section["body"] for article in content.ARTICLES for section in article.sections]
    bodies += [faq["answer"] for faq in content.FAQS]

    assert [body for body in bodies if clean(body) != body] == []


def test_what_does_it_cost_is_answered_in_the_words_agreed_on():
    answer = next(faq["answer"] for faq in content.FAQS if faq["question"] == "What does it cost?")

    assert "We tell you the price before you decide; call or text" in answer
    assert "The consultation itself is complimentary." in answer


def test_what_is_said_about_safety_names_what_was_read():
    rows = [row for row in content.FAQS if "sources" in row]
    about_safety = [article for article in content.ARTICLES if article.sources]

    assert len(rows) == 8
    assert {article.fields["slug"] for article in about_safety} == {"ask-us-first", "when-to-call"}
    for source in strings([row["sources"] for row in rows]):
        assert source
    for article in about_safety:
        addresses = [source["address"] for source in article.sources]
        assert len(set(addresses)) == len(addresses) >= 6


def test_what_is_said_about_safety_sends_people_to_whoever_can_judge_it():
    said = {row["slug"]: strip_tags(row["answer"]) for row in content.FAQS if "sources" in row}

    assert [
        slug
        for slug, text in said.items()
        if not re.search(r"(?i)\b(talk to us|tell us|ask us|call or text us)\b", text)
    ] == []
    wrong = said["what-can-go-wrong"]
    assert re.search(r"urgent care the same day[^.]*fever", wrong)
    assert re.search(r"Call 911[^.]*hard to breathe", wrong)
    for slug in ("may-i-come-while-pregnant-or-nursing", "should-i-ask-first-or-wait"):
        assert "the clinician who treats you" in said[slug]


@each_article
def test_an_article_shows_both_sides_and_the_facts_of_its_treatment(article):
    parts = {section["part"] for section in article.sections if section.get("part")}
    known = {treatment["slug"]: treatment for treatment in sample.TREATMENTS}[article.treatments[0]]

    assert "expect" in parts
    assert ("facts" in parts) == ("session_minutes_least" in known)
    assert ("days" in parts) == ("same_day" in known)
    assert len(article.fields["search_title"]) <= 60


@each_article
def test_an_article_answers_a_few_questions_and_leads_on(article):
    links = [
        link
        for section in article.sections
        for link in re.findall(r'href="(/[^"]*)"', section["body"])
    ]

    assert 2 <= len(article.faqs) == len(set(article.faqs)) <= 5
    assert any(link.startswith("/articles/") for link in links)
    assert f"/articles/{article.fields['slug']}/" not in links


@each_article
def test_an_article_takes_a_few_minutes_and_no_more(article):
    text = " ".join(
        strip_tags(f"{section['heading']} {section['body']}") for section in article.sections
    )

    assert 600 <= len(text.split()) <= 800


# ---- how hard it is to read --------------------------------------------------------------------
@each_article
def test_an_article_can_be_read_after_eight_years_of_school(article):
    texts = [running_text(section["body"]) for section in article.sections]

    assert (
        grade(blocks_to_grade(article.fields["summary"], article.fields.get("ways", ""), texts))
        <= 8
    )


@pytest.mark.parametrize(
    "text",
    [*(faq["answer"] for faq in content.FAQS), *(row["what_it_is"] for row in sample.TREATMENTS)],
    ids=lambda text: strip_tags(text)[:30],
)
def test_an_answer_or_a_treatment_can_be_read_after_eight_years_of_school(text):
    assert grade(running_text(text.replace("\n\n", "</p>") + "</p>")) <= 8


@pytest.mark.parametrize("treatment", sample.TREATMENTS, ids=lambda row: row["slug"])
def test_all_that_a_treatment_says_can_be_read_after_eight_years_of_school(treatment):
    paragraphs = "\n\n".join(
        [
            treatment[name]
            for name in ("lead", "what_it_is", "authorized_use", "not_yet")
            if name in treatment
        ]
    )
    blocks = [*paragraphs.split("\n\n"), *(step["text"] for step in treatment["steps"])]

    assert grade(blocks) <= 8
