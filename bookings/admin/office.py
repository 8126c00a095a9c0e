"""ModelAdmin of the office: leads to its hours; changed addresses take along their queued
notifications.
"""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from bookings import notifications, questions
from bookings.admin.week.hours import CHANGE_CONSULTATIONS, CHANGE_OPENING
from clinic.office import formats
from clinic.office.admin import OfficeAdmin as OfficeForm
from clinic.office.models import Office


@admin.register(Office)
class OfficeAdmin(OfficeForm):
    readonly_fields = [*OfficeForm.readonly_fields, "open_hours", "visits", "change_hours"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The hours to be seen, and the way to their own page for whoever may change them."""
        where, reach, *others = super().get_fieldsets(request, obj)
        fields = ["open_hours", "visits"]
        if obj and any(
            request.user.has_perm(each) for each in (CHANGE_OPENING, CHANGE_CONSULTATIONS)
        ):
            fields.append("change_hours")
        return [where, reach, ("Hours of every week", {"fields": fields}), *others]

    @admin.display(description="open")
    def open_hours(self, office: Office) -> str:
        """When somebody answers, as the page Visit us prints it."""
        return _hours(office, "opening_hours", "closed")

    @admin.display(description="consultations")
    def visits(self, office: Office) -> str:
        return _hours(office, "consultation_hours", "none")

    @admin.display(description="change them")
    def change_hours(self, office: Office) -> str:
        address = reverse("admin:bookings_consultation_every_week")
        return format_html('<a href="{}">Change the hours of every week</a>', address)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        office = form.instance
        was = dict(office.mail_addresses.values_list("pk", "email"))
        super().save_related(request, form, formsets, change)
        now = timezone.now()
        notifications.readdress(office, was, now=now)
        questions.readdress(office, was, now=now)


def _hours(office: Office, related: str, without_any: str) -> str:
    """A line for each run of days."""
    if office.pk:
        lines = formats.weekly(getattr(office, related).all(), without_any=without_any)
    else:
        lines = []
    return format_html_join("", "{}: {}<br>", lines)
