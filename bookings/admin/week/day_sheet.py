"""Day sheet: who comes on one day and what is open, blocked or closed, to print and to write on."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import audit_log, day_schedule
from bookings.admin.consultation import status_words
from bookings.admin.dates import DayField
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.models import Access, Consultation, Status
from clinic.office import facts, formats
from clinic.office.models import Office


class DayForm(forms.Form):
    day = DayField(label="Day")


class DaySheetPages(DeskPages):
    """An address of its own. Each look at it is logged, since it is made to be carried away."""

    def urls(self) -> list[URLPattern]:
        return [self.url("day-sheet/", self.day_sheet_view, "day_sheet")]

    def day_sheet_view(self, request: HttpRequest) -> HttpResponse:
        """Today's, else that of `?day=`; 422 and a sentence for what is no day."""
        self.check_may_see(request)
        office, now = Office.objects.current(), timezone.now()
        form = DayForm(
            request.GET if "day" in request.GET else {"day": office.local_day(now).isoformat()}
        )
        context = {
            **self.context(request, "Day sheet"),
            "office": office,
            "form": form,
            "hand_outs": [each for each in facts.treatments() if each.has_days_after],
        }
        status = 422
        if form.is_valid():
            status, day = 200, form.cleaned_data["day"]
            context["title"] = f"Day sheet: {formats.dated(day)}"
            lines = day_schedule.schedule(office, day, now=now)
            context |= {
                "day": day,
                "before": day - timedelta(days=1),
                "after": day + timedelta(days=1),
                "rows": [(line, _mark(line.consultation)) for line in lines],
                "nobody_comes": all(line.consultation is None for line in lines),
            }
            audit_log.log(
                Access.Action.SEEN,
                f"day sheet of {day}",
                by=member_of_staff(request),
                now=now,
                fields="time, name, reference, phone, concern",
            )
        return TemplateResponse(
            request, "admin/bookings/consultation/day_sheet.html", context, status=status
        )


def _mark(consultation: Consultation | None) -> str:
    """What is to be known of it beside its time; empty for one that is simply expected."""
    if consultation is None or consultation.status == Status.CONFIRMED:
        return ""
    if consultation.status == Status.PROPOSED:
        return status_words.KEPT
    return consultation.get_status_display()
