"""Inlines of what a row is called, describes or looks for in other languages."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from clinic.languages import LANGUAGES, TRANSLATED
from clinic.office.forms import LengthFirst


class InLanguageForm(LengthFirst, forms.ModelForm):
    """A row in one of the site's other languages, Spanish to begin with."""

    language = forms.ChoiceField(
        choices=[(code, LANGUAGES[code].in_english) for code in TRANSLATED],
        initial=TRANSLATED[0],
    )

    class Meta:
        fields: ClassVar = ["language"]


class InLanguageFormSet(BaseInlineFormSet):
    """None are sent by a form that was opened before there were any: what is stored stays."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            data = data.copy()
            data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"] = "0"
        super().__init__(data, *args, **kwargs)


class InLanguageInline(admin.StackedInline):
    """Whoever may change a row may say it in other languages."""

    form = InLanguageForm
    formset = InLanguageFormSet
    extra = 0

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(TRANSLATED)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self._may(request, "change")

    def _may(self, request: HttpRequest, action: str) -> bool:
        of = self.parent_model._meta
        return bool(request.user.has_perm(f"{of.app_label}.{action}_{of.model_name}"))


def names_inline(of: type[models.Model], *names: str, **options: Any) -> type[InLanguageInline]:
    """The inline of a table in whose rows a language stands beside `names`."""
    given = {"model": of, "fields": ["language", *(names or ("name",))], **options}
    return type(f"{of.__name__}Inline", (InLanguageInline,), given)
