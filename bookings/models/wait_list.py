"""Wait list: who would like an earlier time, and the earlier times that were offered to them."""

from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Q

from bookings.models.consultation import Consultation, Status
from bookings.models.history import Event
from bookings.models.holds import Hold
from clinic.office.models import Office

# An earlier time than its own can be offered to a consultation in one of these.
MAY_WAIT = [Status.REQUESTED, Status.CONFIRMED]


class WaitQuerySet(models.QuerySet["Wait"]):
    def at(self, office: Office | OuterRef, now: datetime) -> "WaitQuerySet":
        """Those at `office` whose own time is still to come, first come first."""
        own = {"status__in": MAY_WAIT, "starts_at__gt": now, "office": office}
        of_own = {f"consultation__{name}": value for name, value in own.items()}
        return self.filter(**of_own).order_by("since", "pk")


class Wait(models.Model):
    """Somebody would come earlier than at their own time. Whoever waits no more has no row.

    What was free anyway when they said so is nothing that has become free since: they could have
    had it, and chose a later one.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="waits")
    since = models.DateTimeField("waits for an earlier time since")
    free_then = models.JSONField(
        "free at that time",
        default=list,
        help_text="Starts of the times on offer before their own, in minutes since 1970.",
    )

    objects = WaitQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        default_permissions = ()  # whoever may answer requests may offer times
        constraints = [
            models.UniqueConstraint(fields=["consultation"], name="wait_once_a_consultation")
        ]

    def __str__(self) -> str:
        return f"{self.consultation.reference} waits for an earlier time"


class EarlierOffer(models.Model):
    """An earlier time that was offered to somebody beside their own, which they keep meanwhile.

    While it is open it holds its time, as any hold does, so that nobody else is offered it; that
    hold cannot be freed before the offer has ended.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "Not answered yet"
        ACCEPTED = "accepted", "Accepted"
        KEPT = "kept", "Kept their own time"
        EXPIRED = "expired", "Not answered in time"
        UNHEARD = "unheard", "They did not hear of it in time"
        WITHDRAWN = "withdrawn", "Ended by another change"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="earlier_offers")
    event = models.OneToOneField(Event, models.CASCADE, related_name="earlier_offer")
    hold = models.OneToOneField(
        Hold, models.RESTRICT, null=True, blank=True, related_name="earlier_offer"
    )
    starts_at = models.DateTimeField("earlier time offered")
    ends_at = models.DateTimeField()
    answer_by = models.DateTimeField("held until")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    ended_at = models.DateTimeField("answered or ended", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(outcome="open"), name="earlier_offer_open_until"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="earlier_offer_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__lt=F("starts_at")),
                name="earlier_offer_is_answered_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["open", "accepted", "kept", "expired", "unheard", "withdrawn"]
                ),
                name="earlier_offer_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", hold__isnull=False, ended_at=None)
                | ~Q(outcome="open") & Q(hold=None, ended_at__isnull=False),
                name="earlier_offer_holds_its_time_while_it_is_open",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(outcome="open"),
                name="earlier_offer_one_open_a_consultation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation.reference} was offered an earlier time"

    def is_open(self, *, now: datetime) -> bool:
        """Whether it can be accepted: once its moment has passed it cannot, ended or not."""
        return self.outcome == self.Outcome.OPEN and now < self.answer_by
