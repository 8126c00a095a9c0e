"""Contact correction: phone or e-mail that was misheard.

Putting right how a patient is reached, when somebody says on the phone that it was misheard.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.consultation.actions import CORRECT, perform, who_tells
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff
from bookings.forms.changes import ContactForm


class CorrectionPages(DeskPages):
    def __init__(self, desk: ActionPagesMixin) -> None:
        super().__init__(desk)
        self.deciding = desk

    def urls(self) -> list[URLPattern]:
        return [self.url("<path:object_id>/correct/", self.correct_view, "correct")]

    def correct_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another e-mail or phone, by the rules of the patient's own page. 422 for what needs
        mending.
        """
        refusal = self.deciding.may_not_answer(request)
        if refusal:
            return refusal
        consultation = self.deciding.find(request, object_id)
        back = redirect("admin:bookings_consultation_change", consultation.pk)
        if not CORRECT.applies(consultation):
            is_now = consultation.get_status_display().lower()
            self.tell(request, f"{consultation.reference} is {is_now}.", messages.ERROR)
            return back
        form = ContactForm(
            request.POST if request.method == "POST" else None, consultation=consultation
        )
        if form.is_valid():
            given: dict[str, Any] = form.correction()
            by, now = member_of_staff(request), timezone.now()
            now_is = perform(CORRECT, consultation, by=by, now=now, **given)
            done = f"{now_is.reference}: how to reach them is corrected. {who_tells(now_is)}"
            self.tell(request, done, messages.SUCCESS)
            return back
        context = {
            **self.deciding.about(request, "Correct e-mail or phone", consultation),
            "lead": (
                "A new e-mail address is sent what stands now. What stays empty stays as it is."
            ),
            "button": "Correct it",
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(
            request, "admin/bookings/consultation/step.html", context, status=status
        )
