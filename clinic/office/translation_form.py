"""Form of a translation: each English text of a row with the one that says it beside."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string

from clinic import languages
from clinic.office import formats, prices, translations
from clinic.office.models import CANNOT_BESIDE_MAY, Translation
from clinic.office.models.people import is_sample_name
from clinic.office.translations import Original


class TextsWidget(forms.Widget):
    """One control for each text, the English before it."""

    originals: list[Original] = []
    then: Mapping[str, str] = {}
    language = languages.ENGLISH

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        sent = {each.key: data.get(f"{name}-{each.key}") for each in self.originals}
        return {key: text for key, text in sent.items() if text is not None}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        texts = value if isinstance(value, dict) else {}
        rows = [
            {
                "original": each,
                "id": f"id_{name}-{number}",
                "name": f"{name}-{each.key}",
                "text": texts.get(each.key, ""),
                "lines": 2 + each.text.count("\n") + len(each.text) // translations.A_LINE,
                "was": was if (was := self.then.get(each.key)) != each.text else "",
                "is_new": bool(self.then) and each.key not in self.then,
            }
            for number, each in enumerate(self.originals)
        ]
        tag = languages.LANGUAGES[self.language].tag
        return render_to_string("admin/clinic/translation/texts.html", {"rows": rows, "tag": tag})


class TextsField(forms.Field):
    """Texts by key. What is not among the originals any more is kept as it was."""

    widget = TextsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, label="Texts", **kwargs)

    def clean(self, value: Any) -> dict[str, str]:
        said = {}
        for each in self.widget.originals:
            text = str(value.get(each.key) or "").replace("\r\n", "\n").strip()
            if len(text) > each.longest:
                raise ValidationError(
                    f"{each.label}: {len(text)} letters are too many, {each.longest} at most."
                )
            try:
                formats.plain_lines(text)
                if each.key == "price_includes":
                    prices.plain_includes(text)
            except ValidationError as refused:
                raise ValidationError(
                    [f"{each.label}: {why}" for why in refused.messages]
                ) from None
            said[each.key] = text
        if bool(said.get("may_help")) != bool(said.get("cannot")):
            raise ValidationError(CANNOT_BESIDE_MAY)
        return {key: text for key, text in said.items() if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        sent = {key: str(text).replace("\r\n", "\n").strip() for key, text in (data or {}).items()}
        return any(text != (initial or {}).get(key, "") for key, text in sent.items())


class TranslationForm(forms.ModelForm):
    """The texts of `row`, who reviewed them, and whether readers have them."""

    row: models.Model
    language: str

    texts = TextsField()
    says_the_same = forms.BooleanField(
        required=False,
        label="it says what the English says now",
        help_text="Tick it once you have brought it up to date: changes are counted from then on.",
    )
    # instead of all of them in one line
    stored_in_words = {"texts": "other words, which another tab shows"}

    class Meta:
        model = Translation
        fields = ["texts", "reviewed_by", "reviewed_on", "is_published"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["texts"].widget
        assert isinstance(widget, TextsWidget)
        widget.originals = translations.originals(self.row)
        widget.then, widget.language = self.instance.original, self.language
        now = {each.key: each.text for each in widget.originals}
        is_new = self.instance.pk is None
        self.initial["says_the_same"] = is_new or not translations.changed(widget.then, now)

    def clean_reviewed_by(self) -> str:
        name = str(self.cleaned_data["reviewed_by"])
        if is_sample_name(name) and not settings.DEVELOPMENT:
            raise ValidationError("A sample reviews nothing: write who read it.")
        return name

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("says_the_same"):
            self.instance.original = translations.as_now(self.row)
        return super().save(commit)
