"""Consultation: one person's request, as it stands."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core import signing
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from articles.models import Article
from bookings.models import phone_end
from bookings.models.name_search import FoldedNameField
from bookings.models.vocabulary import ReachBy
from clinic import languages
from clinic.office import emails, hours, names, phones
from clinic.office.invisible_characters import without_unseen
from clinic.office.models import Concern, Office
from clinic.protection.encryption import (
    EncryptedListField,
    EncryptedTextField,
    blind_index,
    blind_indexes,
)
from clinic.protection.form_keys import FormKey

if TYPE_CHECKING:
    from bookings.models.history import Event
    from bookings.models.holds import Hold
    from bookings.models.wait_list import EarlierOffer

# Read aloud on the phone: no look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and no vowel to spell a
# word.
REFERENCE_LETTERS = "34679CDFGHJKMNPQRTWXY"
_LABEL = re.compile("^REF(?:ERENCE)?")  # copied with it; no reference has an E
_page_signer = signing.Signer(salt="bookings.page", sep=".")


class Status(models.TextChoices):
    """Where a consultation stands, in the words that page, mail and admin share."""

    REQUESTED = "requested", _("Requested")
    ASIDE = (
        "aside",
        _("Set aside"),
    )  # looks like a machine's: holds no time until staff have looked at it
    PROPOSED = "proposed", _("Other times proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    CANCELED = "canceled", _("Canceled")
    LAPSED = "lapsed", _("Lapsed")  # nobody answered, or nobody chose, in time
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")


OPEN = [Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED]
# Each by an event of the same name.
ENDINGS = [Status.DECLINED, Status.CANCELED, Status.LAPSED, Status.COMPLETED, Status.NO_SHOW]
LOOKED_FOR = timedelta(days=30)  # after it ended


class Actor(models.TextChoices):
    """Who does something to a consultation."""

    PATIENT = "patient", "The patient"
    STAFF = "staff", "Staff"
    SITE = "site", "The site"


CAME_TO_NOTHING = frozenset(
    {Status.DECLINED, Status.CANCELED, Status.LAPSED, Status.NO_SHOW}
)  # may be booked again

# Those that need an answer first, the oldest promise first; then the rest, the newest first.
_ANSWER_DUE = Case(When(status=Status.REQUESTED, then=F("reply_by")))
DESK_ORDER = (_ANSWER_DUE.asc(nulls_last=True), "-asked_at")


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def waiting(self) -> "ConsultationQuerySet":
        """Those that the office has yet to answer."""
        return self.filter(status=Status.REQUESTED)

    def aside(self) -> "ConsultationQuerySet":
        """Those that staff have yet to look at, because a machine may have sent them."""
        return self.filter(status=Status.ASIDE)

    def reached_at(self, contact: str) -> "ConsultationQuerySet":
        """Those whose whole e-mail, or whole phone but for its extension, is `contact`."""
        marks = blind_indexes(contact if "@" in contact else phones.without_extension(contact))
        return self.filter(Q(phone_mark__in=marks) | Q(email_mark__in=marks))

    def phone_ends_in(self, digits: str) -> "ConsultationQuerySet":
        """Those whose phone, but for its extension, ends in these four digits."""
        return self.filter(phone_end_mark__in=phone_end.marks(digits))

    def without_phone_end(self) -> "ConsultationQuerySet":
        """Those whose phone's last digits cannot be searched for yet: the last release wrote them.

        Found by an index of their own, which holds no other row.
        """
        return self.exclude(phone_end_of=F("phone_mark"))

    def lately(self, now: datetime) -> "ConsultationQuerySet":
        """Those whose page somebody may still look for: open, or ended in the last weeks.

        What is set aside is not among them: nobody hears of it before staff have looked at it.
        """
        ended = Consultation.objects.filter(
            status__in=ENDINGS, events__kind__in=ENDINGS, events__at__gte=now - LOOKED_FOR
        )
        return self.filter(Q(status__in=OPEN) | Q(pk__in=ended.values("pk")))

    def named(self, typed: str) -> "ConsultationQuerySet":
        """Those in whose name every word of `typed` occurs, with or without its accents and signs.

        Nobody for what has no word in it.
        """
        words = names.wanted(typed)
        found = self if words else self.none()
        for spellings in words:
            any_of_them = Q()
            for spelling in spellings:
                any_of_them |= Q(folded_name__contains=spelling)
            found = found.filter(any_of_them)
        return found

    def booked_again_for(self, consultation: "Consultation") -> "Consultation | None":
        """What was booked in its place since it came to nothing; None if nothing was."""
        return self.filter(again_for=consultation.pk).first()

    def sent_with(self, key: FormKey | None) -> "Consultation | None":
        """What was made of this very form before, by whoever holds it now; None if nothing was."""
        if key:
            return self.filter(form_key__in=key.own_keys).last()
        return None

    def by_token(self, token: str) -> "Consultation | None":
        """The consultation whose page has this signed address; None for anything that we did not
        sign.
        """
        try:
            page_key = _page_signer.unsign(token)
            return self.filter(page_key=page_key).first()
        except signing.BadSignature:
            return None


class Consultation(models.Model):
    """One person's request for a complimentary consultation, from asking to its end."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="consultations")
    reference = models.CharField(max_length=6, unique=True, editable=False)
    page_key = models.UUIDField(default=uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    form_digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED)
    asked_at = models.DateTimeField("asked")
    reply_by = models.DateTimeField("answer by")
    lapses_at = models.DateTimeField(
        "lapses",
        null=True,
        blank=True,
        db_index=True,
        help_text=(
            "When a request without an answer, or a proposal without a choice, ends by itself."
        ),
    )
    calendar_sequence = models.PositiveSmallIntegerField(
        null=True,
        editable=False,
        help_text="SEQUENCE of the patient's calendar entry. Empty: they have none.",
    )

    starts_at = models.DateTimeField("time", null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    preferred_days = models.JSONField(default=list, blank=True)
    preferred_parts = models.JSONField("preferred parts of the day", default=list, blank=True)

    language = models.CharField(
        max_length=languages.LONGEST_CODE,
        choices=languages.CHOICES,
        default=languages.ENGLISH,
        db_default=languages.ENGLISH,
        help_text="In which they read our page and mails.",
    )
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    folded_name = FoldedNameField(of=["first_name", "last_name"])
    reach_by = models.CharField("how to reach them", max_length=5, choices=ReachBy.choices)
    phone = EncryptedTextField(blank=True)
    phone_mark = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_end_mark = models.CharField(
        max_length=64, default="", db_default="", blank=True, db_index=True, editable=False
    )
    phone_end_of = models.CharField(
        max_length=64,
        default="",
        db_default="",
        blank=True,
        editable=False,
        help_text="Of which phone the end was marked. Another mark than the phone's: out of date.",
    )
    email = EncryptedTextField("e-mail", blank=True)
    email_mark = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    mail_returned_at = models.DateTimeField(
        "mail came back",
        null=True,
        blank=True,
        editable=False,
        help_text="When mail to this address last could not be delivered. Empty: none is known.",
    )

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="came from the article",
    )
    # Without a constraint of the database: the last release erases rows that this may lead to.
    again_for = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        verbose_name="booked again for",
    )
    answers = EncryptedListField("suitability answers", blank=True, default=list)
    note = EncryptedTextField("what they want us to know", blank=True)
    cleared_at = models.DateTimeField(
        "answers and notes cleared", null=True, blank=True, editable=False
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        permissions = [
            ("export_consultation", "Can take consultations out as a file"),
            ("erase_consultation", "Can take out or erase everything of a person"),
        ]
        indexes = [
            models.Index(fields=["status", "reply_by"], name="consultation_status_reply_by"),
            models.Index(fields=["status", "starts_at"], name="consultation_status_starts_at"),
            models.Index(fields=["asked_at"], name="consultation_asked_at"),
            # PostgreSQL follows it in DESK_ORDER: there the empty come last by themselves.
            models.Index(_ANSWER_DUE.asc(), F("asked_at").desc(), name="consultation_desk_order"),
            models.Index(
                fields=["id"],
                condition=~Q(phone_end_of=F("phone_mark")),
                name="consultation_phone_end_to_mark",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="consultation_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="consultation_has_a_whole_time_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW])
                | Q(starts_at__isnull=False),
                name="consultation_confirmed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.REQUESTED, Status.PROPOSED], lapses_at__isnull=False)
                | ~Q(status__in=[Status.REQUESTED, Status.PROPOSED]) & Q(lapses_at=None),
                name="consultation_lapses_while_it_is_open",
            ),
            models.CheckConstraint(
                condition=~Q(reach_by="email", email_mark="")
                & ~Q(reach_by__in=["call", "text"], phone_mark=""),
                name="consultation_can_be_reached_as_chosen",
            ),
            models.CheckConstraint(
                condition=Q(language__in=list(languages.LANGUAGES)),
                name="consultation_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.reference  # the admin's own log keeps this: no name in it

    def save(self, *args: Any, **kwargs: Any) -> None:
        number = phones.without_extension(self.phone)
        self.phone_mark, self.email_mark = blind_index(number), blind_index(self.email)
        self.phone_end_mark, self.phone_end_of = phone_end.mark(number), self.phone_mark
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("bookings:consultation", args=[self.token])

    @property
    def token(self) -> str:
        """The signed part of the patient's address. Never logged; a dump of the database cannot
        make it.
        """
        return _page_signer.sign(self.page_key.hex)

    @property
    def contact(self) -> tuple[str, str]:
        """Phone and e-mail as two consultations are compared by them: the same person's or not."""
        return phones.without_extension(self.phone), self.email.strip().casefold()

    @property
    def short_name(self) -> str:
        """First name and initial: "Maya O."."""
        if self.last_name:
            return f"{self.first_name} {self.last_name[:1]}."
        return self.first_name

    @property
    def other_language(self) -> str:
        """Theirs in English, for staff: "Spanish"; empty for English, which nobody need be told."""
        return languages.other(self.language)

    @property
    def reach_verb(self) -> str:
        """What stands in "We will … you": call."""
        return ReachBy(self.reach_by).verb

    @property
    def unlinked_first_name(self) -> str:
        """The first name as mail and texts greet by it: whatever it says, no program makes a link
        of it.
        """
        return names.unlinked(self.first_name)

    @property
    def awaits_answer(self) -> bool:
        """Whether the patient was promised an answer and has none yet."""
        return self.status in (Status.REQUESTED, Status.ASIDE)

    @property
    def change_until(self) -> datetime | None:
        """Until when patients may move it themselves: so many hours before, on the office's own
        clock.
        """
        if self.starts_at is None:
            return None
        return hours.earlier(self.starts_at, self.office.change_limit_hours, self.office.zone)

    @property
    def changes(self) -> list["Event"]:
        """Its history without what left it as it was. No query if its events are prefetched."""
        return [event for event in self.events.all() if event.kind not in event.SIDE_NOTES]

    @property
    def was_confirmed(self) -> bool:
        """Whether the office had said yes to the time that it has or last had."""
        return self.calendar_sequence is not None and self.starts_at is not None

    @property
    def proposed_times(self) -> list["Hold"]:
        """The times that the patient may choose from; the one that must be moved is not among
        them.
        """
        if self.status != Status.PROPOSED:
            return []
        return [hold for hold in self.holds.all() if hold.starts_at != self.starts_at]

    @property
    def open_offer(self) -> "EarlierOffer | None":
        """The earlier time that is offered to them, held beside their own. No query if its offers
        are prefetched.
        """
        return next((offer for offer in self.earlier_offers.all() if not offer.ended_at), None)

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether an answer was promised and is late."""
        return self.awaits_answer and self.reply_by < now

    @property
    def came_to_nothing(self) -> bool:
        """Whether another may be booked in its place."""
        return self.status in CAME_TO_NOTHING

    @property
    def is_aside(self) -> bool:
        return self.status == Status.ASIDE

    @property
    def masked_email(self) -> str:
        """The e-mail as the patient's page may show it: "m…@example.com"."""
        return emails.masked(self.email)

    @property
    def takes_mail(self) -> bool:
        """Whether they are told by mail: not where it came back, if there is a phone to tell them
        by.
        """
        return bool(self.email) and not (self.mail_returned_at and self.phone)

    @property
    def phone_number(self) -> PhoneNumber | None:
        if self.phone:
            return phones.load(self.phone)
        return None


def read_reference(typed: str) -> str:
    """A reference as it is stored, from how somebody wrote it: only its letters and digits count.

    Look-alikes are left alone, since no letter that has one is in use: neither of "0" and "O" can
    be meant.
    """
    text = unicodedata.normalize("NFKC", without_unseen(typed)).upper()
    signs = "".join(sign for sign in text if sign.isalnum())
    return _LABEL.sub("", signs)


def new_reference() -> str:
    """Six letters and digits that nobody mishears."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))
