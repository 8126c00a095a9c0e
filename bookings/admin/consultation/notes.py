"""Internal notes and calls, on a consultation's page."""

from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone

from bookings import audit_log
from bookings.admin.consultation.action_pages import ActionPagesMixin
from bookings.admin.pages import DeskPages
from bookings.admin.read_only import member_of_staff, only_by_post
from bookings.models import Call, Consultation
from clinic.office.formats import plain_lines
from clinic.office.forms import LengthFirst


class NoteForm(LengthFirst, forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        validators=[plain_lines],
        help_text="Only staff read it. The patient never does.",
        error_messages={"required": "Write the note first."},
    )


class CallForm(LengthFirst, forms.Form):
    use_required_attribute = False

    outcome = forms.ChoiceField(
        label="What came of the call",
        choices=[("", "Choose"), *Call.Outcome.choices],
        error_messages={"required": "Say what came of the call."},
    )
    note = forms.CharField(
        label="Note about the call (optional)",
        widget=forms.Textarea({"rows": 2}),
        max_length=500,
        required=False,
        validators=[plain_lines],
    )


class Writing(NamedTuple):
    """One of the two forms, and the words around it."""

    form: type[forms.Form]
    title: str
    button: str
    done: str


WRITINGS = {
    "note": Writing(NoteForm, "Add a note", "Add the note", "Your note is kept."),
    "call": Writing(CallForm, "Log a call", "Log the call", "Your call is kept."),
}


def blank_forms() -> list[dict[str, Any]]:
    """What stands on a consultation's page, in order."""
    return [
        {
            "name": name,
            "address": f"admin:bookings_consultation_{name}",
            "form": writing.form(auto_id=f"{name}_%s"),
            "writing": writing,
        }
        for name, writing in WRITINGS.items()
    ]


def _keep(name: str, consultation: Consultation, form: forms.Form, *, by: User) -> None:
    now = timezone.now()
    if name == "note":
        audit_log.add_note(consultation, form.cleaned_data["text"], by=by, now=now)
    else:
        outcome = Call.Outcome(form.cleaned_data["outcome"])
        audit_log.add_call(consultation, outcome, form.cleaned_data["note"], by=by, now=now)


class NotePages(DeskPages):
    """Two short forms on a consultation's page, for whoever may decide."""

    def __init__(self, desk: ActionPagesMixin) -> None:
        super().__init__(desk)
        self.deciding = desk

    def urls(self) -> list[URLPattern]:
        return [
            self.url(f"<path:object_id>/{name}/", self.write_view, name, name=name)
            for name in WRITINGS
        ]

    def write_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Keep what was written; 422 with every word in place if something is missing."""
        refusal = only_by_post(request) or self.deciding.may_not_answer(request)
        if refusal:
            return refusal
        writing, consultation = WRITINGS[name], self.deciding.find(request, object_id)
        form = writing.form(request.POST)
        if form.is_valid():
            try:
                _keep(name, consultation, form, by=member_of_staff(request))
            except Consultation.DoesNotExist:
                raise Http404 from None
            self.tell(request, writing.done)
            return redirect("admin:bookings_consultation_change", consultation.pk)
        context = {
            **self.deciding.about(request, writing.title, consultation),
            "lead": "Only staff read it.",
            "button": writing.button,
            "form": form,
        }
        return TemplateResponse(
            request, "admin/bookings/consultation/step.html", context, status=422
        )
