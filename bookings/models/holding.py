"""The times that consultations keep from everyone else."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from bookings.models.consultation import Consultation
from clinic.models import Office


class HoldQuerySet(models.QuerySet["Hold"]):
    def overlapping(self, start: datetime, end: datetime) -> "HoldQuerySet":
        """Holds that share any instant with `[start, end)`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Hold(models.Model):
    """A time that a consultation keeps from everyone else; `ends_at` excluded. Freeing it deletes the row.

    That no two holds of an office overlap is the database's own word: an exclusion constraint on PostgreSQL,
    triggers on SQLite, both from migration 0002. A later migration that alters this table must make the
    triggers again, because Django remakes the table on SQLite and drops them.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="holds")
    office = models.ForeignKey(Office, models.PROTECT, related_name="holds")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        # By the end: what is still ahead is few, what is past is many.
        indexes = [models.Index(fields=["office", "ends_at", "starts_at"], name="hold_office_ends_at")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="hold_starts_before_it_ends")
        ]

    def __str__(self) -> str:
        return f"{self.consultation.reference} holds {self.starts_at:%Y-%m-%d %H:%M} UTC"
