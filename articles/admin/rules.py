"""ModelAdmin of the checklist's rules."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.forms import Field as FormField
from django.http import HttpRequest

from articles.admin.names_in_languages import names_inline
from articles.models import Rule, RuleWords
from clinic.office.optimistic_lock import OptimisticLock

HOW_LINES_ARE_READ = (
    "One word or phrase a line, in any of its forms: “cure” finds cured and curing, and “not” finds"
    " cannot and doesn’t. In quotes it is found just as it stands. Three dots stand for up to"
    " fifteen words in between. What a sentence denies, as “not permanent” does, passes without a"
    " line. A line that begins with “allow:” lets its words pass, or a whole question if it ends"
    " with a question mark. Under “Uses that need …”, a sentence is found only together with a word"
    " that begins with “with:”, and a line with “list:” counts in “May help with” alone. Under"
    " “Easy to read” the line is the school year. Where a rule needs no words, leave it empty."
    " Texts in another language are looked at by the words of that language alone; there the line"
    " of “Easy to read” is the reading ease after Fernández Huerta."
)


@admin.register(Rule)
class RuleAdmin(OptimisticLock):
    """What each of them checks is settled: there is one for each, and none is added or deleted
    here.
    """

    list_display = ["check_name", "is_on", "reason"]
    list_filter = ["is_on"]
    fields = ["check_name", "is_on", "reason", "words"]
    readonly_fields = ["check_name"]
    inlines = [names_inline(RuleWords, "words")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(
        self, db_field: Field, request: Any, **kwargs: Any
    ) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "words":
            field.help_text = HOW_LINES_ARE_READ
            field.widget.attrs["rows"] = 24
        return field
