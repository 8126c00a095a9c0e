"""Snapshot: an article's whole content as data, to store as a version and to restore.

Versions, previews and proposals are the same thing kept for different reasons.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, NotRequired, TypedDict, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.dateparse import parse_date, parse_datetime

from articles.models import FAQ, Article, ArticleFAQ, Picture, Section, Source, Topic
from articles.models.line_fields import with_plain_ends
from articles.models.search import SearchedText
from clinic.languages import ENGLISH
from clinic.office.models import Treatment

# What is the article's place and standing, and not its text: a version that is put back leaves it
# alone.
STANDING = (
    "slug",
    "published_at",
    "stage",
    "revision",
    "reviewer",
    "last_reviewed_day",
    "review_due_day",
)
# Nor is this kept of it.
NOT_SAID = (
    "feed_id",
    "written_by",
    "changed_since_review",
    "language",
    "translation_of",
    "original_seen",
)


Row = TypeVar("Row", bound=models.Model)


class Content(TypedDict):
    """What `take` makes: plain JSON, rows by their keys."""

    fields: dict[str, Any]
    treatments: list[int]
    sections: list[dict[str, Any]]
    # The words too, since questions and pictures are edited elsewhere.
    # id, question, answer, published_at and sources (older ones: without those two)
    faqs: list[dict[str, Any]]
    sources: NotRequired[
        list[dict[str, Any]]
    ]  # of the article; older ones have none, as there were none
    pictures: NotRequired[list[dict[str, Any]]]  # id, alt, depicts; older ones have none
    language: NotRequired[str]  # of a translation
    edition: NotRequired[int]  # of a proposal: the article's, as the writer saw it
    round: NotRequired[int]  # of a proposal: how often its writer has changed its words since


class Shown(NamedTuple):
    """Rows in memory alone, as a page wants them."""

    article: Article
    sections: list[Section]
    treatments: list[int]  # keys
    faqs: list[FAQ]


def snapshot_of(article: Article) -> Content:
    """All that stands on the article's page, from the database."""
    sections = [
        values_of(section, without=("article", "words")) for section in article.sections.all()
    ]
    shown = {article.picture_id, *(section["picture"] for section in sections)} - {None}
    pictures = Picture.objects.filter(pk__in=shown).order_by("pk").values("id", "alt", "depicts")
    content: Content = {
        "fields": values_of(article),
        "treatments": list(article.treatments.values_list("pk", flat=True)),
        "sections": sections,
        "faqs": [_question(faq) for faq in FAQ.objects.of(article).for_readers()],
        "sources": _sources(article),
        "pictures": [dict(values) for values in pictures] if shown else [],
    }
    if article.is_translation:
        content["language"] = article.language
    return content


def _question(faq: FAQ) -> dict[str, Any]:
    names = ("id", "question", "answer", "published_at")
    return {**{name: getattr(faq, name) for name in names}, "sources": _sources(faq)}


def _sources(row: Article | FAQ) -> list[dict[str, Any]]:
    return [values_of(each, without=("article", "question")) for each in row.sources.all()]


def shown(content: Content, *, pk: int = 0) -> Shown:
    """Unsaved rows that hold `content`, of the article `pk` if it has one.

    What it names and is gone by now is left out. Questions and pictures speak with the words of
    then.
    """
    language = content.get("language", ENGLISH)
    article = _row(Article(pk=pk, language=language), content["fields"])
    if not Topic.objects.filter(pk=article.topic_id).exists():
        article.topic = Topic(name="", slug="")
    sections = [_row(Section(), values) for values in content["sections"]]
    for section in sections:
        section.words = section.count_words()
    known = FAQ.objects.in_bulk([faq["id"] for faq in content["faqs"]])
    faqs = []
    for values in content["faqs"]:
        faq = known.get(values["id"]) or FAQ(pk=0, slug=f"question-{values['id']}")
        faq.question, faq.answer = values["question"], values["answer"]
        if "published_at" in values:
            faq.published_at = _moment(values["published_at"])
        _give(faq, sources=values.get("sources", []))
        faqs.append(faq)
    _give_pictures([article, *sections], content.get("pictures", []))
    _give(article, sources=content.get("sources", []), sections=sections)
    return Shown(article, sections, content["treatments"], faqs)


