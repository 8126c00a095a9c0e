"""Blocks of an import: headings, paragraphs, lists and tables in reading order.

Also lists that somebody typed by hand, a bullet or a number before each paragraph.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from itertools import groupby, pairwise

from articles.importing.source import HEADING, PICTURE, TOO_LONG, Unreadable
from articles.text.sanitizer import as_read, clean
from articles.text.visible_text import plain

MOST_BLOCKS = 2000  # the longest article of ours has some eighty
MOST_OF_A_HEADING = 100  # signs, as of a section's heading
_BULLET = re.compile(r"\s*[•·▪◦‣●○■□–—*✓✔➢►-]\s+")
_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s+")


@dataclass(frozen=True)
class Block:
    """One of them, as the editor would store it."""

    tag: str
    html: str
    level: int = 0  # of a heading
    picture: int = 0  # its number, where a picture stands
    items: tuple[str, ...] = ()  # of a list: each as it is read

    @cached_property
    def text(self) -> str:
        """As it is read, with ordinary blanks and signs."""
        return plain(as_read(self.html))


def blocks(html: str, *, is_plain: bool) -> list[Block]:
    """The blocks of a source's marked text. Raises Unreadable."""
    if html.count("<p") + html.count("<li") + html.count("<h") > 4 * MOST_BLOCKS:
        raise Unreadable(TOO_LONG)
    splitter = _Splitter()
    splitter.feed(clean(html))
    splitter.close()
    if len(splitter.found) > MOST_BLOCKS:
        raise Unreadable(TOO_LONG)
    found = list(_with_lists(splitter.found))
    return [_as_heading(block, found[at + 1 :][:1], is_plain) for at, block in enumerate(found)]


class _Splitter(HTMLParser):
    """Cuts clean HTML at its outermost tags. It writes again what it read, sign by sign."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Block] = []
        self._open: list[str] = []
        self._written: list[str] = []
        self._items: list[int] = []  # where each entry of the outermost list begins

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._written.append(" ")
            return
        if tag == "li" and len(self._open) == 1:
            self._items.append(len(self._written))
        self._open.append(tag)
        self._written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._written.append(f"</{tag}>")
        if self._open:
            self._open.pop()
        if not self._open:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        self._written.append(data)
        if not self._open and data.strip():
            self._end("p")

    def handle_entityref(self, name: str) -> None:
        self._written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._written.append(f"&#{name};")

    def _end(self, tag: str) -> None:
        pieces, starts = self._written, [*self._items, len(self._written)]
        items = [plain(as_read("".join(pieces[begin:end]))) for begin, end in pairwise(starts)]
        self._written, self._items = [], []
        html = "".join(pieces).strip()
        html = html if html.startswith("<") else f"<p>{html}</p>"
        block = _unmarked(Block(tag, html, items=tuple(items)))
        if block.picture or block.text:
            self.found.append(block)


def _unmarked(block: Block) -> Block:
    """Without our marks, and with what they said."""
    _, is_marked, rest = block.html.partition(PICTURE)
    number = rest.partition(PICTURE)[0]
    if is_marked and number.isdecimal() and block.text.strip(PICTURE) == number:
        return Block("p", "", picture=int(number))
    _, is_heading, rest = block.html.partition(HEADING)
    level = int(rest[0]) if is_heading and rest[:1].isdecimal() else 0
    html = "".join(each[1:] if at else each for at, each in enumerate(block.html.split(HEADING)))
    level = level if block.tag == "h3" else 0
    return replace(block, html=html.replace(PICTURE, ""), level=level)


def _with_lists(found: Iterable[Block]) -> Iterator[Block]:
    """Paragraphs that begin with a typed bullet are entries of one list; so are two or more that
    count.
    """
    for kind, group in groupby(found, key=_typed_list):
        rows = list(group)
        if not kind or (kind == "ol" and len(rows) < 2):
            yield from rows
            continue
        entries = [without_beginning(row, _marker(row)) for row in rows]
        inner = "".join(f"<li>{entry.html}</li>" for entry in entries)
        yield Block(kind, f"<{kind}>{inner}</{kind}>", items=tuple(row.text for row in entries))


def _typed_list(block: Block) -> str:
    if block.tag != "p" or block.picture:
        return ""
    if _BULLET.match(block.text):
        return "ul"
    return "ol" if _NUMBER.match(block.text) else ""


def _marker(block: Block) -> int:
    """How many signs of its text are the marker."""
    found = _BULLET.match(block.text) or _NUMBER.match(block.text)
    return found.end() if found else 0


def without_beginning(block: Block, signs: int) -> Block:
    """The block without so many signs of its text; tags stay, but for those that hold nothing."""
    kept: list[str] = []
    has_words, was_blank = False, True  # `text` begins with no blank, and reads several as one
    for piece in _pieces(block.html):
        if piece.startswith("<"):
            is_empty = piece.startswith("</") and kept and kept[-1].startswith(f"<{piece[2:-1]}")
            if is_empty:
                kept.pop()
            else:
                kept.append(piece)
            continue
        is_blank = unescape(piece).isspace()
        if signs > 0:
            signs -= not (is_blank and was_blank)
            was_blank = is_blank
        elif has_words or not is_blank:
            has_words = True
            kept.append(piece)
    return replace(block, html="".join(kept))


def _pieces(html: str) -> Iterator[str]:
    """Tags, entities and signs, one after the other."""
    at = 0
    while at < len(html):
        end = _piece_ends(html, at)
        yield html[at:end]
        at = end


def _piece_ends(html: str, at: int) -> int:
    """Where a tag, an entity or a sign ends that begins here."""
    if html[at] == "<":
        return html.find(">", at) + 1 or len(html)
    if html[at] == "&":
        end = html.find(";", at, at + 12)
        return end + 1 if end > 0 else at + 1
    return at + 1


def _as_heading(block: Block, after: list[Block], is_plain: bool) -> Block:
    """A paragraph that is shown as a heading: all of it bold, or, in text without markup, a short
    line without a full stop before a paragraph or a list.
    """
    text = block.text
    if block.tag != "p" or not text or len(text) > MOST_OF_A_HEADING:
        return block
    is_bold = block.html.startswith("<p><strong>") and block.html.endswith("</strong></p>")
    is_bold = is_bold and block.html.count("<strong>") == 1 and text[-1] not in ".,;:"
    is_line = is_plain and text[-1] not in ".,;:!" and len(text) <= 70 and bool(after)
    is_line = is_line and (after[0].tag != "p" or len(after[0].text) > len(text))
    return replace(block, level=3) if is_bold or is_line else block
