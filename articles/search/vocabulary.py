"""Vocabulary: the words of the site, among which typed ones are found by a part or with a mistake.

Those of articles and questions stand in the index; where there is none, and of pages, in the texts
themselves. It may hold words of drafts, so a word of it is shown only where readers have it.
"""

from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase

from articles.search import index
from articles.search.texts import Text
from articles.search.words import SHORTEST_WITHIN, forms, stem
from clinic.languages import ENGLISH

MOST_LIKE = 100  # words in which what was typed stands
SHORTEST_MENDED = 5  # letters of a word in which one mistake is looked for

Pair = tuple[str, str]  # a word and its stem


class Vocabulary:
    """What was typed, among the words of `texts`, of synonyms and of the index, all of them of one
    language; one query.
    """

    def __init__(
        self,
        typed: list[str],
        texts: Iterable[Text],
        synonyms: Iterable[str] = (),
        language: str = ENGLISH,
    ) -> None:
        self.language = language
        self.texts, self.synonyms = list(texts), set(synonyms)
        joined = {first + second for first, second in pairwise(typed)}
        wanted = {word for word in typed if len(word) > 1}
        found = [pair for pair in self._own() if self._matches(pair[0], wanted, joined)]
        if index.is_there():
            patterns = [
                f"%{word}%" if len(word) >= SHORTEST_WITHIN else f"{word}%" for word in wanted
            ]
            found += index.words_like(patterns, joined, MOST_LIKE, language)
        self.like = sorted(set(found), key=lambda pair: (len(pair[0]), pair[0]))[:MOST_LIKE]
        self.words = {word for word, _ in self.like}

    def _own(self) -> Iterable[Pair]:
        words = {form for text in self.texts for form in forms(text.whole)} | self.synonyms
        return ((word, stem(word, self.language)) for word in words)

    def _matches(self, word: str, wanted: set[str], joined: set[str]) -> bool:
        return word in joined or any(stands_in(each, word) for each in wanted)

    def stems_of(self, typed: str) -> frozenset[str]:
        """Of the word itself, and of those within which it stands."""
        within = (stem_ for word, stem_ in self.like if stands_in(typed, word))
        return frozenset([stem(typed, self.language), *within])

    def near(self, typed: str) -> list[Pair]:
        """Words that are `typed` but for one mistake, the likeliest first."""
        if len(typed) < SHORTEST_MENDED:
            return []
        own = stem(typed, self.language)
        candidates, stems = one_off(typed), one_off(own)
        if len(own) < SHORTEST_MENDED:
            stems = set()
        found = [
            (word, stem_) for word, stem_ in self._own() if word in candidates or stem_ in stems
        ]
        if index.is_there():
            found += index.words_among(candidates, stems, self.language)
        return sorted(
            set(found),
            key=lambda pair: (
                pair[0] not in candidates,
                pair[0][0] != typed[0],
                abs(len(pair[0]) - len(typed)),
                pair[0],
            ),
        )


def stands_in(typed: str, word: str) -> bool:
    """Whether letters of `word` are `typed`; a short one must begin it."""
    if len(typed) < 2:
        return typed == word
    if len(typed) < SHORTEST_WITHIN:
        return word.startswith(typed)
    return typed in word


def one_off(word: str) -> set[str]:
    """Every spelling that one letter more, less or other, or two neighbors swapped, make of it."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    spellings = {left + right[1:] for left, right in halves if right}
    spellings |= {
        left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1
    }
    for letter in ascii_lowercase:
        spellings |= {left + letter + right for left, right in halves}
        spellings |= {left + letter + right[1:] for left, right in halves if right}
    return spellings - {word}
