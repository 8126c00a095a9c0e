"""Lapses by the thousand: the worker goes on until none is left, and no message waits for that."""

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from bookings import lifecycle
from bookings.lifecycle import expiry
from bookings.models import Consultation, Event, Notification, Status
from clinic.site.management.commands import run_worker
from tests.factories import MONDAY, ask, drop_what_waits, make_office

pytestmark = pytest.mark.django_db(transaction=True)  # the worker closes its connection


def ask_for(number):
    office = make_office()
    with time_machine.travel(MONDAY, tick=False):
        for nth in range(number):
            ask(office, starts_at=None, first_name=f"Maya{nth}", email=f"maya{nth}@example.com")
    drop_what_waits()
    Consultation.objects.update(lapses_at=MONDAY)


def left():
    return Consultation.objects.filter(status=Status.REQUESTED).count()


@pytest.mark.both_databases
def test_all_that_nobody_answered_lapses_within_one_beat(monkeypatch):
    monkeypatch.setattr(lifecycle.lapse_due, "__kwdefaults__", {"most": 2})
    ask_for(7)
    Notification.objects.all().delete()

    with time_machine.travel(MONDAY, tick=False):
        worker = run_worker.Command()
        while worker.deliver_one():
            pass

    assert left() == 0
    assert Event.objects.filter(kind="lapsed").count() == 7
    assert not Notification.objects.waiting().exists()


def test_between_two_batches_messages_have_their_turn(monkeypatch):
    monkeypatch.setattr(lifecycle.lapse_due, "__kwdefaults__", {"most": 2})
    monkeypatch.setattr(run_worker, "MESSAGES_BETWEEN", 3)
    ask_for(6)

    with time_machine.travel(MONDAY, tick=False):
        worker, seen = run_worker.Command(), []
        for _ in range(7):
            worker.deliver_one()
            seen.append((left(), Notification.objects.filter(sent_at__isnull=False).count()))

    assert seen == [(4, 1), (4, 2), (4, 3), (2, 4), (2, 5), (2, 6), (0, 7)]


@pytest.mark.both_databases
def test_those_that_cannot_lapse_keep_none_of_those_behind_them(monkeypatch):
    ask_for(5)
    unreadable = list(Consultation.objects.order_by("lapses_at", "pk").values_list("pk", flat=True))
    real = expiry.lapse

    def lapse(consultation, *, now):
        if consultation.pk in unreadable[:3]:
            raise ImproperlyConfigured("no key opens it")
        return real(consultation, now=now)

    monkeypatch.setattr(expiry, "lapse", lapse)

    assert lifecycle.lapse_due(now=MONDAY, most=2) == 2
    assert left() == 3
    assert lifecycle.lapse_due(now=MONDAY, most=2) == 0
