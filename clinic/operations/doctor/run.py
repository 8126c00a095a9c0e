"""Run of the checks, each by itself and for a bounded time: what hangs or fails hides nothing
else.
"""

import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connections

from clinic.operations.doctor.report import Check, Finding, Level, Look, note, warning

# ends of keys: the check did not get as far as to find something
SAYS_NOTHING = (".no-answer", ".could-not-look", ".not-looked-at")
DATABASE_IS_AWAY = ("database.unreachable", "database.no-answer")


@dataclass(frozen=True)
class Result:
    """What one check found, the worst first, and how long it took."""

    check: Check
    findings: list[Finding]
    seconds: float

    @property
    def level(self) -> Level:
        return max((finding.level for finding in self.findings), default=Level.OK)


def run(checks: Iterable[Check], look: Look) -> Iterator[Result]:
    """One result a check, as it is there. While the database is away, those that ask it are told
    so.
    """
    is_away = False
    for check in checks:
        began = time.monotonic()
        if is_away and check.asks_database:
            findings = [_not_looked_at(check)]
        else:
            findings = bounded(check, look)
        is_away |= any(finding.key in DATABASE_IS_AWAY for finding in findings)
        findings.sort(key=lambda finding: -finding.level)
        yield Result(check, findings, round(time.monotonic() - began, 3))


def bounded(check: Check, look: Look) -> list[Finding]:
    """What `check` finds within its seconds. In a thread of its own, which is left behind where it
    hangs.

    While that one hangs no other is begun: a worker that looks every few minutes would soon have no
    threads and connections left for mail.
    """
    found: queue.SimpleQueue[list[Finding]] = queue.SimpleQueue()
    name = f"doctor-{check.name}"
    if any(thread.name == name for thread in threading.enumerate()):
        return [_no_answer(check)]
    thread = threading.Thread(
        target=lambda: found.put(_by_itself(check, look)), name=name, daemon=True
    )
    thread.start()
    try:
        findings = found.get(timeout=check.seconds)
    except queue.Empty:
        return [_no_answer(check)]
    thread.join(check.seconds)  # it has put its answer and ends
    return findings


def _no_answer(check: Check) -> Finding:
    return warning(
        f"{check.name}.no-answer",
        f"This took longer than {check.seconds:.0f} seconds and was given up.",
        "Try again; if it stays so, what it asks (a disk, the database, another server) hangs.",
    )


def _by_itself(check: Check, look: Look) -> list[Finding]:
    try:
        return list(check.look(look))
    except (OperationalError, InterfaceError):
        return [_not_looked_at(check)]
    except Exception as error:  # its words may hold what somebody typed
        return [
            warning(
                f"{check.name}.could-not-look",
                f"This could not be looked at ({type(error).__name__}).",
                "If migrations are pending, apply them first. Else please report it; the other"
                " checks hold.",
            )
        ]
    finally:
        connections.close_all()  # this thread's


def _not_looked_at(check: Check) -> Finding:
    return note(
        f"{check.name}.not-looked-at",
        "Not looked at: the database did not answer what was asked.",
        "See the checks database and migrations.",
    )
