"""What the front desk must see first, on the admin's first page."""

from typing import Any

from django import template
from django.utils import timezone

from bookings.models import DESK_ORDER, Consultation, Notification
from clinic.models import MailWorker, Office, OfficeAddress

SHOWN = 20
register = template.Library()


@register.inclusion_tag("admin/bookings/_desk.html", takes_context=True)
def desk(context: dict[str, Any]) -> dict[str, Any]:
    """Mail trouble in red, then who waits for an answer. Nothing for staff who may not see consultations."""
    request, now = context["request"], timezone.now()
    if not request.user.has_perm("bookings.view_consultation"):
        return {"may_see": False}
    worker = MailWorker.row()
    waiting = Consultation.objects.waiting()
    return {
        "may_see": True,
        "may_answer": request.user.has_perm("bookings.change_consultation"),
        "csrf_token": context["csrf_token"],
        "now": now,
        "office": Office.objects.first(),
        "worker": worker,
        "worker_is_silent": worker.is_silent(now=now),
        "failed": Notification.objects.failed().count(),
        "late": Notification.objects.late(now).count(),
        "nobody_is_told": not OfficeAddress.objects.exists(),
        "waiting_count": waiting.count(),
        "aside": Consultation.objects.aside()
        .select_related("office", "concern")
        .order_by("reply_by")[:SHOWN],
        "waiting": waiting.select_related("office", "concern").order_by(*DESK_ORDER)[:SHOWN],
    }
