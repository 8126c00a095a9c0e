"""Schedule of attempts: how long a lease lasts, a pause, and each wait between two attempts."""

import random
from collections.abc import Callable
from datetime import timedelta

ATTEMPT_SECONDS = 60  # one whole attempt, from connect to 250
LEASE = timedelta(seconds=ATTEMPT_SECONDS * 2)
PAUSE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
LONGEST_LEASE_OR_WAIT = LONGEST_WAIT * 1.2 + LEASE
MOST_ATTEMPTS = 21  # which the waits below spread over three days; a pause costs none of them


def wait_before_attempt(number: int, *, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait before attempt `number` (2 and up): a minute, doubling to six hours, and a
    bit more.

    The bit, up to a fifth, is left to chance, so that many messages do not all knock again at one
    moment.
    """
    minutes = 2.0 ** min(number - 2, 20)
    return min(timedelta(minutes=minutes), LONGEST_WAIT) * (1 + 0.2 * chance())
