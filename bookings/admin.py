"""The front desk's tool: who waits for an answer, what was asked, what went out. A status is never typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from phonenumber_field.phonenumber import to_python

from bookings import lifecycle, slots
from bookings.forms import PARTS, SUITABILITY
from bookings.models import DESK_ORDER, Consultation, Event, Notification, ReachBy
from clinic import words

Verb = Callable[..., Consultation]


class ReadOnly(admin.options.BaseModelAdmin):
    """Rows that the site writes and staff read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartOfConsultation(ReadOnly, admin.TabularInline):
    """Rows on a consultation's page, for everybody who may see that page."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("bookings.view_consultation")


class EventInline(PartOfConsultation):
    model = Event
    verbose_name_plural = "history"
    readonly_fields = fields = ("at", "kind", "who")

    @admin.display(description="who")
    def who(self, event: Event) -> str:
        return str(event.by) if event.by else "the patient"


class NotificationInline(PartOfConsultation):
    model = Notification
    verbose_name_plural = "messages"
    readonly_fields = fields = ("message", "to", "state", "attempts", "last_error", "sent_at")

    @admin.display(description="message")
    def message(self, notification: Notification) -> str:
        address = reverse("admin:bookings_notification_change", args=[notification.pk])
        return format_html('<a href="{}">{}</a>', address, notification.get_kind_display())

    @admin.display(description="to")
    def to(self, notification: Notification) -> str:
        return notification.office_address or "the patient"


@admin.register(Consultation)
class ConsultationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "answer_due", "who", "wants", "reach", "concern", "status"]
    list_filter = ["status", "concern", "reach_by", "asked_at"]
    list_select_related = ["office", "concern"]
    list_per_page = 50
    search_fields = ["reference__iexact", "first_name__icontains", "last_name__icontains"]
    search_help_text = "Reference, name, or a whole phone number or e-mail address"
    ordering = DESK_ORDER
    view_on_site = False
    actions = ["confirm", "decline", "release"]
    inlines = [EventInline, NotificationInline]
    fieldsets = [
        (None, {"fields": ("reference", "status", "wants", "answer_due", "asked")}),
        ("Who", {"fields": ("who_in_full", "reach_by", "phone_link", "email_link", "consents_given")}),
        ("What they told us", {"fields": ("concern", "article", "answers_given", "note")}),
    ]
    readonly_fields = [str(name) for _, options in fieldsets for name in options["fields"]]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Who may confirm and decline."""
        return request.user.has_perm("bookings.change_consultation")

    # ---- what staff see ---------------------------------------------------------------------------

    @admin.display(description="answer by", ordering="reply_by")
    def answer_due(self, consultation: Consultation) -> str:
        if not consultation.awaits_answer:
            return "–"
        now = timezone.now()
        promise = words.reply_by(consultation.reply_by, consultation.office, now=now)
        if consultation.reply_by < now:
            return format_html('<span class="acu-age late">Overdue since {}</span>', promise)
        hours_left = (consultation.reply_by - now).total_seconds() / 3600
        return format_html('<span class="acu-age{}">{}</span>', " soon" if hours_left < 3 else "", promise)

    @admin.display(description="asked")
    def asked(self, consultation: Consultation) -> str:
        return words.when(consultation.asked_at, consultation.office)

    @admin.display(description="who", ordering="first_name")
    def who(self, consultation: Consultation) -> str:
        return consultation.short_name

    @admin.display(description="name")
    def who_in_full(self, consultation: Consultation) -> str:
        return f"{consultation.first_name} {consultation.last_name}".strip()

    @admin.display(description="wants", ordering="starts_at")
    def wants(self, consultation: Consultation) -> str:
        if consultation.starts_at:
            return words.when(consultation.starts_at, consultation.office)
        parts = [name.lower() for value, name in PARTS if value in consultation.preferred_parts]
        return ", ".join(["No time chosen", *consultation.preferred_days, *parts])

    @admin.display(description="reach by", ordering="reach_by")
    def reach(self, consultation: Consultation) -> str:
        number = consultation.phone_number
        if number is None or consultation.reach_by == ReachBy.EMAIL:
            return consultation.get_reach_by_display()
        scheme = "sms" if consultation.reach_by == ReachBy.TEXT else "tel"
        label = f"{consultation.get_reach_by_display()} {consultation.first_name}"
        return format_html('<a href="{}:{}">{}</a>', scheme, number.as_e164, label)

    @admin.display(description="phone")
    def phone_link(self, consultation: Consultation) -> str:
        number = consultation.phone_number
        if number is None:
            return "–"
        call = format_html('<a href="tel:{}">Call {}</a>', number.as_e164, number.as_national)
        if not consultation.consents.filter(kind="texts").exists():
            return format_html("{} (has not agreed to texts)", call)
        return format_html('{} or <a href="sms:{}">send a text</a>', call, number.as_e164)

    @admin.display(description="e-mail")
    def email_link(self, consultation: Consultation) -> str:
        if not consultation.email:
            return "–"
        return format_html('<a href="mailto:{0}">{0}</a>', consultation.email)

    @admin.display(description="agreed to")
    def consents_given(self, consultation: Consultation) -> str:
        lines = (
            (consent.wording, words.when(consent.given_at, consultation.office))
            for consent in consultation.consents.all()
        )
        return format_html_join("", "<p>“{}” ({})</p>", lines)

    @admin.display(description="applies right now")
    def answers_given(self, consultation: Consultation) -> str:
        said = [(text,) for value, text in SUITABILITY if value in consultation.answers]
        return format_html_join("", "<p>{}</p>", said) or "–"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Consultation], search_term: str
    ) -> tuple[QuerySet[Consultation], bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        contact = search_term.strip()
        number = to_python(contact, region="US")
        if number and number.is_valid():
            contact = number.as_e164
        if not contact:
            return found, duplicates
        reached = Consultation.objects.reached_at(contact).values("pk")
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=reached)), duplicates

    # ---- what staff do ----------------------------------------------------------------------------

    @admin.action(description="Confirm and tell the patient", permissions=["answer"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Consultation]) -> None:
        for consultation in queryset:
            self._act(request, lifecycle.confirm, consultation, "confirmed")

    @admin.action(description="Decline and tell the patient", permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Consultation]) -> None:
        for consultation in queryset:
            self._act(request, lifecycle.decline, consultation, "declined")

    @admin.action(description="Release what was set aside", permissions=["answer"])
    def release(self, request: HttpRequest, queryset: QuerySet[Consultation]) -> None:
        for consultation in queryset:
            self._act(request, lifecycle.release, consultation, "released")

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(getattr(self, f"{name}_view")),
                name=f"bookings_consultation_{name}",
            )
            for name in ("confirm", "decline", "release")
        ] + super().get_urls()

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        starts_at = slots.read_iso(request.POST.get("starts_at", ""))
        return self._answer(request, object_id, lifecycle.confirm, "confirmed", starts_at=starts_at)

    def decline_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._answer(request, object_id, lifecycle.decline, "declined")

    def release_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._answer(request, object_id, lifecycle.release, "released")

    def _answer(
        self, request: HttpRequest, object_id: str, verb: Verb, done: str, **more: Any
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse(
                "Only a sent form changes a consultation.", status=405, headers={"Allow": "POST"}
            )
        if not self.has_answer_permission(request):
            return HttpResponse("Your account may not answer requests.", status=403)
        consultation = self.get_object(request, unquote(object_id))
        if consultation is None:
            raise Http404
        self._act(request, verb, consultation, done, **more)
        return redirect("admin:bookings_consultation_change", consultation.pk)

    def _act(
        self, request: HttpRequest, verb: Verb, consultation: Consultation, done: str, **more: Any
    ) -> None:
        """Call one verb and say, in staff's words, what came of it."""
        try:
            now_is = verb(consultation, by=request.user, now=timezone.now(), **more)
        except lifecycle.NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        except lifecycle.NotOffered:
            self.message_user(request, "That time is not free any more. Choose another one.", messages.ERROR)
        else:
            told = self._who_tells(now_is)
            self.message_user(request, f"{consultation.reference} is {done}. {told}", messages.SUCCESS)

    def _who_tells(self, consultation: Consultation) -> str:
        """How the patient hears of the last thing that was done."""
        last = consultation.events.last()
        if last and last.notifications.filter(audience=Notification.Audience.PATIENT).exists():
            return "An e-mail tells the patient."
        if consultation.email:
            return "Nobody was told, since it had been set aside as a machine's."
        return f"There is no e-mail address: please {consultation.reach_by} {consultation.first_name}."

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        consultation = self.get_object(request, unquote(object_id))
        more: dict[str, Any] = {"may_answer": False}
        if consultation and consultation.awaits_answer and self.has_answer_permission(request):
            more = {"may_answer": True, "consultation": consultation}
            if consultation.starts_at is None and not consultation.is_aside:
                offer = slots.offer(consultation.office, now=timezone.now())
                more["times"] = [
                    (slots.iso(slot.starts_at), words.when(slot.starts_at, consultation.office))
                    for slot in offer.slots
                ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    _conditions = {
        "waiting": Q(due_at__isnull=False),
        "sent": Q(sent_at__isnull=False),
        "failed": Q(failed_at__isnull=False),
        "superseded": Q(superseded_at__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("waiting", "waiting"),
            ("sent", "sent"),
            ("failed", "failed"),
            ("superseded", "no longer true"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        condition = self._conditions.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "kind",
        "audience",
        "consultation",
        "state",
        "attempts",
        "last_error",
        "queued_at",
        "due_at",
    ]
    list_filter = [StateFilter, "kind", "audience", "queued_at"]
    list_select_related = ["consultation"]
    search_fields = ["consultation__reference__iexact"]
    search_help_text = "Reference"
    actions = ["send_again"]
    readonly_fields = fields = (
        "consultation",
        "kind",
        "audience",
        "office_address",
        "state",
        "attempts",
        "last_error",
        "queued_at",
        "due_at",
        "sent_at",
        "failed_at",
        "superseded_at",
    )

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("bookings.change_notification")

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        now = timezone.now()
        for notification in queryset:
            notification.send_again(now=now)
        self.message_user(request, f"Queued again: {len(queryset)}. The worker sends within seconds.")

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(self.send_again_view)
        return [path("<int:pk>/send-again/", again, name="bookings_notification_again"), *super().get_urls()]

    def send_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponse("Only a sent form sends mail.", status=405, headers={"Allow": "POST"})
        if not self.has_resend_permission(request):
            return HttpResponse("Your account may not send mail.", status=403)
        get_object_or_404(Notification, pk=pk)
        self.send_again(request, Notification.objects.filter(pk=pk))
        return redirect("admin:bookings_notification_change", pk)
