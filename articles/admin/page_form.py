"""Form of a page's words: all its texts, with the site's words and the placeholders of each."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.forms import BoundField
from django_prose_editor.fields import ProseEditorFormField

from articles import page_words
from articles.checklist import field_of
from articles.text.sanitizer import NOTE_EXTENSIONS
from clinic import languages
from clinic.office.forms import LengthFirst
from clinic.office.page_words import PLACEHOLDERS, Kind, Known, Page, Words, troubles

EMPTY = "Write something here, or use the original words."
ROWS = {Kind.TEXT: 3, Kind.PARAGRAPHS: 8}
HOW = {
    Kind.LINE: "",
    Kind.TEXT: "",
    Kind.PARAGRAPHS: "An empty line begins a new paragraph.",
    Kind.RICH: "Paragraphs, lists and links. Empty: no note stands there.",
}


class _TextsOfPage(forms.Form):
    """A field for each text of one page. `revision` is the number of the version that was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, page: Page, own: Mapping[str, str], revision: int, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"revision": revision}, **kwargs)
        self.page, self.own = page, own
        for words in page.words:
            self.fields[field_of(words)] = _field(words)
            self.initial[field_of(words)] = own.get(words.key, words.default)


class PageWordsForm(LengthFirst, _TextsOfPage):
    """The form of one page: it refuses what a placeholder, or a reader, could not stand."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for words in self.page.words:
            name = field_of(words)
            if name in self.cleaned_data:
                written = page_words.as_written(words, self.cleaned_data[name])
                if not written and self.fields[name].required:
                    self.add_error(name, EMPTY)
                    continue
                for trouble in troubles(words, written):
                    self.add_error(name, trouble)
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        """What was sent for each text, as it would be kept; what is not sent is what is stored."""
        return {
            words.key: page_words.as_written(
                words, self.data.get(field_of(words), self.own.get(words.key, words.default))
            )
            for words in self.page.words
        }

    def parts(self, known: Known, english: Mapping[str, str]) -> list[tuple[str, list["Shown"]]]:
        """The texts as the page shows them, under the headings of their parts; of a page in another
        language with what the `english` one says.
        """
        shown = groupby(self._shown(known, english), key=attrgetter("words.part"))
        return [(part, list(texts)) for part, texts in shown]

    def _shown(self, known: Known, english: Mapping[str, str]) -> Iterator["Shown"]:
        for words in self.page.words:
            placeholders = [PLACEHOLDERS[name] for name in words.knows]
            yield Shown(
                words,
                self[field_of(words)],
                HOW[words.kind],
                words.key in self.own,
                [(str(each), each.means, str(each.value(known))) for each in placeholders],
                english.get(words.key, ""),
            )


class Shown(NamedTuple):
    """One text on the page where it is changed."""

    words: Words
    field: BoundField
    how: str  # it is written
    is_own: bool
    placeholders: list[tuple[str, str, str]]  # each as it is typed, what it is, what it says now
    english: str  # of a page in another language


def _field(words: Words) -> forms.CharField:
    given: dict[str, Any] = {
        "label": words.label,
        "max_length": words.most,
        "required": words.kind is not Kind.RICH,
        "error_messages": {"required": EMPTY},
    }
    if words.kind is Kind.RICH:
        note: forms.CharField = ProseEditorFormField(
            extensions=NOTE_EXTENSIONS, widget=AdminTextareaWidget(), **given
        )
        return note
    lang = {}
    if words.language != languages.ENGLISH:
        lang["lang"] = languages.LANGUAGES[words.language].tag
    if words.kind is Kind.LINE:
        return forms.CharField(widget=AdminTextInputWidget(lang), **given)
    widget = AdminTextareaWidget({"rows": ROWS[words.kind], **lang})
    return forms.CharField(widget=widget, **given)
