"""ModelAdmin of the office; changed addresses take along their queued notifications."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from bookings import notifications
from clinic.office.admin import OfficeAdmin as OfficeForm
from clinic.office.models import Office


@admin.register(Office)
class OfficeAdmin(OfficeForm):
    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        office = form.instance
        was = dict(office.mail_addresses.values_list("pk", "email"))
        super().save_related(request, form, formsets, change)
        notifications.readdress(office, was, now=timezone.now())
