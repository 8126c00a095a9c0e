"""Internal notes, calls, and the audit log."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.consultation import Consultation
from clinic.protection.encryption import EncryptedTextField


class InternalNote(models.Model):
    """What staff tell each other about a consultation. It is in no message and on no page of the
    patient.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="internal_notes")
    text = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        # whoever may see the consultation reads it, whoever may change it adds one
        default_permissions = ()

    def __str__(self) -> str:
        return f"Internal note on {self.consultation}"


class Call(models.Model):
    """That staff called the patient, and whether somebody answered."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Reached them"
        NO_ANSWER = "no_answer", "No answer"
        MESSAGE = "message", "Left a message"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = EncryptedTextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        default_permissions = ()  # as for an internal note
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["reached", "no_answer", "message"]),
                name="call_outcome_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"Call about {self.consultation}: {self.get_outcome_display().lower()}"


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is only ever added to."""


class AccessQuerySet(models.QuerySet["Access"]):
    """Rows can be added and read. On PostgreSQL the database refuses the rest too (migration
    0009).
    """

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Lines of the access log are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Lines of the access log are never deleted.")


class Access(models.Model):
    """Who saw, changed, exported or erased what, and when. It outlives both, so it refers to
    neither by key.

    It holds names of fields or of a verb, never a value.
    """

    class Action(models.TextChoices):
        SEEN = "seen", "Seen"
        CHANGED = "changed", "Changed"
        EXPORTED = "exported", "Exported"
        ERASED = "erased", "Erased"

    at = models.DateTimeField(db_index=True)
    by_name = models.CharField(
        "by", max_length=150, help_text="The account, or what ran without one."
    )
    action = models.CharField(max_length=8, choices=Action.choices)
    reference = models.CharField("what", max_length=100, db_index=True)
    fields = models.CharField("which fields, or the verb", max_length=300, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "line of the access log"
        verbose_name_plural = "access log"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["seen", "changed", "exported", "erased"]),
                name="access_action_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.by_name}: {self.reference}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Lines of the access log are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Lines of the access log are never deleted.")
