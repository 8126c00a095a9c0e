"""Searches that found nothing, counted by day. From the third day on their words are there."""

from datetime import date

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from clinic.languages import ENGLISH

DAYS_BEFORE_WORDS = 3  # different ones, on which the same was searched for
LONGEST = 60  # characters of what is kept


class UnansweredSearchQuerySet(models.QuerySet["UnansweredSearch"]):
    def in_words(self) -> "UnansweredSearchQuerySet":
        """Those whose words are kept: they came on three days or more."""
        return self.exclude(words="")

    def counted(self, today: date) -> "UnansweredSearchQuerySet":
        """With how often each came in the month of `today`, and altogether."""
        this_month = Q(seen__day__gte=today.replace(day=1))
        return self.annotate(
            this_month=Coalesce(Sum("seen__times", filter=this_month), 0),
            altogether=Coalesce(Sum("seen__times"), 0),
        )


class UnansweredSearch(models.Model):
    """What several people searched for and did not find. Says nothing of who they are."""

    mark = models.CharField(max_length=64, unique=True, editable=False)  # blind index of the words
    words = models.CharField("searched for", max_length=LONGEST, blank=True)
    days = models.PositiveSmallIntegerField(default=0, help_text="On which it came.")
    first_day = models.DateField(db_index=True)
    last_day = models.DateField("last")
    # of the pages on which it was searched for
    language = models.CharField(max_length=10, default=ENGLISH, db_default=ENGLISH, editable=False)

    objects = UnansweredSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "pk"]
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        default_permissions = ("view", "delete")
        constraints = [
            models.CheckConstraint(
                condition=Q(words="") | Q(days__gte=DAYS_BEFORE_WORDS),
                name="words_of_a_search_are_kept_from_the_third_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words or "A search that came on one day or two"


class UnansweredDay(models.Model):
    """How often it came on one day."""

    search = models.ForeignKey(UnansweredSearch, models.CASCADE, related_name="seen")
    day = models.DateField(db_index=True)
    times = models.PositiveSmallIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["search", "day"], name="search_is_counted_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.times} on {self.day}"
