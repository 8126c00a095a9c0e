"""Search index on PostgreSQL: made anew where triggers marked it, and asked by stems.

Nothing of it is shown: it says which rows may be meant, and `published()` which of them readers
have.
"""

from collections.abc import Iterable

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from articles.models import FAQ, Article, SearchDocument, SearchWord
from articles.search import texts
from articles.search.texts import Stems, Text
from articles.search.words import forms, stem

# Made anew by one search at most, at some 2 ms each: whoever stores thousands of rows at once lets
# `manage.py index_search` do it.
A_SEARCH = 20
A_BATCH = 200
WORDS_LOCK = 0x5EA7C4  # the same in every process
IN_TITLE, IN_HEADINGS = "t:", "h:"  # before a stem


def is_there() -> bool:
    return connection.vendor == "postgresql"


# ---- keeping it --------------------------------------------------------------------------------
def mend(most: int = A_SEARCH) -> int:
    """Make up to `most` stale rows anew; how many. A database that cannot be written to is let
    be: then older words are searched.
    """
    if not SearchDocument.objects.filter(is_stale=True).exists():
        return 0
    try:
        with transaction.atomic():
            if not _lock_words(
                "SELECT pg_try_advisory_xact_lock_shared(%s)"
            ):  # some are being forgotten
                return 0
            stale = SearchDocument.objects.filter(is_stale=True).order_by("pk")
            # Who writes a text holds its row until they commit, and marks it again.
            rows = list(stale.select_for_update(skip_locked=True)[:most])
            _index(rows)
    except DatabaseError:
        return 0
    return len(rows)


def _index(rows: list[SearchDocument]) -> None:
    said = _texts_of(rows)
    for row in rows:
        text = said.get((row.article_id, row.question_id))
        found = text.stems if text else Stems(frozenset(), frozenset(), frozenset())
        row.title, row.headings = " ".join(sorted(found.title)), " ".join(sorted(found.headings))
        row.stems, row.is_stale = _lexemes(found), False
        row.save(update_fields=["title", "headings", "stems", "is_stale"])
    for language in {text.language for text in said.values()}:
        own = (text for text in said.values() if text.language == language)
        _learn({form for text in own for form in forms(text.whole)}, language)


def _texts_of(rows: list[SearchDocument]) -> dict[tuple[int | None, int | None], Text]:
    articles = Article.objects.filter(pk__in=[row.article_id for row in rows if row.article_id])
    faqs = FAQ.objects.filter(pk__in=[row.question_id for row in rows if row.question_id])
    said = {
        (each.pk, None): texts.of_article(each) for each in articles.prefetch_related("sections")
    }
    return said | {(None, each.pk): texts.of_question(each) for each in faqs}


def _lexemes(found: Stems) -> str:
    in_title = (IN_TITLE + each for each in found.title)
    in_headings = (IN_HEADINGS + each for each in found.title | found.headings)
    return " ".join(sorted([*found.everywhere, *in_title, *in_headings]))


def _learn(words: set[str], language: str) -> None:
    rows = SearchWord.objects.filter(language=language, word__in=words)
    new = [
        SearchWord(language=language, word=word, stem=stem(word, language))
        for word in sorted(words - set(rows.values_list("word", flat=True)))
    ]
    SearchWord.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def forget_words() -> int:
    """Take out words that no text has any more; how many. For a time when nobody waits: no search
    makes a row anew meanwhile, or a word that it had just learned could go.
    """
    if not is_there():
        return 0
    _lock_words("SELECT pg_advisory_xact_lock(%s)")
    in_use = {
        stem_
        for stems in SearchDocument.objects.values_list("stems", flat=True).iterator()
        for stem_ in stems.split()
    }
    gone = [word.pk for word in SearchWord.objects.iterator() if word.stem not in in_use]
    return SearchWord.objects.filter(pk__in=gone).delete()[0]


def _lock_words(statement: str) -> bool:
    """Until the transaction ends. False if somebody else has them and it is only tried."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [WORDS_LOCK])
        return cursor.fetchone()[0] is not False


# ---- asking it ---------------------------------------------------------------------------------
def words_like(
    within: Iterable[str], exact: Iterable[str], most: int, language: str
) -> list[tuple[str, str]]:
    """Words of a language with their stems that match a LIKE of `within` or are one of `exact`, the
    shortest first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, stem FROM articles_searchword"
            " WHERE language = %s AND (word LIKE ANY(%s) OR word = ANY(%s))"
            " ORDER BY length(word), word LIMIT %s",
            [language, list(within), list(exact), most],
        )
        return list(cursor.fetchall())


def words_among(
    candidates: Iterable[str], stems: Iterable[str], language: str
) -> list[tuple[str, str]]:
    """Words of a language that are one of `candidates`, or whose stem is one of `stems`."""
    own = SearchWord.objects.filter(language=language)
    found = own.filter(Q(word__in=candidates) | Q(stem__in=stems))
    return list(found.values_list("word", "stem").order_by("word"))
