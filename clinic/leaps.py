"""A clock that was put on by mistake: what ends by time should not end by that one.

Nobody can ask a clock whether it is right, but it can be seen to leap: the time since the machine was started
runs on evenly meanwhile.
"""

import logging
import time
from datetime import datetime, timedelta

from django.utils import timezone

LEAP = timedelta(hours=1)  # more than a clock is put right by, and than summer time would be
PATIENCE = timedelta(hours=1)  # in which somebody may see it; who leaves it so long means it

log = logging.getLogger(__name__)


def _since_start() -> timedelta:
    """Counted also while the machine sleeps, where that can be asked: waking up is no leap."""
    return timedelta(seconds=time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


def _machine_started() -> datetime:
    """As the clock has it now: the same however often it is asked, until the clock is set."""
    return timezone.now() - _since_start()


class Leaps:
    """Watches the clock for one process, as often as it is asked."""

    def __init__(self) -> None:
        self._started_at: datetime | None = None
        self._seen_at: timedelta | None = None

    def has_leapt(self) -> bool:
        """Whether the clock was put on within the last hour, and not back again."""
        started_at = _machine_started()
        if self._started_at is None or started_at - self._started_at <= LEAP:
            self._started_at, self._seen_at = self._started_at or started_at, None
            return False
        if self._seen_at is None:
            self._seen_at = _since_start()
            log.error("the clock leapt ahead: nothing is sent or lapses for an hour, unless it is put right")
        if _since_start() - self._seen_at < PATIENCE:
            return True
        self._started_at, self._seen_at = started_at, None
        return False
