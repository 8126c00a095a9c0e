"""Change forms on the patient's own page: another time, canceling, contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.layout import Div
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.availability import Offer, iso, read_iso
from bookings.forms import fields
from bookings.forms.fields import PatientForm, helper
from bookings.models import CONSENT_WORDING, Consent, Consultation, Hold, ReachBy
from clinic.office import formats, phones, visitors_clock
from clinic.office.email_suggestion import EmailSuggestion
from clinic.office.models import Office

NOT_HELD = _("We do not hold that time any more. Please choose one of these.")


class PickForm(PatientForm):
    """One of the times that are held for the patient."""

    slot = forms.ChoiceField(
        label=_("Which one suits you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these times"), "invalid_choice": NOT_HELD},
    )

    def __init__(
        self, data: QueryDict | None = None, *, times: Sequence[Hold], office: Office
    ) -> None:
        super().__init__(data)
        self.offer_choices("slot", [(iso(hold.starts_at), _label(hold, office)) for hold in times])
        self.helper = helper(Div("slot", css_class="choices"))

    @property
    def starts_at(self) -> datetime | None:
        """The time that was sent, held or not; None if it cannot be read."""
        return read_iso(self["slot"].value() or "")


def _label(hold: Hold, office: Office) -> str:
    return format_html(
        '<time datetime="{}" {}>{}</time>',
        hold.starts_at.astimezone(office.zone).isoformat(),
        visitors_clock.attributes(office),
        formats.when(hold.starts_at, office),
    )


class TurnDownForm(PatientForm):
    """Which days and parts of the day suit better, as the second door of the booking form asks
    it.
    """

    days = fields.days()
    parts = fields.parts()

    def __init__(self, data: QueryDict | None = None, *, offer: Offer) -> None:
        super().__init__(data)
        self.offer_choices("days", fields.weekday_choices(offer.weekdays))
        self.offer_choices("parts", fields.part_choices(offer.parts))
        self.helper = helper(InlineCheckboxes("days"), InlineCheckboxes("parts"))


class ContactForm(EmailSuggestion, PatientForm):
    """Another e-mail or phone; what stays empty stays as it is, so nobody becomes unreachable."""

    email = fields.email(_("New email address (optional)"), _("Leave empty to keep what we have"))
    phone = fields.phone(_("New phone number (optional)"), _("Leave empty to keep what we have"))
    texts = forms.BooleanField(label=CONSENT_WORDING[Consent.Kind.TEXTS], required=False)

    def __init__(self, data: QueryDict | None = None, *, consultation: Consultation) -> None:
        super().__init__(data)
        self.consultation = consultation
        self.helper = helper("email", *self.question, "phone", "texts")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["email"] and not data["phone"]:
            self.add_error("email", gettext("Enter a new email address or a new phone number"))
        if (
            self._has_new_phone
            and self.consultation.reach_by == ReachBy.TEXT
            and not data.get("texts")
        ):
            self.add_error(
                "texts", gettext("Tick the box so that we may text you at the new number")
            )
        self.ask_about_email()
        return data

    @property
    def _phone(self) -> str:
        """The phone from now on, as it is stored."""
        typed = self.cleaned_data.get("phone")
        if typed:
            return phones.stored(typed)
        return self.consultation.phone

    @property
    def _has_new_phone(self) -> bool:
        """Whether texts go elsewhere from now on; an extension leaves the number as it is."""
        return phones.without_extension(self._phone) != phones.without_extension(
            self.consultation.phone
        )

    def correction(self) -> dict[str, Any]:
        """What `lifecycle.correct` takes. Only of a valid form."""
        typed = self.cleaned_data
        given = self.consultation.consents.filter(kind=Consent.Kind.TEXTS).first()
        texts = given.wording if given and not self._has_new_phone else None
        if typed["phone"] and typed["texts"]:
            texts = str(CONSENT_WORDING[Consent.Kind.TEXTS])
        return {
            "email": typed["email"] or self.consultation.email,
            "phone": self._phone,
            "texts": texts,
        }
