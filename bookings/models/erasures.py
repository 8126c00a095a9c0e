"""Journal of erasures: marks of what was erased or cleared, which name nobody."""

from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """One consultation or reader's question that was erased, or whose answers and notes were
    cleared.

    The same lines stand in a file apart, see `bookings.erasure_journal`.
    """

    class Kind(models.TextChoices):
        ERASED = "erased", "Erased"
        CLEARED = "cleared", "Answers and notes cleared"

    mark = models.CharField(max_length=64, help_text="Known to nobody who has not got the row.")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    day = models.DateField(
        help_text="When it was erased; of what was cleared, the day before which it was written."
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["mark", "kind", "day"], name="erasure_marked_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["erased", "cleared"]), name="erasure_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"
