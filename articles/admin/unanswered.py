"""ModelAdmin of searches that found nothing: what is asked for, and the two ways to answer it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from articles.models import UnansweredSearch
from clinic import languages

# What the button says, the permission, the page that it opens, and the field that it fills.
ANSWERS = [
    ("Write an answer", "articles.add_faq", "admin:articles_faq_add", "question"),
    ("Add a synonym", "articles.add_synonym", "admin:articles_synonym_add", "typed"),
]


@admin.register(UnansweredSearch)
class UnansweredSearchAdmin(admin.ModelAdmin):
    """Nobody types one: the search counts them. Deleting one forgets it at once."""

    list_display_links = None
    list_filter = ["language"]
    search_fields = ["words"]
    fields = ["words", "asked", "altogether", "days", "last_day"]
    readonly_fields = ["words", "asked", "altogether", "days", "last_day"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnansweredSearch]:
        return UnansweredSearch.objects.in_words().counted(timezone.localdate())

    def get_ordering(self, request: HttpRequest) -> Any:
        """The most asked for first."""
        return ["-this_month", "-altogether", "words"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """With a button for each way of answering that this person may go."""
        may = [answer for answer in ANSWERS if request.user.has_perm(answer[1])]

        @admin.display(description="answer it")
        def answer(search: UnansweredSearch) -> str:
            links = (
                (
                    reverse(page),
                    urlencode({field: search.words, "language": search.language}),
                    label,
                )
                for label, _, page, field in may
            )
            return format_html_join(" ", '<a class="button" href="{}?{}">{}</a>', links)

        return ["words", "in_language", "asked", "altogether", "last_day", answer]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="on pages in", ordering="language")
    def in_language(self, search: UnansweredSearch) -> str:
        known = languages.LANGUAGES.get(search.language)
        return known.in_english if known else search.language

    @admin.display(description="this month", ordering="this_month")
    def asked(self, search: Any) -> str:
        return f"asked {_times(search.this_month)} this month"

    @admin.display(description="in 90 days", ordering="altogether")
    def altogether(self, search: Any) -> str:
        return _times(search.altogether)


def _times(number: int) -> str:
    return f"{number} time{'' if number == 1 else 's'}"
