"""Holidays of the next year: entered as closures with one press on the desk's first page."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bookings.admin.read_only import only_by_post
from bookings.admin.week.conflicts import consultations_met
from clinic.office import formats, holiday_closures
from clinic.office.models import Closure, Office


class NextHolidays(admin.ModelAdmin):
    """Mixin for the ModelAdmin of closures: an address of its own, for those who may add some."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.holidays_view)
        return [path("holidays/", view, name="clinic_closure_holidays"), *super().get_urls()]

    def holidays_view(self, request: HttpRequest) -> HttpResponse:
        """Add them, and say which, how that is undone, and whom they meet."""
        refusal = only_by_post(request)
        if refusal:
            return refusal
        if not self.has_add_permission(request):
            return HttpResponse("Your account may not add closures.", status=403)
        office, now = Office.objects.current(), timezone.now()
        added = holiday_closures.add_next(office, now=now)
        for closure in added:
            self.log_addition(request, closure, [{"added": {}}])
        if not added:
            self.message_user(request, "These holidays are entered already.", messages.WARNING)
            return redirect("admin:index")
        self.message_user(request, _said(added, office), messages.SUCCESS)
        for closure in added:
            for consultation in consultations_met(closure, now=now):
                link = reverse("admin:bookings_consultation_change", args=[consultation.pk])
                day = formats.closure(closure, office)
                said = 'Consultation <a href="{}">{}</a> is on {} and stays. Propose another time.'
                told = format_html(said, link, consultation, day)
                self.message_user(request, told, messages.WARNING)
        return redirect("admin:index")


def _said(added: list[Closure], office: Office) -> SafeString:
    count = "1 day is" if len(added) == 1 else f"{len(added)} days are"
    days = "; ".join(formats.dated(office.local_day(closure.starts_at)) for closure in added)
    return format_html(
        "{} closed for holidays: {}. Are you there on one of them?"
        ' <a href="{}">Delete it under Closures</a>, and its times are offered again.',
        count,
        days,
        reverse("admin:clinic_closure_changelist"),
    )
