"""Versions and change proposals of an article."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from articles.models.articles import Article, ArticleQuerySet

LONGEST_WHY = 500


class VersionQuerySet(models.QuerySet["Version"]):
    def released(self) -> "VersionQuerySet":
        """What was given to readers, and when it was taken from them, the latest first."""
        return self.filter(kind__in=[Version.Kind.RELEASED, Version.Kind.WITHDRAWN])

    def waiting(self) -> "VersionQuerySet":
        """Proposals that nobody has answered yet."""
        return self.filter(kind=Version.Kind.PROPOSED)

    def at(self, moment: datetime) -> "Version | None":
        """What readers saw at `moment`; None if it was not published then."""
        last = self.released().filter(at__lte=moment).first()
        if last is None or last.readable_from is None or last.readable_from > moment:
            return None
        return last


def with_changes(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Articles with their `changed_at`, in the same query."""
    released = Version.objects.filter(article=OuterRef("pk"), kind=Version.Kind.RELEASED)
    changes: ArticleQuerySet = articles.annotate(changed_at=Subquery(released.values("at")[:1]))  # type: ignore[no-redef]
    return changes


class Version(models.Model):
    """An article's whole content as it was at one moment. Never changed; a proposal gets its
    answer.
    """

    class Kind(models.TextChoices):
        RELEASED = "released", "Given to readers"
        WITHDRAWN = "withdrawn", "Taken from readers"
        PROPOSED = "proposed", "Proposed by a writer"
        ACCEPTED = "accepted", "Proposed by a writer and taken over"
        DECLINED = "declined", "Proposed by a writer and turned away"
        KEPT = "kept", "Kept beside another text"

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    content = models.JSONField(encoder=DjangoJSONEncoder, help_text="As `snapshots.take` makes it.")
    readable_from = models.DateTimeField("readers see it from", null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=LONGEST_WHY, blank=True, help_text="Why it was turned away.")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()  # whoever may see the article may see what it was
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="released", readable_from__isnull=False)
                | ~Q(kind="released") & Q(readable_from=None),
                name="version_for_readers_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "declined"], answered_at__isnull=False)
                | ~Q(kind__in=["accepted", "declined"]) & Q(answered_at=None),
                name="version_that_was_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.get_kind_display().lower()}"


class Preview(models.Model):
    """A draft as it was in somebody's form, for a colleague to look at until it expires."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    content = models.JSONField(encoder=DjangoJSONEncoder, help_text="As `snapshots.take` makes it.")
    made_at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Preview made by {self.by}"
