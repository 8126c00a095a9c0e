"""Findings of the checklist: in which words, where to mend them, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from articles.checklist.phrases import blocks
from articles.models import Override
from articles.snapshots import Shown
from articles.text.visible_text import plain

LONGEST = Override._meta.get_field("found").max_length or 300
OF_AN_ARTICLE = {
    "title": "Title",
    "search_title": "Title in search results",
    "summary": "Summary",
    "ways": "Ways it helps",
    "indirect_way": "The way that is indirect",
    "may_help": "May help with",
    "cannot": "Cannot",
}


class Place(NamedTuple):
    """A field in words, and the id of the control that mends it, on the article's form or another
    row's.
    """

    name: str
    control: str
    kind: str = ""  # "faq" or "picture", if it is mended on that row's own form
    key: int | None = None


@dataclass(frozen=True)
class Finding:
    """One thing to mend, or to let stand. `words` are what was found, within `before` and `after`.

    A finding without words is about the text as a whole: it is let stand for this text, and for no
    other.
    """

    check: str  # one of Rule.Check
    place: Place
    reason: str  # why it matters, in the rule's own words
    detail: str = ""  # what is the matter here in particular
    words: str = ""
    before: str = ""
    after: str = ""
    override: Override | None = None  # somebody let it stand
    may_stand: bool = True
    text: str = ""  # a digest of all that was read, where no words tell what was looked at

    @property
    def found(self) -> str:
        """By what it is known again. It changes with the words, wherever in the article they
        stand.
        """
        sentence = f"{self.before}{self.words}{self.after}"
        said = ": ".join(part for part in [self.words, self.detail, sentence, self.text] if part)
        if len(said) <= LONGEST:
            return said
        digest = sha256(said.encode()).hexdigest()[:16]
        return f"{said[: LONGEST - 18]}… {digest}"

    def __str__(self) -> str:
        """In a sentence for staff: where, and what."""
        said = f"“{self.words}”" if self.words else ""
        return f"{self.place.name}: {'. '.join(part for part in [said, self.detail] if part)}."

    def with_override(self, override: Override | None) -> "Finding":
        return replace(self, override=override)


def digest(shown: list["Passage"], place: Place) -> str:
    """Of all that the article, or the question, says in its own words, for a finding that names
    none.
    """
    of = (place.kind, place.key) if place.kind == "faq" else ("", None)
    own = [
        (passage.field, passage.text)
        for passage in shown
        if (passage.place.kind, passage.place.key) == of
    ]
    return sha256(repr((place.kind, place.key, own)).encode()).hexdigest()[:16]


class Passage(NamedTuple):
    """A paragraph, a line or a heading, as plain text."""

    text: str
    place: Place
    field: str


def passages(shown: Shown) -> Iterator[Passage]:
    """All that the article says in words: its fields, its headings, its questions, then the long
    texts.
    """
    for field, name in OF_AN_ARTICLE.items():
        place = Place(name, f"id_{field}")
        for line in getattr(shown.article, field).splitlines():
            if line := plain(line):
                yield Passage(line, place, field)
    for number, section in enumerate(shown.sections):
        place = Place(
            f"Section {number + 1}, “{section.heading}”: heading", f"id_sections-{number}-heading"
        )
        yield Passage(plain(section.heading), place, "heading")
    for faq in shown.faqs:
        place = Place(f"Question “{faq.question}”", "id_question", "faq", faq.pk)
        yield Passage(plain(faq.question), place, "question")
    for html, place in rich_texts(shown):
        yield from (Passage(text, place, "text") for text in blocks(html))


def rich_texts(shown: Shown) -> Iterator[tuple[str, Place]]:
    for number, section in enumerate(shown.sections):
        named = f"Section {number + 1}, “{section.heading}”: text"
        yield section.body, Place(named, f"id_sections-{number}-body")
    for faq in shown.faqs:
        yield faq.answer, Place(f"Question “{faq.question}”: answer", "id_answer", "faq", faq.pk)
