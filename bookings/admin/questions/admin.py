"""Admin of readers' questions: the queue beside the consultations, and a page each."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from bookings import audit_log
from bookings.admin.consultation import person_page
from bookings.admin.questions import words
from bookings.admin.questions.steps import StepPages
from bookings.admin.read_only import ReadOnly, member_of_staff
from bookings.models import Access, QuestionMessage, QuestionStatus, ReaderQuestion
from clinic.office import formats, phones
from clinic.staff.password_again import ask_password_again


class MailFilter(admin.SimpleListFilter):
    """Those of which a mail did not go."""

    title = "mail about it"
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failed", "Did not go")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "failed":
            return queryset
        failed = QuestionMessage.objects.failed()
        return queryset.filter(pk__in=failed.values("question"))


@admin.register(ReaderQuestion)
class ReaderQuestionAdmin(ReadOnly, StepPages, admin.ModelAdmin):
    """What was asked is on its own page alone: the list shows no word of it."""

    list_display = ["reference", "answer_due", "status", "language", "about", "reach", "publish"]
    list_filter = ["status", "language", "asked_at", MailFilter]
    list_select_related = ["office", "article"]
    list_per_page = 25
    show_full_result_count = False
    view_on_site = False
    empty_value_display = "–"
    # Those that wait first, the oldest promise first; then the rest, the newest first.
    ordering = [
        Case(When(status=QuestionStatus.WAITING, then=F("reply_by"))).asc(nulls_last=True),
        "-asked_at",
    ]
    fieldsets = [
        (None, {"fields": ("reference", "status", "answer_due", "asked", "about")}),
        ("What they ask", {"fields": ("language", "asked_words")}),
        ("How they hear of it", {"fields": ("phone_link", "email_link", "agreed_to")}),
        ("What we answered", {"fields": ("answer", "told", "public_question", "booked_as")}),
    ]
    readonly_fields = [str(name) for _, options in fieldsets for name in options["fields"]]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(ask_password_again(self.person_view))
        name = "bookings_readerquestion_person"
        return [path("<path:object_id>/person/", view, name=name), *super().get_urls()]

    def person_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Everything of whoever asked it."""
        if not request.user.has_perm(person_page.PERMISSION):
            raise PermissionDenied
        return person_page.page(request, self, self.find(request, object_id))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReaderQuestion]:
        return ReaderQuestion.objects.with_revision()

    @admin.display(description="answer by", ordering="reply_by")
    def answer_due(self, question: ReaderQuestion) -> str:
        return words.answer_by(question, now=timezone.now())

    @admin.display(description="asked", ordering="asked_at")
    def asked(self, question: ReaderQuestion) -> str:
        return formats.desk_when(question.asked_at, question.office)

    @admin.display(description="came from")
    def about(self, question: ReaderQuestion) -> str:
        return str(question.article or "–")

    @admin.display(description="reach by")
    def reach(self, question: ReaderQuestion) -> str:
        ways = ["e-mail"] * bool(question.email_mark) + ["phone"] * bool(question.phone_mark)
        return " or ".join(ways) or "their page alone"

    @admin.display(description="may be published", boolean=True)
    def publish(self, question: ReaderQuestion) -> bool:
        return question.may_be_published

    @admin.display(description="question")
    def asked_words(self, question: ReaderQuestion) -> str:
        if question.cleared_at:
            return f"Cleared on {formats.desk_when(question.cleared_at, question.office)}."
        lines = ((line,) for line in question.question.split("\n"))
        return format_html_join("", '<p dir="auto">{}</p>', lines)

    @admin.display(description="phone")
    def phone_link(self, question: ReaderQuestion) -> str:
        number = question.phone_number
        if number is None:
            return "–"
        return format_html(
            '<a href="{}">Call {}</a>', phones.call_link(number), phones.shown(number)
        )

    @admin.display(description="e-mail")
    def email_link(self, question: ReaderQuestion) -> str:
        if not question.email:
            return "–"
        return format_html('<a href="mailto:{0}">{0}</a>', question.email)

    @admin.display(description="agreed to")
    def agreed_to(self, question: ReaderQuestion) -> str:
        given = (question.contact_wording, question.publish_wording, question.word_wording)
        return format_html_join("", "<p>“{}”</p>", ((each,) for each in given if each)) or "–"

    @admin.display(description="public question")
    def public_question(self, question: ReaderQuestion) -> str:
        return words.public_question(question)

    @admin.display(description="consultation")
    def booked_as(self, question: ReaderQuestion) -> str:
        return words.booked_as(question)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what may be done on top and all that happened below; that it was seen is noted."""
        question, now = context["original"], timezone.now()
        may = self.may_answer(request)
        context |= {
            "promise": words.answer_by(question, now=now) if question.awaits_answer else "",
            "buttons": self.buttons(question) if may else [],
            "events": question.events.select_related("by"),
            "mails": question.messages.order_by("pk"),
            "may_answer": may,
            "may_erase": request.user.has_perm(person_page.PERMISSION),
        }
        by = member_of_staff(request)
        audit_log.log(Access.Action.SEEN, str(question), by=by, now=now, fields="all")
        return super().render_change_form(request, context, *args, **kwargs)
