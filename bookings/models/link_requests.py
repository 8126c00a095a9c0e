"""Link requests: somebody lost the address of their page, and the worker has yet to look for it."""

from datetime import datetime

from django.db import models

from bookings.models.consultation import Consultation, ConsultationQuerySet
from clinic.protection.encryption import blind_indexes


class LinkRequest(models.Model):
    """A contact that was typed into *Find my request*, as blind indexes. It goes once the worker
    has looked.

    It is stored whether there is such a person or not: so whoever asks learns nothing, not even by
    how long the answer takes.
    """

    marks = models.JSONField(help_text="The contact by each of the keys. It reads back as nobody.")
    is_phone = models.BooleanField()
    asked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"asked for by {'phone' if self.is_phone else 'e-mail'}"

    @classmethod
    def store(cls, contact: str, *, now: datetime) -> None:
        """By `contact`, a whole e-mail or a phone in E.164."""
        is_phone = "@" not in contact
        cls.objects.create(marks=blind_indexes(contact), is_phone=is_phone, asked_at=now)

    def theirs(self) -> ConsultationQuerySet:
        """Whatever the person with this contact has asked for."""
        if self.is_phone:
            return Consultation.objects.filter(phone_mark__in=self.marks)
        return Consultation.objects.filter(email_mark__in=self.marks)
