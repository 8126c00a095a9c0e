"""Idempotency of forms: one form, one request, however often it is sent."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from bookings.forms.fields import missing_to_reach
from bookings.models import Consent, Consultation, ReaderQuestion
from clinic.office import phones
from clinic.office.email_suggestion import EmailSuggestion
from clinic.protection.form_keys import FormKey


class OneTimeForm(EmailSuggestion):
    """Carries a one-time key. Sent twice with the same words it is the same request.

    With other words it is a request of its own, once its sender has seen that there was one before
    and has got a new key. The fields are those of the forms that inherit it.
    """

    page_changed: ClassVar[str | Promise]  # what is said where the key was lost on its way
    digest_salt: ClassVar[str]
    now: datetime

    def new_key(self) -> FormKey:
        return FormKey.new(now=self.now)

    def typed(self) -> dict[str, Any]:
        """All that was typed, by field. The order counts."""
        raise NotImplementedError

    @property
    def digest(self) -> str:
        """What was typed, as 64 hex digits, the same for the same content."""
        content = json.dumps(self.typed())
        return salted_hmac(self.digest_salt, content, algorithm="sha256").hexdigest()

    @property
    def sent_key(self) -> FormKey | None:
        """The form's key, also while other answers still need mending."""
        return FormKey.read(self["form_key"].value() or "")

    def clean_form_key(self) -> FormKey:
        key = FormKey.read(self.cleaned_data["form_key"])
        if key is None:
            self.give_key(self.new_key())  # with the old one it could never be sent
            raise forms.ValidationError(str(self.page_changed))
        return key

    def give_key(self, key: FormKey) -> None:
        self.put("form_key", key.signed())

    def is_same_request(self, before: Consultation | ReaderQuestion) -> bool:
        """Whether `before`, which this form has made, was made with the same words."""
        return before.form_digest == self.digest

    def is_suspect(self, *, now: datetime) -> bool:
        """Whether a machine seems to have filled it in. Only of a valid form with a honeypot."""
        key: FormKey = self.cleaned_data["form_key"]
        return bool(self.cleaned_data["leave_empty"]) or key.is_too_fast(now=now)


class OneRequestForm(OneTimeForm):
    """By which somebody asks for a consultation: also who it is, and what they agree to."""

    consent_wording: ClassVar[Mapping[Consent.Kind, str | Promise]]

    def say_what_is_missing(self, words: Mapping[str, str]) -> None:
        """An error, in these words, at what somebody must still give to be reached as chosen."""
        for name in missing_to_reach(self.cleaned_data):
            if name not in self.errors:
                self.add_error(name, words[name])

    def person(self) -> dict[str, Any]:
        """The columns of a consultation that say who asks and by which form. Of a valid form."""
        data = self.cleaned_data
        return {
            "form_key": data["form_key"].key,
            "form_digest": self.digest,
            "first_name": data["first_name"],
            "last_name": data["last_name"],
            "reach_by": data["reach_by"],
            "phone": phones.stored(data["phone"]) if data["phone"] else "",
            "email": data["email"],
        }

    def consents(self) -> dict[str, str]:
        """The consents given, with the words that stood beside each box."""
        wording = self.consent_wording.items()
        return {kind.value: str(words) for kind, words in wording if self.cleaned_data[kind.value]}
