"""Reader question: what somebody asked the clinic from the site, its answer and its history."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from phonenumber_field.phonenumber import PhoneNumber

from articles.models import FAQ, Article
from bookings.models.consultation import Consultation
from clinic import languages
from clinic.office import emails, phones
from clinic.office.models import Office
from clinic.protection.encryption import EncryptedTextField, blind_index, blind_indexes
from clinic.protection.form_keys import FormKey

_page_signer = signing.Signer(salt="bookings.ask", sep=".")


class QuestionStatus(models.TextChoices):
    """Where a reader's question stands."""

    WAITING = "waiting", "Waits for an answer"
    ASIDE = "aside", "Set aside"  # suspected spam: nobody is told before staff have looked at it
    ANSWERED = "answered", "Answered"
    BOOKED = "booked", "Became a consultation"


class ReaderQuestionQuerySet(models.QuerySet["ReaderQuestion"]):
    def waiting(self) -> "ReaderQuestionQuerySet":
        """Those that the office has yet to answer."""
        return self.filter(status=QuestionStatus.WAITING)

    def aside(self) -> "ReaderQuestionQuerySet":
        """Those that staff have yet to look at, because a machine may have sent them."""
        return self.filter(status=QuestionStatus.ASIDE)

    def reached_at(self, contact: str) -> "ReaderQuestionQuerySet":
        """Those whose whole e-mail, or whole phone but for its extension, is `contact`."""
        marks = blind_indexes(contact if "@" in contact else phones.without_extension(contact))
        return self.filter(Q(phone_mark__in=marks) | Q(email_mark__in=marks))

    def newly_published(self, *, now: datetime) -> "ReaderQuestionQuerySet":
        """Those whose public question readers have by now, which nobody has noticed yet."""
        found = self.filter(published_at=None, faq__published_at__lte=now)
        return found.exclude(status=QuestionStatus.ASIDE)

    def with_revision(self) -> "ReaderQuestionQuerySet":
        """Each with its `revision`, by the query that finds it."""
        last = QuestionEvent.objects.filter(question=OuterRef("pk")).order_by("-pk").values("pk")
        return self.annotate(revision=Subquery(last[:1]))

    def sent_with(self, key: FormKey | None) -> "ReaderQuestion | None":
        """What was made of this very form before; None if nothing was."""
        if key:
            return self.filter(form_key__in=key.own_keys).last()
        return None

    def by_token(self, token: str) -> "ReaderQuestion | None":
        """The question whose page has this signed address; None for what we did not sign."""
        try:
            return self.filter(page_key=_page_signer.unsign(token)).first()
        except signing.BadSignature:
            return None


class ReaderQuestion(models.Model):
    """One question of a reader. Their words and how they are reached are encrypted.

    The words of a consent that was given stand here as they were read; an empty one was not given.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="reader_questions")
    reference = models.CharField(max_length=6, unique=True, editable=False)
    page_key = models.UUIDField(default=uuid4, unique=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    form_digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.WAITING
    )
    asked_at = models.DateTimeField("asked")
    reply_by = models.DateTimeField("answer by")

    language = models.CharField(
        max_length=languages.LONGEST_CODE,
        choices=languages.CHOICES,
        default=languages.ENGLISH,
        db_default=languages.ENGLISH,
        help_text="In which they read our page and mails.",
    )
    question = EncryptedTextField(blank=True)  # empty once it was cleared
    phone = EncryptedTextField(blank=True)
    phone_mark = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email = EncryptedTextField("e-mail", blank=True)
    email_mark = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    contact_wording = models.CharField("may be contacted", max_length=300, blank=True)
    publish_wording = models.CharField("may be published", max_length=300, blank=True)
    word_wording = models.CharField("wants word when it is published", max_length=300, blank=True)
    article = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="came from the article",
    )

    answer = EncryptedTextField("answer on their page", blank=True)
    told = EncryptedTextField("what they were told by phone", blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    # Without constraints of the database: the last release deletes rows that these may lead to.
    faq = models.OneToOneField(
        FAQ,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name="public question",
    )
    published_at = models.DateTimeField("seen to be published", null=True, blank=True)
    consultation = models.OneToOneField(
        Consultation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name="became the consultation",
    )
    cleared_at = models.DateTimeField("words cleared", null=True, blank=True, editable=False)

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "reader’s question"
        verbose_name_plural = "readers’ questions"
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["status", "reply_by"], name="reader_question_status_due"),
            models.Index(fields=["asked_at"], name="reader_question_asked_at"),
            models.Index(
                fields=["faq"],
                condition=Q(faq__isnull=False, published_at=None),
                name="reader_question_to_be_public",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=QuestionStatus.values),
                name="reader_question_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=QuestionStatus.ANSWERED) | Q(answered_at__isnull=False),
                name="reader_question_answered_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(email_mark="", phone_mark="") | ~Q(contact_wording=""),
                name="reader_question_is_reached_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(word_wording="") | ~Q(publish_wording="") & ~Q(email_mark=""),
                name="reader_question_word_needs_permission_and_email",
            ),
            models.CheckConstraint(
                condition=Q(faq=None) | ~Q(publish_wording=""),
                name="reader_question_is_published_by_permission",
            ),
            models.CheckConstraint(
                condition=Q(language__in=list(languages.LANGUAGES)),
                name="reader_question_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.reference}"  # the logs keep this: no word of it

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_mark = blind_index(phones.without_extension(self.phone))
        self.email_mark = blind_index(self.email)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("bookings:question", args=[self.token])

    @property
    def token(self) -> str:
        """The signed part of the asker's address. Never logged."""
        return _page_signer.sign(self.page_key.hex)

    @property
    def other_language(self) -> str:
        """Theirs in English, for staff: "Spanish"; empty for English."""
        return languages.other(self.language)

    @property
    def awaits_answer(self) -> bool:
        return self.status in (QuestionStatus.WAITING, QuestionStatus.ASIDE)

    @property
    def is_aside(self) -> bool:
        return self.status == QuestionStatus.ASIDE

    @property
    def may_be_published(self) -> bool:
        return bool(self.publish_wording)

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether an answer was promised and is late."""
        return self.awaits_answer and self.reply_by < now

    @property
    def masked_email(self) -> str:
        """The e-mail as the asker's page may show it: "m…@example.com"."""
        return emails.masked(self.email)

    @property
    def phone_number(self) -> PhoneNumber | None:
        if self.phone:
            return phones.load(self.phone)
        return None

    @property
    def contacts(self) -> list[str]:
        """By what its asker is found."""
        return [each for each in (self.phone, self.email) if each]


class QuestionEvent(models.Model):
    """One line of a question's history: who did what, and when. Never changed."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked"
        ASIDE = "aside", "Asked, set aside"
        QUARANTINED = "quarantine", "Set aside"
        RELEASED = "released", "Released"
        ANSWERED = "answered", "Answered on their page"
        TOLD = "told", "Answered by phone"
        DRAFTED = "drafted", "Begun as a public question"
        PUBLISHED = "published", "Published"
        BOOKED = "booked", "Became a consultation"

    question = models.ForeignKey(ReaderQuestion, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Which of the staff; empty: the reader, or the site.",
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["question", "at"], name="question_event_at")]

    def __str__(self) -> str:
        return self.get_kind_display()
