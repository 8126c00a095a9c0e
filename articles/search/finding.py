"""Finding: which texts a query finds at a moment, the best first."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import FAQ, Article, SearchDocument, Section
from articles.search import index, texts
from articles.search.pages import pages
from articles.search.query import Alternative, Term, read
from articles.search.synonyms import meanings
from articles.search.texts import Kind, Stems, Text
from articles.search.vocabulary import Vocabulary
from articles.search.words import typed_words
from clinic.changes.content_version import MOMENT, content

MOST_FOUND = 100  # of a kind
MOST_MENDED = 3  # words of a search
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
    """What one visitor typed, with all that readers have at `now`. A dozen queries on PostgreSQL at
    most, whatever was typed.
    """

    def __init__(self, typed: str, *, now: datetime) -> None:
        self.now = now
        if index.is_there():
            index.mend()
        self.in_memory = [*pages(), *([] if index.is_there() else _published(now))]
        self.meanings = meanings()
        self.words = typed_words(typed)
        self.vocabulary = Vocabulary(self.words, self.in_memory)
        self.query = read(self.words, self.vocabulary, self.meanings)
        self.found = self._find()
        self.mended: list[Mended] = []
        if not self.found and self._mend():
            self.query = read(self.words, self.vocabulary, self.meanings)
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
            for kind in (Kind.QUESTIONS, Kind.ARTICLES):
                found += self._indexed(kind)
        kinds = list(Kind)  # the sort is stable: what scores the same keeps its kind's own order
        found.sort(key=lambda each: (-each.score, kinds.index(each.kind)))
        return list(_first_of_kinds(found))

    def _indexed(self, kind: Kind) -> list[Found]:
        rows = documents(kind, self.now).filter(_condition(self.query.terms))
        found = _read(kind, rows)
        if (
            len(found) == MOST_FOUND
        ):  # more than these: those that say it in title or headings first
            for where in (index.IN_HEADINGS, index.IN_TITLE):
                better = documents(kind, self.now).filter(_condition(self.query.terms, where))
                found = _read(kind, better) | found
        return [Found(kind, key, self.query.score(stems)) for key, stems in found.items()]

    # ---- a mistake in a word --------------------------------------------------------------------
    def _mend(self) -> bool:
        """Whether a word that nobody would find was typed with one mistake, by words that readers
        have.
        """
        for term in self.query.terms:
            if term.is_meant or len(self.mended) == MOST_MENDED or self._is_somewhere(term):
                continue
            for word in term.words:
                self._mend_word(word)
        return bool(self.mended)

    def _mend_word(self, word: str) -> None:
        known = {phrase[0]: phrase[0] for phrase in self.meanings if len(phrase) == 1}
        for shown, stem in self.vocabulary.near(word):
            meant = Term((shown,), ((frozenset([stem]),),))
            if stem in known or self._is_somewhere(meant):
                self.words = [shown if each == word else each for each in self.words]
                self.mended.append(Mended(word, shown))
                return

    def _is_somewhere(self, term: Term) -> bool:
        """Whether readers have a text that meets it."""
        if any(term.is_in(text.stems.everywhere) for text in self.in_memory):
            return True
        return index.is_there() and any(
            documents(kind, self.now).filter(_condition([term])).exists()
            for kind in (Kind.QUESTIONS, Kind.ARTICLES)
        )

    # ---- nothing found --------------------------------------------------------------------------
    def nearest(self) -> list[str]:
        """Keys of the questions that meet most of the terms; none where none meets one."""
        if index.is_there():
            rows = documents(Kind.QUESTIONS, self.now).filter(
                reduce(or_, (_condition([term]) for term in self.query.terms), Q(pk=None))
            )
            stems = _read(Kind.QUESTIONS, rows, everywhere=True).items()
        else:
            own = (text for text in self.in_memory if text.kind == Kind.QUESTIONS)
            stems = [(text.key, text.stems) for text in own]
        scored = [(self._nearness(each), key) for key, each in stems]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return [key for _, key in best[:MOST_NEAREST]]

    def _nearness(self, stems: Stems) -> float:
        met = (term for term in self.query.terms if term.is_in(stems.everywhere))
        return sum(IN_ALL + term.score(stems) for term in met)


IN_ALL = 100  # to meet one term more counts more than where


def _first_of_kinds(found: Iterable[Found]) -> Iterator[Found]:
    left = dict.fromkeys(Kind, MOST_FOUND)
    for each in found:
        left[each.kind] -= 1
        if left[each.kind] >= 0:
            yield each


# ---- on PostgreSQL ------------------------------------------------------------------------------
def documents(kind: Kind, now: datetime) -> QuerySet[SearchDocument]:
    """Those of what readers have, in the order of their kind."""
    if kind == Kind.ARTICLES:
        rows = SearchDocument.objects.filter(article__in=Article.objects.published(now=now))
        return rows.order_by("-article__published_at", "-article_id")
    rows = SearchDocument.objects.filter(question__in=FAQ.objects.published(now=now).order_by())
    return rows.order_by("question__position", "question_id")


def _condition(terms: Iterable[Term], where: str = "") -> Q:
    return reduce(and_, (_is_met(term, where) for term in terms))


def _is_met(term: Term, where: str) -> Q:
    """By any of its alternatives; those of one set each are asked for together."""
    alone = [one[0] for one in term.any_of if len(one) == 1]
    together = [one for one in term.any_of if len(one) > 1]
    alternatives: list[Alternative] = [(frozenset().union(*alone),)] if alone else []
    return reduce(or_, (_all(one, where) for one in [*alternatives, *together]))


def _all(alternative: Alternative, where: str) -> Q:
    wanted = ([where + stem for stem in stems] for stems in alternative)
    return reduce(and_, (Q(stems__has_one_of=some) for some in wanted))


def _read(
    kind: Kind, rows: QuerySet[SearchDocument], *, everywhere: bool = False
) -> dict[str, Stems]:
    key = "article_id" if kind == Kind.ARTICLES else "question_id"
    fields = [key, "title", "headings", *(["stems"] if everywhere else [])]
    return {
        str(row[0]): Stems(*(frozenset(text.split()) for text in (*row[1:], "")[:3]))
        for row in rows.values_list(*fields)[:MOST_FOUND]
    }


# ---- on SQLite ----------------------------------------------------------------------------------
def _published(now: datetime) -> list[Text]:
    """Every article and question that readers have. Two queries and one for sections, and none
    while they are kept.
    """
    return content.fact(
        "texts that are searched",
        lambda: _texts(timezone.now()) if content.current() else _texts(now),
        of=[MOMENT, *(model._meta.db_table for model in (Article, FAQ, Section))],
    )


def _texts(now: datetime) -> list[Text]:
    faqs: Any = FAQ.objects.published(now=now).order_by("position", "pk")
    articles = Article.objects.published(now=now).order_by("-published_at", "-pk")
    found = [texts.of_question(faq) for faq in faqs.select_related(None)]
    return found + [texts.of_article(each) for each in articles.prefetch_related("sections")]
