"""Form fields that patients' forms share.

What the forms of patients share, so that a question is asked in the same words everywhere.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.models import PartOfDay, ReachBy
from clinic.office import formats
from clinic.office.emails import EmailField
from clinic.office.formats import plain_text
from clinic.office.forms import LengthFirst
from clinic.office.models import Weekday
from clinic.office.phones import PhoneField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EMAIL_FORMAT = _("Enter an email address in the format name@example.com")


class PatientForm(LengthFirst, forms.Form):
    """Nothing is checked by the browser: the server explains better."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.use_required_attribute = lambda initial: False

    def offer_choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def listed_errors(self, **ids: str) -> list[tuple[str, str]]:
        """Every error with the id of the control that mends it, in the order of the page."""
        return [
            (ids.get(name) or self._first_id(name), str(error))
            for name in [*self.fields, "__all__"]
            for error in self.errors.get(name, [])
        ]

    def _first_id(self, name: str) -> str:
        several = name in self.fields and isinstance(self.fields[name].widget, forms.RadioSelect)
        if several:
            return f"id_{name}_0"
        return f"id_{name}"


def text(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput({"autocomplete": autocomplete, **attrs})


def days() -> forms.TypedMultipleChoiceField:
    """Weekdays, by number; the form is given which."""
    return forms.TypedMultipleChoiceField(
        label=_("Which days suit you? (optional)"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def weekday_choices(weekdays: Iterable[Weekday]) -> list[tuple[int, str]]:
    return [(day.value, formats.capitalized(str(formats.WEEKDAYS[day]))) for day in weekdays]


def parts() -> forms.MultipleChoiceField:
    """Parts of the day, by name; the form is given which."""
    return forms.MultipleChoiceField(
        label=_("Which part of the day? (optional)"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("Nobody is here at that part of the day. Choose another, or none")
        },
    )


def part_choices(parts: Iterable[PartOfDay]) -> list[tuple[str, str]]:
    return [(part.value, str(part.label)) for part in parts]


def phone(label: "StrOrPromise", help_text: "StrOrPromise") -> PhoneField:
    return PhoneField(
        label=label,
        required=False,
        help_text=help_text,
        widget=text("tel", type="tel", inputmode="tel"),
    )


def email(label: "StrOrPromise", help_text: "StrOrPromise") -> EmailField:
    return EmailField(
        label=label,
        max_length=254,
        required=False,
        help_text=help_text,
        # between quotes an address may hold nearly anything, line ends too
        validators=[plain_text],
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": EMAIL_FORMAT},
    )


class LinesField(forms.CharField):
    """Several lines. Browsers count the end of a line as one character, and send two."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def helper(*layout: Any) -> FormHelper:
    """How a part of a form is laid out inside a form element that the template writes."""
    made = FormHelper()
    made.form_tag = False
    made.disable_csrf = True
    made.layout = Layout(*layout)
    return made


def phone_is_missing(reach_by: str) -> str:
    """What somebody reads who chose call or text and gave no number."""
    if reach_by == ReachBy.TEXT:
        return gettext("Enter a phone number, so that we can text you")
    return gettext("Enter a phone number, so that we can call you")


def missing_to_reach(data: Mapping[str, Any]) -> list[str]:
    """Which of phone, email and texts somebody must still give, to be reached in the way they
    chose.
    """
    needed = {
        ReachBy.CALL.value: ["phone"],
        ReachBy.TEXT.value: ["phone", "texts"],
        ReachBy.EMAIL.value: ["email"],
    }
    return [name for name in needed.get(data.get("reach_by", ""), []) if not data.get(name)]
