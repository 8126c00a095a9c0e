"""The worker as a process of its own: killed without warning, while the mail server has bad
days.
"""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bookings.models import Notification
from clinic.office.models import MailWorker, OfficeAddress
from tests.factories import ask, drop_what_waits, make_office
from tests.site import wait_until
from tests.smtp import Act

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_worker(smtp):
    """A function that starts a worker; whatever still runs at the end of the test is ended."""
    started = []

    def start():
        started.append(_start(smtp))
        return started[-1]

    yield start
    for worker in started:
        if worker.poll() is None:
            worker.kill()
            worker.wait(10)


def _start(smtp):
    scheme, address = os.environ["DATABASE_URL"].split("://")
    _, _, options = address.partition("?")
    name = connection.settings_dict["NAME"]
    url = f"{scheme}://postgres@/{name}?{options}" if options else f"{scheme}:///{name}"
    environment = os.environ | {"DATABASE_URL": url, "EMAIL_URL": f"smtp://{smtp.host}:{smtp.port}"}
    manage = Path(settings.BASE_DIR, "manage.py")
    return subprocess.Popen(
        [sys.executable, manage, "run_worker"], env=environment, stderr=subprocess.DEVNULL
    )


def stop(worker):
    worker.send_signal(signal.SIGTERM)
    return worker.wait(30)


@pytest.mark.both_databases
def test_it_beats_sends_and_stops_when_asked(start_worker):
    ask(make_office(), starts_at=None, now=timezone.now())
    drop_what_waits()
    worker = start_worker()

    wait_until(lambda: not Notification.objects.waiting().exists())

    assert not MailWorker.row().is_silent(now=timezone.now())
    assert {row.state for row in Notification.objects.all()} == {"sent"}
    assert stop(worker) == 0


@pytest.mark.both_databases
def test_what_nobody_answered_lapses_by_itself_and_both_sides_are_told(smtp, start_worker):
    three_weeks_ago = timezone.now() - timedelta(days=21)
    consultation = ask(make_office(), starts_at=None, now=three_weeks_ago)
    drop_what_waits()
    worker = start_worker()

    wait_until(
        lambda: Notification.objects.filter(kind="lapsed", sent_at__isnull=False).count() == 2
    )

    consultation.refresh_from_db()
    assert consultation.status == "lapsed"
    assert [event.kind for event in consultation.events.all()] == ["asked", "lapsed"]
    assert stop(worker) == 0


def test_killed_again_and_again_while_mail_fails_nothing_is_lost_and_nothing_falsely_sent(
    smtp, start_worker
):
    chance = random.Random(7)
    bad = ["421 busy", "451 later", Act.CUT, Act.TAKE_AND_CUT]
    smtp.answer_with("DATA", lambda _: chance.choice(bad) if chance.random() < 0.4 else None)
    office = make_office()
    OfficeAddress.objects.bulk_create(
        OfficeAddress(office=office, email=f"desk{number}@clinic.example") for number in range(400)
    )
    ask(office, starts_at=None, now=timezone.now())
    drop_what_waits()
    everything = Notification.objects.count()

    for _ in range(7):
        began = timezone.now()
        worker = start_worker()
        wait_until(lambda began=began: MailWorker.objects.filter(beat_at__gt=began).exists())
        time.sleep(chance.uniform(0, 1.2))
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    arrived = {received.message["Message-ID"] for received in smtp.messages}
    said_sent = {row.message_id for row in Notification.objects.filter(sent_at__isnull=False)}

    assert 0 < len(said_sent) < everything
    assert said_sent <= arrived
    assert not Notification.objects.failed().exists()

    smtp.answer_with("DATA", lambda _: None)
    Notification.objects.waiting().update(
        due_at=timezone.now()
    )  # as if the leases and waits had passed
    worker = start_worker()
    wait_until(lambda: not Notification.objects.waiting().exists(), seconds=60)
    stop(worker)
    arrived = {received.message["Message-ID"] for received in smtp.messages}
    assert arrived == {row.message_id for row in Notification.objects.filter(sent_at__isnull=False)}
    assert len(arrived) == everything
