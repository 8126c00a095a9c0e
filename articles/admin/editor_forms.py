"""Forms of the editor: that of an article or a question, bound together with the rows on it."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import all_valid

from articles.snapshots import STANDING


class WithAddress(forms.ModelForm):
    """A form whose `slug` is called what it is; `help_texts` says where it stands."""

    class Meta:
        labels: ClassVar = {"slug": "Address"}
        error_messages: ClassVar = {
            "slug": {"unique": "This address is taken. Choose another one."}
        }


class Opening(NamedTuple):
    """What a form opens with: its fields' values, and rows in place of all that are stored."""

    fields: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]  # by the name of their formset


class EditorForm(WithAddress):
    """A form that may `stop`: it is refused for this reason, whatever else is right or wrong in
    it.
    """

    def __init__(
        self, *args: Any, stop: str = "", opening: Opening | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stop = stop
        self.initial = {**self.initial, **self.shown_revision()}
        if opening:
            self.initial |= opening.fields

    def shown_revision(self) -> dict[str, Any]:
        """The hidden field that says which revision of the row this form was opened with."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.stop:
            raise ValidationError(self.stop)
        return cleaned


@dataclass
class BoundForms:
    """The form of a row and the formsets of the rows on it, as one request has them."""

    row: Any  # as it was stored; None for a new one
    fieldsets: list[Any]
    form: EditorForm
    formsets: list[Any]
    inlines: list[Any]  # the admin's, one for each formset

    def are_valid(self) -> bool:
        is_valid = self.form.is_valid()
        return all_valid(self.formsets) and is_valid

    def text_has_changed(self) -> bool:
        """Whether readers would read something else: neither the address nor the review is text."""
        changed = set(self.form.changed_data) - {*STANDING, "proposal", "anew"}
        return bool(changed) or any(formset.has_changed() for formset in self.formsets)

    def have_changed(self) -> bool:
        return self.form.has_changed() or any(formset.has_changed() for formset in self.formsets)
