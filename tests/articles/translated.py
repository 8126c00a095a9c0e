"""Articles and questions with translations, for tests."""

from typing import Any

from articles.models import FAQ, Article
from articles.originals import seen_now
from tests.articles.factories import make_article, make_faq


def make_translation(
    original: Article, title: str = "Los poros, sin rodeos", **fields: Any
) -> Article:
    """A published translation that says what the original says."""
    given = {
        "topic": original.topic,
        "language": "es",
        "translation_of": original,
        "original_seen": seen_now(original),
        "summary": "Qué puede cambiar y qué no.",
        "sections": [{"heading": "Por qué", "body": "<p>La piel se toma su tiempo.</p>"}],
    }
    return make_article(title, **given | fields)


def make_faq_translation(original: FAQ, question: str = "¿Duele?", **fields: Any) -> FAQ:
    """A published translation of a question."""
    given = {
        "group": original.group.name,
        "language": "es",
        "translation_of": original,
        "original_seen": seen_now(original),
        "answer": "<p>Casi nunca.</p>",
    }
    return make_faq(question, **given | fields)
