"""What a page or mail says in a language, by the catalog's own sentences."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser

from babel.messages.catalog import Message

from clinic import languages, messages

_BETWEEN = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;")
# fewer words stand in both languages, or in names and addresses
_WORDS, _LETTERS = 3, 14
_EMPTY = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_SHOWN = ("alt", "aria-label", "content", "placeholder", "title", "value")


@cache
def sentences(code: str) -> dict[str, str]:
    """Pieces of sentences that are said in English and otherwise in `code`, by their other
    piece's sentence: {English piece: English sentence} for English, the same for `code`.
    """
    found: dict[str, str] = {}
    (translated,) = languages.TRANSLATED
    for message in messages._read(messages.catalog_of(translated), translated):
        if not message.id:
            continue
        for text in _texts(message, code):
            for piece in _BETWEEN.split(text):
                said = " ".join(piece.split())
                if len(said) >= _LETTERS and len(said.split()) >= _WORDS:
                    found[said] = text
    other = {
        " ".join(text.split())
        for message in messages._read(messages.catalog_of(translated), translated)
        if message.id
        for text in _texts(message, translated if code == languages.ENGLISH else languages.ENGLISH)
    }
    return {piece: text for piece, text in found.items() if not any(piece in o for o in other)}


def _texts(message: Message, code: str) -> list[str]:
    said = message.id if code == languages.ENGLISH else message.string
    return [text for text in ([said] if isinstance(said, str) else said or ()) if text]


def said_in(code: str, text: str) -> list[str]:
    """The sentences of language `code` of which a piece stands in `text`."""
    plain = " ".join(unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())
    return [sentence for piece, sentence in sentences(code).items() if piece in plain]


class _Shown(HTMLParser):
    """What a page shows and says to screen readers, less what it marks as being in a language."""

    def __init__(self, marked: str) -> None:
        super().__init__()
        self.marked, self.texts = marked, list[str]()
        self._inside: list[str] = []  # tags within a marked one, itself among them
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._inside and tag not in _EMPTY:
            self._inside.append(tag)
        elif tag != "html" and (given.get("lang") or "").split("-")[0] == self.marked:
            if tag not in _EMPTY:
                self._inside.append(tag)
        elif not self._inside:
            self.texts += [given[name] or "" for name in _SHOWN if name in given]
        self._unseen = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False
        if self._inside and tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._inside and not self._unseen:
            self.texts.append(data)


def page_says_in(code: str, html: str) -> list[str]:
    """The sentences of language `code` on a page, less those that it marks with `lang`."""
    shown = _Shown(code)
    shown.feed(html)
    return said_in(code, " ".join(shown.texts))
