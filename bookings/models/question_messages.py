"""Messages about readers' questions (an outbox of their own)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bookings.models.reader_questions import ReaderQuestion
from clinic.mail.outbox import OutboxManager, OutboxMessage


class QuestionMessage(OutboxMessage):
    """A mail to the office, that a question came, or to whoever asked it. It holds no text."""

    class Kind(models.TextChoices):
        CAME = "came", "A question came"
        DIGEST = "digest", "Questions wait, once a day"
        OVERDUE = "overdue", "An answer is overdue"
        ASIDE = "aside", "Questions were set aside"
        ANSWERED = "answered", "Your answer is ready"
        PUBLISHED = "published", "Your question is published"

    TO_ASKER = (Kind.ANSWERED, Kind.PUBLISHED)

    question = models.ForeignKey(ReaderQuestion, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    office_address = models.EmailField(
        blank=True, help_text="Empty for the reader, whose address is sealed."
    )

    objects: ClassVar[Any] = OutboxManager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        default_permissions = ()
        indexes = [
            *OutboxMessage.Meta.indexes,
            models.Index(
                fields=["failed_at"],
                condition=Q(failed_at__isnull=False),
                name="question_message_failed",
            ),
        ]
        constraints = [
            *OutboxMessage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["answered", "published"], office_address="")
                | Q(kind__in=["came", "digest", "overdue", "aside"]) & ~Q(office_address=""),
                name="question_message_knows_its_recipient",
            ),
            models.UniqueConstraint(
                fields=["question", "kind", "office_address"],
                condition=Q(due_at__isnull=False),
                name="question_message_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.state}"

    @property
    def about(self) -> str:
        return str(self.question)
