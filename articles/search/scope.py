"""Scope of a search: the texts of one language that readers have at a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles.models import FAQ, Article


@dataclass(frozen=True)
class Scope:
    """Of a search in another language than the page's, only texts that are not there in that one:
    they are `not_in` it. The clinic's pages are there in each.
    """

    language: str
    now: datetime
    not_in: str = ""

    @property
    def name(self) -> str:
        return f"{self.language} {self.not_in}"

    def at(self, now: datetime) -> "Scope":
        return Scope(self.language, now, self.not_in)

    def published(self, model: type[Article] | type[FAQ]) -> QuerySet[Any]:
        rows = model.objects.published(now=self.now).in_language(self.language)
        if self.not_in:
            return rows.without_translation(self.not_in, now=self.now)
        return rows