def _give(row: Article | FAQ, *, sources: list[dict[str, Any]], **rows: Any) -> None:
    """Set beforehand: whoever asks for the rows on it gets these and not the stored ones."""
    row._prefetched_objects_cache = {  # type: ignore[union-attr]
        "sources": [_row(Source(), values) for values in sources],
        **rows,
    }


def lost_pictures(content: Content) -> int:
    """How many pictures `content` shows that have been deleted since."""
    named = {
        row["picture"] for row in [content["fields"], *content["sections"]] if row.get("picture")
    }
    if named:
        return len(named) - Picture.objects.filter(pk__in=named).count()
    return 0


def _give_pictures(rows: Sequence[Article | Section], kept: list[dict[str, Any]]) -> None:
    named = {row.picture_id for row in rows if row.picture_id}
    pictures = Picture.objects.in_bulk(named) if named else {}
    for values in kept:
        if values["id"] in pictures:
            pictures[values["id"]].alt, pictures[values["id"]].depicts = (
                values["alt"],
                values["depicts"],
            )
    for row in rows:
        if row.picture_id:
            row.picture = pictures.get(row.picture_id)


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


@transaction.atomic
def put_back(content: Content, article: Article) -> Article:
    """Give the article this content, but leave its address, its review and its days as they are."""
    article = _row(article, content["fields"], without=STANDING)
    article.save()
    article.treatments.set(Treatment.objects.filter(pk__in=content["treatments"]))
    article.sections.all().delete()
    for values in content["sections"]:
        _row(Section(article=article), values).save(force_insert=True)
    article.sources.all().delete()
    for values in content.get("sources", []):
        _row(Source(article=article), values).save(force_insert=True)
    article.articlefaq_set.all().delete()
    known = FAQ.objects.in_bulk([faq["id"] for faq in content["faqs"]])
    kept = [faq["id"] for faq in content["faqs"] if faq["id"] in known]
    for position, key in enumerate(kept):
        ArticleFAQ.objects.create(article=article, faq_id=key, position=position)
    return article


def say_the_same(one: Any, other: Any) -> bool:
    """Whether two contents agree, apart from the number that rises with every save.

    What versions of old did not keep yet, of pictures and of questions, is not compared.
    """
    first, second = as_kept(one), as_kept(other)
    for content in (first, second):
        for name in ("edition", "revision"):  # as older versions have it, and as it is called now
            content["fields"].pop(name, None)
        content.pop("language", None)
        content.pop("edition", None)
        content.pop("round", None)
        for row in content["sections"]:
            row.pop("position", None)  # they stand in their order
        for row in [content, *content["faqs"]]:
            for source in row.setdefault("sources", []):  # of old there were none
                source.pop("position", None)
    if "pictures" not in first or "pictures" not in second:
        first.pop("pictures", None)
        second.pop("pictures", None)
    if not all("published_at" in faq for faq in [*first["faqs"], *second["faqs"]]):
        for faq in [*first["faqs"], *second["faqs"]]:
            faq.pop("published_at", None)
    return bool(first == second)


def as_kept(content: Any) -> Any:
    """A content as it comes from the database, also if it was just taken; its lines end as new ones
    do.
    """
    kept = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    for row in [kept["fields"], *kept["sections"], *kept["faqs"], *kept.get("pictures", [])]:
        row.update(
            (name, with_plain_ends(value)) for name, value in row.items() if isinstance(value, str)
        )
    return kept


def _fields(model: type[models.Model]) -> Sequence[models.Field]:
    """What a row says: neither its keys nor what is made of its words."""
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.name in NOT_SAID or isinstance(field, SearchedText))
    ]


def values_of(row: models.Model, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        field.name: field.value_to_string(row)
        if isinstance(field, models.FileField)
        else field.value_from_object(row)
        for field in _fields(type(row))
        if field.name not in without
    }


def _row(row: Row, values: dict[str, Any], *, without: tuple[str, ...] = ()) -> Row:
    """`row` with `values`, as JSON or Python has them; fields that the model has no more are passed
    over.
    """
    for field in _fields(type(row)):
        if field.name not in values or field.name in without:
            continue
        value = values[field.name]
        if isinstance(value, str) and isinstance(field, models.DateTimeField):
            value = parse_datetime(value)
        elif isinstance(value, str) and isinstance(field, models.DateField):
            value = parse_date(value)
        elif isinstance(field, models.ForeignKey) and value is not None:
            known = field.related_model._default_manager.filter(pk=value)
            value = value if known.exists() else None
        setattr(row, field.attname, value)
    return row
