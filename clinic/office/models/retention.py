"""Retention: how long requests are kept, one rule for each way in which they end.

The privacy page and the nightly run read these same rows. The rules that the clinic begins with,
and why:

- Answers and notes serve one conversation. A month after the last thing that happened nobody needs
  them any more; until then staff may look up what was said.
- What came to nothing is kept for a year, so that whoever asks again, or asks what became of it,
  gets an answer, and the year's numbers can be looked into.
- What took place, or may have, is kept for three years: for as long a claim against a practitioner
  can be brought as a rule (California Code of Civil Procedure, section 340.5), consents are what
  shows what was agreed. The chart of whoever became a patient is kept elsewhere, by other rules.

- A reader's question serves whoever asked it: they may read the answer again for three months, and
  for a year we know whom to tell that it was published, or what they agreed to.

Open requests, and questions that wait for an answer, have no rule: they are never touched.
"""

from typing import NamedTuple

from django.db import models
from django.db.models import F, Q

LEAST_DAYS, MOST_DAYS = 7, 365
LEAST_MONTHS, MOST_MONTHS = 1, 120
SHORTEST_MONTH = 28  # days


class Ending(models.TextChoices):
    """How a request may have ended: the statuses of `bookings` that are not open; and a reader's
    question, however it ended.
    """

    COMPLETED = "completed", "Completed"
    CONFIRMED = "confirmed", "Confirmed, its time is over, and nobody noted whether they came"
    NO_SHOW = "no_show", "No-show"
    CANCELED = "canceled", "Canceled"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed"
    ASIDE = "aside", "Set aside, and nobody released or declined it"
    QUESTION = "question", "A reader’s question that was answered, or set aside"


class _Period(NamedTuple):
    clear_after_days: int
    erase_after_months: int


_CAME_TO_NOTHING, _TOOK_PLACE = _Period(30, 12), _Period(30, 36)
BEGINNING = dict.fromkeys(Ending, _CAME_TO_NOTHING) | {
    Ending.COMPLETED: _TOOK_PLACE,
    Ending.CONFIRMED: _TOOK_PLACE,
    Ending.QUESTION: _Period(90, 12),
}


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def in_force(self) -> list["RetentionRule"]:
        """A rule for every ending, in their order; where none is stored, the one to begin with."""
        stored = {rule.status: rule for rule in self}
        return [stored.get(ending.value) or RetentionRule.beginning(ending) for ending in Ending]

    def add_missing(self) -> None:
        """Store the rules to begin with, but for endings that have one."""
        beginning = [RetentionRule.beginning(ending) for ending in Ending]
        RetentionRule.objects.bulk_create(beginning, ignore_conflicts=True)


class RetentionRule(models.Model):
    """What of a request that ended in one way goes, and how long after its last event."""

    status = models.CharField(
        "how it ended", max_length=10, choices=Ending.choices, primary_key=True, editable=False
    )
    clear_after_days = models.PositiveSmallIntegerField(
        "answers and notes are cleared after",
        help_text=(
            f"Days after the last thing that happened to it, {LEAST_DAYS} to {MOST_DAYS}: what the"
            " patient answered and noted, and what staff noted or wrote to them."
        ),
    )
    erase_after_months = models.PositiveSmallIntegerField(
        "all of it is erased after",
        help_text=(
            f"Months after the last thing that happened to it, {LEAST_MONTHS} to {MOST_MONTHS}."
            " Only its reference stays in the access log, and the counts of the page Numbers."
        ),
    )

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Ending.values), name="retention_is_of_what_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(clear_after_days__gte=LEAST_DAYS, clear_after_days__lte=MOST_DAYS),
                name="retention_clears_within_a_year",
                violation_error_message=(
                    f"Clear answers and notes after {LEAST_DAYS} to {MOST_DAYS} days: for a week"
                    " staff may still correct whether somebody came."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    erase_after_months__gte=LEAST_MONTHS, erase_after_months__lte=MOST_MONTHS
                ),
                name="retention_erases_within_ten_years",
                violation_error_message=(
                    f"Erase requests after {LEAST_MONTHS} to {MOST_MONTHS} months."
                ),
            ),
            models.CheckConstraint(
                condition=Q(clear_after_days__lte=F("erase_after_months") * SHORTEST_MONTH),
                name="retention_clears_before_it_erases",
                violation_error_message=(
                    "Answers and notes must be cleared before all of it is erased: lower the days,"
                    f" or raise the months. A month counts as {SHORTEST_MONTH} days here."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_status_display())

    @classmethod
    def beginning(cls, ending: Ending) -> "RetentionRule":
        """The rule that the clinic begins with, not stored."""
        return cls(status=ending.value, **BEGINNING[ending]._asdict())
