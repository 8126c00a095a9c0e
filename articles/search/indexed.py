"""Indexed texts: which articles and questions meet terms, on PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from articles.models import FAQ, Article, SearchDocument
from articles.search import texts
from articles.search.index import IN_HEADINGS, IN_TITLE
from articles.search.query import Alternative, Term
from articles.search.scope import Scope
from articles.search.texts import Kind, Stems, Text

KINDS = {Kind.QUESTIONS: "question", Kind.ARTICLES: "article"}
NO_LIMIT = 1_000_000_000


@contextmanager
def in_use() -> Iterator[None]:
    """Until its end PostgreSQL asks the index. It does not reckon what long texts cost that it
    keeps apart, and for a word that most of them have would read them all.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def meeting_all(terms: Iterable[Term], kind: Kind, most: int, *, among: Scope) -> dict[str, Stems]:
    """Up to `most` that meet every term, by their keys, in the order of their kind. Of more those
    that say it in their title, then in title and headings: where these are enough, as with a word
    that most texts have, no others are asked for.
    """
    terms = list(terms)
    with in_use():
        keys = _keys(kind, _all_of(terms, IN_HEADINGS), among, most)
        if len(keys) == most:
            better, others = _keys(kind, _all_of(terms, IN_TITLE), among, most), keys
        else:
            better, others = keys, _keys(kind, _all_of(terms), among, most)
        if len(others) == most:
            others = list(dict.fromkeys([*better, *others]))[:most]
        return _stems(kind, others)


def meeting_one(terms: Iterable[Term], kind: Kind, most: int, *, among: Scope) -> dict[str, Stems]:
    """Up to `most` that meet at least one term, with all of their stems."""
    any_of = reduce(or_, (_all_of([term]) for term in terms), Q(pk=None))
    with in_use():
        return _stems(kind, _keys(kind, any_of, among, most), "stems")


def is_somewhere(term: Term, *, among: Scope) -> bool:
    """Whether readers have one that meets it."""
    with in_use():
        return any(_keys(kind, _all_of([term]), among, 1) for kind in KINDS)


def texts_meeting(term: Term, most: int, *, among: Scope) -> Iterator[Text]:
    """Up to `most` of each kind that readers have and that meet it."""
    with in_use():
        keys = {kind: _keys(kind, _all_of([term]), among, most) for kind in KINDS}
    if keys[Kind.QUESTIONS]:
        yield from map(
            texts.of_question, _published(Kind.QUESTIONS, among).filter(pk__in=keys[Kind.QUESTIONS])
        )
    if keys[Kind.ARTICLES]:
        rows = _published(Kind.ARTICLES, among).filter(pk__in=keys[Kind.ARTICLES])
        yield from map(texts.of_article, rows.prefetch_related("sections"))


# ---- conditions --------------------------------------------------------------------------------
def _all_of(terms: Iterable[Term], where: str = "") -> Q:
    return reduce(and_, (_is_met(term, where) for term in terms))


def _is_met(term: Term, where: str) -> Q:
    alternatives = [(term.alone,), *term.together] if term.alone else term.together
    return reduce(or_, (_has(one, where) for one in alternatives))


def _has(alternative: Alternative, where: str) -> Q:
    wanted = ([where + stem for stem in stems] for stems in alternative)
    return reduce(and_, (Q(stems__has_one_of=some) for some in wanted))


# ---- rows --------------------------------------------------------------------------------------
def _keys(kind: Kind, condition: Q, among: Scope, most: int) -> list[int]:
    """Of what readers have, in its order.

    The inner limit keeps PostgreSQL from reading texts one by one, the newest first, until enough
    meet the condition; nothing else is asked of them, or another index than that of stems were
    taken. Rows of the other kind give an empty key, which is in no list.
    """
    meet = SearchDocument.objects.filter(condition).values(f"{KINDS[kind]}_id")[:NO_LIMIT]
    rows = _published(kind, among).filter(pk__in=meet)
    return list(rows.values_list("pk", flat=True)[:most])


def _published(kind: Kind, among: Scope) -> QuerySet[Any]:
    if kind == Kind.ARTICLES:
        return among.published(Article).order_by("-published_at", "-pk")
    return among.published(FAQ).order_by("position", "pk")


def _stems(kind: Kind, keys: list[int], *more: str) -> dict[str, Stems]:
    """In the order of `keys`; `everywhere` is empty unless it is asked for."""
    key = f"{KINDS[kind]}_id"
    rows = SearchDocument.objects.filter(**{f"{key}__in": keys})  # none, without a query, of none
    found = {
        row[0]: Stems(*(frozenset(text.split()) for text in (*row[1:], "")[:3]))
        for row in rows.values_list(key, "title", "headings", *more)
    }
    return {str(each): found[each] for each in keys if each in found}
