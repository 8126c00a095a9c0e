"""Structured data (schema.org) of articles and questions."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from articles.models import FAQ, Article
from articles.text.sanitizer import as_read
from clinic.office.models import Office
from clinic.office.schema import CONTEXT


def article(article: Article, office: Office) -> dict[str, Any]:
    """An Article, and the page it stands on with whoever reviewed it.

    Each type is one string: readers' views that meet a list of types look no further, and show
    neither byline nor date. A review by a sample reviewer is no review, and search engines are told
    of none.
    """
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    clinic = {
        "@type": "MedicalBusiness",
        "@id": f"{settings.SITE_URL}/#clinic",
        "name": office.name,
    }
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": article.title,
        "description": article.summary,
        "url": address,
        "inLanguage": "en-US",
        "author": clinic,
        "publisher": clinic,
    }
    modified_at = article.modified_at(office.zone)
    if article.published_at and modified_at:
        data["datePublished"] = article.published_at.astimezone(office.zone).isoformat()
        data["dateModified"] = modified_at.astimezone(office.zone).isoformat()
    if article.picture:
        data["image"] = f"{settings.SITE_URL}{article.picture.url}"
    data["mainEntityOfPage"] = {"@type": "MedicalWebPage", "@id": address} | _review(article)
    return data


def _review(article: Article) -> dict[str, Any]:
    if article.reviewer is None or article.reviewer.is_sample or article.last_reviewed_day is None:
        return {}
    person = {"@type": "Person", "name": article.reviewer.name}
    if article.reviewer.license_type:
        person["jobTitle"] = article.reviewer.license_type
    portrait = getattr(article.reviewer, "portrait", None)
    if portrait:
        person["image"] = f"{settings.SITE_URL}{portrait.url}"
    return {"lastReviewed": article.last_reviewed_day.isoformat(), "reviewedBy": person}


def breadcrumbs(article: Article) -> dict[str, Any]:
    """The way to an article, as the top of its page shows it."""
    index = f"{settings.SITE_URL}{reverse('articles:index')}"
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
    """An answer without its markup; the page of questions asks for the same dozens again and
    again.
    """
    return as_read(html)
