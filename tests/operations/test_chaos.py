"""A short storm: web server, PostgreSQL and worker die while people book and mail fails.

`make chaos` is the same for ten minutes and at least a thousand requests.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.storm import Storm


@pytest.mark.long
def test_in_a_short_storm_every_promise_is_kept():
    folder = Path(tempfile.mkdtemp(prefix="clinic-storm-"))
    try:
        with Storm(folder, people=6) as storm:
            storm.begin()
            for what in ("web", "worker", "database"):
                storm.kill(what)
                storm.wait_for(len(storm.booked.accepted) + 4)
            storm.end()
            storm.calm_down()
            ledger = Ledger.of(storm)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    assert len(ledger.accepted) >= 12
    # One copy in so few is no measure.
    assert [each for each in ledger.broken() if "one copy in" not in each] == []
    assert ledger.mail[0] > 0


def ledger(**fields):
    """Two people who booked and heard of it."""
    usual = {
        "accepted": {"Maya", "Ana"},
        "unanswered": set(),
        "stored": Counter(["Maya", "Ana"]),
        "aside": 0,
        "messages": {"m": "sent", "a": "failed"},
        "of_person": {"Maya": ["m"], "Ana": ["a"]},
        "arrived": Counter(["m"]),
        "killed": Counter(),
        "answers": Counter(),
        "mail": (0, 1),
    }
    return Ledger(**usual | fields)


def test_a_ledger_in_order_is_called_so():
    assert ledger().broken() == []
    assert ledger().lines()[-1] == "Every promise was kept."


@pytest.mark.parametrize(
    "fault",
    [
        {"stored": Counter(["Maya"])},
        {"stored": Counter(["Maya", "Ana", "Ana"])},
        {"of_person": {"Maya": ["m"]}},
        {"messages": {"m": "sent", "a": "sent"}},
        {"messages": {"m": "sent", "a": "failed", "b": "waiting"}},
        {"arrived": Counter(["m", "x"])},
        {"arrived": Counter(["m", "m"])},
        {"aside": 1},
    ],
    ids=["lost", "twice", "untold", "falsely sent", "waits", "unknown", "copies", "aside"],
)
def test_a_broken_promise_is_named(fault):
    assert len(ledger(**fault).broken()) == 1
    assert ledger(**fault).lines()[-1].startswith("BROKEN: ")
