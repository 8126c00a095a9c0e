"""Optimistic lock: two people open one row, and whoever saves second must not undo the first in
silence.

A form carries a short sum of each thing that it would store, as it was when the form was opened.
When it comes back the row is locked and summed again. Where a sum differs somebody has saved
meanwhile: then nothing is stored, the form comes back with every word typed (409) and says what
stands there now, and to save it once more is a decision. A change is found only in what the form
itself would write over.

`OptimisticLock` is this for any ModelAdmin, with its inlines; `ListRowForm` for what is changed in
a list itself. Articles and questions, whose own save shows both texts, take `locked` from here;
actions on a consultation take `Changed`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from hashlib import blake2b
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from clinic.office import formats

Row = TypeVar("Row", bound=models.Model)
Sums = dict[str, str]
REVISION = "revision"  # the field that carries the sums
MEANWHILE = (
    "This was saved elsewhere after you had opened it. Nothing of yours is lost: it stands below."
    " Save once more, and yours takes the place of what is stored now."
)
LONGEST_SHOWN = 200  # characters of a value in a sentence
MOST_ROWS = 1000  # of an inline, that are looked at


class Changed(Exception):
    """It is not as it was when the form was opened."""


def locked(model: type[Row], object_id: str) -> Row | None:
    """The row that an address of the admin names, for this transaction alone; None if it names
    none.
    """
    try:
        key = model._meta.pk.to_python(unquote(object_id))
        return model._default_manager.select_for_update(no_key=True).filter(pk=key).first()
    except (ValidationError, ValueError, OverflowError):
        return None


# ---- sums ----------------------------------------------------------------------------------------
def sum_of(*values: Any) -> str:
    return blake2b(repr(values).encode(), digest_size=6).hexdigest()


def value_of(row: models.Model, field: models.Field) -> Any:
    """What is stored in a field; of several rows their keys."""
    if isinstance(field, models.ManyToManyField):
        if row.pk:
            return sorted(each.pk for each in field.value_from_object(row))
        return []
    return str(field.value_from_object(row))


def _fields(form: forms.ModelForm) -> dict[str, models.Field]:
    """What the form would write into its row."""
    options = form._meta.model._meta
    stored = {field.name: field for field in [*options.concrete_fields, *options.many_to_many]}
    return {
        name: stored[name]
        for name, field in form.fields.items()
        if name in stored and not field.disabled
    }


# ---- a form in the admin -------------------------------------------------------------------------
class OptimisticLock(admin.ModelAdmin):
    """Stands before ModelAdmin, and before every mixin that acts on a form which is about to be
    saved.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            stored = self.lock_row(object_id)  # whoever saves at the same moment waits here
            if stored is None or not self.has_change_permission(request, stored):
                return super().changeform_view(request, object_id, form_url, extra_context)
            form = self.get_form(request, stored, change=True)(instance=stored)
            seen, now = read_sums(request.POST.get(REVISION, "")), read_sums(form.initial[REVISION])
            if seen == now:
                return super().changeform_view(request, object_id, form_url, extra_context)
            rows = self._rows(request, stored)
            request.POST = _sent_again(request.POST, seen, now, rows)  # type: ignore[assignment]
            request.meanwhile = [MEANWHILE, *_said(form, seen, now, rows)]  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = 409
            return response

    def lock_row(self, object_id: str) -> models.Model | None:
        return locked(self.model, object_id)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is not None and self.has_change_permission(request, obj):
            base = kwargs.pop("form", self.form)
            given = {
                REVISION: forms.CharField(required=False, widget=forms.HiddenInput),
                "rows": staticmethod(lambda row: self._rows(request, row)),
                "meanwhile": getattr(request, "meanwhile", []),
            }
            kwargs["form"] = type(base.__name__, (SeenForm, base), given)
        form: type[forms.ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        fieldsets, fields = context["adminform"].fieldsets, context["adminform"].form.fields
        if REVISION in fields and REVISION not in flatten_fieldsets(fieldsets):
            name, options = fieldsets[0]
            fieldsets[0] = (name, {**options, "fields": [*options["fields"], REVISION]})
        return super().render_change_form(request, context, *args, **kwargs)

    def _rows(self, request: HttpRequest, parent: models.Model) -> "dict[str, InlineRow]":
        """The rows of the inlines that this person may change, by the names of their sums."""
        found = {}
        for formset, inline in self.get_formsets_with_inlines(request, parent):
            if not inline.has_change_permission(request, parent):
                continue
            link = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            prefix = formset.get_default_prefix()
            rows = inline.get_queryset(request).filter(**{link.name: parent}).order_by("pk")
            for row in rows:
                kept = [
                    field for field in row._meta.concrete_fields if field.editable and field != link
                ]
                total = sum_of([value_of(row, field) for field in kept])
                found[f"{prefix}:{row.pk}"] = InlineRow(row, total)
        return found


class InlineRow:
    """A row of an inline, and its sum."""

    def __init__(self, row: models.Model, total: str) -> None:
        self.row, self.total = row, total

    @property
    def named(self) -> str:
        return f"“{str(self.row)[:LONGEST_SHOWN]}” ({self.row._meta.verbose_name})"


class SeenForm(forms.ModelForm):
    """Mixin for the form of a row: it carries what was seen of it, and says what somebody changed
    since.
    """

    rows: Any
    meanwhile: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sums = {
            name: sum_of(value_of(self.instance, field)) for name, field in _fields(self).items()
        }
        sums |= {name: each.total for name, each in type(self).rows(self.instance).items()}
        self.initial[REVISION] = json.dumps(sums)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.meanwhile:
            raise ValidationError(self.meanwhile)
        return cleaned


def read_sums(sent: str) -> Sums:
    """Sums as a form carries them; none for anything else."""
    try:
        read = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    if isinstance(read, dict):
        return read
    return {}


def _said(
    form: forms.ModelForm, seen: Sums, now: Sums, rows: "Mapping[str, InlineRow]"
) -> Iterator[str]:
    """A sentence for each thing that is not as it was; none where a form does not say what it
    showed.
    """
    if not seen:
        return
    fields = _fields(form)
    own_words: Mapping[str, str] = getattr(form, "stored_in_words", {})
    for name in [name for name in now if seen.get(name) != now[name]]:
        if name in rows:
            yield f"{rows[name].named} was {'changed' if name in seen else 'added'}."
        else:
            shown = own_words.get(name) or _shown(form.instance, fields[name])
            yield f"“{form[name].label}” is now: {shown}"
    gone = len(seen.keys() - now.keys())
    if gone:
        yield "A row was deleted." if gone == 1 else f"{gone} rows were deleted."


def _shown(row: models.Model, field: models.Field) -> str:
    """A stored value as staff read it."""
    if isinstance(field, models.ManyToManyField):
        text = ", ".join(map(str, field.value_from_object(row)))
    else:
        value = getattr(row, field.name)
        if field.choices:
            value = getattr(row, f"get_{field.name}_display")()
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            value = f"{formats.calendar_day(local)}, {formats.clock(local)}"
        if isinstance(value, time):
            value = formats.time_of_day(value)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        text = "" if value is None else str(value)
    if len(text) > LONGEST_SHOWN:
        return f"{text[:LONGEST_SHOWN]}…"
    return text or "empty"


def _sent_again(
    sent: QueryDict, seen: Sums, now: Sums, rows: "Mapping[str, InlineRow]"
) -> QueryDict:
    """The form as it was sent, now with what is stored: the next time it is sent, its sender has
    seen that.

    Rows of theirs that somebody deleted become new ones, or they could never be saved.
    """
    post = sent.copy()
    post[REVISION] = json.dumps(now)
    prefixes = {name.partition(":")[0] for name in [*seen, *now] if ":" in name}
    for prefix in prefixes:
        _without_those_gone(post, prefix, kept={name.partition(":")[2] for name in rows})
    return post


def _without_those_gone(post: QueryDict, prefix: str, *, kept: set[str]) -> None:
    total, initial = (f"{prefix}-{name}_FORMS" for name in ("TOTAL", "INITIAL"))
    count = str(post.get(total, ""))
    if not count.isdecimal() or int(count) > MOST_ROWS:
        return
    forms_sent = []
    for number in range(int(count)):
        begin = f"{prefix}-{number}-"
        values = {
            name.removeprefix(begin): post.pop(name)
            for name in list(post)
            if name.startswith(begin)
        }
        key = values.get("id", [""])[-1]
        if key and key not in kept:
            values["id"] = [""]
            if any(values.get("DELETE", [])):
                continue  # both of them wanted it gone
        forms_sent.append(values)
    forms_sent.sort(
        key=lambda values: not any(values.get("id", []))
    )  # those that are stored come first
    for number, values in enumerate(forms_sent):
        for name, each in values.items():
            post.setlist(f"{prefix}-{number}-{name}", each)
    post[total] = str(len(forms_sent))
    post[initial] = str(sum(any(values.get("id", [])) for values in forms_sent))


# ---- what is changed in a list itself ------------------------------------------------------------
class ListRowForm(forms.ModelForm):
    """One row of a list in which something can be changed.

    Each control carries what it showed. So a row counts as changed only if its reader changed it,
    and what somebody else changed meanwhile is neither put back nor written over.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in _fields(self).keys() & set(self.changed_data):
            control, is_now = self[name], self.initial.get(name)
            showed = self.data.get(control.html_initial_name)
            if showed is None or not control.field.has_changed(is_now, showed):
                continue
            self.add_error(
                name, f"This was changed meanwhile: it is {is_now} now. Save once more for yours."
            )
            data = QueryDict(mutable=True)
            data.update(self.data)
            data[control.html_initial_name] = str(is_now)
            self.data = data
        return cleaned
