"""ModelAdmin of the further languages: the owner's switch, in plain words."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest

from clinic import languages
from clinic.office.models import SiteLanguage
from clinic.office.optimistic_lock import OptimisticLock


class SiteLanguageForm(forms.ModelForm):
    """A further language, of those that the site has words in."""

    class Meta:
        widgets = {
            "code": forms.Select(
                choices=[row for row in languages.CHOICES if row[0] in languages.TRANSLATED]
            )
        }

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code not in languages.TRANSLATED:
            raise forms.ValidationError("Choose one of these languages.")
        return code


@admin.register(SiteLanguage)
class SiteLanguageAdmin(OptimisticLock):
    form = SiteLanguageForm
    list_display = ["__str__", "is_on", "what_is_left", "answered_by"]
    fieldsets = [
        (
            None,
            {
                "description": (
                    "English is always there. Once you turn a further language on here, each page"
                    " has one in it, and whoever asks in it gets every mail in it."
                ),
                "fields": ["code", "named", "is_on", "what_is_left"],
            },
        ),
        (
            "Before it is on",
            {
                "description": (
                    "Readers are shown neither names nor days: they are here so that you know who"
                    " answers for what the site says."
                ),
                "fields": [
                    "answered_by",
                    "is_spoken",
                    "health_pages_reviewed_by",
                    "consents_seen_by_counsel_on",
                ],
            },
        ),
    ]
    readonly_fields = ["named", "what_is_left"]

    @admin.display(description="language")
    def named(self, language: SiteLanguage) -> str:
        return str(language)

    @admin.display(description="to do")
    def what_is_left(self, language: SiteLanguage) -> str:
        """What is empty, or still a sample."""
        if language.missing:
            return f"Fill in: {', '.join(language.missing)}."
        if language.samples:
            where = " They count on this machine alone." if settings.DEVELOPMENT else ""
            return f"Still samples: {', '.join(language.samples)}.{where}"
        return "Nothing. Readers have it." if language.is_on else "Nothing. You may turn it on."

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The language is chosen when it is added, and named from then on."""
        (title, first), *others = super().get_fieldsets(request, obj)
        left_out = "code" if obj else "named"
        fields = [name for name in first["fields"] if name != left_out]
        return [(title, {**first, "fields": fields}), *others]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_on and obj.samples and not settings.DEVELOPMENT:
            said = f"Readers do not have {obj} yet: {', '.join(obj.samples)}: still a sample."
            self.message_user(request, said, messages.WARNING)
