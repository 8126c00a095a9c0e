"""Page words: what the clinic's own pages say, in the clinic's own way where it wants one.

`table` holds the site's words, `PageWords` the clinic's, and templates say which they want:
`{% words "home.lead" %}`.
"""

from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from clinic import languages
from clinic.office import facts
from clinic.office.models import Office
from clinic.office.page_words import filling
from clinic.office.page_words.checking import troubles
from clinic.office.page_words.filling import paragraphs
from clinic.office.page_words.placeholders import PLACEHOLDERS, Known, Placeholder
from clinic.office.page_words.table import PAGES, WORDS, Kind, Page, Words, key_in

__all__ = [
    "PAGES",
    "PLACEHOLDERS",
    "WORDS",
    "Kind",
    "Known",
    "Page",
    "PageText",
    "Placeholder",
    "Words",
    "in_plain_words",
    "is_foreign_note",
    "note",
    "paragraphs",
    "said",
    "texts_of_pages",
    "troubles",
]
_DRAWN: dict[Kind, Callable[[str, Known], str]] = {
    Kind.LINE: filling.as_text,
    Kind.TEXT: filling.as_html,
    Kind.PARAGRAPHS: filling.as_paragraphs,
}
_PLAIN: dict[Kind, Callable[[str, Known], str]] = {
    Kind.LINE: filling.as_text,
    Kind.TEXT: filling.as_text,
    Kind.PARAGRAPHS: filling.as_plain_paragraphs,
    Kind.RICH: lambda html, known: filling.as_plain_paragraphs(_without_markup(html), known),
}


class PageText(NamedTuple):
    """What a page says in the words of this table, for search."""

    title: str
    url: str
    text: str


def said(key: str, own: Mapping[str, str], known: Known) -> str:
    """What stands on the page: text of a line, safe HTML of anything longer. Not for notes.

    Where nothing is left of the clinic's words, because a fact in them is empty, the site's are
    said; where nothing is left of those, what the table gives instead.
    """
    return _chosen(WORDS[_here(key)], own, known, _DRAWN)


def in_plain_words(key: str, own: Mapping[str, str], known: Known) -> str:
    """The same without markup, paragraphs in lines; of notes too. `key` of a page in another
    language stands for itself.
    """
    return _chosen(WORDS[_here(key)], own, known, _PLAIN)


def _here(key: str) -> str:
    """The key of a text in the language in use."""
    here = key_in(languages.current(), key)
    return here if here in WORDS else key


def _chosen(
    words: Words,
    own: Mapping[str, str],
    known: Known,
    draw: Mapping[Kind, Callable[[str, Known], str]],
) -> str:
    for text in (own.get(words.key, ""), words.default):
        if text and (drawn := draw[words.kind](text, known)):
            return drawn
    if words.instead:
        return _chosen(WORDS[words.instead], own, known, draw)
    return ""


def note(key: str, own: Mapping[str, str], known: Known, clean: Callable[[str], str]) -> str:
    """A note's markup as `clean` leaves it, with its facts; empty where there is none. One that is
    not there in the language in use is the English one.
    """
    return filling.in_markup(clean(own.get(_here(key)) or own.get(key, "")), known)


def is_foreign_note(key: str, own: Mapping[str, str]) -> bool:
    """Whether a note is in English on a page that is not."""
    here = _here(key)
    return here != key and not own.get(here) and bool(own.get(key))


def _without_markup(html: str) -> str:
    blocks = html.replace("</p>", "</p>\n\n").replace("</li>", "</li>\n\n")
    return unescape(strip_tags(blocks))


def texts_of_pages(office: Office) -> list[PageText]:
    """What readers find on the clinic's own pages in the words of this table, less what only leads
    on.

    Pages that readers do not find, and those without words of their own here, are left out.
    """
    treatments = facts.treatments()
    known = Known(office, treatments[0] if treatments else None)
    found = (
        PageText(title, url, "\n".join(filter(None, _texts(keys, office.page_words, known))))
        for title, url, keys in _searched(office)
    )
    return [page for page in found if page.text]


def _searched(office: Office) -> Iterator[tuple[str, str, list[str]]]:
    yield _("Home"), reverse("home"), _longer_than_a_link("home")
    if office.shows_people:
        yield _("About us"), reverse("office:about"), _longer_than_a_link("about")
    yield _("Visit us"), reverse("office:visit"), ["note.visit"]
    yield _("Privacy"), reverse("office:privacy"), ["note.privacy"]
    yield _("Accessibility"), reverse("office:accessibility"), ["note.accessibility"]


def _longer_than_a_link(slug: str) -> list[str]:
    instead = {words.instead for words in PAGES[slug].words}
    return [
        words.key
        for words in PAGES[slug].words
        if words.key not in instead and not words.key.endswith("_link")
    ]


def _texts(keys: list[str], own: Mapping[str, str], known: Known) -> Iterator[str]:
    return (in_plain_words(key, own, known) for key in keys)
