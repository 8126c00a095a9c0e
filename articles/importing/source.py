"""Source of an import: a file's letters, what its head says, and its text with marks of our own.

Our paste cleaning makes one kind of heading of all, and leaves pictures out. So a heading's level
and a picture's place go through it as marks: signs of the private use area, which stand in nobody's
text and are taken out of this one first.
"""

import codecs
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3

from articles.text import pasted_looks as looks
from articles.text.sanitizer import is_too_deep
from clinic.office.invisible_characters import without_unseen

MOST_BYTES = 2_000_000
MOST_PICTURES = 10  # that are taken
MOST_PICTURES_NAMED = 200
MOST_LETTERS = 400_000  # of its text with tags, without its pictures
MOST_TAGS = 100_000  # opened or closed, before anything is left out
MOST_ATTRIBUTES = 2000  # of a tag
TOO_LONG = "This is longer than an article. Paste one page, or a part of it."
HEADING, PICTURE = "\ue001", "\ue002"  # before a heading's level; around a picture's number
_MARKS = dict.fromkeys(map(ord, (HEADING, PICTURE)))
_LOOKED_FOR_CHARSET = 2048  # bytes, as browsers do
_CHARSETS = {"utf-8", "cp1252", "iso8859-1", "utf-16", "utf-16-le", "utf-16-be", "mac-roman"}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_TEXT = {"p", "br", "ul", "ol", "li", "blockquote", "a", "strong", "b", "em", "i", "span", "font"}
_TEXT |= {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "sup", "sub", "del", "s", "strike"}
_TEXT |= {"q", "div", "section", "article", "header", "main", "footer", "aside", "nav", "center"}
_TEXT |= {"figure", "figcaption", "dl", "dt", "dd", "address", "pre", "details", "summary", "form"}
_HEAD = {"title", "meta", "link"}
_KEPT = {"style", "class", "role", "hidden", "href", "start", "type", "face", "colspan", "rowspan"}
_MORE = {"meta": {"name", "property", "content"}, "link": {"rel", "href"}, "img": {"src", "alt"}}
_READ = _TEXT | _HEADINGS | _HEAD | {"img"}
# Closes and escapes every tag, in linear time: only what it wrote is read by Python's own parser.
_read = nh3.Cleaner(
    tags=_READ,
    attributes={tag: _MORE.get(tag, _KEPT) for tag in _READ},
    clean_content_tags={"script", "style", "xml", "template", "noscript", "svg", "iframe"},
    url_schemes={"http", "https", "mailto", "tel", "sms", "data", "file"},
    link_rel=None,
)


class Unreadable(ValueError):
    """Why nothing can be made of it, in a sentence for staff."""


@dataclass(frozen=True)
class PictureInFile:
    """One picture: its bytes if they are in the file, else where it lies elsewhere."""

    number: int
    alt: str
    data: bytes | None
    elsewhere: str


@dataclass
class Source:
    """What was pasted or uploaded."""

    html: str = ""  # of its text, with marks
    title: str = ""  # what the rest says was said by its head
    description: str = ""
    address: str = ""
    pictures: list[PictureInFile] = field(default_factory=list)
    is_plain: bool = False  # text without any markup


