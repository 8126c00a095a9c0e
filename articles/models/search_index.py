"""Search index: the stems of each article and question, and every word that they came from.

PostgreSQL's alone: on SQLite the search reads the texts themselves. Triggers mark a row whenever
its text is written, by whatever writes it; `articles.search.index` then makes it anew. Whether
readers have the text is no part of the index: that is asked when somebody searches.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.questions import FAQ
from clinic.languages import ENGLISH


class StemsField(models.TextField):
    """Stems with a blank between them, found by an index on PostgreSQL."""

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options


@StemsField.register_lookup
class HasOneOf(models.Lookup):
    """Whether one of some stems is among them, in the words that the index is made of."""

    lookup_name = "has_one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, ' ') && %s::text[]", (*params, sorted(self.rhs))


class SearchDocument(models.Model):
    """What is found of one article, with its sections, or of one question.

    No foreign key of the database: code that knows nothing of this table deletes articles too, and
    a trigger deletes this row then.
    """

    article = models.OneToOneField(
        Article, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    question = models.OneToOneField(
        FAQ, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    title = models.TextField()
    headings = models.TextField()
    # All of them; those of the title again after "t:", those of title and headings after "h:".
    stems = StemsField()
    is_stale = models.BooleanField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, question=None)
                | Q(article=None, question__isnull=False),
                name="search_document_is_of_an_article_or_a_question",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_stale=True), name="search_document_stale")
        ]

    def __str__(self) -> str:
        return f"{self.article_id or ''}/{self.question_id or ''}"


class SearchWord(models.Model):
    """A word of some text, by which part of a word and a word with a mistake in it are found."""

    language = models.CharField(max_length=10, default=ENGLISH, db_default=ENGLISH)
    word = models.CharField(max_length=100)
    stem = models.CharField(max_length=100, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="search_word_once_a_language")
        ]

    def __str__(self) -> str:
        return self.word
