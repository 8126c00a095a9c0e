"""`manage.py load_sample`: a first office, treatments, questions and articles, for staff to
edit.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.utils import timezone

from articles.models import (
    FAQ,
    Article,
    ArticleFAQ,
    FAQGroup,
    FAQGroupName,
    Rule,
    RuleWords,
    Section,
    Source,
    Synonym,
    Topic,
    TopicName,
)
from articles.originals import seen_now
from articles.sample import ARTICLES, FAQ_GROUPS, FAQS, TOPICS, es
from articles.sample.es import synonyms as es_synonyms
from articles.sample.rows import Row, SampleArticle
from articles.sample.rules import add_missing, add_missing_words
from articles.sample.synonyms import SYNONYMS, missing_synonyms
from clinic.languages import ENGLISH, SPANISH
from clinic.office import holiday_closures, sample, sample_es, sample_translations
from clinic.office.models import (
    Concern,
    ConsultationHours,
    Office,
    OfficeAddress,
    OpeningHours,
    Practitioner,
    SiteLanguage,
    Treatment,
    TreatmentStep,
)

A_DRAFT: Row = {"published_at": None}
DRAFTS = (
    "Articles and questions are drafts, which readers do not see: a reviewer reads each, signs the"
    " articles, and publishes what may stay. README.md says how: “The first day of the owner”."
)


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there, so it may be run again at any
    time.
    """

    help = (
        "Add the sample office, treatments, questions and articles. What is already there, found by"
        " its address (slug), stays as staff left it. Outside development questions and articles"
        " are drafts, until somebody who may publish has reviewed, signed and published them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        added = load(now=timezone.now())
        self.stdout.write(in_words(added))
        if not settings.DEVELOPMENT and (added["article"] or added["question"]):
            self.stdout.write(DRAFTS)


@transaction.atomic
def load(*, now: datetime) -> dict[str, int]:
    """Add every sample that is missing. Returns how many of each kind were added."""
    return {
        "office": add_office(now=now),
        "further language": add_languages(),
        "concern": add_by_slug(Concern, sample.CONCERNS),
        "treatment": add_treatments(),
        "translation": sample_translations.add_missing(today=timezone.localdate(now)),
        "topic": add_by_slug(Topic, TOPICS),
        "group of questions": add_by_slug(FAQGroup, FAQ_GROUPS),
        "name in another language": add_names(),
        "question": add_faqs(FAQS) + add_faqs(es.FAQS),
        "article": add_articles(ARTICLES) + add_articles(es.ARTICLES),
        "rule of the checklist": add_missing(Rule.objects),
        "list of words": add_missing_words(RuleWords.objects, Rule.objects),
        "synonym": add_synonyms(),
    }


def in_words(added: dict[str, int]) -> str:
    """One line for whoever ran the command, for example "Added 1 office, 2 treatments."."""
    parts = [f"{number} {plural(kind, number)}" for kind, number in added.items() if number]
    if parts:
        return f"Added {', '.join(parts)}."
    return "Everything was already there."


def plural(kind: str, number: int) -> str:
    noun, space, rest = kind.partition(" ")
    if number == 1:
        return kind
    return f"{noun}s{space}{rest}"


# ---- the office --------------------------------------------------------------------------------
def add_office(*, now: datetime) -> int:
    """The office with its hours and closures, unless there is one, whatever its name is by now."""
    if Office.objects.exists():
        return 0
    office = Office.objects.create(**sample.OFFICE)
    for email in sample.MAIL_ADDRESSES:
        OfficeAddress.objects.create(office=office, email=email)
    for hours in sample.OPENING_HOURS:
        OpeningHours.objects.create(office=office, **hours)
    for hours in sample.CONSULTATION_HOURS:
        ConsultationHours.objects.create(office=office, **hours)
    today = office.local_day(now)
    until = today + holiday_closures.A_YEAR - timedelta(days=1)
    for day, _ in holiday_closures.closed_days(office, today, until):
        holiday_closures.close(office, day)
    return 1


def add_languages() -> int:
    known = set(SiteLanguage.objects.values_list("code", flat=True))
    new = [row for row in sample.LANGUAGES if row["code"] not in known]
    for row in new:
        SiteLanguage.objects.create(**row)
    return len(new)


# ---- what is found by its slug -----------------------------------------------------------------
def missing(model: type[models.Model], rows: list[Row]) -> list[Row]:
    """Those of `rows` whose slug no row of `model` has yet."""
    known = set(model._default_manager.values_list("slug", flat=True))
    return [row for row in rows if row["slug"] not in known]


def in_order(rows: list[Row]) -> list[Row]:
    """`rows`, each with its place in the list as its position."""
    return [{**row, "position": position} for position, row in enumerate(rows)]


def add_by_slug(model: type[models.Model], rows: list[Row]) -> int:
    new = missing(model, in_order(rows))
    for row in new:
        model._default_manager.create(**row)
    return len(new)


def add_treatments() -> int:
    new = missing(Treatment, in_order(sample.TREATMENTS))
    left_out = {"steps"} if settings.DEVELOPMENT else {"steps", *sample.MADE_UP_SPACING}
    for row in new:
        fields = {name: row[name] for name in row if name not in left_out}
        treatment = Treatment.objects.create(**fields)
        for step in in_order(row["steps"]):
            TreatmentStep.objects.create(treatment=treatment, **step)
    return len(new)


def add_names() -> int:
    """What topics and groups are called in other languages, where they are not called anything
    yet.
    """
    added = 0
    for code, names, group_names in [(SPANISH, es.TOPIC_NAMES, es.FAQ_GROUP_NAMES)]:
        for topic in Topic.objects.filter(slug__in=names).exclude(names__language=code):
            TopicName.objects.create(topic=topic, language=code, name=names[topic.slug])
            added += 1
        for group in FAQGroup.objects.filter(slug__in=group_names).exclude(names__language=code):
            FAQGroupName.objects.create(group=group, language=code, name=group_names[group.slug])
            added += 1
    return added


def add_faqs(rows: list[Row]) -> int:
    """Translations are added where their original is there; a translation that staff made stays."""
    new = originals_first(FAQ, missing(FAQ, in_order(rows)))
    for row in new:
        fields = {name: row[name] for name in row if name != "sources"}
        fields |= {"group": FAQGroup.objects.get(slug=row["group"]), **translates(FAQ, row)}
        question = FAQ.objects.create(**fields | ({} if settings.DEVELOPMENT else A_DRAFT))
        for source in in_order(row.get("sources", [])):
            Source.objects.create(question=question, **source)
    return len(new)


def add_synonyms() -> int:
    """Outside development a sentence for readers waits until somebody has read it and turned it
    on.
    """
    new = missing_synonyms(SYNONYMS, ENGLISH) + missing_synonyms(es_synonyms.SYNONYMS, SPANISH)
    for row in new:
        Synonym.objects.create(**row, is_on=settings.DEVELOPMENT or not row["sentence"])
    return len(new)


def sample_reviewer(language: str) -> Practitioner:
    named = {ENGLISH: sample.PRACTITIONER, SPANISH: sample_es.PRACTITIONER}[language]
    return Practitioner.objects.get_or_create(**named)[0]


# ---- articles ----------------------------------------------------------------------------------
def add_articles(articles: list[SampleArticle]) -> int:
    new = {row["slug"] for row in missing(Article, [each.fields for each in articles])}
    fields = [each.fields for each in articles if each.fields["slug"] in new]
    fits = {row["slug"] for row in originals_first(Article, fields)}
    for article in articles:
        if article.fields["slug"] in fits:
            add_article(article)
    return len(fits)


def originals_first(model: type[Article] | type[FAQ], rows: list[Row]) -> list[Row]:
    """Those of `rows` that are originals, and the translations whose original is there and has none
    yet.
    """
    translated = set(model._default_manager.values_list("translation_of__slug", "language"))
    known = set(model._default_manager.values_list("slug", flat=True))
    return [
        row
        for row in rows
        if "translation_of" not in row
        or (
            row["translation_of"] in known
            and (row["translation_of"], row["language"]) not in translated
        )
    ]


def translates(model: type[Article] | type[FAQ], row: Row) -> Row:
    """Of a translation its original, with the words that it was made from."""
    if "translation_of" not in row:
        return {}
    original: Any = model._default_manager.get(slug=row["translation_of"])
    return {"translation_of": original, "original_seen": seen_now(original)}


def add_article(written: SampleArticle) -> None:
    """One article with its sections and questions: signed by the sample reviewer on one's own
    machine, by nobody elsewhere, and never by a real one.
    """
    fields = {**written.fields, **translates(Article, written.fields)}
    if settings.DEVELOPMENT:
        fields |= {"reviewer": sample_reviewer(fields.get("language", ENGLISH))}
    else:
        fields |= {**A_DRAFT, "last_reviewed_day": None}
    article = Article.objects.create(
        **fields,
        topic=Topic.objects.get(slug=written.topic),
        concern=Concern.objects.get(slug=written.concern),
    )
    article.treatments.set(Treatment.objects.filter(slug__in=written.treatments))
    for section in in_order(written.sections):
        Section.objects.create(article=article, **section)
    for source in in_order(written.sources):
        Source.objects.create(article=article, **source)
    for position, slug in enumerate(written.faqs):
        ArticleFAQ.objects.create(
            article=article, faq=FAQ.objects.get(slug=slug), position=position
        )
