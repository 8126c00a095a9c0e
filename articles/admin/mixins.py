"""Mixins of the admin: rows that only reviewers change once readers have them, and a list's
search.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from articles import publishing
from articles.models.search import bare_words


class SearchedByWords(admin.ModelAdmin):
    """A list whose search looks past the signs around words, as the public one does."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, " ".join(bare_words(search_term)))


class LeftToReviewers(admin.ModelAdmin):
    """Rows that stand on several pages. Who may not publish leaves those alone that readers have,
    or will.
    """

    left_alone = ""  # the sentence that says so, and who can

    def is_for_readers(self, row: Any) -> bool:
        raise NotImplementedError

    def is_left(self, request: HttpRequest, row: Any) -> bool:
        return (
            row is not None
            and not publishing.may_publish(request.user)
            and self.is_for_readers(row)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_change_permission(request, obj)
        return may and not self.is_left(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)
        return may and not self.is_left(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list does not ask row by row who may change it: there only those do who publish."""
        changelist = super().get_changelist_instance(request)
        if not publishing.may_publish(request.user):
            changelist.list_editable = ()
        return changelist

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if self.is_left(request, context.get("original")):
            context["left_alone"] = self.left_alone
        return super().render_change_form(request, context, *args, **kwargs)
