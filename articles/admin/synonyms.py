"""ModelAdmin of the search's synonyms."""

from django.contrib import admin

from articles.admin.mixins import SearchedByWords
from articles.models import Synonym
from clinic.office.optimistic_lock import OptimisticLock


@admin.register(Synonym)
class SynonymAdmin(SearchedByWords, OptimisticLock):
    list_display = ["__str__", "finds_in_a_line", "sentence", "is_on"]
    list_filter = ["is_on"]
    search_fields = ["typed", "finds", "sentence"]
    fields = ["typed", "finds", "sentence", "is_on"]

    @admin.display(description="our pages say")
    def finds_in_a_line(self, synonym: Synonym) -> str:
        return ", ".join(synonym.finds.splitlines())
