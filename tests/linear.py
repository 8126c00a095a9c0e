"""Growth of cost: by how much dearer a call becomes when its input doubles. Never how long it
takes.

A quadratic call costs four times as much, a linear one twice. Processor time of this thread alone
is counted, the least of several runs at sizes that are large enough to be measured, so that a busy
machine changes nothing.
"""

import time
from collections.abc import Callable

MEASURABLE = 0.0004  # seconds of processor time from which on a ratio says something
SMALLEST = 2**11  # letters; longer than any piece that is judged as one, such as a sentence
LARGEST = 2**16  # letters; what is not measurable by then does not grow with its square
ROUNDS = 12  # at most; two are enough where nothing disturbs
SURE, TOO_MUCH = 2.6, 3.0  # between twice and four times


def growth(
    call: Callable[[str], object], family: Callable[[int], str], size: int = SMALLEST
) -> float:
    """What a doubling costs, of the least costs at a size and at four times that size."""
    while _cost(call, family(size)) < MEASURABLE:
        size *= 2
        if size > LARGEST:
            return 1.0
    small, large = family(size), family(4 * size)
    once, twice_twice = float("inf"), float("inf")
    for _ in range(ROUNDS):
        once = min(once, _cost(call, small), _cost(call, small))
        twice_twice = min(twice_twice, _cost(call, large))
        if (ratio := (twice_twice / once) ** 0.5) < SURE:
            break
    return ratio


def _cost(call: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    call(text)
    return time.thread_time() - began
