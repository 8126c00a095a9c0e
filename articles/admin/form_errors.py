"""Form errors in words, for a page that does not show the form."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms


class Mistake(NamedTuple):
    place: str  # empty: the form as a whole
    said: list[str]


def mistakes(context: dict[str, Any]) -> list[Mistake]:
    """All of them in the form and its rows; `context` is that of the admin's page with the form."""
    found = list(_in_form(context["adminform"].form))
    for each in context["inline_admin_formsets"]:
        found += _in_rows(each.formset)
    return found


def _in_form(form: forms.BaseForm, row: str = "") -> Iterator[Mistake]:
    for name, said in form.errors.items():
        label = str(form[name].label) if name in form.fields else ""
        yield Mistake(": ".join(filter(None, [row, label])), [str(each) for each in said])


def _in_rows(formset: Any) -> Iterator[Mistake]:
    noun = str(formset.model._meta.verbose_name).capitalize()
    if formset.non_form_errors():
        rows = str(formset.model._meta.verbose_name_plural).capitalize()
        yield Mistake(rows, [str(each) for each in formset.non_form_errors()])
    kept = [form for form in formset.forms if form not in formset.deleted_forms]
    for number, form in enumerate(kept, start=1):
        heading = str(form["heading"].value() or "").strip() if "heading" in form.fields else ""
        yield from _in_form(form, f"{noun} “{heading}”" if heading else f"{noun} {number}")
