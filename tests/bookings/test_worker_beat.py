"""What the worker does besides sending, as often as it should."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session

from bookings.management.commands.run_worker import Command
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)  # the worker closes its connection


def session(name, expires_at):
    return Session.objects.create(session_key=name, session_data="x", expire_date=expires_at)


def kept():
    return set(Session.objects.values_list("session_key", flat=True))


def test_sessions_that_ran_out_go_once_a_day():
    worker = Command()
    session("old", MONDAY - timedelta(seconds=1))
    session("live", MONDAY + timedelta(days=3))

    with time_machine.travel(MONDAY, tick=False) as clock:
        worker.deliver_one()
        assert kept() == {"live"}

        session("old", MONDAY - timedelta(seconds=1))
        worker.last_beat = None
        worker.deliver_one()
        assert kept() == {"live", "old"}

        clock.shift(timedelta(days=1))
        worker.last_beat = None
        worker.deliver_one()
        assert kept() == {"live"}
