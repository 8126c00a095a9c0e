"""Metrics, as Prometheus reads them: requests, durations, page cache, mail, database.

They name routes and never paths, so no patient's token stands in them.
"""

import errno
import logging
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.models import Hold
from clinic.office.models import Problem
from clinic.site.counters import (
    BOUNDS,
    CACHE,
    OUTAGE,
    STATUSES,
    counters,
)
from clinic.site.health import of_mail
from clinic.site.middleware import OF_ADMIN
from clinic.site.monitor_token import for_monitors

log = logging.getLogger(__name__)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


def begin() -> None:
    """Count in this process from now on, if somebody may read it."""
    if not settings.METRICS_TOKEN:
        return
    routes = {name for name in route_names() if not name.startswith("admin:")}
    try:
        counters.begin(folder(), sorted(routes | set(OF_ADMIN)))
    except OSError as problem:
        log.warning("requests are not counted, for want of a folder: %s", problem.strerror)


def folder() -> Path:
    """A folder of ours: in the one that systemd made for the running service, else among temporary
    files, where what is old is tidied away. Raises OSError where somebody else made it first.
    """
    parent = os.environ.get("RUNTIME_DIRECTORY") or tempfile.gettempdir()
    path = Path(parent, f"clinic-metrics-{os.getuid()}")
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(errno.EPERM, f"{path} is not ours alone")
    return path


def route_names(
    patterns: Iterable[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[str]:
    """The full names of all routes of the project."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from route_names(pattern.url_patterns, inner)


@never_cache
@require_safe
@for_monitors
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it as text. While the database is away, what is counted in memory alone."""
    lines = [*_counted(), *_asked()]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


# ---- what processes counted --------------------------------------------------------------------
def _counted() -> Iterator[str]:
    if not counters.is_on:
        return
    sums, processes = counters.sums()
    yield from _head("clinic_web_processes", "gauge", "Processes of this web server that live.")
    yield f"clinic_web_processes {processes}"
    routes = sorted({name.split(" ")[1] for name in sums if name.startswith("status ")})
    yield from _head("clinic_requests_total", "counter", "Answers, by route and kind of status.")
    for route in routes:
        for status in STATUSES:
            if number := sums[f"status {route} {status}"]:
                yield f'clinic_requests_total{{route="{route}",status="{status}"}} {number:.0f}'
    yield from _head(
        "clinic_request_duration_seconds",
        "histogram",
        "Seconds until an answer was ready to be sent.",
    )
    for route in routes:
        yield from _histogram(route, sums)
    yield from _head(
        "clinic_page_cache_total", "counter", "Answers, by what the page cache had to do with them."
    )
    for how in CACHE:
        yield f'clinic_page_cache_total{{how="{how}"}} {sums[f"cache {how}"]:.0f}'
    yield from _head(
        "clinic_database_outages_total", "counter", "Requests for which the database was away."
    )
    yield f"clinic_database_outages_total {sums[OUTAGE]:.0f}"


def _histogram(route: str, sums: Counter[str]) -> Iterator[str]:
    name, total = "clinic_request_duration_seconds", 0.0
    for bound in (*BOUNDS, "+Inf"):
        total += sums[f"bucket {route} {bound}"]
        yield f'{name}_bucket{{route="{route}",le="{bound}"}} {total:.0f}'
    yield f'{name}_sum{{route="{route}"}} {sums[f"sum {route}"]:.6f}'
    yield f'{name}_count{{route="{route}"}} {total:.0f}'


# ---- what the database says --------------------------------------------------------------------
def _asked() -> Iterator[str]:
    yield from _head("clinic_database_up", "gauge", "Whether the database answers.")
    try:
        found = list(_rows())
    except (DatabaseError, InterfaceError):
        yield "clinic_database_up 0"
        return
    yield "clinic_database_up 1"
    yield from found


def _rows() -> Iterator[str]:
    now = timezone.now()
    mail = of_mail(now)
    gauges = {
        "clinic_worker_heartbeat_age_seconds": (
            "Since the worker's last sign of life.",
            mail["worker_heartbeat_age_seconds"],
        ),
        "clinic_mail_paused": ("Whether the mail server refuses us.", int(mail["mail_is_paused"])),
        "clinic_outbox_oldest_due_age_seconds": (
            "How long the oldest message waits that should be gone.",
            mail["oldest_message_due_age_seconds"] or 0,
        ),
        "clinic_holds": (
            "Times ahead that are held for somebody.",
            Hold.objects.filter(ends_at__gt=now).count(),
        ),
        "clinic_problems": (
            "What the doctor finds red, see manage.py doctor.",
            Problem.objects.order_by().values("key").distinct().count(),
        ),
    }
    for name, (words, value) in gauges.items():
        if value is not None:
            yield from _head(name, "gauge", words)
            yield f"{name} {value}"
    yield from _head("clinic_outbox_messages", "gauge", "Messages that are due, late, or failed.")
    for state in ("due", "late", "failed"):
        yield f'clinic_outbox_messages{{state="{state}"}} {mail[f"messages_{state}"]}'
    yield from _connections()


def _connections() -> Iterator[str]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1 ORDER BY 1"
        )
        found = cursor.fetchall()
    yield from _head(
        "clinic_database_connections", "gauge", "Connections to the database, by what they do."
    )
    for state, number in found:
        yield f'clinic_database_connections{{state="{state}"}} {number}'


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
