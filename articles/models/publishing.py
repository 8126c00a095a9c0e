"""Publishing stages, and the queryset `published()`."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models

from articles.models.translations import Translatable, TranslatedQuerySet

Row = TypeVar("Row", bound=models.Model)


class PublishedQuerySet(TranslatedQuerySet[Row]):
    """For rows with `published_at`: empty is a draft, the future is planned."""

    def published(self, *, now: datetime) -> Self:
        """Rows that readers may see at `now`."""
        return self.filter(published_at__lte=now)


class Published(Translatable):
    """A row with a life: draft, in review, scheduled, published, retired."""

    class Stage(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        RETIRED = "retired", "Retired"

    published_at = models.DateTimeField(
        "published",
        null=True,
        blank=True,
        help_text="Empty: no reader sees it. In the future: scheduled, and seen from then on.",
    )
    stage = models.CharField(
        max_length=7,
        choices=Stage.choices,
        default=Stage.DRAFT,
        help_text="Where it stands as long as it has no day of publishing.",
    )

    class Meta:
        abstract = True

    def state(self, *, now: datetime) -> str:
        """Draft, in review, scheduled, published or retired, as staff read it."""
        if self.published_at is None:
            return str(self.get_stage_display())
        if self.published_at <= now:
            return "Published"
        return "Scheduled"
