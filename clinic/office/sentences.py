"""Sentences of a text, where "Dr. Lee" and "No. 5" end none."""

import re
from collections.abc import Iterator

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
