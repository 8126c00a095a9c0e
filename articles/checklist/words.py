"""Words and phrases that staff type as they are, found in running text: they are data, never patterns."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:'[^\W\d_]+)*")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|blockquote|table|t[rhd]|div)\b[^>]*>", re.IGNORECASE)
_SPACE = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!:;])[”\"]?\s+")
_GAP = re.compile(r"…|\.{3}")
_QUOTED = re.compile(r"^[“\"](.*)[”\"]$")
# Soft hyphens, joiners, marks of direction and the like: Unicode's format characters.
_UNSEEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001-\U000e007f]"
)
SHORTEST_INFLECTED = 4  # "no" has no other forms; "noes" and "noted" are other words
_VERBS = "are ca could did do does has have is should was were wo would"
NOT = frozenset(["not", "cannot", *(f"{verb}n't" for verb in _VERBS.split())])


def plain(text: str) -> str:
    """`text` without characters that nobody sees, so that none can stand within a word."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'")
    return " ".join(text.split())


def blocks(html: str) -> list[str]:
    """The text of each paragraph, heading, point and cell."""
    text = _TAG.sub("", _BLOCK.sub("\n", _SPACE.sub(" ", html)))
    return [block for line in text.split("\n") if (block := plain(unescape(line)))]


def sentences(text: str) -> list[str]:
    """Finer than for reading: what stands before a colon or semicolon is judged alone."""
    return [part for part in _SENTENCE_ENDS.split(text) if part]


class Said(NamedTuple):
    """A sentence, parted around what was found in it."""

    before: str
    words: str
    after: str


def parted(sentence: str, start: int, end: int) -> Said:
    return Said(sentence[:start], sentence[start:end], sentence[end:])


class Word(NamedTuple):
    text: str  # in lower case
    start: int
    end: int


@lru_cache(maxsize=4096)
def read(text: str) -> list[Word]:
    """Its words. Kept for a while, since several checks read the same sentence."""
    return [Word(found[0].casefold(), *found.span()) for found in _WORD.finditer(text)]


class Span(NamedTuple):
    """Where a phrase stands, counted in words, `end` excluded."""

    start: int
    end: int


class Phrase(NamedTuple):
    """A typed line: words in a row, or several such rows with anything between them."""

    line: str
    rows: tuple[tuple[frozenset[str], ...], ...]

    def at(self, words: list[Word], start: int) -> Span | None:
        """Where it stands if it begins with the word at `start`."""
        end, (first, *others) = start, self.rows
        if not _stands(first, words, start):
            return None
        end += len(first)
        for row in others:
            places = (at for at in range(end, len(words)) if _stands(row, words, at))
            found = next(places, None)
            if found is None:
                return None
            end = found + len(row)
        return Span(start, end)


def _stands(row: tuple[frozenset[str], ...], words: list[Word], start: int) -> bool:
    if start + len(row) > len(words):
        return False
    return all(words[start + at].text in forms for at, forms in enumerate(row))


class Phrases:
    """Many phrases, looked for in one go."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.by_first_word: dict[str, list[Phrase]] = {}
        for line in lines:
            known = phrase(line)
            for form in known.rows[0][0] if known else ():
                self.by_first_word.setdefault(form, []).append(known)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return bool(self.by_first_word)

    def spans(self, words: list[Word]) -> Iterator[Span]:
        """Every place at which one of them stands, each once."""
        found = set()
        for start, word in enumerate(words):
            for known in self.by_first_word.get(word.text, ()):
                span = known.at(words, start)
                if span and span not in found:
                    found.add(span)
                    yield span


def phrase(line: str) -> Phrase | None:
    """What `line` looks for: its words in all their forms, or just as they are if it stands in quotes.

    Three dots stand for other words in between. None for a line in which there is no word.
    """
    line = plain(line)
    quoted = _QUOTED.match(line)
    parts = [quoted[1]] if quoted else _GAP.split(line)
    rows = [
        tuple(frozenset([word.text]) if quoted else forms(word.text) for word in read(part)) for part in parts
    ]
    rows = [row for row in rows if row]
    return Phrase(line, tuple(rows)) if rows else None


@lru_cache(maxsize=10_000)
def forms(word: str) -> frozenset[str]:
    """`word` with its inflections and those of what it may be an inflection of: cure, cures, cured, curing.

    Some are no words at all. They do no harm: nobody writes them. “Not” is also in cannot, doesn't and won't.
    """
    if word == "not":
        return NOT
    if len(word) < SHORTEST_INFLECTED or not word.isalpha():
        return frozenset([word])
    bases = {word}
    for ending, instead in (("ing", ""), ("ing", "e"), ("ied", "y"), ("ies", "y"), ("ed", ""), ("d", "")):
        if word.endswith(ending):
            bases.add(word.removesuffix(ending) + instead)
    if word.endswith("s") and not word.endswith(("ss", "us")):
        bases |= {word[:-1], *([word[:-2]] if word.endswith("es") else [])}
    found = {word}
    for base in bases:
        if len(base) < 3:
            continue
        found |= {base, *(base + ending for ending in ("s", "es", "'s", "ed", "ing", "ly"))}
        if base.endswith("e"):
            found |= {base + "d", base[:-1] + "ing"}
        elif base.endswith("y"):
            found |= {base[:-1] + ending for ending in ("ies", "ied")}
        elif base[-1] not in "aiouwxs":
            found |= {base + base[-1] + ending for ending in ("ed", "ing")}
    return frozenset(found)
