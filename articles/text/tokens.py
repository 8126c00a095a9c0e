"""Tokens of rich text: words with the block and emphasis in which they stand.

Two texts are compared by their words; where those agree, a difference in form is said in words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import groupby
from typing import Any, NamedTuple

from articles.text.matching import matching

SAME, NEW, GONE, FORM = "same", "new", "gone", "form"
DEEPEST = 60  # blocks in blocks whose names are told
PARAGRAPH = "a paragraph"
WORD = re.compile(r"\S+\s*")


class Part(NamedTuple):
    """A stretch of text that is the same in both, or new, or gone, or the same in another form.

    `said` tells of its form what is not the same in both.
    """

    kind: str
    text: str
    said: str = ""


class Inline(NamedTuple):
    """The form of one letter."""

    bold: bool = False
    italic: bool = False
    link: str = ""  # where it leads

    def __str__(self) -> str:
        said = [("bold", self.bold), ("italic", self.italic), (f"a link to {self.link}", self.link)]
        return ", ".join(words for words, holds in said if holds)


class Word(NamedTuple):
    text: str  # with the space after it
    lead: str = ""  # what a reader sees before it: a new line, a bullet, a number, a bar
    begins: str = ""  # the block of which it is the first word
    block: str = PARAGRAPH
    letters: tuple[Inline, ...] = ()  # of each letter; of plain text none

    @property
    def key(self) -> str:
        return self.text.strip()

    @property
    def shown(self) -> str:
        return self.lead + self.text


# ---- reading -------------------------------------------------------------------------------------
def plain(text: str) -> list[Word]:
    """The words of a text without markup, line by line."""
    found: list[Word] = []
    for line in text.splitlines():
        for number, word in enumerate(WORD.findall(line.strip())):
            lead = "\n" if found and not number else ""
            found.append(Word(word, lead, "" if number else "line"))
    return found


def rich(html: str) -> list[Word]:
    """The words of rich text as `markup.clean` leaves it, block by block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.words


class _Open(NamedTuple):
    tag: str
    block: str
    inline: Inline


class _Reader(HTMLParser):
    names = {"p": "paragraph", "h3": "heading", "blockquote": "quotation"}
    names |= {"ul": "bulleted list", "ol": "numbered list", "li": "entry"}
    names |= {"table": "table", "tr": "row", "td": "cell", "th": "cell"}
    told = {
        "ul": "a bulleted list",
        "ol": "a numbered list",
        "th": "a heading cell",
        "td": "a cell",
    }
    told |= {"h3": "a heading", "blockquote": "a quotation", "table": "a table"}

    def __init__(self) -> None:
        super().__init__()
        self.words: list[Word] = []
        self.open = [_Open("", "", Inline())]
        self.text: list[str] = []  # of the block that is being read
        self.letters: list[Inline] = []
        self.begins = self.lead = ""
        self.numbers: list[int] = []  # of the next entry in each list around; 0 for bullets
        self.cells = 0  # before this one in its row
        self.is_empty = False  # no word yet in this cell

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, block, inline = self.open[-1]
        if tag in self.names:
            self.end_block()
            self.begins = self.begins or self.names[tag]
            self._lead(tag, given)
            if len(self.open) < DEEPEST:
                block = _named(self.told.get(tag, ""), tag, given, block)
            else:
                block = block
        elif tag == "strong":
            inline = inline._replace(bold=True)
        elif tag == "em":
            inline = inline._replace(italic=True)
        elif tag == "a":
            if given.get("title"):
                title = f", with “{given['title']}” beside it"
            else:
                title = ""
            inline = inline._replace(link=given.get("href", "") and given["href"] + title)
        else:
            return
        self.open.append(_Open(tag, block, inline))

    def handle_endtag(self, tag: str) -> None:
        if not any(each.tag == tag for each in self.open):
            return
        if tag in ("td", "th"):
            if self.is_empty and not "".join(self.text).strip():
                self.handle_data("(empty)")
            self.cells += 1
        if tag in self.names:
            self.end_block()
            self.lead = self.lead or "\n"
        if tag in ("ul", "ol") and self.numbers:
            self.numbers.pop()
        while self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.letters += [self.open[-1].inline] * len(data)

    def end_block(self) -> None:
        """Turn what was read since the last block's end into words."""
        text, block = "".join(self.text), self.open[-1].block or PARAGRAPH
        for found in WORD.finditer(text):
            key = found[0].strip()
            letters = self.letters[found.start() : found.start() + len(key)]
            lead = self.lead if self.words else self.lead.lstrip("\n")
            space = " " if key != found[0] else ""
            self.words.append(Word(key + space, lead, self.begins, block, tuple(letters)))
            self.begins = self.lead = ""
            self.is_empty = False
        self.text, self.letters = [], []

    def _lead(self, tag: str, given: dict[str, str]) -> None:
        """What stands before the first word of this block."""
        self.lead = self.lead or "\n"
        if tag in ("ul", "ol"):
            start = given.get("start", "")
            self.numbers.append((int(start) if start.isdecimal() else 1) if tag == "ol" else 0)
        elif tag == "li":
            number = self.numbers[-1] if self.numbers else 0
            self.lead = f"\n{number}. " if number else "\n• "
            if number:
                self.numbers[-1] += 1
        elif tag == "tr":
            self.cells = 0
        elif tag in ("td", "th"):
            self.lead = " | " if self.cells else "\n"
            self.is_empty = True


