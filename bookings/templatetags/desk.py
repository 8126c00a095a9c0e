"""What the front desk must see first, on the admin's first page."""

from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from django.utils.html import format_html

from bookings.admin import wording
from bookings.admin.notifications import Task
from bookings.admin.verbs import Press, has_begun, presses
from bookings.models import DESK_ORDER, Consultation, ConsultationQuerySet, Notification, Status
from clinic import words
from clinic.models import MailWorker, Office, OfficeAddress

SHOWN = 20
TASKS_SHOWN = 10  # the words of each are written anew from its rows
register = template.Library()


class Row(NamedTuple):
    """A consultation as a line of the desk."""

    consultation: Consultation
    stands: str
    wants: str
    reach: str
    presses: list[Press]


class Section(NamedTuple):
    """Consultations that want the same of the desk."""

    name: str
    title: str
    note: str
    first_heading: str
    rows: list[Row]
    nobody: str = ""  # what stands there without rows; empty: the section is left out


@register.inclusion_tag("admin/bookings/_desk.html", takes_context=True)
def desk(context: dict[str, Any]) -> dict[str, Any]:
    """Trouble in red, then what waits for the desk. Nothing for staff who may not see consultations."""
    user, now = context["request"].user, timezone.now()
    if not user.has_perm("bookings.view_consultation"):
        return {"may_see": False}
    worker = MailWorker.row()
    late = Notification.objects.late(now)
    tasks = Notification.objects.to_tell(now)
    return {
        "may_see": True,
        "may_answer": user.has_perm("bookings.change_consultation"),
        "may_tell": user.has_perm("bookings.change_notification"),
        "csrf_token": context["csrf_token"],
        "office": Office.objects.first(),
        "worker": worker,
        "worker_is_silent": worker.is_silent(now=now),
        "failed": Notification.objects.failed().count(),
        "late_mails": late.filter(channel=Notification.Channel.MAIL).count(),
        "late_tasks": late.filter(channel=Notification.Channel.DESK).count(),
        "nobody_is_told": not OfficeAddress.objects.exists(),
        "task_count": tasks.count(),
        "tasks": [
            Task.of(task, now=now)
            for task in tasks.select_related("consultation", "event")
            .prefetch_related("consultation__consents")
            .order_by("due_at")[:TASKS_SHOWN]
        ],
        "sections": _sections(user, now),
    }


def _sections(user: User | AnonymousUser, now: datetime) -> list[Section]:
    all_of_them = Consultation.objects.select_related("office", "concern").prefetch_related("holds")
    may_answer = user.has_perm("bookings.change_consultation")
    waiting_count = Consultation.objects.waiting().count()

    def rows(queryset: ConsultationQuerySet) -> list[Row]:
        return [_row(each, may_answer=may_answer, now=now) for each in queryset[:SHOWN]]

    return [
        Section(
            "waiting",
            "Waiting for an answer",
            f"{waiting_count} request{'' if waiting_count == 1 else 's'}, oldest promise first. "
            "Each patient was told when we answer by.",
            "Answer by",
            rows(all_of_them.waiting().order_by(*DESK_ORDER)),
            "Nobody is waiting.",
        ),
        Section(
            "aside",
            "Set aside",
            "A machine may have sent these. They hold no time until you release them.",
            "Answer by",
            rows(all_of_them.aside().order_by("reply_by")),
        ),
        Section(
            "proposed",
            "Waiting for the patient’s choice",
            "Times that we proposed. If the patient calls, choose here for them.",
            "They may choose until",
            rows(all_of_them.filter(status=Status.PROPOSED).order_by("lapses_at")),
        ),
        Section(
            "confirmed",
            "Confirmed",
            "Those that are over first: did they come?",
            "State",
            rows(all_of_them.filter(status=Status.CONFIRMED).order_by("starts_at")),
        ),
    ]


def _row(consultation: Consultation, *, may_answer: bool, now: datetime) -> Row:
    return Row(
        consultation,
        _stands(consultation, now=now),
        wording.time_wanted(consultation),
        wording.reach(consultation),
        presses(consultation, now=now, short=True) if may_answer else [],
    )


def _stands(consultation: Consultation, *, now: datetime) -> str:
    if consultation.lapses_at and consultation.status == Status.PROPOSED:
        return words.when(consultation.lapses_at, consultation.office)
    if consultation.status == Status.CONFIRMED:
        if has_begun(consultation, now=now):
            return format_html('<span class="acu-age soon">{}</span>', "Did they come?")
        return format_html('<span class="acu-age">{}</span>', "Confirmed")
    return wording.answer_by(consultation, now=now)
