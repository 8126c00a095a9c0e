"""Finding: one thing that is wrong or risky on this site, in a sentence, and how to mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.conf import settings


class Level(IntEnum):
    """How bad; the worst one is the doctor's exit code where it is a warning or red."""

    OK = 0
    NOTE = 1
    WARNING = 2
    RED = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """`key` stays the same from version to version, for monitors. Neither it nor the sentences
    hold a secret, or somebody's name or address.
    """

    level: Level
    key: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Look:
    """What a check is told: the moment, and whether it may ask a package registry."""

    now: datetime
    online: bool = False


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. A cheap one asks this machine and its database alone, so the
    worker can look every few minutes.
    """

    name: str
    look: Callable[[Look], Iterable[Finding]]
    asks_database: bool = False
    is_cheap: bool = True
    seconds: float = 10


def red(key: str, what: str, mend: str = "") -> Finding:
    return Finding(Level.RED, key, what, mend)


def warning(key: str, what: str, mend: str = "") -> Finding:
    return Finding(Level.WARNING, key, what, mend)


def note(key: str, what: str, mend: str = "") -> Finding:
    return Finding(Level.NOTE, key, what, mend)


def in_production(level: Level) -> Level:
    """`level`, which on one's own machine is worth no more than a note."""
    return min(level, Level.NOTE) if settings.DEVELOPMENT else level


def plural(number: int, one: str, many: str = "") -> str:
    """For example "1 account" and "3 accounts"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
