"""Sequence matching for diffs, in time that grows with the texts, not their square."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

LOOKS = 20_000_000  # that may be spent on exact matching; about a second
DEEPEST = 12  # how often a stretch is cut at its anchors


class Same(NamedTuple):
    """So many words that are the same in both, and where they begin."""

    old: int
    new: int
    size: int


def matching(old: Sequence[str], new: Sequence[str], *, looks: int = LOOKS) -> list[Same]:
    """The words that stayed, in order, none in two stretches.

    Two long stretches that differ are cut at words that stand once in both, as far as these stand
    in one order; what is between them is matched exactly, as long as there are looks left.
    """
    found: list[Same] = []
    todo = [(0, len(old), 0, len(new), 0)]
    while todo:
        old_from, old_to, new_from, new_to, depth = todo.pop()
        first, second = old[old_from:old_to], new[new_from:new_to]
        begin = _alike(first, second)
        first, second = first[begin:], second[begin:]
        end = _alike(first[::-1], second[::-1])
        first, second = first[: len(first) - end], second[: len(second) - end]
        found += [Same(old_from, new_from, begin), Same(old_to - end, new_to - end, end)]
        old_from, new_from = old_from + begin, new_from + begin
        if not first or not second:
            continue
        cost = _looks(first, second)
        if cost <= looks:
            looks -= cost
            exact = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
            found += [Same(old_from + at, new_from + to, size) for at, to, size in exact]
        elif depth < DEEPEST:
            anchors = [Same(old_from + at, new_from + to, 1) for at, to in _anchors(first, second)]
            found += anchors
            bounds = [*anchors, Same(old_from + len(first), new_from + len(second), 0)]
            for bound in bounds if anchors else []:
                todo.append((old_from, bound.old, new_from, bound.new, depth + 1))
                old_from, new_from = bound.old + 1, bound.new + 1
    return _joined(found)


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next(
        (at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )


def _looks(first: Sequence[str], second: Sequence[str]) -> int:
    """What exact matching costs at most: it looks at all pairs anew for each stretch that it
    finds.
    """
    one, other = Counter(first), Counter(second)
    pairs = sum(number * other[word] for word, number in one.items())
    return (pairs + len(first)) * min(len(first), len(second))


def _anchors(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Words that stand once in both, in one order; where none does, the nth of a kind goes with the
    nth.
    """
    one, other = Counter(first), Counter(second)
    once = {word for word, number in one.items() if number == 1 and other[word] == 1}
    places = _numbered(first, once), _numbered(second, once)
    pairs = [(at, places[1][each]) for each, at in places[0].items() if each in places[1]]
    return _rising(pairs)


def _numbered(words: Sequence[str], once: set[str]) -> dict[tuple[str, int], int]:
    """Where each word stands, with how many of its kind stand before it; only those `once`, if
    any.
    """
    seen: Counter[str] = Counter()
    found = {}
    for at, word in enumerate(words):
        if not once or word in once:
            found[word, seen[word]] = at
            seen[word] += 1
    return found


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of `pairs`, which rise in their first number, that rise in the second too."""
    ends: list[int] = []  # the smallest second number in which so many can end
    chosen: list[int] = []  # by which pair
    before: list[int | None] = []
    for number, (_, to) in enumerate(pairs):
        length = bisect_left(ends, to)
        before.append(chosen[length - 1] if length else None)
        ends[length : length + 1] = [to]
        chosen[length : length + 1] = [number]
    found = []
    last = chosen[-1] if chosen else None
    while last is not None:
        found.append(pairs[last])
        last = before[last]
    return found[::-1]


def _joined(found: list[Same]) -> list[Same]:
    """In order, with what stands side by side in both as one."""
    joined: list[Same] = []
    for same in sorted(each for each in found if each.size):
        last = joined[-1] if joined else None
        if last and (last.old + last.size, last.new + last.size) == (same.old, same.new):
            joined[-1] = last._replace(size=last.size + same.size)
        else:
            joined.append(same)
    return joined
