"""CSV export form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import audit_log, csv_export
from bookings.admin.dates import DayField, from_until
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.models import Access, Consultation, ReaderQuestion
from clinic.office.models import Office
from clinic.staff.password_again import ask_password_again


class ExportForm(forms.Form):
    """Which days. It is the day they asked that counts: every consultation has one, not every one a
    time.
    """

    use_required_attribute = False

    what = forms.ChoiceField(
        label="What to export",
        choices=[("consultations", "Consultations"), ("questions", "Readers’ questions")],
        required=False,
    )
    first = DayField(label="Asked from")
    last = DayField(label="Asked until, that day included")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "Choose a day that is not before the first one.")
        return data


class ExportPages(DeskPages):
    """For whoever has a permission of its own, which seeing consultations does not include."""

    def urls(self) -> list[URLPattern]:
        return [self.url("export/", ask_password_again(self.export_view), "export")]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the days, then send the file. 422 for days that are none. Each file is logged
        first.
        """
        if not request.user.has_perm("bookings.export_consultation"):
            raise PermissionDenied
        office, now = Office.objects.current(), timezone.now()
        form = ExportForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {
                **self.context(request, "Export consultations"),
                "columns": csv_export.COLUMNS,
                "question_columns": csv_export.QUESTION_COLUMNS,
                "form": form,
            }
            page = "admin/bookings/consultation/export.html"
            return TemplateResponse(request, page, context, status=422 if form.is_bound else 200)
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        begins, ends = from_until(office, first, last)
        asked = {"office": office, "asked_at__gte": begins, "asked_at__lt": ends}
        what = form.cleaned_data["what"] or "consultations"
        columns, content = _export(what, asked, office)
        name = f"{what} " if what == "questions" else ""
        audit_log.log(
            Access.Action.EXPORTED,
            f"{name}asked from {first} to {last}",
            by=member_of_staff(request),
            now=now,
            fields=", ".join(columns),
        )
        return StreamingHttpResponse(
            content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{what}-{first}-to-{last}.csv"'},
        )


def _export(what: str, asked: dict[str, Any], office: Office) -> tuple[list[str], Iterator[str]]:
    """The columns, and the file piece by piece."""
    if what == "questions":
        questions = ReaderQuestion.objects.filter(**asked).order_by("asked_at", "pk")
        return csv_export.QUESTION_COLUMNS, csv_export.csv_of_questions(questions, office)
    consultations = Consultation.objects.filter(**asked).order_by("asked_at", "pk")
    return csv_export.COLUMNS, csv_export.csv_of(consultations, office)
