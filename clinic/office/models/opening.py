"""Opening hours, consultation hours, special weeks and closures."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from clinic.office import formats
from clinic.office.models.office import Office


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` numbers them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class WeeklyHours(models.Model):
    """A stretch of the same weekday every week, on the office's clock; `closes` excluded."""

    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField("from")
    closes = models.TimeField("until")

    class Meta:
        abstract = True
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="%(class)s_open_before_they_close",
                violation_error_message="“Until” must be later than “from”.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="%(class)s_weekday_is_one_of_seven",
                violation_error_message="Choose one of the seven days.",
            ),
        ]

    def __str__(self) -> str:
        hours = formats.hours_of_day([(self.opens, self.closes)])
        return f"{self.get_weekday_display()}, {hours}"


class OpeningHours(WeeklyHours):
    """When somebody answers. They drive the reply-by and are printed on the page Visit us."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="opening_hours")
    note = models.CharField(
        max_length=60, blank=True, help_text="Printed instead of the times, for example: by phone"
    )

    class Meta(WeeklyHours.Meta):
        verbose_name_plural = "opening hours (when somebody answers)"


class ConsultationHours(WeeklyHours):
    """When complimentary consultations are offered. They drive the times on the booking page."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="consultation_hours")

    class Meta(WeeklyHours.Meta):
        verbose_name_plural = "consultation hours (when consultations are offered)"


class SpecialWeek(models.Model):
    """A week whose consultation hours are not the usual ones. Without any hours none are offered in
    it.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="special_weeks")
    monday = models.DateField("the week of Monday")

    class Meta:
        ordering = ["monday"]
        # whoever may change consultation hours may change them for one week
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["office", "monday"], name="special_week_once")
        ]

    def __str__(self) -> str:
        return f"Week of {self.monday}"


class SpecialHours(WeeklyHours):
    """When consultations are offered in one special week, instead of the usual hours."""

    week = models.ForeignKey(SpecialWeek, models.CASCADE, related_name="hours")

    class Meta(WeeklyHours.Meta):
        default_permissions = ()


class ClosureQuerySet(models.QuerySet["Closure"]):
    def overlapping(self, start: datetime, end: datetime) -> "ClosureQuerySet":
        """Closures that share any instant with `[start, end)`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Closure(models.Model):
    """A stretch of time in which the office sees nobody; `ends_at` excluded."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(
        max_length=60, blank=True, help_text="Shown to patients on that day, for example: holiday"
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="closure_starts_before_it_ends",
                violation_error_message="The end must come after the start.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason or "Closed"
