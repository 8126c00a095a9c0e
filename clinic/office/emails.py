"""E-mail addresses: read from what people type or paste, also with signs in it that nobody sees."""

from typing import Any

from django import forms
from django.db import models

from clinic.office.invisible_characters import as_seen

_LINK = "mailto:"


def read(typed: str) -> str:
    """The address in what was typed: of a pasted link its address, without blanks and signs round
    it.
    """
    text = as_seen(typed)
    if text[: len(_LINK)].casefold() == _LINK:
        return text[len(_LINK) :]
    return text


def masked(address: str) -> str:
    """As a page shows it that anybody with its link can open: "m…@example.com"."""
    name, _, host = address.partition("@")
    if host:
        return f"{name[:1]}…@{host}"
    return ""


class EmailField(forms.EmailField):
    """A form's field for an address as people write or paste it."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(read(str(value or ""))))


# For `formfield_overrides` of a form in the admin.
IN_THE_ADMIN: dict[type[models.Field], dict[str, Any]] = {
    models.EmailField: {"form_class": EmailField}
}
