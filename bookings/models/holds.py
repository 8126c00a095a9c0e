"""Holds and blocks: times that nobody else is offered."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings.models.consultation import Consultation
from clinic.office.models import Office


class HoldQuerySet(models.QuerySet["Hold"]):
    def overlapping(self, start: datetime, end: datetime) -> "HoldQuerySet":
        """Holds that share any instant with `[start, end)`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Hold(models.Model):
    """A time that a consultation keeps from everyone else; `ends_at` excluded. Freeing it deletes
    the row.

    That no two holds of an office overlap is the database's own word: an exclusion constraint on
    PostgreSQL, triggers on SQLite, both from migration 0002. A later migration that alters this
    table must make the triggers again, because Django remakes the table on SQLite and drops them.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="holds")
    office = models.ForeignKey(Office, models.PROTECT, related_name="holds")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        # By the end: what is still ahead is few, what is past is many.
        indexes = [
            models.Index(fields=["office", "ends_at", "starts_at"], name="hold_office_ends_at")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="hold_starts_before_it_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation.reference} holds {self.starts_at:%Y-%m-%d %H:%M} UTC"


class BlockQuerySet(models.QuerySet["Block"]):
    def overlapping(self, start: datetime, end: datetime) -> "BlockQuerySet":
        """Blocks that share any instant with `[start, end)`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Block(models.Model):
    """A time that staff keep free, a paying patient's for example; `ends_at` excluded.

    Unlike a closure it is not shown to patients and moves no reply-by; consultations that are there
    stay.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    note = models.CharField(max_length=60, blank=True, help_text="For the office alone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        default_permissions = ()  # whoever may answer requests may block time
        indexes = [
            models.Index(fields=["office", "ends_at", "starts_at"], name="block_office_ends_at")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="block_starts_before_it_ends"
            )
        ]

    def __str__(self) -> str:
        return "Blocked"
