"""HTML sanitizer of staff's rich text: the only place where text is marked safe.

One table of extensions says what the editor offers and, through the same table, what the sanitiser
lets pass. Text is cleaned where it is stored (`RichTextField`), so that a fixture, a shell, an
`update()` or a crafted POST cannot store what the editor would not have written.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.fields import ProseEditorField, create_sanitizer

from articles.text.paste_cleaning import tidied
from articles.text.wrapped_links import unwrapped

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Heading": {"levels": [3]},
    "Link": {"enableTarget": False, "protocols": ["https", "http", "mailto", "tel", "sms"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}
MOST_ROUNDS = 10  # of cleaning; most text comes to rest at once, hostile text after two or three
# tags that stay open; for each one more, the sanitiser's parser looks through all of them
DEEPEST = 200
_OPENED_OR_CLOSED = re.compile(r"<(/?)([a-z][^\s/<>]*)", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<[^<>]*>")
_NEVER_DEEP = {
    "p",
    "li",
    "tr",
    "td",
    "th",
    "br",
    "hr",
    "img",
    "col",
    "meta",
    "link",
    "input",
    "o:p",
}
_BLOCK_ENDS = re.compile(r"</(?:p|li|h3|td|th|blockquote)>|<br\s*/?>")
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>")
# Up to the next link at most, and nothing is given back: else many that never end would be read to
# the end.
_LINK = re.compile(r'<a\b((?:\s+[\w-]+="[^"]*")*+)\s*+>((?:[^<]|<(?!/?a\b))*+)</a>')
_ATTRIBUTE = re.compile(r'(?<![\w-])([\w-]++)="([^"]*)"')
_NAME = r"(?:[\w-]+\.)+(?!(?:html?|php|aspx?|pdf|docx?|jpe?g|png)\b)[a-z]{2,}"
_SITE = re.compile(rf"{_NAME}(?:[/?#]\S*)?", re.IGNORECASE)
_MAILBOX = re.compile(rf"[^\s@/:?#]+@{_NAME}", re.IGNORECASE)
_safe: Callable[[str], str] = create_sanitizer(EXTENSIONS)
# Of a note of the clinic's own on one of its pages: paragraphs, lists, links.
NOTE_EXTENSIONS = {
    name: EXTENSIONS[name]
    for name in ("Bold", "Italic", "BulletList", "OrderedList", "ListItem", "Link", "History")
}
_safe_in_a_note: Callable[[str], str] = create_sanitizer(NOTE_EXTENSIONS)
_HEADING = re.compile(r"<(/?)h3>")


def clean(html: str) -> str:
    """`html` with only the tags and attributes the editor offers, and without empty paragraphs.

    What came from Word or Wix keeps its headings, lists, links, emphasis and tables, by our own
    tags.
    """
    for _ in range(0 if is_too_deep(html) else MOST_ROUNDS):
        cleaned = _once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return _safe(
        escape(_WHOLE_TAG.sub("", html))
    )  # markup that never comes to rest is nobody's text


@lru_cache(maxsize=64)
def clean_note(html: str) -> str:
    """The same for a note: headings are paragraphs, and of quotations and tables the words stay."""
    if not html:
        return ""
    return _safe_in_a_note(_HEADING.sub(r"<\1p>", clean(html)))


def is_too_deep(html: str) -> bool:
    """Whether more tags are left open than in anybody's text, those aside that the next of them
    closes.
    """
    still_open: Counter[str] = Counter()
    for is_end, name in _OPENED_OR_CLOSED.findall(html.lower(), 0, html.rfind(">") + 1):
        if not is_end:
            still_open[name] += 1
        elif still_open[name]:
            still_open[name] -= 1
    return sum(count for name, count in still_open.items() if name not in _NEVER_DEEP) > DEEPEST


def _once(html: str) -> str:
    """What is taken out may leave a shell or half a tag behind, so the sanitiser has the last
    word.
    """
    linked = _LINK.sub(_linked, _safe(tidied(html)))
    return _safe(_EMPTY_PARAGRAPH.sub("", linked)).strip()


def as_read(html: str) -> str:
    """What readers see of rich text, in one line: no markup, no entities, and a space between its
    blocks.
    """
    return " ".join(unescape(strip_tags(_BLOCK_ENDS.sub(r" \g<0>", html))).split())


def lines_as_read(html: str) -> list[str]:
    """The same, a block a line."""
    lines = _BLOCK_ENDS.sub("\n", html).split("\n")
    return [read for line in lines if (read := as_read(line))]


def has_words(html: str) -> bool:
    """Whether a reader finds a word in rich text, clean or not yet, and not only what keeps its
    place.
    """
    return any(letter.isalnum() for letter in unescape(strip_tags(clean(html))))


def _linked(found: re.Match[str]) -> str:
    """A link whose address is whole; its words alone if it has none, or one that was refused."""
    attributes, words = dict(_ATTRIBUTE.findall(found[1])), found[2]
    address = attributes.get("href", "").strip()
    if not address:
        return words
    whole = unescape(completed(address))
    real = unwrapped(whole)
    attributes["href"] = completed(address) if real == whole else escape(real)
    if real != whole and words.strip() == address:  # written out, it is read as well
        words = escape(real)
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<a{written}>{words}</a>"


def completed(address: str) -> str:
    """What people type for an address, as browsers want it: www.example.com leads to another
    site.
    """
    if _MAILBOX.fullmatch(address):
        return f"mailto:{address}"
    if _SITE.fullmatch(address):
        return f"https://{address}"
    return address


def stored(html: str) -> SafeString:
    """What a RichTextField holds, for a template. Cleaned when it was stored."""
    return mark_safe(html)  # nosec B308 B703


class RichTextField(ProseEditorField):
    """HTML that staff write in the admin's editor, cleaned whenever it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, extensions=EXTENSIONS, sanitize=clean)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = clean(super().pre_save(model_instance, add) or "")
        setattr(
            model_instance, self.attname, value
        )  # so that the row in hand equals the row stored
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """What every way into the table passes: save, bulk_create and update."""
        return super().get_db_prep_save(
            clean(value) if isinstance(value, str) else value, connection
        )
