"""Messages about reviews: who is told that a text waits for them, or what became of theirs.

Nobody is told of what they did themselves. Several presses in a short time are one message: it
waits a little before it goes, and the next one about the same text keeps its distance.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from articles.models import FAQ, Article, ReviewMessage
from articles.publishing.common import PERMISSION
from clinic.mail.outbox import log_queued

SETTLE = timedelta(minutes=5)  # what is taken back or sent again meanwhile is one mail, or none
APART = timedelta(minutes=30)
_BACKEND = "django.contrib.auth.backends.ModelBackend"
Kind = ReviewMessage.Kind


def tell_reviewers(row: Article | FAQ, *, by: User, now: datetime) -> None:
    """Owe everybody else who may publish word that this text waits. The row is locked."""
    deciders = User.objects.with_perm(PERMISSION, backend=_BACKEND).filter(is_staff=True)
    for user in wanting_mail(deciders).exclude(pk=by.pk):
        _queue(user, Kind.WAITS, row, now=now)


def tell_writer(writer: User | None, row: Article | FAQ, *, by: User, now: datetime) -> None:
    """Owe the writer word that somebody else decided about their text. The row is locked."""
    if writer is None or writer == by:
        return
    if wanting_mail(User.objects.filter(pk=writer.pk)).exists():
        _queue(writer, Kind.DECIDED, row, now=now)


def wanting_mail(users: Any) -> Any:
    """Those who can be written to, and did not say that they want no such mail."""
    wants = Q(mail_setting=None) | Q(mail_setting__about_reviews=True)
    return users.filter(wants, is_active=True).exclude(email="")


def _queue(user: User, kind: ReviewMessage.Kind, row: Article | FAQ, *, now: datetime) -> None:
    about = {"article" if isinstance(row, Article) else "question": row}
    same = ReviewMessage.objects.filter(to=user, kind=kind, **about)
    if same.waiting().exists():
        return
    last = same.order_by("-queued_at").values_list("queued_at", flat=True).first()
    due_at = max(now + SETTLE, last + APART) if last else now + SETTLE
    message = ReviewMessage.objects.create(
        to=user, kind=kind, queued_at=now, due_at=due_at, **about
    )
    log_queued([message])
