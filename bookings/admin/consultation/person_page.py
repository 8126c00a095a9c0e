"""Everything of one person: the page from which the owner takes it out or erases it."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import person
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.models import Consultation
from clinic.office.optimistic_lock import sum_of
from clinic.staff.password_again import ask_password_again

PERMISSION = "bookings.erase_consultation"
MOVED = "These requests are others than the ones that you were shown, so nothing was erased yet."
NOT_SURE = "Tick the box to erase them. Nothing was erased yet."


class PersonPages(DeskPages):
    """For whoever has a permission of its own, after their password was asked for again.

    Whom it is about is said by one of their requests: no phone or e-mail stands in an address.
    """

    def __init__(self, desk: ActionPagesMixin) -> None:
        super().__init__(desk)
        self.deciding = desk

    def urls(self) -> list[URLPattern]:
        view = ask_password_again(self.person_view)
        return [self.url("<path:object_id>/person/", view, "person")]

    def person_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """What is held, and two buttons; 422 without the tick, 409 if something came meanwhile."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        consultation = self.deciding.find(request, object_id)
        contacts = person.contacts_of(consultation)
        rows = person.found(contacts) | Consultation.objects.filter(pk=consultation.pk)
        asked = list(rows.select_related("office").order_by("-asked_at", "-pk"))
        seen, wanted, fault = sum_of([row.pk for row in asked]), request.POST.get("wanted"), ""
        status = 200
        if request.method == "POST" and wanted == "export":
            return self._file(request, rows)
        if request.method == "POST" and wanted == "erase":
            if request.POST.get("seen") != seen:
                fault, status = MOVED, 409
            elif not request.POST.get("sure"):
                fault, status = NOT_SURE, 422
            else:
                return self._erase(request, rows)
        context: dict[str, Any] = {
            **self.context(request, "Everything of this person"),
            "consultation": consultation,
            "asked": asked,
            "others": person.with_another_contact(asked, contacts),
            "seen": seen,
            "fault": fault,
        }
        page = "admin/bookings/consultation/person.html"
        return TemplateResponse(request, page, context, status=status)

    def _file(self, request: HttpRequest, rows: Any) -> HttpResponse:
        file = io.BytesIO()
        person.export(rows, file, by=member_of_staff(request), now=timezone.now())
        return HttpResponse(
            file.getvalue(),
            content_type="application/zip",
            headers={"Content-Disposition": 'attachment; filename="held-about-a-person.zip"'},
        )

    def _erase(self, request: HttpRequest, rows: Any) -> HttpResponse:
        erased = person.erase(rows, by=member_of_staff(request), now=timezone.now())
        said = f"Erased for good: {', '.join(erased)}. Nobody was told."
        self.tell(request, said, messages.SUCCESS)
        return redirect("admin:bookings_consultation_changelist")
