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
                    "English is always there. A further language stands under an address of its"
                    " own, and on the same page in mails, once you turn it on here."
                ),
                "fields": ["code", "is_on", "what_is_left"],
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
    readonly_fields = ["what_is_left"]

    @admin.display(description="to do")
    def what_is_left(self, language: SiteLanguage) -> str:
        """What is empty, or still a sample."""
        if language.missing:
            return f"Fill in: {', '.join(language.missing)}."
        if language.samples:
            where = " They count on this machine alone." if settings.DEVELOPMENT else ""
            return f"Still samples: {', '.join(language.samples)}.{where}"
        return "Nothing. Readers have it." if language.is_on else "Nothing. You may turn it on."

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly_fields, "code"] if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_on and obj.samples and not settings.DEVELOPMENT:
            said = f"Readers do not have {obj} yet: {', '.join(obj.samples)}: still a sample."
            self.message_user(request, said, messages.WARNING)
