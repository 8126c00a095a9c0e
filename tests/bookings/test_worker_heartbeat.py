"""What the worker does besides sending, as often as it should."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db.models import F

from bookings import lifecycle
from clinic.mail.clock_jumps import ClockJumps, Heartbeat
from clinic.mail.outbox import MailWorker
from clinic.site.management.commands.run_worker import Command
from tests.bookings.lives import desk, everything
from tests.factories import MONDAY, ask, make_office

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
        worker.last_beat, worker.clock_jumps = None, ClockJumps()
        worker.deliver_one()
        assert kept() == {"live"}


def test_a_clock_that_leaps_a_month_ends_nothing_until_it_is_put_right():
    with time_machine.travel(MONDAY, tick=False) as clock:
        worker, consultation = Command(), ask(make_office())
        while worker.deliver_one():
            pass
        before = everything()

        clock.shift(timedelta(days=30))
        worker.last_beat = None
        assert worker.deliver_one() is False
        assert everything() == before
        assert MailWorker.row().is_silent(now=MONDAY + timedelta(days=30))

        clock.move_to(MONDAY + timedelta(minutes=1))
        lifecycle.confirm(consultation, by=desk(), now=MONDAY)
        assert worker.deliver_one() is True


def test_a_clock_that_stays_a_month_ahead_is_believed_after_an_hour(monkeypatch):
    since_start = timedelta(days=3)
    monkeypatch.setattr("clinic.mail.clock_jumps._since_start", lambda: since_start)
    with time_machine.travel(MONDAY, tick=False) as clock:
        leaps = ClockJumps()
        assert not leaps.has_jumped()

        clock.shift(timedelta(minutes=59))  # by which a clock is put right, or summer begins
        assert not leaps.has_jumped()

        clock.shift(timedelta(days=30))
        assert leaps.has_jumped()
        since_start += timedelta(minutes=59)
        clock.shift(timedelta(minutes=59))
        assert leaps.has_jumped()
        since_start += timedelta(minutes=2)
        clock.shift(timedelta(minutes=2))
        assert not leaps.has_jumped()


def test_time_that_passes_and_a_clock_that_is_put_back_are_no_leap(monkeypatch):
    since_start = timedelta(days=3)
    monkeypatch.setattr("clinic.mail.clock_jumps._since_start", lambda: since_start)
    with time_machine.travel(MONDAY, tick=False) as clock:
        leaps = ClockJumps()
        since_start += timedelta(days=40)
        clock.shift(timedelta(days=40))
        assert not leaps.has_jumped()

        clock.shift(-timedelta(hours=1))
        assert not leaps.has_jumped()


# ---- a clock that was ahead before the worker started --------------------------------------------
@pytest.fixture
def switch_off(monkeypatch):
    """A function after which this is another start of the machine."""
    given = Heartbeat.given

    def restarted(*, now):
        return Heartbeat(now, "another start", 60)

    assert given(now=MONDAY).boot
    return lambda: monkeypatch.setattr(Heartbeat, "given", restarted)


@pytest.fixture
def since_start(monkeypatch):
    """A function that lets so much time pass, by the machine's counting and by the given clock."""
    passed = timedelta(minutes=1)
    monkeypatch.setattr("clinic.mail.clock_jumps._since_start", lambda: passed)

    def wait(clock, how_long):
        nonlocal passed
        passed += how_long
        clock.shift(how_long)

    return wait


@pytest.mark.both_databases
def test_a_worker_that_starts_while_the_clock_is_a_month_ahead_ends_nothing_until_it_is_put_right():
    with time_machine.travel(MONDAY, tick=False) as clock:
        consultation = ask(make_office())
        deliver_all(Command())
        before = everything()

        clock.shift(timedelta(days=30))
        worker = Command()
        assert worker.deliver_one() is False
        assert Command().deliver_one() is False
        assert everything() == before
        assert MailWorker.row().is_silent(now=MONDAY + timedelta(days=30))

        clock.move_to(MONDAY + timedelta(minutes=1))
        lifecycle.confirm(consultation, by=desk(), now=MONDAY)
        assert worker.deliver_one() is True


def test_a_site_that_was_switched_off_for_a_month_works_after_an_hour(switch_off, since_start):
    with time_machine.travel(MONDAY, tick=False) as clock:
        consultation = ask(make_office())
        deliver_all(Command())

        switch_off()
        clock.shift(timedelta(days=30))
        worker = Command()
        assert worker.deliver_one() is False
        since_start(clock, timedelta(minutes=59))
        assert worker.deliver_one() is False
        since_start(clock, timedelta(minutes=2))
        assert worker.deliver_one() is True

        consultation.refresh_from_db()
        assert consultation.status == "lapsed"
        assert Command().deliver_one() is True  # the next one need not wait: it saw this one live


def test_a_worker_that_was_stopped_for_a_month_on_a_running_machine_need_not_wait():
    with time_machine.travel(MONDAY, tick=False) as clock:
        ask(make_office())
        deliver_all(Command())
        MailWorker.objects.update(beat_uptime=F("beat_uptime") - timedelta(days=30).total_seconds())

        clock.shift(timedelta(days=30))
        assert Command().deliver_one() is True


def test_a_first_worker_and_one_whose_last_beat_is_from_the_future_need_not_wait():
    with time_machine.travel(MONDAY, tick=False):
        ask(make_office())
        assert Command().deliver_one() is True

        MailWorker.beat(now=MONDAY + timedelta(days=30))
        assert Command().deliver_one() is True


def deliver_all(worker):
    while worker.deliver_one():
        pass
