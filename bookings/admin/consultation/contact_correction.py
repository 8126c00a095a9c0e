"""Contact correction: phone or e-mail that was misheard.

Putting right how a patient is reached, when somebody says on the phone that it was misheard.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from bookings.admin.consultation import status_words
from bookings.admin.consultation.action_pages import Deciding
from bookings.admin.consultation.actions import CORRECT, perform, who_tells
from bookings.admin.read_only import member_of_staff
from bookings.forms.changes import ContactForm


class Correcting(Deciding):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.correct_view)
        address = path("<path:object_id>/correct/", view, name="bookings_consultation_correct")
        return [address, *super().get_urls()]

    def correct_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another e-mail or phone, by the rules of the patient's own page. 422 for what needs
        mending.
        """
        refusal = self._no_business(request)
        if refusal:
            return refusal
        consultation = self._find(request, object_id)
        back = redirect("admin:bookings_consultation_change", consultation.pk)
        if not CORRECT.applies(consultation):
            is_now = consultation.get_status_display().lower()
            self.message_user(request, f"{consultation.reference} is {is_now}.", messages.ERROR)
            return back
        form = ContactForm(
            request.POST if request.method == "POST" else None, consultation=consultation
        )
        if form.is_valid():
            given: dict[str, Any] = form.correction()
            by, now = member_of_staff(request), timezone.now()
            now_is = perform(CORRECT, consultation, by=by, now=now, **given)
            done = f"{now_is.reference}: how to reach them is corrected. {who_tells(now_is)}"
            self.message_user(request, done, messages.SUCCESS)
            return back
        context = {
            **self.admin_site.each_context(request),
            "title": f"Correct e-mail or phone: {consultation.reference}",
            "opts": self.opts,
            "consultation": consultation,
            "wants": status_words.time_wanted(consultation),
            "reach": status_words.reach(consultation),
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
