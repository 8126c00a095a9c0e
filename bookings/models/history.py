"""History: events of a consultation, and consents given."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.consultation import Actor, Consultation
from clinic import languages
from clinic.protection.encryption import EncryptedTextField


class EventQuerySet(models.QuerySet["Event"]):
    def of_change(self) -> "EventQuerySet":
        """Those that gave the consultation another status or time."""
        return self.exclude(kind__in=Event.SIDE_NOTES)


class Event(models.Model):
    """One line of a consultation's history: who did what, and when. Never changed."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked for a consultation"
        ASIDE = "aside", "Asked for a consultation, set aside"
        BOOKED = "booked", "Booked by phone or at the door"
        RELEASED = "released", "Released"
        CONFIRMED = "confirmed", "Confirmed"
        PROPOSED = "proposed", "Other times proposed"
        PICKED = "picked", "Chose a proposed time"
        TURNED_DOWN = "turned_down", "None of the proposed times suits"
        MOVED = "moved", "Moved"
        CANCELED = "canceled", "Canceled"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Lapsed"
        COMPLETED = "completed", "Completed"
        NO_SHOW = "no_show", "Did not come"
        CORRECTED = "corrected", "E-mail or phone corrected"
        LINK = "link", "Asked for the link again"
        LANGUAGE = "language", "Language changed"
        OFFERED = "offered", "Earlier time offered"
        KEPT = "kept", "Kept their own time"
        EXPIRED = "expired", "Earlier time not held any more"

    # What these tell of leaves the consultation as it is: what was said before them is still true.
    SIDE_NOTES = (
        *(Kind.CORRECTED, Kind.LINK, Kind.LANGUAGE),
        *(Kind.OFFERED, Kind.KEPT, Kind.EXPIRED),
    )

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=10, choices=Actor.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Which of the staff.",
    )
    starts_at = models.DateTimeField(
        "time", null=True, blank=True, help_text="As it is from then on."
    )
    was_at = models.DateTimeField(
        "time before", null=True, blank=True, help_text="If it was another one."
    )
    language = models.CharField(
        max_length=languages.LONGEST_CODE,
        choices=languages.CHOICES,
        blank=True,
        default="",
        db_default="",
        help_text="As it is from then on. Empty: it was not changed.",
    )
    note = EncryptedTextField("staff's words to the patient", blank=True)  # stands in the message
    reason = EncryptedTextField("why it is an exception", blank=True)  # for staff alone

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # All that the statistics of a year read of it: else they walk through every event
            # there is.
            models.Index(fields=["at", "consultation", "kind", "actor"], name="event_at")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def who(self) -> str:
        """The member of staff by name, else "the patient" or "the site"."""
        if self.by:
            return str(self.by)
        return str(self.get_actor_display()).lower()


class Consent(models.Model):
    """What a patient agreed to, in the words they read."""

    class Kind(models.TextChoices):
        ADULT = "adult", "18 or older, or with a parent or guardian"
        CONTACT = "contact", "May be contacted about this request"
        TEXTS = "texts", "May be texted about this request"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wording = models.CharField(max_length=300)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "kind"], name="consent_once_a_kind"),
        ]

    def __str__(self) -> str:
        return self.wording


# The words beside the boxes that patients tick, in the language of their page, and those that staff
# tick for them, in English: staff ask in whatever language they speak with somebody.
CONSENT_WORDING = {
    Consent.Kind.ADULT: _("I am 18 or older, or a parent or guardian is asking with me."),
    Consent.Kind.CONTACT: _("Acupunctury may contact me about this request."),
    Consent.Kind.TEXTS: _("You may text me about this request at this number."),
}
_ASKED = "Asked by phone or at the door: "
CONSENT_WORDING_OF_STAFF = {
    Consent.Kind.ADULT: f"{_ASKED}they are 18 or older, or a parent or guardian is with them.",
    Consent.Kind.CONTACT: f"{_ASKED}we may contact them about this consultation.",
    Consent.Kind.TEXTS: f"{_ASKED}we may text them about this consultation at this number.",
}
