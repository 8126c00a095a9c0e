"""Inlines of the article form: its sections, the questions on it, and the sources of either."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone

from articles import publishing
from articles.models import ArticleFAQ, ArticlePart, Drawing, Section, Source
from articles.text.sanitizer import clean
from clinic.office.admin_rows import Named

ROWS = ("sections", "articlefaq_set", "sources")  # the formsets
TO_BEGIN_WITH = 2
FOREIGN = "This article is in {0}: attach questions in {0}."
TWICE = "A question is attached twice. Keep it once."


class OwnKey(forms.Field):
    """The key of the row that a form was made for: found already, so it is not looked up again."""

    widget = forms.HiddenInput

    def __init__(self, row: Any) -> None:
        super().__init__(required=False, initial=row.pk)
        self.row = row

    def clean(self, value: Any) -> Any:
        return self.row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class InlineRowForm(forms.ModelForm):
    """A row that nobody touched was checked when it was stored, and is not checked again."""

    def full_clean(self) -> None:
        if not self.is_bound or self.instance.pk is None or self.has_changed():
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {name: self._stored(name, field) for name, field in self.fields.items()}

    def _stored(self, name: str, field: forms.Field) -> Any:
        if isinstance(field, InlineForeignKeyField):
            return field.parent_instance
        if isinstance(field, OwnKey):
            return field.row
        return getattr(self.instance, name, None)


class Rows(BaseInlineFormSet):
    """Rows of one article. Saving costs a query for each that was changed, and none for the others.

    Where `rows_are_new`, the rows that were sent take the place of all that are stored. A form may
    open with `rows` instead of those.
    """

    def __init__(
        self,
        *args: Any,
        rows_are_new: bool = False,
        rows: list[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.rows_are_new = rows_are_new
        if rows is not None:
            kwargs |= {"queryset": kwargs["queryset"].none(), "initial": rows}
            self.extra = len(rows)
        super().__init__(*args, **kwargs)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is not None:
            form.fields["id"] = OwnKey(form.instance)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        if not form.instance.position:
            form.instance.position = 1 + max(each.instance.position or 0 for each in self.forms)
        return super().save_new(form, commit=commit)

    def kept(self) -> list[Any]:
        """The forms of all rows that will be there, as far as they could be read."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and getattr(form, "cleaned_data", None)
        ]


class SectionForm(InlineRowForm):
    """Whether a drawing or a part stands twice is asked of all sections together, as they were
    sent.
    """

    class Meta:
        model = Section
        fields = ["heading", "body", "picture", "drawing", "part", "position"]

    def has_changed(self) -> bool:
        """A new section in which nothing was written is none, wherever it was moved to."""
        changed = set(self.changed_data)
        if self.instance.pk is None:
            changed.discard("position")
            if not clean(self["body"].data or ""):
                changed.discard("body")  # an editor leaves an empty paragraph in it
        return bool(changed)

    def validate_constraints(self) -> None:
        pass


