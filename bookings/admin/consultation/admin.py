"""ModelAdmin of consultations: the list, and a page each."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from bookings import audit_log
from bookings.admin.consultation import book_again, status_words
from bookings.admin.consultation.actions import CORRECT, buttons
from bookings.admin.consultation.contact_correction import CorrectionPages
from bookings.admin.consultation.language import LanguagePages, other_languages
from bookings.admin.consultation.notes import NotePages, blank_forms
from bookings.admin.consultation.optimistic_lock import with_revision
from bookings.admin.consultation.person_page import PERMISSION, PersonPages
from bookings.admin.consultation.phone_booking import PhoneBookingMixin
from bookings.admin.consultation.search import FOUND, SearchPages
from bookings.admin.consultation.timeline import timeline
from bookings.admin.read_only import member_of_staff
from bookings.admin.reports.csv_export import ExportPages
from bookings.admin.reports.statistics import StatisticsPages
from bookings.admin.week.calendar_feeds import CalendarFeedPages
from bookings.admin.week.day_sheet import DaySheetPages
from bookings.admin.week.hours import HoursPages
from bookings.admin.week.table import WeekPages
from bookings.models import (
    DESK_ORDER,
    Access,
    Consent,
    Consultation,
    ReaderQuestion,
    Suitability,
)
from clinic.office import formats, phones

ALSO_ASKED_SHOWN = 10
NOT_IN_THE_ADDRESS = (
    "A name or number does not belong in an address: type it into the box on top instead. This is"
    " the whole list."
)


@admin.register(Consultation)
class ConsultationAdmin(PhoneBookingMixin):
    PAGES = (
        WeekPages,
        HoursPages,
        ExportPages,
        DaySheetPages,
        CalendarFeedPages,
        SearchPages,
        StatisticsPages,
        NotePages,
        CorrectionPages,
        LanguagePages,
        PersonPages,
    )
    list_display = [
        "reference",
        "answer_due",
        "who",
        "to_do",
        "wants",
        "reach",
        "concern",
        "status",
    ]
    list_filter = ["status", "concern", "reach_by", "language", "asked_at"]
    list_select_related = ["office", "concern"]
    list_per_page = 25
    show_full_result_count = False  # which counts all there ever were, for every page
    ordering = DESK_ORDER
    view_on_site = False
    fieldsets = [
        (None, {"fields": ("reference", "status", "wants", "answer_due", "asked")}),
        (
            "Who",
            {
                "fields": (
                    *("who_in_full", "language", "reach_by", "phone_link", "email_link"),
                    "consents_given",
                )
            },
        ),
        ("What they told us", {"fields": ("concern", "article", "answers_given", "note")}),
    ]
    readonly_fields = [str(name) for _, options in fieldsets for name in options["fields"]]

    def get_urls(self) -> list[URLPattern]:
        return [url for pages in self.PAGES for url in pages(self).urls()] + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consultation]:
        return with_revision(super().get_queryset(request)).prefetch_related("holds")

    @admin.display(description="answer by", ordering="reply_by")
    def answer_due(self, consultation: Consultation) -> str:
        return status_words.answer_by(consultation, now=timezone.now())

    @admin.display(description="asked")
    def asked(self, consultation: Consultation) -> str:
        return formats.desk_when(consultation.asked_at, consultation.office)

    @admin.display(description="who", ordering="first_name")
    def who(self, consultation: Consultation) -> str:
        """With their language, if it is not English."""
        if consultation.other_language:
            return f"{consultation.short_name} ({consultation.other_language})"
        return consultation.short_name

    @admin.display(description="name")
    def who_in_full(self, consultation: Consultation) -> str:
        return f"{consultation.first_name} {consultation.last_name}".strip()

    @admin.display(description="wants", ordering="starts_at")
    def wants(self, consultation: Consultation) -> str:
        return status_words.time_wanted(consultation)

    @admin.display(description="reach by", ordering="reach_by")
    def reach(self, consultation: Consultation) -> str:
        return status_words.reach(consultation)

    @admin.display(description="what to do")
    def to_do(self, consultation: Consultation) -> str:
        """The same as on the first page. No query: the list's holds are prefetched."""
        offered = buttons(consultation, now=timezone.now(), short=True)
        context = {
            "buttons": offered,
            "consultation": consultation,
            "reference": consultation.reference,
        }
        if offered:
            return render_to_string("admin/bookings/consultation/to_do.html", context)
        return "–"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        may = self.has_answer_permission(request)
        return [name for name in self.list_display if may or name != "to_do"]

    @admin.display(description="phone")
    def phone_link(self, consultation: Consultation) -> str:
        number = consultation.phone_number
        if number is None:
            return "–"
        call = format_html(
            '<a href="{}">Call {}</a>', phones.call_link(number), phones.shown(number)
        )
        if not consultation.consents.filter(kind=Consent.Kind.TEXTS).exists():
            return format_html("{} (has not agreed to texts)", call)
        text = format_html('<a href="{}">send a text</a>', phones.text_link(number))
        return format_html("{} or {}{}", call, text, phones.text_caution(number))

    @admin.display(description="e-mail")
    def email_link(self, consultation: Consultation) -> str:
        if not consultation.email:
            return "–"
        return format_html('<a href="mailto:{0}">{0}</a>', consultation.email)

    @admin.display(description="agreed to")
    def consents_given(self, consultation: Consultation) -> str:
        lines = (
            (consent.wording, formats.desk_when(consent.given_at, consultation.office))
            for consent in consultation.consents.all()
        )
        return format_html_join("", "<p>“{}” ({})</p>", lines)

    @admin.display(description="applies right now")
    def answers_given(self, consultation: Consultation) -> str:
        said = [(answer.label,) for answer in Suitability if answer in consultation.answers]
        return format_html_join("", "<p>{}</p>", said) or "–"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, of those that the search box found if it led here."""
        if SEARCH_VAR in request.GET:  # as Django's own box wrote it, in an old bookmark
            self.message_user(request, NOT_IN_THE_ADDRESS, messages.WARNING)
            return redirect(request.path)
        found = request.GET.get(FOUND, "")
        number = len(found.split(",")) if found else 0
        return super().changelist_view(request, {"number_found": number, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what was decided on top, what may be decided now, and all that happened below.

        That somebody of the staff has seen it is noted: the one thing that looking at it changes.
        """
        consultation, now = context["original"], timezone.now()
        context["decided"] = status_words.decided(consultation)
        context["promise"] = (
            status_words.answer_by(consultation, now=now) if consultation.awaits_answer else ""
        )
        context["until"] = status_words.until(consultation)
        may = self.has_answer_permission(request)
        context["buttons"] = buttons(consultation, now=now) if may else []
        context |= _booked_again(consultation, may=may)
        if request.user.has_perm("bookings.view_readerquestion"):
            context["asked_as"] = ReaderQuestion.objects.filter(consultation=consultation).first()
        context["may_correct"] = may and CORRECT.applies(consultation)
        context["other_languages"] = other_languages(consultation) if may else []
        context["may_erase"] = request.user.has_perm(PERMISSION)
        others = list(
            audit_log.also_asked(consultation).select_related("office")[: ALSO_ASKED_SHOWN + 1]
        )
        context["also_asked"], context["more_asked"] = (
            others[:ALSO_ASKED_SHOWN],
            others[ALSO_ASKED_SHOWN:],
        )
        context["timeline"] = timeline(consultation)
        context["writings"] = blank_forms() if may else []
        by = member_of_staff(request)
        audit_log.log(Access.Action.SEEN, consultation.reference, by=by, now=now, fields="all")
        return super().render_change_form(request, context, *args, **kwargs)


def _booked_again(consultation: Consultation, *, may: bool) -> dict[str, Any]:
    """What the page says of booking again: for which it was, what it led to, or where to press.

    Two queries at most.
    """
    found: dict[str, Any] = {}
    if consultation.again_for_id:
        found["again_for"] = Consultation.objects.filter(pk=consultation.again_for_id).first()
    if consultation.came_to_nothing:
        found["booked_again"] = Consultation.objects.booked_again_for(consultation)
        if may and not found["booked_again"]:
            found["book_again"] = book_again.address(consultation)
    return found
