"""Counts of consultations that were erased: what *Numbers* goes on to show of them.

Sums and not rows without a name: in a row of its own the exact times would lead back, by way of the
access log, to a reference. What somebody asked about, whether they came and how long they waited
stand in sums that do not refer to each other.
"""

from django.db import models
from django.db.models import Q

from articles.models import Article
from clinic.office.models import Concern, Office


class MonthlyCount(models.Model):
    """How many erased consultations were asked for in a month, with one concern, from one article.

    Without a concern: how many visits of the month were kept or missed, and how many earlier times
    were offered in it, and taken.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    first = models.DateField("month", help_text="Its first day, on the office's calendar.")
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="+")
    asked = models.PositiveIntegerField(default=0)
    by_phone = models.PositiveIntegerField(default=0)
    came_to_be = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    no_shows = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0, db_default=0)
    accepted = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["office", "first"], name="monthlycount_office_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(concern__isnull=False, completed=0, no_shows=0, offered=0, accepted=0)
                | Q(concern=None, article=None, asked=0, by_phone=0, came_to_be=0),
                name="monthlycount_is_of_requests_or_of_visits",
            )
        ]

    def __str__(self) -> str:
        return f"Counts of {self.first:%B %Y}"


class AnswerCount(models.Model):
    """How many erased consultations, asked for online in a month, waited so many minutes."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    first = models.DateField("month", help_text="Its first day, on the office's calendar.")
    waited_minutes = models.PositiveIntegerField(null=True, help_text="Empty: never answered.")
    judged = models.BooleanField()
    in_time = models.BooleanField()
    lapsed = models.BooleanField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["office", "first"], name="answercount_office_first")]

    def __str__(self) -> str:
        return f"Answers of {self.first:%B %Y}"
