"""Messages about reviews (an outbox of their own), and who wants none."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.articles import Article
from articles.models.questions import FAQ
from clinic.mail.outbox import OutboxManager, OutboxMessage


class ReviewMessage(OutboxMessage):
    """A mail to a reviewer, for whom a text waits, or to its writer, about whose text somebody
    decided.
    """

    class Kind(models.TextChoices):
        WAITS = "waits", "Waits for a review"
        DECIDED = "decided", "Decided"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", null=True, blank=True)
    question = models.ForeignKey(FAQ, models.CASCADE, related_name="+", null=True, blank=True)

    objects: ClassVar[Any] = OutboxManager()

    class Meta:
        default_permissions = ()
        ordering = ["-queued_at", "-pk"]
        indexes = OutboxMessage.Meta.indexes
        constraints = [
            *OutboxMessage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(article__isnull=False, question=None)
                | Q(article=None, question__isnull=False),
                name="review_message_is_about_an_article_or_a_question",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "article"],
                condition=Q(due_at__isnull=False, article__isnull=False),
                name="article_is_told_of_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["to", "kind", "question"],
                condition=Q(due_at__isnull=False, question__isnull=False),
                name="question_is_told_of_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.state}"

    @property
    def row(self) -> Article | FAQ:
        row = self.article or self.question
        assert row is not None  # by the constraint
        return row


class MailSetting(models.Model):
    """What mail a member of staff wants. Who has no row wants what they may have."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_setting"
    )
    about_reviews = models.BooleanField(
        "mail me about reviews",
        default=True,
        help_text="The mail says the title and links to the text here. It holds nothing else.",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Mail settings of {self.user}"
