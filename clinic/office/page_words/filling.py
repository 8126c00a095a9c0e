"""Filling: texts with their placeholders replaced; a sentence that holds an empty fact is left out.

“Pink for {stays_pink}, then weeks of quiet rebuilding.” is said whole, or not at all.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from clinic.office.page_words.placeholders import PLACEHOLDERS, Known, Placeholder
from clinic.office.sentences import sentences

_NAMED = re.compile(r"\{([a-z_]{1,40})\}")
Sentence = tuple[str | Placeholder, ...]


def paragraphs(text: str) -> list[str]:
    """Of a text in which an empty line sets them apart, each in one line."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [line for part in parts if (line := " ".join(part.split()))]


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[Sentence, ...]:
    return tuple(tuple(_pieces(sentence)) for sentence in sentences(" ".join(text.split())))


def _pieces(sentence: str) -> Iterator[str | Placeholder]:
    for number, piece in enumerate(_NAMED.split(sentence)):
        if not number % 2:
            if piece:
                yield piece
        elif piece in PLACEHOLDERS:
            yield PLACEHOLDERS[piece]
        else:  # of a release that knew more: as one that is not known
            yield Placeholder(piece, "", lambda known: "")


def as_text(text: str, known: Known) -> str:
    """In one line, without links."""
    return " ".join("".join(values) for _, values in _said(text, known))


def as_html(text: str, known: Known) -> SafeString:
    """One paragraph's inside. Placeholders that can be links are; all else is escaped."""
    said: list[str] = []
    for pieces, values in _said(text, known):
        said += [" "] if said else []
        said += [_linked(*pair, known) for pair in zip(pieces, values, strict=True)]
    runs = groupby(said, key=_is_link)
    joined = (piece for is_link, run in runs for piece in (run if is_link else ["".join(run)]))
    return format_html_join("", "{}", ([piece] for piece in joined))


def as_paragraphs(text: str, known: Known) -> SafeString:
    said = (as_html(part, known) for part in paragraphs(text))
    return format_html_join("", "<p>{}</p>", ([part] for part in said if part))


def as_plain_paragraphs(text: str, known: Known) -> str:
    """The same as lines, for who reads no markup."""
    return "\n".join(filter(None, (as_text(part, known) for part in paragraphs(text))))


def in_markup(html: str, known: Known) -> str:
    """Rich text that was cleaned, with facts in it; none of them brings markup along."""
    return _NAMED.sub(lambda found: _escaped(found[1], known), html)


def _escaped(name: str, known: Known) -> str:
    placeholder = PLACEHOLDERS.get(name)
    return str(conditional_escape(placeholder.value(known))) if placeholder else ""


def _said(text: str, known: Known) -> Iterator[tuple[Sentence, list[str]]]:
    """The sentences whose facts are all known, each with what its pieces say."""
    for sentence in _parsed(text):
        values = [piece if isinstance(piece, str) else piece.value(known) for piece in sentence]
        if all(values):
            if not isinstance(sentence[0], str):  # a sentence begins with a capital letter
                values[0] = values[0][:1].upper() + values[0][1:]
            yield sentence, values


def _is_link(piece: str) -> bool:
    return isinstance(piece, SafeString)


def _linked(piece: str | Placeholder, value: str, known: Known) -> str:
    if isinstance(piece, str) or piece.link is None:
        return value
    return format_html('<a href="{}">{}</a>', piece.link(known), value)
