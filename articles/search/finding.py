"""Finding: which texts a query finds at a moment, the best first."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from articles.models import FAQ, Article, Section
from articles.search import index, indexed, texts
from articles.search.pages import pages
from articles.search.query import Term, read
from articles.search.scope import Scope
from articles.search.synonyms import meanings
from articles.search.texts import Kind, Stems, Text
from articles.search.vocabulary import Vocabulary, one_off
from articles.search.words import forms, stem, typed_words
from clinic import languages
from clinic.changes.content_version import MOMENT, content

MOST_FOUND = 100  # of a kind
MOST_MENDED = 3  # words of a search
MOST_ASKED_FOR_A_WORD = 5  # texts of a kind, for the form in which readers have it
MOST_NEAREST = 3  # questions where nothing is found


class Found(NamedTuple):
    kind: Kind
    key: str
    score: float


class Mended(NamedTuple):
    """A word of which the site knows one that differs by one mistake."""

    typed: str
    shown: str


class Search:
    """What one visitor typed, with all that readers have `among` the texts of a language. Only a
    search that `mends` looks for mistakes, which costs as much again.
    """

    def __init__(self, typed: str, *, among: Scope, mends: bool = True) -> None:
        self.among, self.language = among, among.language
        if index.is_there():
            index.mend()
        self.in_memory = [*_pages(among), *([] if index.is_there() else _published(among))]
        self.meanings = meanings(self.language)
        self.mended: list[Mended] = []
        self._look_for(typed_words(typed))
        if mends and not self.found and (mended := self._mended_words()):
            shown, as_typed = dict(mended), self.words
            self._look_for([shown.get(word, word) for word in as_typed])
            if self.found or self.query.sentences:
                self.mended = mended
            else:  # "showing" would say what is not so
                self._look_for(as_typed)

    def _look_for(self, words: list[str]) -> None:
        self.words = words
        synonyms = [meant.typed[0] for meant in self.meanings.values() if len(meant.typed) == 1]
        self.vocabulary = Vocabulary(words, self.in_memory, synonyms, self.language)
        self.query = read(words, self.vocabulary, self.meanings)
        self.found = self._find()

    # ---- what meets every term ------------------------------------------------------------------
    def _find(self) -> list[Found]:
        if not self.query.terms:
            return []
        found = [
            Found(text.kind, text.key, self.query.score(text.stems))
            for text in self.in_memory
            if self.query.is_in(text.stems)
        ]
        if index.is_there():
            for kind in indexed.KINDS:
                rows = indexed.meeting_all(self.query.terms, kind, MOST_FOUND, among=self.among)
                found += [Found(kind, key, self.query.score(each)) for key, each in rows.items()]
        kinds = list(Kind)  # the sort is stable: what scores the same keeps its kind's own order
        found.sort(key=lambda each: (-each.score, kinds.index(each.kind)))
        return list(_first_of_kinds(found))

    # ---- a mistake in a word --------------------------------------------------------------------
    def _mended_words(self) -> list[Mended]:
        """The words that nobody would find, each with the one that was meant; none unless each of
        them was typed with one mistake.
        """
        nowhere: list[Term] = []
        for term in self.query.terms:
            if not self._is_somewhere(term):
                nowhere.append(term)
            if len(nowhere) > MOST_MENDED or any(each.is_meant for each in nowhere):
                return []
        words = [word for term in nowhere for word in term.words]
        mended = [each for word in words if (each := self._mended(word))]
        return mended if len(mended) == len(words) else []

    def _mended(self, word: str) -> Mended | None:
        """By a word that readers have, or that a synonym knows."""
        for near, stem_ in self.vocabulary.near(word):
            known = self._as_readers_have_it(near, stem_)
            if near in known:
                return Mended(word, near)
            if known:
                spellings = one_off(word)
                return Mended(word, min(known, key=lambda each: (each not in spellings, each)))
        return None

    def _as_readers_have_it(self, word: str, stem_: str) -> set[str]:
        """The words with its stem of a synonym, and of some texts that readers have.

        `word` itself may stand in a draft alone: that is shown to nobody.
        """
        meant = self.meanings.get((stem_,))
        known = set(meant.typed) if meant else set()
        for text in self._some_that_say(
            Term((word,), ((frozenset([stem_]),),), language=self.language)
        ):
            known |= {form for form in forms(text.whole) if stem(form, self.language) == stem_}
            if word in known:
                break
        return known

    def _some_that_say(self, term: Term) -> Iterator[Text]:
        """The first texts of each kind that meet it."""
        left = dict.fromkeys(Kind, MOST_ASKED_FOR_A_WORD)
        for text in self.in_memory:
            if left[text.kind] and term.is_in(text.stems.everywhere):
                left[text.kind] -= 1
                yield text
        if index.is_there():
            yield from indexed.texts_meeting(term, MOST_ASKED_FOR_A_WORD, among=self.among)

    def _is_somewhere(self, term: Term) -> bool:
        """Whether readers have a text that meets it."""
        if any(term.is_in(text.stems.everywhere) for text in self.in_memory):
            return True
        return index.is_there() and indexed.is_somewhere(term, among=self.among)

    # ---- nothing found --------------------------------------------------------------------------
    def nearest(self) -> list[str]:
        """Keys of the questions that meet most of the terms; none where none meets one."""
        if index.is_there():
            near = indexed.meeting_one(
                self.query.terms, Kind.QUESTIONS, MOST_FOUND, among=self.among
            )
            stems = list(near.items())
        else:
            own = (text for text in self.in_memory if text.kind == Kind.QUESTIONS)
            stems = [(text.key, text.stems) for text in own]
        scored = [(self._nearness(each), key) for key, each in stems]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return [key for _, key in best[:MOST_NEAREST]]

    def _nearness(self, stems: Stems) -> float:
        met = (term for term in self.query.terms if term.is_in(stems.everywhere))
        return sum(IN_ALL + term.score(stems) for term in met)


def _pages(among: Scope) -> list[Text]:
    """The clinic's pages, unless they are there in the language of the page that asks."""
    if among.not_in:
        return []
    with languages.speaking(among.language):
        return pages()


IN_ALL = 100  # to meet one term more counts more than where


def _first_of_kinds(found: Iterable[Found]) -> Iterator[Found]:
    left = dict.fromkeys(Kind, MOST_FOUND)
    for each in found:
        left[each.kind] -= 1
        if left[each.kind] >= 0:
            yield each


# ---- on SQLite ----------------------------------------------------------------------------------
def _published(among: Scope) -> list[Text]:
    """Every article and question that readers have. Two queries and one for sections, and none
    while they are kept.
    """
    return content.fact(
        f"texts that are searched {among.name}",
        lambda: _texts(among.at(timezone.now())) if content.current() else _texts(among),
        of=[MOMENT, *(model._meta.db_table for model in (Article, FAQ, Section))],
    )


def _texts(among: Scope) -> list[Text]:
    faqs: Any = among.published(FAQ).order_by("position", "pk")
    articles = among.published(Article).order_by("-published_at", "-pk")
    found = [texts.of_question(faq) for faq in faqs.select_related(None)]
    return found + [texts.of_article(each) for each in articles.prefetch_related("sections")]
