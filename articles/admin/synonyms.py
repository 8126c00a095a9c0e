"""ModelAdmin of the search's synonyms."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.mixins import SearchedByWords
from articles.models import Synonym
from articles.search.words import MOST_WORDS, typed_words
from clinic import languages
from clinic.languages import ENGLISH
from clinic.office.optimistic_lock import OptimisticLock


class SynonymForm(forms.ModelForm):
    language = forms.ChoiceField(
        choices=languages.CHOICES,
        initial=ENGLISH,
        required=False,
        help_text="Of the pages on which people type this.",
    )

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"]) or self.instance.language

    def clean_typed(self) -> str:
        """Each line is a phrase that can be searched for, and stands in this row alone."""
        typed: str = self.cleaned_data["typed"]
        language = self.cleaned_data["language"]
        others = {
            tuple(typed_words(line)): row
            for row in Synonym.objects.filter(language=language).exclude(pk=self.instance.pk)
            for line in row.typed.splitlines()
        }
        for line in typed.splitlines():
            words = tuple(typed_words(line))
            if not words:
                raise forms.ValidationError(f"“{line}” holds no word: take the line out.")
            if len(words) == MOST_WORDS:
                raise forms.ValidationError(
                    f"“{line}” is too long: a search takes {MOST_WORDS} words, so keep to fewer."
                )
            if words in others:
                raise forms.ValidationError(
                    f"“{line}” already stands in “{others[words]}”: add to that one instead."
                )
        return typed

    class Meta:
        model = Synonym
        fields = ["language", "typed", "finds", "sentence", "is_on"]


@admin.register(Synonym)
class SynonymAdmin(SearchedByWords, OptimisticLock):
    """The next search knows of a change."""

    form = SynonymForm
    list_display = ["__str__", "finds_in_a_line", "sentence", "language", "is_on", "try_it"]
    list_filter = ["language", "is_on"]
    search_fields = ["typed", "finds", "sentence"]
    fields = ["language", "typed", "finds", "sentence", "is_on", "try_it"]
    readonly_fields = ["try_it"]

    @admin.display(description="our pages say")
    def finds_in_a_line(self, synonym: Synonym) -> str:
        return ", ".join(synonym.finds.splitlines())

    @admin.display(description="Try it")
    def try_it(self, synonym: Synonym) -> str:
        """A search for the first phrase, as readers have it."""
        if not synonym.pk:
            return "Once it is saved."
        first, *_ = synonym.typed.splitlines()
        with languages.speaking(synonym.language):
            address = f"{reverse('articles:search')}?{urlencode({'q': first})}"
        return format_html('<a href="{}">Search for “{}”</a>', address, first)
