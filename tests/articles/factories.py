"""Articles and questions for tests; a test names only what it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from articles.images import Made, widths
from articles.models import (
    FAQ,
    Article,
    ArticleFAQ,
    FAQGroup,
    Picture,
    Rule,
    Section,
    Source,
    Topic,
    keep_picture,
)
from clinic.office.models import Practitioner, Treatment

LONG_AGO = datetime(2026, 1, 6, 17, 0, tzinfo=UTC)


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def make_topic(name: str = "Skin") -> Topic:
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def make_article(
    title: str = "Pores, plainly", *, sections: list[dict[str, Any]] | None = None, **fields: Any
) -> Article:
    """A published, reviewed article with one section; the checks for which a test made no rule are
    off.
    """
    known = set(Rule.objects.values_list("check_name", flat=True))
    missing = [check for check in Rule.Check.values if check not in known]
    Rule.objects.bulk_create(Rule(check_name=check, is_on=False) for check in missing)
    reviewer, _ = Practitioner.objects.get_or_create(name="Sample reviewer")
    defaults = {
        "title": title,
        "slug": slugify(title),
        "summary": "What can change, and what cannot.",
        "reviewer": reviewer,
        "last_reviewed_day": date(2026, 1, 5),
        "published_at": LONG_AGO,
    }
    if "topic" not in fields:
        defaults["topic"] = make_topic()
    article = Article.objects.create(**defaults | fields)
    for section in (
        [{"heading": "Why", "body": "<p>Because.</p>"}] if sections is None else sections
    ):
        make_section(article, **section)
    return article


def make_section(article: Article, **fields: Any) -> Section:
    fields = {"heading": "A heading", "position": article.sections.count()} | fields
    return Section.objects.create(article=article, **fields)


def make_picture(
    name: str = "Leaf", *, width: int = 1600, height: int = 1200, **fields: Any
) -> Picture:
    """A picture of nobody. Its files, empty ones, are written when the transaction is committed."""
    picture = Picture(name=name, **{"alt": "A leaf", "depicts": "nobody"} | fields)
    keep_picture(picture, Made(width, height, dict.fromkeys(widths(width), b"")))
    return picture


def make_faq(
    question: str = "Does it hurt?",
    *,
    group: str = "Microneedling",
    on: Article | None = None,
    **fields: Any,
) -> FAQ:
    """A published question, on the article `on` if one is given."""
    rows, _ = FAQGroup.objects.get_or_create(slug=slugify(group), defaults={"name": group})
    defaults = {
        "slug": slugify(question),
        "answer": "<p>Mostly not.</p>",
        "group": rows,
        "published_at": LONG_AGO,
    }
    faq = FAQ.objects.create(question=question, **defaults | fields)
    if on:
        ArticleFAQ.objects.create(article=on, faq=faq, position=on.articlefaq_set.count())
    return faq


def make_treatment(name: str = "Holistic Microneedling", **fields: Any) -> Treatment:
    defaults = {
        "slug": slugify(name),
        "menu_name": name.split()[-1],
        "lead": "Fine needles, and enough time.",
        "what_it_is": "Very fine needles.\n\nThe skin answers.",
        "session_minutes_least": 30,
        "session_minutes_most": 60,
        "sessions_least": 3,
        "sessions_most": 6,
        "redness_days_least": 1,
        "redness_days_most": 3,
        "feeling": "lightly scratchy",
        "may_help": "The look of pores",
        "cannot": "Remove pores",
        "same_day": "Pink and warm.",
    }
    return Treatment.objects.create(name=name, **defaults | fields)


def make_long_article(**fields: Any) -> Article:
    """An article with every drawing and every part."""
    sections = [
        {"heading": "Why", "body": "<p>Because.</p><ul><li>sun</li></ul>"},
        {"heading": "How", "drawing": "collagen", "part": "ways"},
        {"heading": "Facts", "part": "facts"},
        {"heading": "Why a series", "drawing": "series"},
        {"heading": "What to expect", "part": "expect"},
        {"heading": "The days after", "part": "days"},
    ]
    parts = {
        "ways": "Firmer edges\nDenser skin\nSmoother texture",
        "indirect_way": "Calmer skin",
        "may_help": "The look of pores",
        "cannot": "Remove pores",
    }
    return make_article(sections=sections, **parts | fields)


def forbid(words: str) -> None:
    """The checklist's rule about claims looks for these."""
    Rule.objects.update_or_create(
        check_name="claim", defaults={"words": words, "reason": "No.", "is_on": True}
    )


def make_source(row: Article | FAQ, **fields: Any) -> Source:
    """A page that was read for an article or a question."""
    of = "article" if isinstance(row, Article) else "question"
    defaults = {
        "claim": "Needles may be rolled, stamped or moved by a motor.",
        "publisher": "A public office",
        "title": "Devices with needles",
        "address": "https://office.example/needles",
        "read_day": date(2026, 1, 5),
    }
    return Source.objects.create(**{of: row} | defaults | fields)
