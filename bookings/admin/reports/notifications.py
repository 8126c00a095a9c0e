"""Notifications (outbox) in the admin: sent, failed, and to be told by phone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from bookings import audit_log
from bookings.admin.read_only import ReadOnly, member_of_staff, only_by_post
from bookings.models import (
    Access,
    Actor,
    Consent,
    Notification,
    ReachBy,
    Status,
    read_reference,
)
from bookings.notifications import in_english, told, words_to_say
from bookings.transitions import allowed
from clinic.office import phones

Channel = Notification.Channel


class Task(NamedTuple):
    """Something that the desk tells a patient by call or text."""

    notification: Notification
    words: str  # empty: it is of no use any more
    call: str
    text: str  # empty: they have not agreed to texts
    extension: str = ""
    caution: str = ""  # what texts do not reach
    why: str = ""  # the mail did not arrive
    english: str = ""  # what `words` say, for staff, where those are in another language

    @property
    def can_be_corrected(self) -> bool:
        """Whether the address can still be put right: then all that is true goes there."""
        return "correct" in allowed(Status(self.notification.consultation.status), Actor.STAFF)

    @property
    def is_text_wanted(self) -> bool:
        """Whether they chose text, and may be texted."""
        return bool(self.text) and self.notification.consultation.reach_by == ReachBy.TEXT

    @classmethod
    def of(
        cls, notification: Notification, *, now: datetime, may_text: bool, may_tell: bool
    ) -> "Task":
        """Who may not tell is shown no address of a patient's page.

        No query if the consultation is read with its office, holds, events and their notifications;
        one for who asked for their link, and one more if they do not read English.
        """
        said = words_to_say(notification, now, tells_page=may_tell)
        english = in_english(notification, now, tells_page=may_tell) if said else ""
        number = notification.consultation.phone_number
        why = notification.last_error if notification.failed_at else ""
        if number is None:
            return cls(notification, said, "", "", why=why, english=english)
        if may_text and said:
            text = f"{phones.text_link(number)}?&body={quote(said, safe='')}"
        else:
            text = ""
        return cls(
            notification,
            said,
            phones.call_link(number),
            text,
            phones.extension_label(number),
            phones.text_caution(number),
            why,
            english,
        )


def why_not_again(notification: Notification) -> str:
    """Why it cannot be sent again, in a sentence; empty if it can."""
    if notification.channel == Channel.DESK:
        return "It is told by the desk and not mailed."
    if notification.due_at and Notification.objects.held().filter(pk=notification.pk).exists():
        return "It waited in the backup that was restored: the owner looks through those first."
    if notification.superseded_at:
        return "It is no longer true, so it is not sent again."
    if notification.due_at and not notification.attempts:
        return "It has not gone yet and goes by itself."
    return ""


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    _states: dict[str, tuple[str, Callable[[Any, datetime], QuerySet]]] = {
        "waiting": ("waiting", lambda rows, now: rows.waiting()),
        "late": ("late", lambda rows, now: rows.late(now).filter(channel=Channel.MAIL)),
        "tell": ("to be told by phone", lambda rows, now: rows.to_tell(now)),
        "sent": ("sent or told", lambda rows, now: rows.filter(sent_at__isnull=False)),
        "failed": ("failed", lambda rows, now: rows.failed()),
        "superseded": (
            "no longer true",
            lambda rows, now: rows.filter(superseded_at__isnull=False),
        ),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in self._states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        state = self._states.get(self.value() or "")
        if state:
            return state[1](queryset, timezone.now())
        return queryset


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "kind",
        "audience",
        "channel",
        "consultation",
        "state",
        "attempts",
        "last_error",
        "queued_at",
        "due_at",
    ]
    list_filter = [StateFilter, "kind", "audience", "channel", "queued_at"]
    list_select_related = ["consultation"]
    search_fields = ["consultation__reference"]
    search_help_text = "Reference"
    actions = ["send_again"]
    readonly_fields = fields = (
        "consultation",
        "kind",
        "audience",
        "office_address",
        "channel",
        "state",
        "told_by",
        "attempts",
        "last_error",
        "queued_at",
        "due_at",
        "sent_at",
        "failed_at",
        "superseded_at",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notification], search_term: str
    ) -> tuple[QuerySet[Notification], bool]:
        """By a reference, however it is written."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(consultation__reference=read_reference(search_term)), False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Who may send again, and say that somebody was told."""
        return request.user.has_perm("bookings.change_notification")

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        now, queued = timezone.now(), 0
        for notification in queryset.select_related("consultation"):
            refusal = why_not_again(notification)
            if refusal:
                which = f"{notification} ({notification.consultation})"
                self.message_user(request, f"{which}: {refusal}", messages.ERROR)
            else:
                with transaction.atomic():
                    notification.send_again(now=now)
                    self._log(request, notification, "send again")
                queued += 1
        if queued:
            self.message_user(request, f"Queued again: {queued}. The worker sends within seconds.")

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(self.send_again_view)
        tell = self.admin_site.admin_view(self.told_view)
        return [
            path("<int:pk>/send-again/", again, name="bookings_notification_again"),
            path("<int:pk>/told/", tell, name="bookings_notification_told"),
            *super().get_urls(),
        ]

    def send_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        refusal = only_by_post(request) or self._no_business(request)
        if refusal:
            return refusal
        get_object_or_404(Notification, pk=pk)
        self.send_again(request, Notification.objects.filter(pk=pk))
        return redirect("admin:bookings_notification_change", pk)

    def told_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        refusal = only_by_post(request) or self._no_business(request)
        if refusal:
            return refusal
        task = get_object_or_404(Notification.objects.select_related("consultation"), pk=pk)
        who = task.consultation.reference  # it waits in the session: no name in it
        with transaction.atomic():
            done = told(task, by=member_of_staff(request), now=timezone.now())
            if done:
                self._log(request, task, "told")
        if done:
            self.message_user(request, f"Noted: you have told {who}.", messages.SUCCESS)
        else:
            said = f"Nothing to note: {who} has been told, or it is no longer true."
            self.message_user(request, said, messages.WARNING)
        return redirect("admin:index")

    def _log(self, request: HttpRequest, notification: Notification, verb: str) -> None:
        reference, by = notification.consultation.reference, member_of_staff(request)
        audit_log.log(Access.Action.CHANGED, reference, by=by, now=timezone.now(), fields=verb)

    def _no_business(self, request: HttpRequest) -> HttpResponse | None:
        if self.has_resend_permission(request):
            return None
        return HttpResponse(
            "Your account may not send messages or say that they were told.", status=403
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        notification: Notification = context["original"]
        now = timezone.now()
        is_open = Notification.objects.to_tell(now).filter(pk=notification.pk).exists()
        agreed = notification.consultation.consents.filter(kind=Consent.Kind.TEXTS).exists()
        may_tell = self.has_resend_permission(request)
        if is_open:
            context["task"] = Task.of(notification, now=now, may_text=agreed, may_tell=may_tell)
        context["why_not_again"] = why_not_again(notification)
        context["may_resend"] = may_tell
        return super().render_change_form(request, context, *args, **kwargs)
