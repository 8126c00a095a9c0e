"""Sentences of a text, where "Dr. Lee" and "No. 5" end none."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

_ENDS = re.compile(r"[.?!][\"”’)]{0,2}\s+")
_NO_END = {"dr", "mr", "mrs", "ms", "st", "ave", "blvd", "no", "approx", "e.g", "i.e", "vs"}
_NO_END |= {"dra", "sr", "sra", "srta", "ud", "uds", "núm", "aprox"}  # in Spanish


def sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _ENDS.finditer(text):
        begins = max(start, text.rfind(" ", start, end.start()) + 1)
        word = text[begins : end.start()]
        if text[end.start()] == "." and word.casefold().lstrip("(“") in _NO_END:
            continue
        yield text[start : end.end()].strip()
        start = end.end()
    if rest := text[start:].strip():
        yield rest


def number_changed(before: Iterable[str], now: Iterable[str]) -> int:
    """How many sentences of these texts are other ones now, or are new or gone."""
    old, new = (Counter(_in_lines(texts)) for texts in (before, now))
    return max((old - new).total(), (new - old).total())


def _in_lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            yield from sentences(line)
