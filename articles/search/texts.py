"""Text: a page of the site as the search has it, from an article, a question or facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.models import FAQ, Article, anchored
from articles.search.words import stems
from articles.text.sanitizer import lines_as_read
from clinic.languages import ENGLISH


class Kind(StrEnum):
    """Of what is found; the value stands in addresses. The first comes first where all else is
    equal.
    """

    QUESTIONS = "questions"
    ARTICLES = "articles"
    TREATMENTS = "treatments"
    PAGES = "pages"

    @property
    def label(self) -> str:
        return {
            Kind.QUESTIONS: _("Questions"),
            Kind.ARTICLES: _("Articles"),
            Kind.TREATMENTS: _("Treatments"),
            Kind.PAGES: _("Visit and pages"),
        }[self]


class Passage(NamedTuple):
    """A part of a page: its lines as they are read, and where it begins.

    What may help `stands_alone` not: no line of it is shown without what cannot.
    """

    heading: str
    lines: tuple[str, ...]
    anchor: str = ""
    stands_alone: bool = True


@dataclass(frozen=True)
class Text:
    kind: Kind
    key: str  # tells texts of one kind apart
    title: str
    address: str
    passages: tuple[Passage, ...]
    language: str = ENGLISH

    @property
    def headings(self) -> str:
        return " / ".join(passage.heading for passage in self.passages)

    @property
    def whole(self) -> str:
        lines = (line for passage in self.passages for line in passage.lines)
        return " / ".join([self.title, self.headings, *lines])

    @cached_property
    def stems(self) -> "Stems":
        said = (self.title, self.headings, self.whole)
        return Stems(*(stems(text, self.language) for text in said))


class Stems(NamedTuple):
    """The stems of a text, by where they stand; `everywhere` holds those of the others too."""

    title: frozenset[str]
    headings: frozenset[str]
    everywhere: frozenset[str]


def of_article(article: Article) -> Text:
    """With its sections, which are read from the database unless they were fetched before."""
    passages = [
        passage("", [article.summary]),
        passage("", [article.ways, article.indirect_way]),
        both_sides(article.may_help, article.cannot),
    ]
    passages += [
        Passage(section.heading, tuple(lines_as_read(section.body)), anchor)
        for anchor, section in anchored(article.sections.all())
    ]
    return Text(
        Kind.ARTICLES,
        str(article.pk),
        article.title,
        article.get_absolute_url(),
        tuple(passages),
        article.language,
    )


def of_question(faq: FAQ) -> Text:
    passage = Passage("", tuple(lines_as_read(faq.answer)), faq.slug)
    address = faq.get_absolute_url().partition("#")[0]
    return Text(Kind.QUESTIONS, str(faq.pk), faq.question, address, (passage,), faq.language)


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, text.splitlines()))


def both_sides(may_help: str, cannot: str) -> Passage:
    return Passage("", (*_lines(may_help), *_lines(cannot)), stands_alone=False)


def passage(heading: str, texts: Iterable[str], anchor: str = "") -> Passage:
    """Of plain texts, each of which may have several lines or none."""
    return Passage(heading, tuple(line for text in texts for line in _lines(text)), anchor)
