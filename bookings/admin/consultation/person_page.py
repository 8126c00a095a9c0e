"""Everything of one person: the page from which the owner takes it out or erases it."""

import io
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from bookings import person
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.models import Consultation, ReaderQuestion
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
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return page(request, self.deciding, self.deciding.find(request, object_id))


def page(
    request: HttpRequest, desk: admin.ModelAdmin, about: Consultation | ReaderQuestion
) -> HttpResponseBase:
    """What is held of whoever sent this one, and two buttons.

    422 without the tick, 409 if something came meanwhile. The caller has asked for the permission.
    """
    if isinstance(about, Consultation):
        contacts = person.contacts_of(about)
        rows = person.found(contacts) | Consultation.objects.filter(pk=about.pk)
        of_site = person.questions_of(contacts)
    else:
        contacts = about.contacts
        rows = person.found(contacts)
        of_site = person.questions_of(contacts) | ReaderQuestion.objects.filter(pk=about.pk)
    asked = list(rows.select_related("office").order_by("-asked_at", "-pk"))
    questions = list(of_site.order_by("-asked_at", "-pk"))
    seen = sum_of([*(row.pk for row in asked), *(str(row) for row in questions)])
    wanted, fault, status = request.POST.get("wanted"), "", 200
    if request.method == "POST" and wanted == "export":
        return _file(request, rows, of_site)
    if request.method == "POST" and wanted == "erase":
        if request.POST.get("seen") != seen:
            fault, status = MOVED, 409
        elif not request.POST.get("sure"):
            fault, status = NOT_SURE, 422
        else:
            return _erase(request, desk, rows, of_site)
    context: dict[str, Any] = {
        **desk.admin_site.each_context(request),
        "title": "Everything of this person",
        "opts": desk.opts,
        "about": about,
        "list_address": reverse(f"admin:{_name(about)}_changelist"),
        "own_address": reverse(f"admin:{_name(about)}_change", args=[about.pk]),
        "asked": asked,
        "questions": questions,
        "others": person.with_another_contact(asked, contacts, questions),
        "seen": seen,
        "fault": fault,
    }
    template = "admin/bookings/consultation/person.html"
    return TemplateResponse(request, template, context, status=status)


def _name(about: Consultation | ReaderQuestion) -> str:
    return f"bookings_{about._meta.model_name}"


def _file(request: HttpRequest, rows: Any, asked: Any) -> HttpResponse:
    file = io.BytesIO()
    by, now = member_of_staff(request), timezone.now()
    person.export(rows, file, by=by, now=now, asked=asked)
    return HttpResponse(
        file.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="held-about-a-person.zip"'},
    )


def _erase(request: HttpRequest, desk: admin.ModelAdmin, rows: Any, asked: Any) -> HttpResponse:
    by, now = member_of_staff(request), timezone.now()
    erased = person.erase(rows, by=by, now=now, asked=asked)
    said = f"Erased for good: {', '.join(erased)}. Nobody was told."
    desk.message_user(request, said, messages.SUCCESS)
    return redirect(f"admin:bookings_{desk.opts.model_name}_changelist")
