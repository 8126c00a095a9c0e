"""Clock-jump detection: what ends by time must not end by a wrong clock.

Nobody can ask a clock whether it is right, but it can be seen to leap: the time since the machine
was started runs on evenly meanwhile. While no process ran, the last sign of life is what there is
to compare with: what has passed since, and is not explained by the machine's own counting, may be a
leap. Nobody can tell it from a machine that was switched off, so that costs the same wait.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

LEAP = timedelta(hours=1)  # more than a clock is put right by, and than summer time would be
PATIENCE = timedelta(hours=1)  # in which somebody may see it; who leaves it so long means it

log = logging.getLogger(__name__)


def _since_start() -> timedelta:
    """Counted also while the machine sleeps, where that can be asked: waking up is no leap."""
    return timedelta(
        seconds=time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    )


def _machine_started() -> datetime:
    """As the clock has it now: the same however often it is asked, until the clock is set."""
    return timezone.now() - _since_start()


@dataclass(frozen=True)
class Heartbeat:
    """A moment by the clock, and by the machine: which start of it, and how many seconds after
    that.

    `boot` is empty where a machine does not tell.
    """

    at: datetime
    boot: str
    uptime: float

    @classmethod
    def given(cls, *, now: datetime) -> "Heartbeat":
        # As the kernel counts: what fakes or corrects a process' clock does not reach these.
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            uptime = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        except (OSError, ValueError, IndexError):
            return cls(now, "", 0)
        return cls(now, boot, uptime)

    def unexplained_until(self, later: "Heartbeat") -> timedelta:
        """How much more has passed by the clock than by the machine's own counting."""
        passed = later.at - self.at
        if self.boot and self.boot == later.boot:
            passed -= timedelta(seconds=later.uptime - self.uptime)
        return max(passed, timedelta())


class ClockJumps:
    """Watches the clock for one process, as often as it is asked; `last` is from before it was
    started.
    """

    def __init__(self, last: Heartbeat | None = None) -> None:
        self._last = last
        self._started_at: datetime | None = None
        self._seen_at: timedelta | None = None

    def has_jumped(self) -> bool:
        """Whether the clock was put on within the last hour, and not back again."""
        started_at = _machine_started()
        if self._started_at is None and self._last is not None:
            unexplained = self._last.unexplained_until(Heartbeat.given(now=timezone.now()))
            self._started_at = started_at - unexplained
        if self._started_at is None or started_at - self._started_at <= LEAP:
            self._started_at, self._seen_at = self._started_at or started_at, None
            return False
        if self._seen_at is None:
            self._seen_at = _since_start()
            log.error(
                "the clock leapt ahead, or the site was switched off: nothing is sent or lapses for"
                " an hour, unless the clock is put right"
            )
        if _since_start() - self._seen_at < PATIENCE:
            return True
        self._started_at, self._seen_at = started_at, None
        return False
