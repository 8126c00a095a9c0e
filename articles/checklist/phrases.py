"""Phrase matching: phrases are data that staff type, never patterns."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from articles.text.visible_text import alike, plain

_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"  # an accent may be a character of its own
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|%|{_LETTERS}(?:'{_LETTERS})*")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|blockquote|table|t[rhd]|div)\b[^<>]*>", re.IGNORECASE)
_SPACE = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!:;])[”\"]?\s+")
_CLAUSE_ENDS = re.compile(r"[,;:.!?()–—&+/|•·]|\s-\s")
_GAP = re.compile(r"…|\.{3}")
_QUOTED = re.compile(r"^[“\"](.*)[”\"]$")
LONGEST_SENTENCE = 2_000  # letters; what goes on without an end is judged in stretches of so many
WIDEST_GAP = 15  # words that three dots stand for, at most
SHORTEST_INFLECTED = 4  # "no" has no other forms; "noes" and "noted" are other words
_VERBS = "are ca could did do does has have is should was were wo would"
NOT = frozenset(["not", "cannot", *(f"{verb}n't" for verb in _VERBS.split())])


def blocks(html: str) -> list[str]:
    """The text of each paragraph, heading, point and cell."""
    text = _TAG.sub("", _BLOCK.sub("\n", _SPACE.sub(" ", html)))
    return [block for line in text.split("\n") if (block := plain(unescape(line)))]


def sentences(text: str) -> list[str]:
    """Finer than for reading: what stands before a colon or semicolon is judged alone.

    Each is read as a whole around every word and figure that is found in it, so none is long.
    """
    return [piece for part in _SENTENCE_ENDS.split(text) if part for piece in _stretches(part)]


def _stretches(sentence: str) -> Iterator[str]:
    """The sentence; of one that never ends, stretches that end with a word if they can."""
    start = 0
    while len(sentence) - start > LONGEST_SENTENCE:
        end = sentence.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        end = start + LONGEST_SENTENCE if end < 0 else end
        yield sentence[start:end]
        start = end + (sentence[end] == " ")
    yield sentence[start:]


class Said(NamedTuple):
    """A sentence, parted around what was found in it."""

    before: str
    words: str
    after: str


def parted(sentence: str, start: int, end: int) -> Said:
    return Said(sentence[:start], sentence[start:end], sentence[end:])


class Word(NamedTuple):
    text: str  # in lower case, by what it looks like
    start: int
    end: int
    clause: int = 0  # how many commas, dashes and the like its sentence has had by then


@lru_cache(maxsize=4096)
def read(text: str) -> list[Word]:
    """Its words. Kept for a while, since several checks read the same sentence."""
    words: list[Word] = []
    clause = end = 0
    for found in _WORD.finditer(text):
        if words and _CLAUSE_ENDS.search(text, end, found.start()):
            clause += 1
        end = found.end()
        words.append(Word(alike(found[0]), found.start(), end, clause))
    return words


class Span(NamedTuple):
    """Where a phrase stands, counted in words, `end` excluded."""

    start: int
    end: int
    last: int  # where the last of its rows begins
    own: tuple[int, ...]  # its words; the others between them it does not name


class Phrase(NamedTuple):
    """A typed line: words in a row, or several such rows with anything between them."""

    line: str
    rows: tuple[tuple[frozenset[str], ...], ...]

    def at(self, words: list[Word], start: int, ends: frozenset[str]) -> Span | None:
        """Where it stands if it begins with the word at `start`, with none of `ends` between its
        rows.
        """
        first, *others = self.rows
        if not _stands(first, words, start):
            return None
        last, end = start, start + len(first)
        own = [*range(start, end)]
        for row in others:
            found = _next(row, words, end, ends)
            if found is None:
                return None
            last, end = found, found + len(row)
            own += range(found, end)
        return Span(start, end, last, tuple(own))


def _next(
    row: tuple[frozenset[str], ...], words: list[Word], start: int, ends: frozenset[str]
) -> int | None:
    for at in range(start, min(start + WIDEST_GAP + 1, len(words))):
        if _stands(row, words, at):
            return at
        if words[at].text in ends:
            return None
    return None


def _stands(row: tuple[frozenset[str], ...], words: list[Word], start: int) -> bool:
    if start + len(row) > len(words):
        return False
    return all(words[start + at].text in forms for at, forms in enumerate(row))


class Phrases:
    """Many phrases, looked for in one go. None of the words `ends` may stand where a phrase has
    dots.
    """

    def __init__(self, lines: Iterable[str], *, ends: frozenset[str] = frozenset()) -> None:
        self.ends = ends
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
                span = known.at(words, start, self.ends)
                if span and (span.start, span.end) not in found:
                    found.add((span.start, span.end))
                    yield span


def phrase(line: str) -> Phrase | None:
    """What `line` looks for: its words in all their forms, or just as they are if it stands in
    quotes.

    Three dots stand for up to fifteen other words in between. None for a line in which there is no
    word.
    """
    line = plain(line)
    quoted = _QUOTED.match(line)
    parts = [quoted[1]] if quoted else _GAP.split(line)
    rows = [
        tuple(frozenset([word.text]) if quoted else forms(word.text) for word in read(part))
        for part in parts
    ]
    rows = [row for row in rows if row]
    if rows:
        return Phrase(line, tuple(rows))
    return None


@lru_cache(maxsize=10_000)
def forms(word: str) -> frozenset[str]:
    """`word` with its inflections and those of what it may be an inflection of: cure, cures, cured,
    curing.

    Some are no words at all. They do no harm: nobody writes them. “Not” is also in cannot, doesn't
    and won't.
    """
    if word == "not":
        return NOT
    if len(word) < SHORTEST_INFLECTED or not word.isalpha():
        return frozenset([word])
    bases = {word}
    for ending, instead in (
        ("ing", ""),
        ("ing", "e"),
        ("ied", "y"),
        ("ies", "y"),
        ("ed", ""),
        ("d", ""),
    ):
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
