"""What the doctor finds red stands on the desk's first page until it is mended."""

import re
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from bookings.templatetags.desk import commands
from clinic.mail.outbox import MailWorker
from clinic.office.models import Problem
from clinic.operations import periodic
from clinic.operations.doctor import rounds
from clinic.operations.doctor.report import Check, note, red, warning
from clinic.site.management.commands.run_worker import Command
from clinic.staff.roles import make_roles
from tests.factories import MONDAY, make_office
from tests.site import wait_until

pytestmark = pytest.mark.django_db
FULL = red("disk.full", "0.1 GB is left.", "Make room.")


def checks(**found):
    """A check a name, each of which finds what is given, or raises it."""

    def look_for(findings):
        def look(_):
            if isinstance(findings, Exception):
                raise findings
            return findings

        return look

    return [Check(name, look_for(findings)) for name, findings in found.items()]


def known():
    return set(Problem.objects.values_list("key", flat=True))


def member(client, role):
    make_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


@pytest.fixture
def desk(client, office, monday):
    MailWorker.beat(now=MONDAY)
    return lambda role: member(client, role).get("/admin/").text


def red_lines(text):
    return [
        re.sub(r"<[^>]+>", "", line)
        for line in re.findall(r'<p class="acu-fail">(.*?)</p>', text, re.S)
    ]


@pytest.mark.both_databases
def test_red_findings_stand_there_until_they_are_mended():
    rounds.make(now=MONDAY, checks=checks(disk=[FULL], python=[warning("python.ends", "W.")]))
    assert known() == {"disk.full"}
    first = Problem.objects.get()

    later = red("disk.full", "0.0 GB is left.", "Make room.")
    rounds.make(now=MONDAY + timedelta(minutes=5), checks=checks(disk=[later], dns=[note("a", "")]))
    again = Problem.objects.get()
    assert (again.pk, again.found_at, again.what) == (first.pk, MONDAY, "0.0 GB is left.")
    assert again.seen_at == MONDAY + timedelta(minutes=5)

    rounds.make(now=MONDAY + timedelta(minutes=10), checks=checks(disk=[]))
    assert known() == set()


def test_a_check_that_could_not_look_takes_nothing_away():
    rounds.make(now=MONDAY, checks=checks(disk=[FULL]))
    for trouble in (ValueError(), OperationalError()):
        rounds.make(now=MONDAY, checks=checks(disk=trouble))
        assert known() == {"disk.full"}


@pytest.mark.both_databases
def test_two_things_that_are_wrong_in_the_same_way_are_one_line_with_the_words_of_both():
    other = red("disk.full", "0.2 GB is left elsewhere.", "Make room.")
    for minutes in (0, 5):
        now = MONDAY + timedelta(minutes=minutes)
        rounds.make(now=now, checks=checks(disk=[FULL, other], python=[red("python.over", "P.")]))

    assert known() == {"disk.full", "python.over"}
    both = Problem.objects.get(key="disk.full")
    assert (both.what, both.mend) == ("0.1 GB is left. 0.2 GB is left elsewhere.", "Make room.")


def test_what_a_check_found_that_an_update_took_away_goes():
    rounds.make(now=MONDAY, checks=checks(disk=[FULL]))
    rounds.make(now=MONDAY, checks=checks(disks=[]))

    assert known() == set()


def test_a_check_that_hangs_round_after_round_keeps_one_thread_and_no_more():
    end = threading.Event()

    def hang(_):
        end.wait(20)
        return []

    hangs = [Check("hangs", hang, seconds=0.05)]
    try:
        for _ in range(3):
            rounds.make(now=MONDAY, checks=hangs)
        names = [thread.name for thread in threading.enumerate()]
        assert names.count("doctor-hangs") == 1
    finally:
        end.set()
    wait_until(lambda: "doctor-hangs" not in {each.name for each in threading.enumerate()})
    found = []
    rounds.make(now=MONDAY, checks=[Check("hangs", lambda _: found.append("looked") or [])])
    assert found == ["looked"]  # once it hangs no more