def _named(told: str, tag: str, given: dict[str, str], around: str) -> str:
    """A block in words, with those around it; of a paragraph, an entry or a plain cell only
    those.
    """
    wide = [(given.get("colspan"), "columns"), (given.get("rowspan"), "rows")]
    over = " and ".join(f"{number} {what}" for number, what in wide if number and number != "1")
    order = {"start": "from {}", "type": "by “{}”"}
    more = [
        said.format(given[name]) for name, said in order.items() if tag == "ol" and given.get(name)
    ]
    if tag == "td" and not over:
        told = ""
    own = " ".join([told, *more, f"over {over}" if over else ""]).strip()
    if own and around:
        return f"{own} in {around}"
    return own or around


# ---- comparing -----------------------------------------------------------------------------------
def compared(old: list[Word], new: list[Word]) -> list[Part]:
    """The text with what went, what came and what has another form, in order; all of it, word by
    word.
    """
    same = matching([word.key for word in old], [word.key for word in new])
    parts: list[Part] = []
    old_from = new_from = 0
    for old_to, new_to, size in [*same, (len(old), len(new), 0)]:
        gone, came = old[old_from:old_to], new[new_from:new_to]
        is_told = _forms(gone) != _forms(came)
        parts += _whole(GONE, gone, _around(old, old_from, old_to), is_told=is_told)
        parts += _whole(NEW, came, _around(new, new_from, new_to), is_told=is_told)
        old_from, new_from = old_to + size, new_to + size
        parts += _kept(old[old_to:old_from], new[new_to:new_from], gone, came)
    return list(_merged(parts))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    for (kind, said), group in groupby(parts, key=lambda part: (part.kind, part.said)):
        text = "".join(part.text for part in group)
        if text:
            yield Part(kind, text, said)


def _forms(words: list[Word]) -> list[tuple[str, Inline]]:
    """One after the other, each as often as it begins."""
    return [
        form
        for form, _ in groupby((word.block, letter) for word in words for letter in word.letters)
    ]


def _around(words: list[Word], begin: int, end: int) -> set[str]:
    """The blocks before and after this stretch."""
    return {PARAGRAPH, *(word.block for word in (*words[begin - 1 : begin], *words[end : end + 1]))}


def _whole(kind: str, words: list[Word], around: set[str], *, is_told: bool) -> Iterator[Part]:
    """Words that are new, or gone; with what they are beside what is `around` them, if that
    `is_told`.
    """
    for word in words:
        for text, letter in _pieces(word, word.letters):
            said = [] if word.block in around else [word.block]
            said += [str(letter)] if letter and any(letter) else []
            yield Part(kind, text, ", ".join(said) if is_told else "")


def _kept(old: list[Word], new: list[Word], gone: list[Word], came: list[Word]) -> Iterator[Part]:
    """Words that are in both, with what changed of their form; before them `gone` stood, and now
    `came`.
    """
    for number, (was, word) in enumerate(zip(old, new, strict=True)):
        is_moved = was.begins != word.begins
        # words that were put before it, or taken away there, may have begun the block
        if not number:
            is_moved = is_moved and _begin(gone, was) != _begin(came, word)
        said = []
        if was.block != word.block:
            said.append(f"was {was.block}, now {word.block}")
        elif is_moved:
            said.append(
                f"now begins a new {word.begins}" if word.begins else f"begins no new {was.begins}"
            )
        if was.letters != word.letters:
            changed = tuple(zip(was.letters, word.letters, strict=True))
        else:
            changed = ()
        for text, pair in _pieces(word, changed):
            all_said = "; ".join([*said, *(_of_letter(*pair) if pair else [])])
            yield Part(FORM if all_said else SAME, text, all_said)


def _begin(before: list[Word], word: Word) -> bool:
    return any(each.begins for each in (*before, word))


def _pieces(word: Word, forms: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """The word as it is shown, cut where the form of one letter is not the next one's."""
    runs = [(form, len(list(letters))) for form, letters in groupby(forms)] or [(None, 0)]
    lead, rest = word.lead, word.text
    for form, length in runs[:-1]:
        yield lead + rest[:length], form
        lead, rest = "", rest[length:]
    yield lead + rest, runs[-1][0]


def _of_letter(was: Inline, letter: Inline) -> Iterator[str]:
    for name in ("bold", "italic"):
        if getattr(was, name) != getattr(letter, name):
            yield f"{'now' if getattr(letter, name) else 'no longer'} {name}"
    if was.link and letter.link and was.link != letter.link:
        yield f"the link now leads to {letter.link}; before, to {was.link}"
    elif was.link != letter.link:
        yield (
            f"now a link to {letter.link}"
            if letter.link
            else f"no longer a link; it led to {was.link}"
        )
