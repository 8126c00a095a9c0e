"""Content of an export: articles, questions, pictures, treatments and the clinic's own facts."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from articles.models import (
    FAQ,
    Article,
    FAQGroup,
    OldAddress,
    Override,
    PageVersion,
    Picture,
    ReviewAsked,
    Rule,
    RuleWords,
    Synonym,
    Topic,
    Version,
)
from clinic.office.models import (
    Concern,
    PageWords,
    Practitioner,
    SiteLanguage,
    Translation,
    Treatment,
)
from clinic.operations.backups.backup import media_files
from clinic.operations.export.values import Export, as_json, plain

Files = Iterator[tuple[str, Iterable[bytes]]]
PIECE = 256 * 1024  # bytes


def _html(template: str, **context: Any) -> list[bytes]:
    return [render_to_string(f"operations/export/{template}.html", context).encode()]


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    files = [f"pictures/{picture.key}/{width}.webp" for width in picture.widths]
    return {
        "name": picture.name,
        "in_words": picture.alt,
        "in_other_languages": dict(picture.in_languages.values_list("language", "alt")),
        "depicts": picture.get_depicts_display(),
        "portrait_of": picture.practitioner.name if picture.practitioner else None,
        "files": files,
    }


def _by(row: Any, name: str) -> str | None:
    user = getattr(row, name)
    return str(user.get_username()) if user else None


# ---- articles ----------------------------------------------------------------------------------
def articles(export: Export) -> Files:
    related = ("topic", "concern", "reviewer", "picture", "written_by", "translation_of")
    for article in Article.objects.select_related(*related).order_by("pk"):
        sections = list(article.sections.select_related("picture"))
        faqs = list(FAQ.objects.of(article).for_readers())
        context = {"article": article, "sections": sections, "faqs": faqs, "export": export}
        yield f"articles/{article.slug}.html", _html("article", **context)
        yield f"articles/{article.slug}.json", [as_json(_article(article, sections, faqs, export))]
        versions = article.versions.select_related("by", "answered_by").order_by("at", "pk")
        said = [_version(version) for version in versions]
        yield f"articles/{article.slug}.versions.json", [as_json(said)]


def _article(
    article: Article, sections: list[Any], faqs: list[FAQ], export: Export
) -> dict[str, Any]:
    lines = ("ways", "indirect_way", "may_help", "cannot")
    names = ("title", "slug", "search_title", "summary", "plate", "feed_id", "revision")
    days = ("published_at", "last_reviewed_day", "review_due_day")
    return {
        **{name: getattr(article, name) for name in names + days},
        **{name: getattr(article, name).splitlines() for name in lines},
        **_language(article),
        "stage": article.state(now=export.now),
        "topic": article.topic.name,
        "concern": article.concern.name if article.concern else None,
        "treatments": list(article.treatments.values_list("slug", flat=True)),
        "reviewer": str(article.reviewer) if article.reviewer else None,
        "written_by": _by(article, "written_by"),
        "picture": _picture(article.picture),
        "sections": [
            {
                "heading": section.heading,
                "body": section.body,
                "picture": _picture(section.picture),
                "drawing": section.drawing,
                "followed_by": section.part,
            }
            for section in sections
        ],
        "questions": [faq.slug for faq in faqs],
        "sources": _sources(article),
        "reviews": [_review(asked) for asked in ReviewAsked.objects.filter(article=article)],
        "findings_that_stand": plain(
            Override.objects.filter(article=article), without=("article", "question", "by")
        ),
    }


def _language(row: Article | FAQ) -> dict[str, Any]:
    """Its language, and of a translation the original with its words as they were translated."""
    original: Any = row.translation_of
    if original is None:
        return {"language": row.language}
    return {
        "language": row.language,
        "translation_of": original.slug,
        "original_as_translated": row.original_seen,
    }


def _names(group: Topic | FAQGroup) -> dict[str, str]:
    return dict(group.names.values_list("language", "name"))


def _sources(row: Article | FAQ) -> list[dict[str, Any]]:
    return plain(row.sources.all(), without=("article", "question", "position"))


def _version(version: Version) -> dict[str, Any]:
    return {
        "kind": version.get_kind_display(),
        "at": version.at,
        "by": _by(version, "by"),
        "readable_from": version.readable_from,
        "answered_at": version.answered_at,
        "answered_by": _by(version, "answered_by"),
        "why": version.why,
        "content": version.content,
    }


def _review(asked: ReviewAsked) -> dict[str, Any]:
    return {
        "asked_at": asked.at,
        "by": _by(asked, "by"),
        "outcome": asked.outcome,
        "why": asked.why,
        "answered_at": asked.answered_at,
        "answered_by": _by(asked, "answered_by"),
    }


# ---- questions ---------------------------------------------------------------------------------
def questions(export: Export) -> Files:
    groups = [
        (group, list(group.faqs.order_by("position", "pk").for_readers()))
        for group in FAQGroup.objects.all()
    ]
    yield "questions/questions.html", _html("questions", groups=groups, export=export)
    said = [
        {
            "group": group.name,
            "in_other_languages": _names(group),
            "slug": group.slug,
            "questions": [_question(faq, export) for faq in faqs],
        }
        for group, faqs in groups
    ]
    yield "questions/questions.json", [as_json(said)]


def _question(faq: FAQ, export: Export) -> dict[str, Any]:
    return {
        "question": faq.question,
        "slug": faq.slug,
        "answer": faq.answer,
        **_language(faq),
        "published_at": faq.published_at,
        "stage": faq.state(now=export.now),
        "on_home_page": faq.on_home_page,
        "articles": list(faq.articles.values_list("slug", flat=True)),
        "sources": _sources(faq),
        "reviews": [_review(asked) for asked in ReviewAsked.objects.filter(question=faq)],
        "findings_that_stand": plain(
            Override.objects.filter(question=faq), without=("article", "question", "by")
        ),
    }


# ---- pictures, redirects -----------------------------------------------------------------------
def pictures(export: Export) -> Files:
    said = [
        {**(_picture(picture) or {}), "added_at": picture.added_at, "added_by": _by(picture, "by")}
        for picture in Picture.objects.select_related("by", "practitioner").order_by("pk")
    ]
    yield "pictures.json", [as_json(said)]
    base = Path(settings.MEDIA_ROOT)
    for path in media_files(base):
        yield path.relative_to(base).as_posix(), _file(path)


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def redirects(export: Export) -> Files:
    rows = OldAddress.objects.select_related("article")
    lines = (
        (row.path, row.article.get_absolute_url() if row.article else row.page) for row in rows
    )
    yield "redirects.csv", export.csv(["from", "to"], lines)


# ---- the clinic --------------------------------------------------------------------------------
def treatments(export: Export) -> Files:
    found = list(Treatment.objects.prefetch_related("steps", "practitioners"))
    yield "treatments/treatments.html", _html("treatments", treatments=found, export=export)
    rows = plain(Treatment.objects.order_by("pk"))
    steps = {
        treatment.slug: plain(treatment.steps.all(), without=("treatment",)) for treatment in found
    }
    people = {
        treatment.slug: [person.name for person in treatment.practitioners.all()]
        for treatment in found
    }
    said = [{**row, "who_treats": people[row["slug"]], "steps": steps[row["slug"]]} for row in rows]
    for row, treatment in zip(said, Treatment.objects.order_by("pk"), strict=True):
        row["translations"] = _translations(treatment=treatment)
    yield "treatments/treatments.json", [as_json(said)]


def _translations(**of: Any) -> list[dict[str, Any]]:
    """What rows say in other languages."""
    return plain(Translation.objects.filter(**of))


def pages(export: Export) -> Files:
    rows = PageVersion.objects.select_related("by").order_by("page", "number")
    kept = plain(rows, without=("by",))
    said = [{**row, "by": _by(version, "by")} for row, version in zip(kept, rows, strict=True)]
    yield "pages.versions.json", [as_json(said)]


def clinic(export: Export) -> Files:
    office = export.office
    own = type(office).objects.filter(pk=office.pk)
    special = [
        {"monday": week.monday, "hours": plain(week.hours.all(), without=("week",))}
        for week in office.special_weeks.all()
    ]
    of_office = {"without": ("office",)}
    said = {
        "office": plain(own)[0],
        "addresses_that_are_told": plain(office.mail_addresses.all(), **of_office),
        "opening_hours": plain(office.opening_hours.all(), **of_office),
        "consultation_hours": plain(office.consultation_hours.all(), **of_office),
        "special_weeks": special,
        "closures": plain(office.closures.all(), **of_office),
        "further_languages": plain(SiteLanguage.objects.all()),
        "practitioners": plain(Practitioner.objects.order_by("pk")),
        "translations": _translations(treatment=None),
        "concerns": plain(Concern.objects.all()),
        "topics": [
            {**row, "in_other_languages": _names(topic)}
            for row, topic in zip(plain(Topic.objects.all()), Topic.objects.all(), strict=True)
        ],
        "synonyms_of_the_search": plain(Synonym.objects.all()),
        "rules_of_the_checklist": plain(Rule.objects.all()),
        "rules_in_other_languages": plain(RuleWords.objects.all()),
        "words_of_pages": plain(PageWords.objects.all()),
    }
    yield "clinic.json", [as_json(said)]
