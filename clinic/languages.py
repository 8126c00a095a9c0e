"""Languages of the site: which there are, under which address each stands, and the one in use.

A page's language is in its address alone, so that a page kept for everybody is one a language. A
further language is a row here and in `settings.LANGUAGES`, and a catalog under `locale/`.
"""

from contextlib import AbstractContextManager
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

ENGLISH = "en"
SPANISH = "es"


class Language(NamedTuple):
    """A language as pages name it."""

    code: str  # as rows and addresses have it
    name: str  # in itself
    in_english: str  # for staff
    tag: str  # of HTML and calendars, BCP 47
    open_graph: str
    day_comes_first: bool  # in figures: 5/6 is a day in June


LANGUAGES = {
    ENGLISH: Language(ENGLISH, "English", "English", "en-US", "en_US", False),
    SPANISH: Language(SPANISH, "Español", "Spanish", "es-US", "es_US", True),
}
CHOICES = [(language.code, language.in_english) for language in LANGUAGES.values()]
LONGEST_CODE = 7  # characters; room for one with a region
TRANSLATED = [code for code in LANGUAGES if code != ENGLISH]


def current() -> str:
    """The code of the language in use, by Django's active translation."""
    code = translation.get_language() or ENGLISH
    return code if code in LANGUAGES else ENGLISH


def other(code: str) -> str:
    """Its name for staff where it is not English: "Spanish"; empty for English."""
    return "" if code == ENGLISH or code not in LANGUAGES else LANGUAGES[code].in_english


def speaking(code: str) -> AbstractContextManager[None]:
    """Whatever is said within is said in that language, links included; in English where the site
    does not know it.
    """
    return translation.override(code if code in LANGUAGES else ENGLISH)


def of_path(path: str) -> str:
    """The language of an address: /es/book/ is Spanish; what has no known prefix is English."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in TRANSLATED else settings.LANGUAGE_CODE


def prefix(code: str) -> str:
    """What stands in front of the site's paths in that language: "" or "/es"."""
    return "" if code == ENGLISH else f"/{code}"


def in_english(path: str) -> str:
    """The same page's address in English: /es/book/ → /book/"""
    return path.removeprefix(prefix(of_path(path))) or "/"


def in_language(path: str, code: str) -> str:
    """The same page's address in a language: /book/ → /es/book/"""
    return prefix(code) + in_english(path)
