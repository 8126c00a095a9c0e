"""Form errors in words, for a page that does not show the form."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.forms import BaseForm

from articles.admin.editor_forms import BoundForms


class Mistake(NamedTuple):
    place: str  # empty: the form as a whole
    said: list[str]


def mistakes(forms: BoundForms) -> list[Mistake]:
    """All of them in the form and its rows."""
    found = list(_in_form(forms.form))
    for formset in forms.formsets:
        found += _in_rows(formset)
    return found


def _in_form(form: BaseForm, row: str = "") -> Iterator[Mistake]:
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
        if "heading" in form.fields:
            heading = str(form["heading"].value() or "").strip()
        else:
            heading = ""
        yield from _in_form(form, f"{noun} “{heading}”" if heading else f"{noun} {number}")
