"""Steps of a reader's question: the address of each, and the pages that ask before they act."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from bookings import audit_log, questions
from bookings.admin.consultation import from_question
from bookings.admin.questions.forms import AnswerForm, DraftForm, TellForm
from bookings.admin.read_only import member_of_staff, only_by_post
from bookings.models import Access, QuestionMessage, ReaderQuestion
from bookings.questions import personal_details

CHANGED = "Somebody changed this since you opened it. Nothing was done. Look at it as it is now."
_TOLD_BY_MAIL = "An e-mail with the link alone tells them."
_TOLD_BY_PAGE = "They gave no e-mail address: it stands on their page."
_CALL_THEM = "They gave a phone number and no e-mail address: please call them."


class Step(NamedTuple):
    """Something that staff do with a question: at once, or after a page with a form."""

    label: str
    done: str
    form: type[forms.Form] | None = None
    lead: str = ""
    button: str = ""


STEPS = {
    "release": Step("Release", "waits for an answer"),
    "answer": Step(
        "Answer privately",
        "answered",
        AnswerForm,
        "The answer stands on a page that only the asker has the link to. It does not repeat the"
        " question.",
        "Show the answer",
    ),
    "tell": Step(
        "Told by phone",
        "noted as answered by phone",
        TellForm,
        "For when you have told them. Nobody is mailed.",
        "Note it",
    ),
    "draft": Step(
        "Publish as a question",
        "begun as a public question; an editor reviews it, and nothing is published yet",
        DraftForm,
        "This begins a public question that waits for an editor. It holds what you write here, and"
        " nothing that the reader wrote.",
        "Begin it",
    ),
    "quarantine": Step("Quarantine", "set aside"),
}


class Button(NamedTuple):
    label: str
    address: str
    is_main: bool
    is_page: bool
    time: str = ""


class StepPages(admin.ModelAdmin):
    """A status is never typed: it follows from the verbs of `bookings.questions`."""

    def may_answer(self, request: HttpRequest) -> bool:
        return request.user.has_perm("bookings.change_readerquestion")

    def buttons(self, question: ReaderQuestion) -> list[Button]:
        found: list[Button] = []
        for verb in questions.verbs_of(question):
            if verb == "book":
                address = from_question.booking_address(question)
                found.append(Button("It is a consultation", address, not found, is_page=True))
                continue
            step = STEPS[verb]
            address = reverse(f"admin:bookings_readerquestion_{verb}", args=[question.pk])
            found.append(Button(step.label, address, not found, is_page=step.form is not None))
        return found

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{verb}/",
                self.admin_site.admin_view(self.page_view if step.form else self.press_view),
                {"verb": verb},
                name=f"bookings_readerquestion_{verb}",
            )
            for verb, step in STEPS.items()
        ]
        again = path(
            "<path:object_id>/send-again/<int:message>/",
            self.admin_site.admin_view(self.send_again_view),
            name="bookings_readerquestion_send_again",
        )
        return [*own, again, *super().get_urls()]

    def press_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """A button that posts at once."""
        refusal = only_by_post(request) or self._may_not(request)
        if refusal:
            return refusal
        question = self.find(request, object_id)
        act: Callable[..., Any] = getattr(questions, verb)
        self._act(request, question, verb, act)
        return redirect("admin:bookings_readerquestion_change", question.pk)

    def page_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """The form, then the verb. 422 for what needs mending or reading over; 409 if it moved."""
        refusal = self._may_not(request)
        if refusal:
            return refusal
        question = self.find(request, object_id)
        if verb not in questions.verbs_of(question):
            said = f"{question.reference} is: {question.get_status_display().lower()}."
            self.message_user(request, said, messages.ERROR)
            return redirect("admin:bookings_readerquestion_change", question.pk)
        form = _form(verb, question, request.POST if request.method == "POST" else None)
        status = 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                if self._act(request, question, verb, _verb(verb, form)):
                    return redirect("admin:bookings_readerquestion_change", question.pk)
                status = 409
        by = member_of_staff(request)
        audit_log.log(Access.Action.SEEN, str(question), by=by, now=timezone.now(), fields="words")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{STEPS[verb].label}: {question.reference}",
            "opts": self.opts,
            "question": self.find(request, object_id) if status == 409 else question,
            "step": STEPS[verb],
            "form": form,
            "details": personal_details.certain(question.question) if verb == "draft" else [],
            "is_changed": status == 409,
        }
        template = "admin/bookings/readerquestion/step.html"
        return TemplateResponse(request, template, context, status=status)

    def send_again_view(self, request: HttpRequest, object_id: str, message: int) -> HttpResponse:
        """A mail that did not go, once more."""
        refusal = only_by_post(request) or self._may_not(request)
        if refusal:
            return refusal
        question = self.find(request, object_id)
        failed = QuestionMessage.objects.failed().filter(question=question, pk=message).first()
        if failed:
            failed.send_again(now=timezone.now())
            self.message_user(request, "It is sent once more.", messages.SUCCESS)
        return redirect("admin:bookings_readerquestion_change", question.pk)

    # ---- steps that they share -------------------------------------------------------------------

    def _act(
        self,
        request: HttpRequest,
        question: ReaderQuestion,
        verb: str,
        act: Callable[..., ReaderQuestion],
    ) -> bool:
        """Do it, and say what came of it. Whether it was done."""
        revision = request.POST.get(f"revision-{question.pk}", "")
        by: User = member_of_staff(request)
        try:
            now_is = act(question, by=by, now=timezone.now(), revision=revision)
        except ReaderQuestion.DoesNotExist:
            raise Http404 from None
        except questions.Changed:
            self.message_user(request, CHANGED, messages.ERROR)
            return False
        except questions.NotAllowed as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return False
        said = f"{now_is.reference} is {STEPS[verb].done}."
        if verb == "release":
            said = f"{now_is.reference} waits for an answer."
        self.message_user(request, f"{said} {_who_tells(verb, now_is)}".strip(), messages.SUCCESS)
        return True

    def _may_not(self, request: HttpRequest) -> HttpResponse | None:
        if self.may_answer(request):
            return None
        return HttpResponse("Your account may not answer questions.", status=403)

    def find(self, request: HttpRequest, object_id: str) -> ReaderQuestion:
        question: ReaderQuestion | None = self.get_object(request, unquote(object_id))
        if question is None:
            raise Http404
        return question


def _form(verb: str, question: ReaderQuestion, data: Any) -> Any:
    if verb == "draft":
        return DraftForm(data, asked=question)
    if verb == "answer":
        return AnswerForm(data, initial={"text": question.answer})
    return TellForm(data, initial={"note": question.told})


def _verb(verb: str, form: Any) -> Callable[..., ReaderQuestion]:
    """The verb, with what the form gives it."""
    if verb == "draft":
        return lambda question, **context: questions.draft(question, form.draft(), **context)
    if verb == "answer":
        text = form.cleaned_data["text"]
        return lambda question, **context: questions.answer(question, text=text, **context)
    note = form.cleaned_data["note"]
    return lambda question, **context: questions.tell(question, note=note, **context)


def _who_tells(verb: str, question: ReaderQuestion) -> str:
    if verb != "answer":
        return ""
    if question.email:
        return _TOLD_BY_MAIL
    return _CALL_THEM if question.phone else _TOLD_BY_PAGE
