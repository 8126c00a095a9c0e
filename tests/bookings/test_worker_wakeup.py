"""The worker at rest: what wakes it, what does not, and that it rests without being told, too."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from bookings.models import Notification
from clinic.site.management.commands import run_worker
from tests.factories import ask, make_office

pytestmark = pytest.mark.django_db(transaction=True)
both_databases = pytest.mark.both_databases


class Rest:
    """A worker that rests, in a thread; `ended` once something woke it."""

    def __init__(self):
        self.command, self.stop = run_worker.Command(), threading.Event()
        self.ended = threading.Event()
        self.listens = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        self.command.rest(self.stop)  # its first look connects, and ends at once
        self.listens.set()
        self.command.rest(self.stop)
        self.ended.set()
        self.command.listener.close()
        connection.close()

    def __enter__(self):
        self.thread.start()
        assert self.listens.wait(20)
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(20)


@pytest.fixture(autouse=True)
def long_rest(monkeypatch):
    monkeypatch.setattr(run_worker, "REST_SECONDS", 60)


@both_databases
def test_a_message_wakes_the_worker_when_it_is_committed():
    office = make_office()
    with Rest() as rest:
        assert not rest.ended.wait(0.5)

        ask(office, starts_at=None, now=timezone.now())

        assert rest.ended.wait(20)


@both_databases
def test_a_message_that_is_tried_again_at_once_wakes_it_too():
    ask(make_office(), starts_at=None, now=timezone.now())
    Notification.objects.update(due_at=timezone.now() + timedelta(hours=1))
    with Rest() as rest:
        Notification.objects.update(due_at=timezone.now())

        assert rest.ended.wait(20)


def test_a_claim_a_retry_and_a_message_for_later_wake_nobody():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite tells one write from another by nothing")
    ask(make_office(), starts_at=None, now=timezone.now())
    with Rest() as rest:
        Notification.objects.update(due_at=timezone.now() + timedelta(minutes=2), attempts=1)
        Notification.objects.update(due_at=None, sent_at=timezone.now())

        assert not rest.ended.wait(1)


@both_databases
def test_a_worker_that_is_told_to_stop_does_not_rest_on():
    with Rest() as rest:
        rest.stop.set()

        assert rest.ended.wait(20)


@both_databases
def test_without_a_line_it_rests_as_long_and_looks_again(monkeypatch):
    def fail(self, seconds):
        raise OperationalError("away")

    monkeypatch.setattr(run_worker.Listener, "wait", fail)
    monkeypatch.setattr(run_worker, "REST_SECONDS", 0.3)
    began = time.monotonic()

    run_worker.Command().rest(threading.Event())

    assert 0.3 <= time.monotonic() - began < 20