class SectionFormSet(Rows):
    """An article's sections. Drawings and parts may move from one to another in one go.

    Where there is none, two empty ones are there to begin with, as more come by a script alone.
    """

    def __init__(self, *args: Any, rows: list[dict[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, **kwargs)
        if not self.is_bound and not rows and not self.initial_form_count():
            self.extra = TO_BEGIN_WITH

    def clean(self) -> None:
        super().clean()
        for name, what in (("drawing", "drawing"), ("part", "part")):
            seen = set()
            for form in self.kept():
                chosen = form.cleaned_data.get(name)
                if chosen and chosen in seen:
                    label = dict(Drawing.choices + ArticlePart.choices)[chosen]
                    raise ValidationError(
                        f"The {what} “{label}” stands in two sections. Keep it in one of them."
                    )
                seen.add(chosen)
        if self.instance.published_at and not publishing.have_text(
            (given.get("part", ""), given.get("drawing", ""), given.get("body") or "")
            for given in (form.cleaned_data for form in self.kept())
        ):
            raise ValidationError("Readers see this article, or will: leave some text in it.")

    def save(self, commit: bool = True) -> Any:
        moved = [
            form.instance.pk
            for form in self.initial_forms
            if {"drawing", "part"} & set(form.changed_data)
        ]
        if commit and moved:  # else one that moves up would meet itself where it still stands
            Section.objects.filter(pk__in=moved).update(drawing="", part="")
        return super().save(commit=commit)


class ArticleFAQForm(InlineRowForm):
    """Whether a question is attached twice is asked of all rows together."""

    class Meta:
        model = ArticleFAQ
        fields = ["faq", "position"]

    def validate_constraints(self) -> None:
        pass


class ArticleFAQFormSet(Named, Rows):
    def clean(self) -> None:
        super().clean()
        language = self.instance.language
        if any(
            (faq := form.cleaned_data.get("faq")) and faq.language != language
            for form in self.kept()
            if form.has_changed()
        ):
            raise ValidationError(FOREIGN.format(self.instance.in_words.in_english))
        if self.instance.pk is None or self.rows_are_new:
            return
        sent = [form.instance.pk for form in self.initial_forms]
        unseen = ArticleFAQ.objects.filter(article=self.instance).exclude(pk__in=sent)
        attached = set(unseen.values_list("faq", flat=True))
        if any(
            form.cleaned_data.get("faq") and form.cleaned_data["faq"].pk in attached
            for form in self.kept()
        ):
            raise ValidationError(TWICE)

    def get_unique_error_message(self, unique_check: Any) -> str:
        return TWICE


class SourceForm(InlineRowForm):
    """The row that it is of is set by its formset, so the one rule about that is not asked here."""

    class Meta:
        model = Source
        fields = ["claim", "publisher", "title", "address", "read_day", "position"]
        widgets: ClassVar = {"claim": forms.Textarea(attrs={"rows": 2})}

    def clean_read_day(self) -> date:
        day: date = self.cleaned_data["read_day"]
        if day > timezone.localdate():
            raise ValidationError("Nobody has read it yet on that day. Choose today, or before.")
        return day

    def has_changed(self) -> bool:
        """A new row in which nothing was written is none, wherever it was moved to."""
        return bool(set(self.changed_data) - ({"position"} if self.instance.pk is None else set()))


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = Rows
    extra = 0
    fields = ["claim", "publisher", "title", "address", "read_day", "position"]


# ---- rows that take the place of all that are stored ---------------------------------------------
def replacing(data: QueryDict) -> QueryDict:
    """What was sent, with all rows turned into new ones: those that the form names may be gone."""
    sent = data.copy()
    for prefix in ROWS:
        if f"{prefix}-TOTAL_FORMS" in sent:
            _replace(sent, prefix)
    sent["anew"] = "1"
    return sent


def _replace(sent: QueryDict, prefix: str) -> None:
    rows: dict[str, dict[str, list[str]]] = {}
    for name in [name for name in sent if name.startswith(f"{prefix}-")]:
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if number.isdecimal():
            rows.setdefault(number, {})[field] = sent.pop(name)
    kept = [
        rows[number] for number in sorted(rows, key=int) if not any(rows[number].get("DELETE", []))
    ]
    # New rows without a number of their own go to the end, where those that were stored began with
    # 0.
    kept.sort(key=lambda row: (not any(row.get("id", [])) and not _number(row), _number(row)))
    for at, row in enumerate(kept):
        row["position"] = [str(at + 1)]
        for field, values in row.items():
            sent.setlist(f"{prefix}-{at}-{field}", [""] if field == "id" else values)
    sent[f"{prefix}-TOTAL_FORMS"], sent[f"{prefix}-INITIAL_FORMS"] = str(len(kept)), "0"


def _number(row: dict[str, list[str]]) -> int:
    """A row's place as it was sent; 0 for none."""
    sent = row.get("position", [""])[-1]
    if sent.isdecimal() and len(sent) < 6:
        return int(sent)
    return 0
