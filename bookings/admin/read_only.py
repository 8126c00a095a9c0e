"""Rows that the site writes and staff read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from bookings.models import Event, Notification
from clinic import words


class ReadOnly(admin.options.BaseModelAdmin):
    """Nobody adds, changes or deletes a row by typing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def only_by_post(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever merely looks at an address that changes something."""
    if request.method == "POST":
        return None
    return HttpResponse("Only a sent form changes anything.", status=405, headers={"Allow": "POST"})


def member_of_staff(request: HttpRequest) -> User:
    """Who acts. The admin lets nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


class PartOfConsultation(ReadOnly, admin.TabularInline):
    """Rows on a consultation's page, for everybody who may see that page."""

    template = "admin/bookings/scrolling_inline.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("bookings.view_consultation")


class EventInline(PartOfConsultation):
    model = Event
    verbose_name_plural = "history"
    readonly_fields = fields = ("at", "kind", "who", "was", "time")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).select_related("by", "consultation__office")

    @admin.display(description="who")
    def who(self, event: Event) -> str:
        return event.who

    @admin.display(description="time before")
    def was(self, event: Event) -> str:
        return words.when(event.was_at, event.consultation.office) if event.was_at else "–"

    @admin.display(description="time from then on")
    def time(self, event: Event) -> str:
        return words.when(event.starts_at, event.consultation.office) if event.starts_at else "–"


class NotificationInline(PartOfConsultation):
    model = Notification
    verbose_name_plural = "messages"
    readonly_fields = fields = (
        "message",
        "to",
        "channel",
        "how_it_stands",
        "attempts",
        "last_error",
        "sent_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return super().get_queryset(request).select_related("told_by")

    @admin.display(description="message")
    def message(self, notification: Notification) -> str:
        address = reverse("admin:bookings_notification_change", args=[notification.pk])
        return format_html('<a href="{}">{}</a>', address, notification.get_kind_display())

    @admin.display(description="to")
    def to(self, notification: Notification) -> str:
        return notification.office_address or "the patient"

    @admin.display(description="state")
    def how_it_stands(self, notification: Notification) -> str:
        teller = notification.told_by
        return f"{notification.state} by {teller}" if teller else notification.state
