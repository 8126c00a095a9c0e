"""ModelAdmin of translations: begun from the row that is translated, or found in their list."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from clinic import languages
from clinic.office import translations
from clinic.office.models import Translation
from clinic.office.models.translations import OF
from clinic.office.optimistic_lock import OptimisticLock
from clinic.office.translation_form import TranslationForm


class Translatable:
    """Mixin of a ModelAdmin whose rows have translations: a link to each, and what it lacks."""

    @admin.display(description="in other languages")
    def in_other_languages(self, row: models.Model) -> str:
        if row._state.adding:
            return "Save it first, then translate it here."
        name = str(row._meta.model_name)
        known = {each.language: each for each in Translation.objects.filter(**{name: row})}
        links = [
            (_address(known.get(code), code, row), languages.LANGUAGES[code].in_english, said)
            for code in languages.TRANSLATED
            for said in [translations.standing(known[code]) if code in known else "not translated"]
        ]
        return format_html_join("", '<p><a href="{}">{}</a>: {}</p>', links)


def _address(known: Translation | None, code: str, row: models.Model) -> str:
    if known:
        return reverse("admin:clinic_translation_change", args=[known.pk])
    name = row._meta.model_name
    return f"{reverse('admin:clinic_translation_add')}?{name}={row.pk}&language={code}"


@admin.register(Translation)
class TranslationAdmin(OptimisticLock):
    form = TranslationForm
    list_display = ["row", "in_language", "standing", "reviewed_by", "reviewed_on"]
    list_filter = ["language", "is_published"]
    list_select_related = [*OF]
    fieldsets = [
        (
            None,
            {
                "description": (
                    "Left the English, right what says the same. What you leave empty stays English"
                    " on the page, and is marked so. Never say more than the English does."
                ),
                "fields": ["row_of_english", "in_language", "texts", "says_the_same"],
            },
        ),
        (
            "For readers",
            {"fields": ["reviewed_by", "reviewed_on", "is_published"]},
        ),
    ]
    readonly_fields = ["row_of_english", "in_language"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Translation]:
        return super().get_queryset(request).prefetch_related("treatment__steps")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        new: Translation | None = obj or _begun(request)
        if new is not None:
            given = {"row": new.of, "language": new.language}
            kwargs["form"] = type("TranslationForm", (TranslationForm,), given)
        return super().get_form(request, obj, change=change, **kwargs)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        begun = _begun(request)
        if begun is None:
            said = "Open a treatment, concern, person or the office, and translate it from there."
            self.message_user(request, said, messages.INFO)
            return redirect("admin:clinic_translation_changelist")
        name = str(begun.of._meta.model_name)
        known = Translation.objects.filter(language=begun.language, **{name: begun.of}).first()
        if known is not None:
            return redirect("admin:clinic_translation_change", known.pk)
        return super().add_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        begun = None if change else _begun(request)
        if begun is not None:
            obj.language = begun.language
            setattr(obj, str(begun.of._meta.model_name), begun.of)
        super().save_model(request, obj, form, change)

    @admin.display(description="of")
    def row(self, translation: Translation) -> str:
        return str(translation.of)

    @admin.display(description="of")
    def row_of_english(self, translation: Translation) -> str:
        if translation._state.adding:
            return "a new translation"
        of = translation.of
        address = reverse(f"admin:clinic_{of._meta.model_name}_change", args=[of.pk])
        return format_html('<a href="{}">{}</a>', address, of)

    @admin.display(description="language", ordering="language")
    def in_language(self, translation: Translation) -> str:
        known = languages.LANGUAGES.get(translation.language)
        return known.in_english if known else translation.language or "see below"

    @admin.display(description="stands")
    def standing(self, translation: Translation) -> str:
        return translations.standing(translation)


def _begun(request: HttpRequest) -> Translation | None:
    """A new translation of the row that the address names, in its language; None if it names
    none.
    """
    code = request.GET.get("language", "")
    if code not in languages.TRANSLATED:
        return None
    for name in OF:
        key = request.GET.get(name, "")
        if key.isdecimal() and len(key) < 19:
            row = apps.get_model("clinic", name)._default_manager.filter(pk=key).first()
            return Translation(language=code, **{name: row}) if row else None
    return None
