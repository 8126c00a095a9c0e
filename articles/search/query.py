"""Query: what was typed, as terms that must all be found, each by its stems, or by a synonym's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from articles.search.synonyms import Meant, Phrase, longest
from articles.search.texts import Stems
from articles.search.vocabulary import Vocabulary
from articles.search.words import is_empty, stem
from clinic.languages import ENGLISH

# It is met by a text that has one stem of each set.
Alternative = tuple[frozenset[str], ...]
IN_TITLE, IN_HEADINGS, IN_TEXT = 8, 4, 1  # what a word counts there; as it was typed, half more


@dataclass(frozen=True)
class Term:
    """A word or phrase that was typed, and what meets it: as it was typed first."""

    words: tuple[str, ...]
    any_of: tuple[Alternative, ...]
    is_meant: bool = False  # a synonym knows it
    language: str = ENGLISH

    @cached_property
    def exact(self) -> frozenset[str]:
        return frozenset(stem(word, self.language) for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(each for one in self.any_of for some in one for each in some)

    @cached_property
    def alone(self) -> frozenset[str]:
        """Stems each of which meets it."""
        return frozenset(each for one in self.any_of if len(one) == 1 for each in one[0])

    @cached_property
    def together(self) -> list[Alternative]:
        """The other alternatives."""
        return [one for one in self.any_of if len(one) > 1]

    def is_in(self, stems: frozenset[str]) -> bool:
        if not self.alone.isdisjoint(stems):
            return True
        return any(all(some & stems for some in one) for one in self.together)

    def score(self, found: Stems) -> float:
        """How well a text that meets it does; `found.everywhere` is not looked at."""
        near = found.title | found.headings
        for stems, counts in ((found.title, IN_TITLE), (near, IN_HEADINGS)):
            if self.exact and self.exact <= stems:
                return counts * 1.5
            if self.is_in(stems):
                return counts
        return IN_TEXT


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...]
    sentences: tuple[str, ...] = ()  # of synonyms

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(each for term in self.terms for each in term.stems)

    def is_in(self, found: Stems) -> bool:
        return all(term.is_in(found.everywhere) for term in self.terms)

    def score(self, found: Stems) -> float:
        return sum(term.score(found) for term in self.terms)


class Piece(NamedTuple):
    """Typed words that belong together, and what a synonym says of them."""

    words: list[str]
    meant: Meant | None = None


def read(typed: list[str], vocabulary: Vocabulary, meanings: dict[Phrase, Meant]) -> Query:
    """The terms of `typed` words. Words that say nothing are left out where others are there."""
    pieces = list(_pieces(typed, vocabulary, meanings))
    terms = _terms(pieces, vocabulary, skip_empty=True)
    sentences = [piece.meant.sentence for piece in pieces if piece.meant and piece.meant.sentence]
    if not terms and not sentences:
        terms = _terms(pieces, vocabulary, skip_empty=False)
    return Query(tuple(terms), tuple(dict.fromkeys(sentences)))


def _pieces(
    typed: list[str], vocabulary: Vocabulary, meanings: dict[Phrase, Meant]
) -> Iterator[Piece]:
    """Phrases that a synonym knows, the longest first, pairs that the site writes as one word, and
    words.
    """
    stems, at = tuple(stem(word, vocabulary.language) for word in typed), 0
    while at < len(typed):
        size = longest(meanings, stems[at:])
        if size:
            yield Piece(typed[at : at + size], meanings[stems[at : at + size]])
        else:
            size = 2 if _is_one_word(typed[at : at + 2], vocabulary) else 1
            yield Piece(typed[at : at + size])
        at += size


def _is_one_word(pair: list[str], vocabulary: Vocabulary) -> bool:
    """Whether the site writes both as one, as in "micro needling"."""
    return (
        len(pair) == 2
        and "".join(pair) in vocabulary.words
        and not any(is_empty(word, vocabulary.language) for word in pair)
    )


def _terms(pieces: list[Piece], vocabulary: Vocabulary, *, skip_empty: bool) -> list[Term]:
    terms, language = [], vocabulary.language
    for words, meant in pieces:
        said = [word for word in words if not (skip_empty and is_empty(word, language))]
        any_of: list[Alternative] = []
        if said:
            any_of.append(tuple(vocabulary.stems_of(word) for word in said))
        if meant:
            any_of += [tuple(frozenset([each]) for each in phrase) for phrase in meant.finds]
        elif len(said) == 2:
            any_of.append((frozenset([stem("".join(said), language)]),))
        if any_of:
            terms.append(Term(tuple(said), tuple(any_of), meant is not None, language))
    return terms
