"""Rounds: the cheap checks every few minutes, and what is red of them written down for the desk.

The worker makes them, in a thread of its own, so that no message waits for a disk that hangs.
"""

import logging
import socket
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import Error, connections, transaction
from django.utils import timezone

from clinic.office.models import Problem
from clinic.operations.doctor import CHEAP
from clinic.operations.doctor.report import Check, Finding, Level, Look
from clinic.operations.doctor.run import SAYS_NOTHING, run
from clinic.operations.periodic import Periodic

FIRST_SECONDS = (
    60  # after the worker began; a worker that is started anew again and again makes none
)
EVERY_SECONDS = 300
FORGOTTEN = timedelta(hours=1)  # of a machine that makes no rounds any more
log = logging.getLogger(__name__)


class Rounds(Periodic):
    """When the next round is due."""

    def __init__(self) -> None:
        super().__init__(
            _make, name="doctor", first_seconds=FIRST_SECONDS, every_seconds=EVERY_SECONDS
        )


def _make() -> None:
    try:
        make(now=timezone.now())
    except Error as away:
        log.warning("the doctor's round was not written down: %s", type(away).__name__)
    finally:
        connections.close_all()


def make(*, now: datetime, checks: Iterable[Check] = CHEAP) -> None:
    """Look at everything, then write down what is red and take away what is mended."""
    checks = tuple(checks)
    found: list[tuple[str, Finding]] = []
    answered: list[str] = []
    for result in run(checks, Look(now=now)):
        if not any(finding.key.endswith(SAYS_NOTHING) for finding in result.findings):
            answered.append(result.check.name)
        reds = [finding for finding in result.findings if finding.level is Level.RED]
        found += [(result.check.name, finding) for finding in reds]
    silent = {check.name for check in checks}.difference(answered)
    write_down(_each_once(found), silent, now=now)


def _each_once(found: list[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """One for each key, with the words of all that a check found by it: of two full disks, say."""
    merged: dict[str, tuple[str, Finding]] = {}
    for name, finding in found:
        if finding.key in merged:
            _, first = merged[finding.key]
            mends = dict.fromkeys([first.mend, finding.mend])
            finding = replace(first, what=f"{first.what} {finding.what}", mend=" ".join(mends))
        merged[finding.key] = name, finding
    return list(merged.values())


@transaction.atomic
def write_down(found: list[tuple[str, Finding]], silent: set[str], *, now: datetime) -> None:
    """Keep what was known of checks that did not answer this time: nobody has seen it mended. What
    a check found that there is no more goes.
    """
    machine = socket.gethostname()[:64]
    ours = Problem.objects.filter(machine=machine)
    known = set(ours.values_list("key", flat=True))
    Problem.objects.bulk_create(
        [
            Problem(
                machine=machine,
                check_name=name,
                key=finding.key,
                what=finding.what,
                mend=finding.mend,
                found_at=now,
                seen_at=now,
            )
            for name, finding in found
        ],
        update_conflicts=True,
        unique_fields=["machine", "key"],
        update_fields=["what", "mend", "seen_at"],
    )
    red = {finding.key for _, finding in found}
    ours.exclude(check_name__in=silent).exclude(key__in=red).delete()
    Problem.objects.filter(seen_at__lt=now - FORGOTTEN).exclude(machine=machine).delete()
    for key in sorted(red - known):
        log.warning("the doctor finds %s, see `manage.py doctor`", key)
