"""Bulk action of the lists of articles and questions: to publish those that were ticked, at once.

What links to each other could not be published one after the other: the checklist stops a link to
what readers do not find.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles import publishing
from articles.admin.request_fields import member_of_staff
from articles.admin.stage_buttons import Row, change_page, in_words, signature

if TYPE_CHECKING:
    from articles.admin.editor import EditorAdmin

LABEL = "Publish the selected ones together"
MOST = 50
TOO_MANY = f"Tick at most {MOST} of them: each is looked at by the checklist."
CHANGED = (
    "One of them was changed after you had opened this page. Look at the list again, then decide."
)
NONE_LEFT = "Readers see all of them already."


def publish_together(
    admin: "EditorAdmin", request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """The page that asks, and its press. None: back to the list, which says what became of it."""
    if not publishing.may_publish(request.user):
        raise PermissionDenied
    now, by = timezone.now(), member_of_staff(request)
    ticked: list[Row] = list(queryset.order_by("pk")[: MOST + 1])
    rows = [row for row in ticked if row.published_at is None or row.published_at > now]
    if not rows or len(ticked) > MOST:
        admin.message_user(request, NONE_LEFT if not rows else TOO_MANY, "WARNING")
        return None
    is_sure, status = "sure" in request.POST, 200
    if not is_sure:
        why = publishing.missing_together(rows, now=now)
    elif not {_seen(row) for row in rows} <= set(request.POST.getlist("seen")):
        why, status = [CHANGED], 409
    else:
        try:
            done = publishing.publish_together(rows, by=by, now=now)
        except publishing.Refused as refused:
            why, status = refused.why, 422
        else:
            for row in done:
                admin.log_change(request, row, f"Published: {in_words(row, now=now)}")
            admin.message_user(request, f"Published together: {len(done)}.")
            return None
    shown = [
        (row, _seen(row), change_page(row), f"{in_words(row, now=now)} {signature(row)}")
        for row in rows
    ]
    context = {"rows": shown, "why": why, "was_pressed": is_sure}
    return admin.page(request, "publish_together", "Publish together", status, **context)


def _seen(row: Row) -> str:
    """Which text is shown."""
    return f"{row.pk}.{row.revision}"
