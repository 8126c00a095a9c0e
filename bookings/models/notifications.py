"""Notifications: the outbox rows of bookings."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from bookings.models.consultation import Consultation
from bookings.models.history import Event
from clinic.mail.outbox import OutboxMessage, OutboxQuerySet


class NotificationQuerySet(OutboxQuerySet):
    def due(self, now: datetime) -> OutboxQuerySet:
        """What the worker should send now: what people must say is not for it."""
        return super().due(now).filter(channel=Notification.Channel.MAIL)

    def held(self) -> OutboxQuerySet:
        """Mail alone: what people must say, they decide about themselves."""
        return super().held().filter(channel=Notification.Channel.MAIL)

    def to_tell(self, now: datetime) -> "NotificationQuerySet":
        """Open tasks of the desk: what somebody has yet to be told, who has no e-mail, or chose
        text, or whose mail did not arrive; of whom the desk tells anyway, once.
        """
        desk = Notification.Channel.DESK
        same = {"event": OuterRef("event"), "kind": OuterRef("kind"), "channel": desk}
        beside = Notification.objects.filter(**same, superseded_at=None)
        return self.filter(Q(channel=desk, due_at__lte=now) | _UNDELIVERED & ~Exists(beside))

    def oldest_first(self) -> "NotificationQuerySet":
        return self.order_by(Coalesce("due_at", "failed_at"), "pk")

    def unsaid(self) -> "NotificationQuerySet":
        """What waits, and what did not reach its patient: neither has been told yet."""
        return self.filter(Q(due_at__isnull=False) | _UNDELIVERED)

    def undelivered(self) -> "NotificationQuerySet":
        """Mail to patients that the server refused, or that came back."""
        return self.filter(_UNDELIVERED)

    def supersede(self, *, now: datetime) -> int:
        """Tell it to nobody: it is no longer true."""
        ends = {"due_at": None, "failed_at": None, "superseded_at": now, "last_error": ""}
        return self.update(**ends)


_UNDELIVERED = Q(channel="mail", audience="patient", failed_at__isnull=False)
NotificationManager = models.Manager.from_queryset(NotificationQuerySet)


class Notification(OutboxMessage):
    """A message that an event owes to somebody. It holds no text: that is written when it is
    sent.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", "Request received"
        ASIDE = "aside", "Requests set aside"
        OVERDUE = "overdue", "Answer overdue"
        DIGEST = "digest", "What happened in a day"
        CONFIRMED = "confirmed", "Confirmed"
        PROPOSED = "proposed", "Other times proposed"
        TURNED_DOWN = "turned_down", "None of the proposed times suits"
        MOVED = "moved", "Moved"
        CANCELED = "canceled", "Canceled"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Lapsed"
        REMINDER = "reminder", "Reminder"
        LINK = "link", "The link again"
        EARLIER = "earlier", "Earlier time offered"

    class Channel(models.TextChoices):
        MAIL = "mail", "E-mail"
        DESK = "desk", "Told by the desk"  # somebody without e-mail, or who chose text

    class Audience(models.TextChoices):
        PATIENT = "patient", "Patient"
        OFFICE = "office", "Office"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="notifications")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    office_address = models.EmailField(
        blank=True, help_text="Empty for the patient, whose address is sealed."
    )
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.MAIL)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = NotificationManager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            *OutboxMessage.Meta.indexes,
            models.Index(
                fields=["failed_at"],
                condition=Q(failed_at__isnull=False),
                name="notification_failed",
            ),
        ]
        constraints = [
            *OutboxMessage.Meta.constraints,
            models.UniqueConstraint(
                fields=["event", "kind", "audience", "office_address", "channel"],
                name="notification_queued_once",
            ),
            models.CheckConstraint(
                condition=Q(audience="patient", office_address="")
                | Q(audience="office") & ~Q(office_address=""),
                name="notification_knows_its_recipient",
            ),
            models.CheckConstraint(
                condition=Q(channel="mail") | Q(channel="desk", audience="patient"),
                name="notification_is_told_to_patients_alone",
            ),
        ]

    @property
    def state(self) -> str:
        if self.channel == self.Channel.DESK and not self.superseded_at:
            if self.sent_at:
                return "told"
            return "to be told"
        return super().state

    def come_back(self, reason: str, *, now: datetime) -> bool:
        """Also marks the patient's address, wherever it stands: what follows is told by phone."""
        if self.channel != self.Channel.MAIL or not super().come_back(reason, now=now):
            return False
        if self.audience == self.Audience.PATIENT:
            mine = Consultation.objects.filter(pk=self.consultation_id).exclude(email_mark="")
            same_address = Consultation.objects.filter(email_mark__in=mine.values("email_mark"))
            same_address.update(mail_returned_at=now)
        return True

    def send_again(self, *, now: datetime) -> None:
        """Whoever presses it trusts the address."""
        super().send_again(now=now)
        Consultation.objects.filter(pk=self.consultation_id).update(mail_returned_at=None)

    @property
    def about(self) -> str:
        return self.consultation.reference

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, to the {self.get_audience_display().lower()}"
