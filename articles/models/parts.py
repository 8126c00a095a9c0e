"""Article parts: what may stand after a section's text, which template shows it, and whether it is
filled.

To add a part: a choice here with its cases below, a migration, its template in
`templates/articles/parts/`, and, where it shows words of its own, their field in the admin.
"""

from typing import TYPE_CHECKING, Self, assert_never

from django.db import models

from clinic.office.models import Treatment

if TYPE_CHECKING:
    from articles.models.articles import Article


class Choice(models.TextChoices):
    """A choice of a section that names its template."""

    @classmethod
    def of(cls, value: str) -> Self | None:
        """None for nothing chosen, and for what an old version names and is no more."""
        if value in cls.values:
            return cls(value)
        return None


class Drawing(Choice):
    COLLAGEN = "collagen", "How collagen supports a pore"
    SERIES = "series", "Why a series, and why the wait"

    @property
    def template(self) -> str:
        return f"partials/drawings/{self.value}.html"


class ArticlePart(Choice):
    """Taken from the article's own fields, or from the first of its treatments."""

    WAYS = "ways", "Ways it helps (numbered)"
    EXPECT = "expect", "May help with, and cannot"
    FACTS = "facts", "Facts of the treatment"
    DAYS = "days", "The days after"

    @property
    def template(self) -> str:
        return f"articles/parts/{self.value}.html"

    def is_filled(self, article: "Article", treatment: Treatment | None) -> bool:
        """Whether there is something to show of it."""
        match self:
            case ArticlePart.WAYS:
                return article.has_ways
            case ArticlePart.EXPECT:
                return article.has_sides
            case ArticlePart.FACTS:
                return treatment is not None and bool(treatment.facts_of_a_session)
            case ArticlePart.DAYS:
                return treatment is not None and treatment.has_days_after
        assert_never(self)

    def why_empty(self, treatment: Treatment | None) -> str:
        """What there is not, in words for staff."""
        match self:
            case ArticlePart.WAYS:
                return "no way is filled in"
            case ArticlePart.EXPECT:
                return "both lists are empty"
            case ArticlePart.FACTS | ArticlePart.DAYS:
                if treatment:
                    return f"{treatment} has none"
                return "the article has no treatment"
        assert_never(self)