def decoded(data: bytes) -> str:
    """The letters of a file, by what it says of them itself; else UTF-8, else as Windows wrote.

    Raises Unreadable for what is no text.
    """
    for mark, charset in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(charset, "replace")
    if b"\0" in data:
        raise Unreadable("This file is no web page. Save the page as HTML and upload that.")
    named = _named_charset(data[:_LOOKED_FOR_CHARSET])
    if named and named != "utf-8":
        return data.decode(named, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _named_charset(head: bytes) -> str:
    """The charset that a page names in its head, if it is one of text."""
    _, found, rest = head.lower().partition(b"charset=")
    name = rest.lstrip(b"\"' ")[:20].split(b'"')[0].split(b"'")[0].split(b";")[0].split(b">")[0]
    if not found:
        return ""
    try:
        known = codecs.lookup(name.decode("ascii", "replace").strip(" /")).name
    except LookupError:
        return ""
    return known if known in _CHARSETS else ""


def read(text: str) -> Source:
    """The source in `text`, HTML or not. Raises Unreadable."""
    text = without_unseen(text.replace("\0", "")).translate(_MARKS)
    if not _is_html(text):
        lines = (line.strip() for line in text.splitlines())
        paragraphs = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
        return _bounded(Source(html=paragraphs, is_plain=True))
    if text.count("<") > MOST_TAGS:
        raise Unreadable(TOO_LONG)
    if is_too_deep(text) or _has_a_monstrous_tag(text):
        raise Unreadable(
            "More tags stand in tags here than in anybody’s text. Copy the words from the page"
            " itself, and paste those."
        )
    reader = _Reader()
    reader.feed(_read.clean(text))
    reader.close()
    return _bounded(reader.source)


def _bounded(source: Source) -> Source:
    if len(source.html) > MOST_LETTERS or len(source.pictures) > MOST_PICTURES_NAMED:
        raise Unreadable(TOO_LONG)
    return source


def _has_a_monstrous_tag(text: str) -> bool:
    """Whether more attributes stand in a tag than in anybody's: each is compared to the others."""
    for piece in text.split("<"):
        if len(piece) < MOST_ATTRIBUTES:
            continue
        outside_of_quotes = piece.partition(">")[0].split('"')[::2]
        names = sum(len(part.split()) for part in outside_of_quotes)
        if names > MOST_ATTRIBUTES or piece.count("=") > MOST_ATTRIBUTES:
            return True
    return False


def _is_html(text: str) -> bool:
    low = text.lower()
    return "</" in low or any(f"<{tag}" in low for tag in ("p>", "br", "li", "h1", "h2", "img"))


class _Reader(HTMLParser):
    """Reads what nh3 wrote. It writes the same tags again, with our marks in them."""

    def __init__(self) -> None:
        super().__init__()
        self.source = Source()
        self._written: list[str] = []
        self._is_in_title = False
        self._heading = ""  # the open one
        self._waiting: list[str] = []  # pictures in it: they stand after it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "title":
            self._is_in_title = True
        elif tag in ("meta", "link"):
            self._note_head(tag, given)
        elif tag == "img":
            self._add_picture(given)
        else:
            written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
            level = _level(tag, given)
            self._heading = self._heading or (tag if level else "")
            mark = f"{HEADING}{level}" if level else ""
            self._written.append(f"<{tag}{written}>{mark}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_in_title = False
            return
        self._written.append(f"</{tag}>")
        if tag == self._heading:
            self._written += self._waiting
            self._heading, self._waiting = "", []

    def handle_data(self, data: str) -> None:
        if self._is_in_title:
            self.source.title += data
        else:
            self._written.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        self.source.html = "".join(self._written)

    def _note_head(self, tag: str, given: dict[str, str]) -> None:
        source, name = self.source, given.get("name") or given.get("property") or ""
        if tag == "link" and given.get("rel", "").lower() == "canonical":
            source.address = given.get("href", "")
        elif name.lower() == "og:url":
            source.address = source.address or given.get("content", "")
        elif name.lower() in ("description", "og:description"):
            source.description = source.description or given.get("content", "")

    def _add_picture(self, given: dict[str, str]) -> None:
        alt = " ".join(given.get("alt", "").split())
        if looks.words_of_image({"alt": alt}):  # an emoji that is drawn
            self._written.append(escape(alt))
            return
        number, address = len(self.source.pictures) + 1, given.get("src", "").strip()
        data = _data(address)
        elsewhere = "" if data is not None else address[:200]
        self.source.pictures.append(PictureInFile(number, alt[:200], data, elsewhere))
        places = self._waiting if self._heading else self._written
        places.append(f"<p>{PICTURE}{number}{PICTURE}</p>")


def _level(tag: str, given: dict[str, str]) -> int:
    """Of a heading, as its tag or Word's style says; 0 for anything else."""
    if tag in _HEADINGS:
        return int(tag[1])
    if tag != "p" or not looks.is_heading(given):
        return 0
    style = given.get("class", "").lower()
    if "title" in style:
        return 2 if "subtitle" in style else 1
    _, is_named, rest = style.partition("heading")
    return int(rest[0]) if is_named and rest[:1] in set("123456") else 2


def _data(address: str) -> bytes | None:
    """The bytes of a picture that stands in its own address; None for any other."""
    head, comma, body = address.partition(",")
    if not comma or not head.lower().startswith("data:image/") or ";base64" not in head.lower():
        return None
    try:
        return b64decode("".join(body.split()), validate=True)
    except (NotBase64, ValueError):
        return None
