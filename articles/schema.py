"""Structured data (schema.org) of articles and questions."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import FAQ, Article
from articles.text.sanitizer import as_read
from clinic.languages import ENGLISH, LANGUAGES
from clinic.office import facts, schema
from clinic.office.models import Office
from clinic.office.schema import Thing
from clinic.sharing import pictures


def article_page(
    article: Article, office: Office, faqs: Iterable[FAQ], pairs: Mapping[str, str]
) -> Thing:
    """An Article, the page it stands on with whoever reviewed it, the way there, and its
    questions. `pairs` is where it is in each language. What the head of the page says already is
    not said again: such pages are heavy.
    """
    path = article.get_absolute_url()
    trail = _trail(article)
    page = schema.page(
        "MedicalWebPage",
        path,
        article.title,
        breadcrumb=schema.only_id(trail),
        **_review(article),
    )
    return schema.graph(
        _article(article, office, pairs), page, trail, questions(faqs, f"{path}#common-questions")
    )


def _article(article: Article, office: Office, pairs: Mapping[str, str]) -> Thing:
    address = schema.absolute(article.get_absolute_url())
    clinic = schema.clinic(office)
    data: Thing = {
        "@type": "Article",
        "@id": f"{address}#article",
        "headline": article.title,
        "mainEntityOfPage": {"@id": address},
        "author": clinic,
        "publisher": schema.only_id(clinic),
        "inLanguage": article.in_words.tag,
        **_other_languages(article, pairs),
    }
    modified_at = article.modified_at(office.zone)
    if article.published_at and modified_at:
        data["datePublished"] = article.published_at.astimezone(office.zone).isoformat()
        data["dateModified"] = modified_at.astimezone(office.zone).isoformat()
    if picture := _picture(article, office):
        data["image"] = schema.absolute(picture)
    return data


def _other_languages(article: Article, pairs: Mapping[str, str]) -> Thing:
    """Of an original its translations, and of a translation its original, as readers have them."""
    things = {
        code: {
            "@type": "Article",
            "@id": f"{schema.absolute(path)}#article",
            "url": schema.absolute(path),
            "inLanguage": LANGUAGES[code].tag,
        }
        for code, path in pairs.items()
    }
    own = things.pop(article.language, None)
    if own is None:
        return {}
    if not article.is_translation:
        return {"workTranslation": list(things.values())}
    return {"translationOfWork": things[ENGLISH]} if ENGLISH in things else {}


def _picture(article: Article, office: Office) -> str | None:
    """Its own; else the one that is drawn of its title, once it is there."""
    if article.picture:
        return article.picture.url
    return pictures.address(article.shared_as, clinic=office.name)


def _review(article: Article) -> Thing:
    """It belongs to the page: an Article has no such property. A review by a sample reviewer is no
    review, and search engines are told of none.
    """
    if article.reviewer is None or article.reviewer.is_sample or article.last_reviewed_day is None:
        return {}
    return {
        "lastReviewed": article.last_reviewed_day.isoformat(),
        "reviewedBy": schema.person(facts.shown(article.reviewer)),
    }


def _trail(article: Article) -> Thing:
    index = reverse("articles:index")
    topic = (str(article.topic), f"{index}?topic={article.topic.slug}")
    steps = [(_("Articles"), index), topic]
    return schema.breadcrumbs(article.get_absolute_url(), steps, article.title)


def questions(faqs: Iterable[FAQ], path: str) -> Thing | None:
    """A FAQPage of the questions that stand at `path` with their answers; None without any."""
    asked = [
        {
            "@type": "Question",
            "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": _text(faq.answer)},
        }
        for faq in faqs
    ]
    if not asked:
        return None
    return schema.page("FAQPage", path, _("Common questions"), mainEntity=asked)


def questions_page(faqs: Iterable[FAQ]) -> Thing | None:
    """The page of questions itself, of those that it shows; None while it shows none."""
    asked = questions(faqs, reverse("articles:questions"))
    return schema.graph(asked) if asked else None


@lru_cache(maxsize=500)
def _text(html: str) -> str:
    """An answer without its markup; the page of questions asks for the same dozens again and
    again.
    """
    return as_read(html)
