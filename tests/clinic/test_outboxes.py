"""Outboxes: the worker drains each of the list, and none waits for another one's flood to end."""

from collections import deque

import pytest
import time_machine
from django.core import mail

from bookings import notifications
from bookings.models import Notification
from clinic.mail.outbox import Outbox
from clinic.site.management.commands.run_worker import Command
from clinic.site.outboxes import OUTBOXES
from tests.factories import MONDAY, ask, make_office

pytestmark = pytest.mark.django_db(transaction=True)  # the worker closes its connection


def test_messages_of_consultations_are_among_them():
    assert Notification in {outbox.messages.model for outbox in OUTBOXES}


def test_two_outboxes_take_turns_and_both_are_drained():
    office = make_office()
    first, second = (
        Outbox(Notification.objects.filter(audience=audience), write=notifications.write)
        for audience in ("patient", "office")
    )
    with time_machine.travel(MONDAY, tick=False):
        for number in range(3):
            ask(office, starts_at=None, email=f"maya{number}@example.com")
        worker = Command()
        worker.outboxes = deque([first, second])

        while worker.deliver_one():
            pass

    to_office = [sent.to == ["desk@clinic.example"] for sent in mail.outbox]
    assert to_office == [False, True] * 3


def test_an_empty_outbox_holds_up_none():
    empty = Outbox(Notification.objects.none(), write=notifications.write)
    with time_machine.travel(MONDAY, tick=False):
        ask(make_office())
        worker = Command()
        worker.outboxes = deque([empty, *OUTBOXES, empty])

        assert [worker.deliver_one() for _ in range(3)] == [True, True, False]
    assert len(mail.outbox) == 2
