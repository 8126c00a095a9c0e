"""Held mail: what waited in a backup goes to nobody until the owner has looked through it.

A backup is older than the day on which it is restored. What waited in it may have been sent since,
or have become untrue: so a restore holds it, and nothing lapses meanwhile. Whatever is queued after
the restore goes as always.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import audit_log
from bookings.models import Access
from clinic.mail.outbox import MailWorker, OutboxMessage
from clinic.office.models import Office
from clinic.site.outboxes import OUTBOXES

SHOWN = 100
PERMISSION = "clinic.release_mailworker"


class Held(NamedTuple):
    """A message that is held, as a line of the page."""

    key: str
    message: Any

    @classmethod
    def of(cls, message: OutboxMessage) -> "Held":
        return cls(f"{message._meta.label_lower}:{message.pk}", message)


def held() -> Iterator[OutboxMessage]:
    """Every message that is held, the oldest first."""
    for outbox in OUTBOXES:
        yield from outbox.messages.held().order_by("queued_at", "pk")


def count() -> int:
    return sum(outbox.messages.held().count() for outbox in OUTBOXES)


# ---- release and drop --------------------------------------------------------------------------
@transaction.atomic
def release(keys: list[str], *, by: User, now: datetime) -> int:
    """Hold these messages no more; return how many there were. They go when they are due."""
    chosen = _chosen(keys)
    for message in chosen:
        message.release(now=now)
        _log(message.about or str(message), "release held mail", by=by, now=now)
    return len(chosen)


@transaction.atomic
def drop(keys: list[str], *, by: User, now: datetime) -> int:
    """Send these messages to nobody; return how many there were."""
    chosen = _chosen(keys)
    for message in chosen:
        message.drop(now=now)
        _log(message.about or str(message), "drop held mail", by=by, now=now)
    return len(chosen)


@transaction.atomic
def release_all(*, by: User, now: datetime) -> int:
    """Hold nothing any more; return how many messages were held."""
    _lock()
    found = count()
    MailWorker.hold_no_more()
    _log("held mail", f"release all: {found}", by=by, now=now)
    return found


@transaction.atomic
def drop_all(*, by: User, now: datetime) -> int:
    """Send nothing of what is held, and hold nothing any more; return how many there were."""
    _lock()
    found = 0
    for outbox in OUTBOXES:
        found += outbox.messages.held().drop(now=now)
    MailWorker.hold_no_more()
    _log("held mail", f"drop all: {found}", by=by, now=now)
    return found


def _lock() -> None:
    """Two who press at one moment do so one after the other."""
    list(MailWorker.objects.select_for_update().filter(pk=1))


def _chosen(keys: list[str]) -> list[Any]:
    """Those that are held still. Their rows are locked: what became untrue meanwhile stays so."""
    _lock()
    wanted = set(keys)
    chosen: list[Any] = []
    for outbox in OUTBOXES:
        there = outbox.messages.held().order_by("queued_at", "pk")
        pks = [message.pk for message in there if Held.of(message).key in wanted]
        chosen += there.filter(pk__in=pks).select_for_update(of=("self",))
    return chosen


def _log(what: str, verb: str, *, by: User, now: datetime) -> None:
    audit_log.log(Access.Action.CHANGED, what[:100], by=by, now=now, fields=verb)


# ---- its page ----------------------------------------------------------------------------------
_SOME = {"release": (release, "Released"), "drop": (drop, "Dropped")}
_ALL = {"release_all": (release_all, "Released"), "drop_all": (drop_all, "Dropped")}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What is held, with buttons to release or drop each or all."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method == "POST":
        _press(request)
        return redirect("held_mail" if MailWorker.is_holding() else "admin:index")
    worker, total = MailWorker.row(), count()
    lines = [Held.of(message) for _, message in zip(range(SHOWN), held(), strict=False)]
    context = {
        **admin.site.each_context(request),
        "title": "Held mail",
        "office": Office.objects.current(),
        "worker": worker,
        "lines": lines,
        "total": total,
        "now": timezone.now(),
    }
    return render(request, "operations/held_mail.html", context)


def _press(request: HttpRequest) -> None:
    assert isinstance(request.user, User)
    verb, now = request.POST.get("press", ""), timezone.now()
    if verb in _ALL:
        for_all, done = _ALL[verb]
        number = for_all(by=request.user, now=now)
        messages.success(request, f"{done}: {number}. No mail is held any more.")
    elif verb in _SOME:
        for_some, done = _SOME[verb]
        number = for_some(request.POST.getlist("message"), by=request.user, now=now)
        if number:
            messages.success(request, f"{done}: {number}.")
        else:
            messages.warning(request, "Nothing was changed: tick the messages first.")
    else:
        messages.warning(request, "Nothing was changed: press one of the buttons.")
