"""Translations of the clinic's facts: what a treatment, a concern, a person or the office says in a
further language.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.office.models.office import Office
from clinic.office.models.people import SAMPLE_NAMES, Practitioner, is_sample_name
from clinic.office.models.treatments import Concern, Treatment

OF = ("treatment", "concern", "practitioner", "office")


class TranslationQuerySet(models.QuerySet["Translation"]):
    def published(self) -> "TranslationQuerySet":
        """Those that readers have: outside development none that a sample reviewed."""
        rows = self.filter(is_published=True)
        if not settings.DEVELOPMENT:
            for name in SAMPLE_NAMES:
                rows = rows.exclude(reviewed_by__istartswith=name)
        return rows

    def in_language(self, code: str) -> "TranslationQuerySet":
        return self.filter(language=code)


class Translation(models.Model):
    """The texts of one row in one further language, with a reviewer and a day of its own.

    `texts` has them by the names of the row's fields, those of a treatment's steps by
    "steps.<pk>.title", and notes of hours and closures by "note:<the English one>"; `original` what
    the English ones were when somebody last said that they mean the same. Readers get the English
    text wherever there is none here, or while this is not published.
    """

    language = models.CharField(max_length=10)
    treatment = models.ForeignKey(
        Treatment, models.CASCADE, null=True, blank=True, related_name="translations"
    )
    concern = models.ForeignKey(
        Concern, models.CASCADE, null=True, blank=True, related_name="translations"
    )
    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, null=True, blank=True, related_name="translations"
    )
    office = models.ForeignKey(
        Office, models.CASCADE, null=True, blank=True, related_name="translations"
    )
    texts = models.JSONField(default=dict, blank=True)
    original = models.JSONField(default=dict, blank=True, editable=False)
    reviewed_by = models.CharField(
        max_length=120,
        blank=True,
        help_text="Who read this beside the English, and knows what may be said of a treatment.",
    )
    reviewed_on = models.DateField("reviewed on", null=True, blank=True)
    is_published = models.BooleanField(
        "readers have it",
        default=False,
        help_text="Needs who reviewed it, and when. Until then readers get the English text.",
    )

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["language", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(treatment__isnull=False, concern=None, practitioner=None, office=None)
                | Q(treatment=None, concern__isnull=False, practitioner=None, office=None)
                | Q(treatment=None, concern=None, practitioner__isnull=False, office=None)
                | Q(treatment=None, concern=None, practitioner=None, office__isnull=False),
                name="translation_is_of_one_row",
            ),
            *(
                models.UniqueConstraint(
                    fields=["language", name], name=f"translation_of_{name}_once_a_language"
                )
                for name in OF
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | ~Q(reviewed_by="") & Q(reviewed_on__isnull=False),
                name="translation_is_published_once_reviewed",
                violation_error_message=(
                    "Before readers have it, say who reviewed it, and on which day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of}, {self.language}"

    @property
    def of(self) -> Treatment | Concern | Practitioner | Office:
        """The row that it translates."""
        row = self.treatment or self.concern or self.practitioner or self.office
        assert row is not None  # the database refuses a translation of nothing
        return row

    @property
    def is_sample(self) -> bool:
        return is_sample_name(self.reviewed_by)
