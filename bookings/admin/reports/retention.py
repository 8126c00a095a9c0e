"""Retention in the admin: its rules, the page on which the owner starts it, and what it did."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from bookings import retention
from bookings.admin.read_only import ReadOnly, member_of_staff
from bookings.models import RetentionRun
from clinic.office.models import Ending, Office, RetentionRule
from clinic.office.optimistic_lock import OptimisticLock, sum_of

CHANGED = (
    "These numbers are others than the ones that you were shown, so nothing was started yet. Look"
    " at them, and press Start again."
)
STARTED = "Retention is started. From the coming night on, what is due is cleared and erased."
STOPPED = "Retention is stopped. Nothing is cleared or erased by itself any more."
_SAID = {"start": STARTED, "stop": STOPPED}


@admin.register(RetentionRule)
class RetentionRuleAdmin(OptimisticLock):
    """How long requests are kept. There is one rule for each way of ending, and no other."""

    list_display = ["ending", "cleared_after", "erased_after"]
    list_display_links = ["ending"]
    fields = ["ending", "clear_after_days", "erase_after_months"]
    readonly_fields = ["ending"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        start = self.admin_site.admin_view(self.start_view)
        return [path("start/", start, name="clinic_retentionrule_start"), *super().get_urls()]

    @admin.display(description="how it ended", ordering="status")
    def ending(self, rule: RetentionRule) -> str:
        return str(rule)

    @admin.display(description="answers and notes are cleared after", ordering="clear_after_days")
    def cleared_after(self, rule: RetentionRule) -> str:
        return f"{rule.clear_after_days} days"

    @admin.display(description="all of it is erased after", ordering="erase_after_months")
    def erased_after(self, rule: RetentionRule) -> str:
        months = rule.erase_after_months
        return f"{months} month{'' if months == 1 else 's'}"

    def save_model(
        self, request: HttpRequest, obj: RetentionRule, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if not form.changed_data:
            return
        by, now = member_of_staff(request), timezone.now()
        retention.note_change(obj, form.changed_data, by=by, now=now)
        said = 'The privacy page says the new time. <a href="{}">See what it does</a>'
        address = reverse("admin:clinic_retentionrule_start")
        self.message_user(request, format_html(said, address), messages.WARNING)

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """The dry run, and the button that starts or stops; 409 if the numbers moved meanwhile."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        now, wanted = timezone.now(), request.POST.get("wanted", "")
        counts = retention.dry_run(now=now)
        seen = sum_of([[*count[1:], *_rule(count.rule)] for count in counts])
        is_moved = False
        if request.method == "POST" and wanted in _SAID:
            is_moved = wanted == "start" and request.POST.get("seen") != seen
            if not is_moved:
                verb = retention.start if wanted == "start" else retention.stop
                verb(by=member_of_staff(request), now=now)
                self.message_user(request, _SAID[wanted], messages.SUCCESS)
                return redirect("admin:clinic_retentionrule_start")
        context = {
            **self.admin_site.each_context(request),
            "title": "Retention",
            "opts": self.opts,
            "office": Office.objects.first(),
            "counts": counts,
            "seen": seen,
            "moved": CHANGED if is_moved else "",
            "last": RetentionRun.objects.first(),
        }
        page = "admin/clinic/retentionrule/start.html"
        return TemplateResponse(request, page, context, status=409 if is_moved else 200)


def _rule(rule: RetentionRule) -> tuple[str, int, int]:
    return rule.status, rule.clear_after_days, rule.erase_after_months


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnly, admin.ModelAdmin):
    """What each run did, in numbers. Which requests they were stands in the access log."""

    fields = ("started_at", "ended_at", "by_name", "what_was_cleared", "what_was_erased")
    list_display = readonly_fields = fields
    list_per_page = 50

    @admin.display(description="answers and notes cleared")
    def what_was_cleared(self, run: RetentionRun) -> str:
        return _in_words(run.cleared)

    @admin.display(description="erased")
    def what_was_erased(self, run: RetentionRun) -> str:
        return _in_words(run.erased)


def _in_words(counted: dict[str, int]) -> str:
    """ "Declined: 3; Lapsed: 1", in the order of the rules."""
    parts = [f"{each.label}: {counted[each]}" for each in Ending if counted.get(each)]
    return "; ".join(parts) or "–"
