"""How many messages real workers hand to a real SMTP server that answers at once, and how soon one
that comes alone.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from bookings import lifecycle
from bookings.models import Consultation, Notification, Status
from clinic.office.models import MailWorker, Office
from tests.bench import rows
from tests.smtp import MailServer

REST = 2.5  # seconds in which every worker has looked into the outbox again
PATIENCE = 120


class Letterbox(MailServer):
    """Takes every message and keeps nothing but the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[float] = []

    async def handle_DATA(self, *_: Any) -> str:
        self.taken.append(time.perf_counter())
        return "250 OK"


def messages_a_second(workers: int, messages: int, *, database_url: str) -> float:
    """In the second half of `messages`, when every worker has woken up."""
    rows.add_waiting_messages(Office.objects.current(), messages, now=timezone.now())
    try:
        with Letterbox() as letterbox, ExitStack() as running:
            for _ in range(workers):
                began = timezone.now()
                running.enter_context(worker(letterbox, database_url))
                until(lambda began=began: MailWorker.objects.filter(beat_at__gt=began).exists())
            time.sleep(REST)
            letterbox.taken.clear()  # what was due before
            Notification.objects.waiting().update(due_at=timezone.now())
            until(lambda: len(letterbox.taken) >= messages)
            second_half = letterbox.taken[messages // 2 :]
        return (len(second_half) - 1) / (second_half[-1] - second_half[0])
    finally:
        rows.forget_waiting()


def seconds_of_lapses(workers: int, number: int, *, database_url: str) -> float:
    """Until nothing is left of `number` requests that nobody answered, from the workers' start on;
    they send the apologies meanwhile.
    """
    now = timezone.now()
    rows.add_lapsing(Office.objects.current(), number, now=now)
    due = Consultation.objects.filter(lapses_at__lte=now)
    try:
        with Letterbox() as letterbox, ExitStack() as running:
            began = time.perf_counter()
            for _ in range(workers):
                running.enter_context(worker(letterbox, database_url))
            until(lambda: not due.exists())
            return time.perf_counter() - began
    finally:
        rows.forget_lapsed(now)


def seconds_of_lone_messages(number: int, *, database_url: str) -> list[float]:
    """From the commit of a confirmation to the mail server's 250, while the worker is at rest.

    Confirms what `rows.add_desk_work` left waiting, so it can be asked for once a database.
    """
    desk = User.objects.get(username="desk")
    waiting = list(Consultation.objects.filter(status=Status.REQUESTED)[:number])
    Notification.objects.waiting().update(due_at=None, sent_at=timezone.now())
    seconds = []
    with Letterbox() as letterbox, worker(letterbox, database_url):
        began = timezone.now()
        until(lambda: MailWorker.objects.filter(beat_at__gt=began).exists())
        for consultation in waiting:
            # Not in step with a worker that looks every so many seconds.
            time.sleep(REST + random.random() * REST)
            taken = len(letterbox.taken)
            lifecycle.confirm(consultation, by=desk, now=timezone.now())
            committed = time.perf_counter()
            until(lambda taken=taken: len(letterbox.taken) > taken)
            seconds.append(letterbox.taken[taken] - committed)
    return seconds


@contextmanager
def worker(letterbox: MailServer, database_url: str) -> Iterator[None]:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "EMAIL_URL": f"smtp://{letterbox.host}:{letterbox.port}",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"], cwd=settings.BASE_DIR, env=environment
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def until(done: Any) -> None:
    limit = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > limit:
            raise SystemExit("The workers did not get through their messages in time.")
        time.sleep(0.05)
