"""Health probes: a word for everybody, and the details for a monitor that holds the token."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.mail.outbox import MailWorker
from clinic.protection import rate_limits
from clinic.site import static_files
from clinic.site.monitor_token import for_monitors
from clinic.site.outboxes import OUTBOXES

ASKS, SEEN_AS = "X-Seen-As-Whom", "X-Seen-As"  # headers of a question and of its answer


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. The doctor is also told as whom a proxy showed it."""
    answer = _word("ok", 200)
    if _asks_how_it_is_seen(request):
        answer[SEEN_AS] = f"{rate_limits.network(request)} {request.scheme}"
    return answer


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The process answers, so does its database, and pages have their static files. What is
    missing is told by `details` and by `manage.py doctor`, not to strangers.
    """
    if static_files.are_collected() and database_answers():
        return _word("ready", 200)
    return _word("unready", 503)


def how_am_i_seen() -> dict[str, str]:
    """The header by which `manage.py doctor` asks `live` what the site makes of the proxy in front:
    good for a minute, and made with SECRET_KEY.
    """
    return {ASKS: signing.TimestampSigner(salt=ASKS).sign("?")}


def _asks_how_it_is_seen(request: HttpRequest) -> bool:
    asked = request.headers.get(ASKS)
    if not asked:
        return False
    try:
        signing.TimestampSigner(salt=ASKS).unsign(asked, max_age=60)
    except signing.BadSignature:
        return False
    return True


def _word(word: str, status: int) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
@for_monitors
def details(request: HttpRequest) -> HttpResponse:
    """What is behind the word, as JSON; 503 as soon as something of it stops the site or its
    mail.
    """
    now = timezone.now()
    found: dict[str, Any] = {
        "static_files": static_files.are_collected(),
        "database": database_answers(),
        "database_kind": connection.vendor,
    }
    if found["database"]:
        with suppress(DatabaseError, InterfaceError):
            found |= {"pending_migrations": pending_migrations(), **of_mail(now)}
    found["ok"] = bool(
        found["static_files"]
        and found["database"]
        and found.get("pending_migrations") == 0
        and not found.get("worker_is_silent", True)
        and not found.get("mail_is_paused", True)
    )
    return JsonResponse(found, status=200 if found["ok"] else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def pending_migrations() -> int:
    """How many migrations of this version the database has yet to see."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def of_mail(now: datetime) -> dict[str, Any]:
    """The worker's sign of life, and how much waits for how long. Five queries."""
    worker = MailWorker.objects.filter(pk=1).first() or MailWorker()
    waiting, failed, late, oldest = 0, 0, 0, None
    for outbox in OUTBOXES:
        messages = outbox.messages.order_by()
        free = messages.free()
        waiting += free.filter(due_at__lte=now).count()
        late += messages.late(now).count()
        failed += messages.failed().count()
        due = free.filter(due_at__lte=now).aggregate(first=Min("due_at"))["first"]
        oldest = min(filter(None, [oldest, due]), default=None)
    return {
        "worker_heartbeat_age_seconds": _age(worker.beat_at, now),
        "worker_is_silent": worker.is_silent(now=now),
        "mail_is_paused": worker.is_paused(now=now),
        "messages_due": waiting,
        "messages_late": late,
        "messages_failed": failed,
        "oldest_message_due_age_seconds": _age(oldest, now),
    }


def _age(moment: datetime | None, now: datetime) -> float | None:
    if moment is None:
        return None
    return round((now - moment).total_seconds(), 1)
