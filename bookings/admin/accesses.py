"""The access log in the admin: to be read by those who may, and by nobody changed."""

from django.contrib import admin

from bookings.admin.read_only import ReadOnly
from bookings.models import Access


@admin.register(Access)
class AccessAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "by_name", "action", "reference", "fields"]
    list_display_links = None
    list_filter = ["action", "at"]
    list_per_page = 50
    search_fields = ["reference__iexact", "by_name__iexact"]
    search_help_text = "A reference or an account, in full"
    show_full_result_count = False  # it grows with every look
