"""Lost link form: the e-mail or phone that stands in the request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.forms.fields import EMAIL_FORMAT, PatientForm, helper, text
from clinic.office import emails, phones
from clinic.office.email_suggestion import EmailSuggestion


class FindForm(EmailSuggestion, PatientForm):
    """By which we know somebody: no reference, which whoever lost the mail has lost too."""

    email_field = "contact"
    contact = forms.CharField(
        label=_("Email address or phone number"),
        max_length=254,
        help_text=_("The one that you gave us with the request"),
        widget=text("email"),
        error_messages={"required": _("Enter the email address or phone number that you gave us")},
    )

    helper = helper("contact", *EmailSuggestion.question)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.ask_about_email()
        return data

    def clean_contact(self) -> str:
        """An e-mail as it was typed, or a phone in E.164, to which its extension adds nothing."""
        typed = emails.read(self.cleaned_data["contact"])
        if "@" in typed:
            try:
                validate_email(typed)
            except ValidationError as malformed:
                raise ValidationError(EMAIL_FORMAT) from malformed
            return typed
        try:
            return str(phones.parse(typed).as_e164)
        except ValidationError as malformed:
            if str(phones.NO_AREA_CODE) not in malformed.messages:
                raise
            raise ValidationError(
                gettext(
                    "Enter an email address, or a phone number with its area code, for example"
                    " {example}"
                ).format(example=phones.EXAMPLE)
            ) from malformed
