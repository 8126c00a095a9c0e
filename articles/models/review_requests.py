"""Review requests, and what a reviewer decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.questions import FAQ
from articles.models.versions import LONGEST_WHY


class ReviewAsked(models.Model):
    """Somebody asked for a review of an article or a question. It is open until `outcome` is
    given.
    """

    class Outcome(models.TextChoices):
        PUBLISHED = "published", "Published"
        DRAFT = "draft", "Made a draft again"

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="asked", null=True, blank=True
    )
    question = models.ForeignKey(FAQ, models.CASCADE, related_name="asked", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()  # whoever may see the article or the question may see it
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, question=None)
                | Q(article=None, question__isnull=False),
                name="review_is_asked_of_an_article_or_a_question",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None)
                | ~Q(outcome="") & Q(answered_at__isnull=False),
                name="review_that_was_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.row}"

    @property
    def row(self) -> Article | FAQ:
        row = self.article or self.question
        assert row is not None  # by the first constraint
        return row
