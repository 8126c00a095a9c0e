"""Rows in the admin: tables on another row's form, and lists in which something can be changed."""

from typing import Any

from django.contrib import admin
from django.db.models import Max
from django.forms import BaseInlineFormSet, BaseModelFormSet, ModelForm
from django.http import HttpRequest

from clinic.office.optimistic_lock import ListRowForm


class InOrder(BaseInlineFormSet):
    """Rows with a `position`: a new one whose order was left at 0 goes to the end."""

    def save_new(self, form: ModelForm, commit: bool = True) -> Any:
        if not form.instance.position:
            siblings = type(form.instance)._default_manager.filter(**{self.fk.name: self.instance})
            last = siblings.aggregate(last=Max("position"))["last"]
            form.instance.position = (last or 0) + 1
        return super().save_new(form, commit=commit)


def name_fields(form: ModelForm, where: str) -> None:
    """Each field says what it is and in which row, to those who cannot see that from its column."""
    for field in form.fields.values():
        widget: Any = getattr(
            field.widget, "widget", field.widget
        )  # what stands beside a choice wraps it
        if not widget.is_hidden:
            widget.attrs["aria-label"] = f"{field.label}, {where}"


class Named(BaseInlineFormSet):
    """Rows in a table on another row's form."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        name_fields(form, "new row" if index is None else f"row {index + 1}")


class NamedInList(BaseModelFormSet):
    """What can be changed in a list itself."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        name_fields(form, str(form.instance))


class EditableList(admin.ModelAdmin):
    """A list in which something can be changed."""

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListRowForm, **kwargs})

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=NamedInList, **kwargs)


class NamedInOrder(Named, InOrder):
    """Both."""
