"""schema.org data of articles and questions."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from articles.markup import as_read
from articles.models import FAQ, Article
from clinic.models import Office
from clinic.schema import CONTEXT


def article(article: Article, office: Office) -> dict[str, Any]:
    """An Article with whoever reviewed it."""
    clinic = {"@type": "MedicalBusiness", "@id": f"{settings.SITE_URL}/#clinic", "name": office.name}
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": ["Article", "MedicalWebPage"],
        "headline": article.title,
        "description": article.summary,
        "url": f"{settings.SITE_URL}{article.get_absolute_url()}",
        "inLanguage": "en-US",
        "author": clinic,
        "publisher": clinic,
    }
    if article.published_at:
        data["datePublished"] = article.published_at.astimezone(office.zone).isoformat()
    if article.picture:
        data["image"] = f"{settings.SITE_URL}{article.picture.url}"
    if article.last_reviewed_day:
        data["lastReviewed"] = article.last_reviewed_day.isoformat()
    if article.reviewer:
        data["reviewedBy"] = {"@type": "Person", "name": article.reviewer.name}
        if article.reviewer.license_type:
            data["reviewedBy"]["jobTitle"] = article.reviewer.license_type
    return data


def breadcrumbs(article: Article) -> dict[str, Any]:
    """The way to an article, as the top of its page shows it."""
    index = f"{settings.SITE_URL}{reverse('articles')}"
    steps = [
        ("Articles", index),
        (article.topic.name, f"{index}?topic={article.topic.slug}"),
        (article.title, f"{settings.SITE_URL}{article.get_absolute_url()}"),
    ]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def questions(faqs: Iterable[FAQ]) -> dict[str, Any]:
    """A FAQPage of the questions that the page shows."""
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": faq.question,
                "acceptedAnswer": {"@type": "Answer", "text": _text(faq.answer)},
            }
            for faq in faqs
        ],
    }


@lru_cache(maxsize=500)
def _text(html: str) -> str:
    """An answer without its markup; the page of questions asks for the same dozens again and again."""
    return as_read(html)