def test_each_machine_speaks_for_itself_until_it_is_gone(desk, monkeypatch):
    monkeypatch.setattr(rounds.socket, "gethostname", lambda: "first")
    rounds.make(now=MONDAY, checks=checks(disk=[FULL]))
    monkeypatch.setattr(rounds.socket, "gethostname", lambda: "second")
    rounds.make(now=MONDAY + timedelta(minutes=1), checks=checks(disk=[FULL]))
    assert Problem.objects.count() == 2
    assert red_lines(desk("Owner")) == ["0.1 GB is left. Make room."]

    rounds.make(now=MONDAY + timedelta(minutes=5), checks=checks(disk=[]))
    assert Problem.objects.get().machine == "first"
    rounds.make(now=MONDAY + timedelta(minutes=70), checks=checks(disk=[]))
    assert known() == set()


@pytest.mark.parametrize(
    ("role", "lines"), [("Owner", ["0.1 GB is left. Make room."]), ("Front desk", [])]
)
def test_whoever_can_act_on_it_is_shown_it(desk, role, lines):
    rounds.make(now=MONDAY, checks=checks(disk=[FULL]))

    assert red_lines(desk(role)) == lines


def test_what_the_desk_says_itself_is_not_said_twice(desk):
    MailWorker.objects.update(beat_at=MONDAY - timedelta(hours=1))
    rounds.make(now=MONDAY)

    assert len([line for line in red_lines(desk("Owner")) if "worker" in line]) == 1
    assert not any(key.startswith(("worker.", "outbox.")) for key in known())


def test_what_is_to_be_typed_is_shown_as_such(desk):
    old = red("backups.old", "The newest is <old>.", "Run `manage.py backup`, at once.")
    rounds.make(now=MONDAY, checks=checks(backups=[old]))

    page = desk("Owner")

    assert "The newest is &lt;old&gt;." in page
    assert "Run <code>manage.py backup</code>, at once." in page
    assert commands("a ` b") == "a ` b"


def test_it_costs_the_desk_one_query(client, office, monday):
    owner = member(client, "Owner")
    numbers = []
    for count in range(3):
        Problem.objects.create(
            machine=f"{count}", check_name="x", key="x", what="W.", found_at=MONDAY, seen_at=MONDAY
        )
        owner.get("/admin/")
        with CaptureQueriesContext(connection) as asked:
            owner.get("/admin/")
        numbers.append(sum("clinic_problem" in each["sql"] for each in asked))

    assert numbers == [1, 1, 1]


# ---- the worker ----------------------------------------------------------------------------------
def test_a_round_is_due_every_few_minutes_and_never_two_at_once(monkeypatch):
    begun, end, clock = [], threading.Event(), time.monotonic()
    monkeypatch.setattr(rounds, "_make", lambda: (begun.append(clock), end.wait(10)))
    monkeypatch.setattr(periodic.time, "monotonic", lambda: clock)
    due = rounds.Rounds()

    def pass_by(seconds):
        nonlocal clock
        clock += seconds
        due.begin_if_due()
        return len(begun)

    assert pass_by(rounds.FIRST_SECONDS - 1) == 0
    assert pass_by(2) == 1
    assert pass_by(rounds.EVERY_SECONDS + 1) == 1  # the first still looks
    end.set()
    due._thread.join(5)
    assert pass_by(1) == 2
    due._thread.join(5)
    assert pass_by(rounds.EVERY_SECONDS - 1) == 2
    assert pass_by(2) == 3


@pytest.mark.django_db(transaction=True)
def test_the_worker_writes_down_what_it_finds_while_it_goes_on(monkeypatch):
    monkeypatch.setattr(rounds, "FIRST_SECONDS", 0)
    monkeypatch.setattr(rounds.make, "__kwdefaults__", {"checks": checks(disk=[FULL])})
    make_office()

    Command().deliver_one()

    wait_until(lambda: known() == {"disk.full"}, seconds=10)
