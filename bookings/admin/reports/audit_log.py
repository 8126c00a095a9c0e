"""Audit log in the admin, read-only."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from bookings.admin.read_only import ReadOnly
from bookings.models import Access, read_reference


@admin.register(Access)
class AccessAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "by_name", "action", "reference", "fields"]
    list_display_links = None
    list_filter = ["action", "at"]
    list_per_page = 50
    search_fields = ["reference", "by_name"]
    search_help_text = "A reference or an account, in full"
    show_full_result_count = False  # it grows with every look

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Access], search_term: str
    ) -> tuple[QuerySet[Access], bool]:
        """By a reference, however it is written, by other things in full, or by an account."""
        term = search_term.strip()
        if not term:
            return queryset, False
        what = Q(reference=read_reference(term)) | Q(reference__iexact=term)
        return queryset.filter(what | Q(by_name__iexact=term)), False
