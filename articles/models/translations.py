"""Translations: a row's language, the original that it translates, and what its translator saw;
names in other languages.

A translation is a row of its own, with its own address, stage, versions, reviewer and days. English
rows are the originals; each has at most one translation a language.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from clinic import languages
from clinic.languages import ENGLISH, LANGUAGES, Language

Row = TypeVar("Row", bound=models.Model)
NOT_AN_ORIGINAL = "A translation is made from an English text, and into another language."


def address(language: str, name: str, *args: str) -> str:
    """The path of a page in that language, whatever language is in use."""
    if language == languages.current():
        return reverse(name, args=args)
    with languages.speaking(language):
        return reverse(name, args=args)


class TranslatedQuerySet(models.QuerySet[Row]):
    """For rows with a language."""

    def in_language(self, code: str) -> Self:
        return self.filter(language=code)

    def of_languages(self, codes: Iterable[str]) -> Self:
        return self.filter(language__in=codes)

    def without_translation(self, code: str, *, now: datetime) -> Self:
        """Originals of which readers have no translation in that language at `now`."""
        translated = self.model._default_manager.filter(
            language=code, translation_of=OuterRef("pk"), published_at__lte=now
        )
        return self.filter(~models.Exists(translated), language=ENGLISH)

    def with_slugs(self, codes: Iterable[str], *, now: datetime) -> Self:
        """With the addresses of the same text in these languages, as far as readers have them at
        `now`, in the same query; for `paths()`.
        """
        slugs = {f"slug_in_{code}": self._slug_in(code, now) for code in codes}
        return self.annotate(**slugs)

    def _slug_in(self, code: str, now: datetime) -> models.Subquery:
        rows = self.model._default_manager.filter(language=code, published_at__lte=now).order_by()
        original = Coalesce(OuterRef("translation_of"), OuterRef("pk"))
        if code == ENGLISH:
            same = rows.filter(pk=original)
        else:
            same = rows.filter(translation_of=original)
        return models.Subquery(same.values("slug")[:1])


class Translatable(models.Model):
    """A row in one of the site's languages."""

    if TYPE_CHECKING:
        slug: Any

    language = models.CharField(max_length=10, default=ENGLISH, db_default=ENGLISH, editable=False)
    translation_of = models.ForeignKey(
        "self",
        models.RESTRICT,  # both may go together, and no original alone
        null=True,
        blank=True,
        editable=False,
        related_name="translations",
    )
    # The original's words when the translation was last said to say the same; None: never.
    original_seen = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        original = self.translation_of
        if original and (original.language != ENGLISH or self.language == ENGLISH):
            raise ValidationError(NOT_AN_ORIGINAL)

    def paths(self) -> dict[str, str]:
        """Where readers have the same text, by language; of a row of `with_slugs()`."""
        slugs = {code: getattr(self, f"slug_in_{code}", None) for code in LANGUAGES}
        found = {code: self.path_in(code, slug) for code, slug in slugs.items() if slug}
        return found | {self.language: self.path_in(self.language, str(self.slug))}

    def path_in(self, code: str, slug: str) -> str:
        raise NotImplementedError

    @property
    def in_words(self) -> Language:
        """Its language, as pages name it; of one that the site knows no more, English."""
        return LANGUAGES.get(self.language, LANGUAGES[ENGLISH])

    @property
    def is_translation(self) -> bool:
        return self.language != ENGLISH

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than the page that shows it."""
        return self.language != languages.current()


def of_translations(name: str) -> list[models.BaseConstraint]:
    """What the database holds of a table of rows in several languages."""
    return [
        models.CheckConstraint(
            condition=Q(language=ENGLISH, translation_of=None)
            | ~Q(language=ENGLISH) & Q(translation_of__isnull=False),
            name=f"{name}_is_an_original_or_a_translation",
            violation_error_message=NOT_AN_ORIGINAL,
        ),
        models.CheckConstraint(
            condition=Q(translation_of=None) | ~Q(translation_of=F("pk")),
            name=f"{name}_translates_another",
            violation_error_message=NOT_AN_ORIGINAL,
        ),
        models.UniqueConstraint(
            fields=["translation_of", "language"],
            name=f"{name}_has_one_translation_a_language",
            violation_error_message="It has a translation into this language already.",
        ),
    ]


class NameInLanguage(models.Model):
    """What a topic or a group of questions is called in another language."""

    language = models.CharField(max_length=10)  # the site's list of them is code
    name = models.CharField(max_length=60)

    class Meta:
        abstract = True
        ordering = ["language"]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """A row whose name readers see, in the language of the page."""

    if TYPE_CHECKING:
        name: Any
        names: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Its name in the language in use; its own where it has no other. In another language than
        English one query, unless its `names` were fetched before.
        """
        code = languages.current()
        if code == ENGLISH or self.pk is None:
            return str(self.name)
        rows: Iterable[NameInLanguage] = self.names.all()
        return next((row.name for row in rows if row.language == code), str(self.name))


def but_in_english(*lookups: str) -> list[str]:
    """What to fetch beforehand for a page in another language; nothing for an English one."""
    return [] if languages.current() == ENGLISH else list(lookups)
