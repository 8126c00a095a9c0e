"""Counter of searches that found nothing, for staff: which answers are missing.

Somebody may type their own name, a phone number or an illness into a search box. So nothing is kept
that could be such a thing, by three rules, each of which stands without the others:

1. *Ordinary words alone.* A search is counted if each of its words is in a list that we wrote
   (`ordinary_words`): words that people ask a clinic like this about, and no name. One word that is
   not there, a digit, an @, a seventh word, or capitals as a name has them, and all of it is passed
   over. What gets through: "do you take insurance", "estacionamiento", "i am pregnant". What does
   not: any name, number, address, reference, or word that we did not think of, misspelled ones too.
   It errs on passing over: staff see fewer searches than there were.
2. *Words from the third day on.* Until the same words came on three different days only a keyed
   hash of them is there (a blind index), with the days: whoever has the database alone learns
   nothing from it. A sentence that one person types in one sitting never becomes words.
3. *For ninety days.* Then the day goes, and the words when fewer than three days are left.

No address, browser or time of day is kept with it. A flood of made-up searches fills at most
`MOST_NEW_A_DAY` rows a day, and counts at most `MOST_A_DAY` for one search.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count, F
from django.utils import timezone

from articles.models.unanswered import (
    DAYS_BEFORE_WORDS,
    LONGEST,
    UnansweredDay,
    UnansweredSearch,
)
from articles.search.ordinary_words import ORDINARY
from articles.search.words import as_shown, words
from clinic.languages import ENGLISH
from clinic.protection.encryption import blind_index, blind_indexes

KEPT_FOR = timedelta(days=90)
MOST_WORDS = 6
MOST_NEW_A_DAY = 200
MOST_A_DAY = 1_000
# Whatever else is in it: letters, blanks, and the signs that stand in and around words.
_PLAIN = re.compile(r"(?:[^\W\d_]|[ '’\-?¿!¡.,])++")


def note(typed: str, *, now: datetime, language: str = ENGLISH) -> None:
    """Count a whole search that found nothing on pages in a language, unless it could name or tell
    of somebody.

    A database that cannot be written to is let be: whoever searches is answered all the same.
    """
    said = ordinary(typed)
    if said:
        with suppress(DatabaseError):
            _count(said, now=now, language=language)


def ordinary(typed: str) -> str:
    """Its words as they are counted, in small letters without accents; empty if it is not to be
    kept.
    """
    shown = as_shown(typed)
    if (
        not shown
        or len(shown) > LONGEST
        or not _PLAIN.fullmatch(shown)
        or _is_written_as_a_name(shown)
    ):
        return ""
    parts = [part for word in words(shown) for part in word.parts]
    if 0 < len(parts) <= MOST_WORDS and all(map(_is_ordinary, parts)):
        return " ".join(parts)
    return ""


def _is_written_as_a_name(shown: str) -> bool:
    """Two words or more, each with a capital and small letters: Rosa Blanco."""
    parts = shown.split()
    return len(parts) > 1 and all(part.istitle() for part in parts)


def _is_ordinary(word: str) -> bool:
    return word in ORDINARY or word.removesuffix("s") in ORDINARY


@transaction.atomic
def _count(said: str, *, now: datetime, language: str) -> None:
    day = timezone.localdate(now)
    search = _search(said, language) or _new_search(said, day, language)
    if search is None:
        return
    today = UnansweredDay.objects.filter(search=search, day=day, times__lt=MOST_A_DAY)
    if today.update(times=F("times") + 1):
        return
    UnansweredDay.objects.bulk_create(
        [UnansweredDay(search=search, day=day)], ignore_conflicts=True
    )
    days = search.seen.count()
    kept = said if days >= DAYS_BEFORE_WORDS else ""
    UnansweredSearch.objects.filter(pk=search.pk).update(days=days, words=kept, last_day=day)


def _marked(said: str, language: str) -> str:
    """What the hash is made of: the same words in another language are another search."""
    return said if language == ENGLISH else f"{language}: {said}"


def _search(said: str, language: str) -> UnansweredSearch | None:
    marks = blind_indexes(_marked(said, language))
    return UnansweredSearch.objects.filter(mark__in=marks).first()


def _new_search(said: str, day: date, language: str) -> UnansweredSearch | None:
    """None where the day has had as many as it may. Of two at once both find the same row."""
    if UnansweredSearch.objects.filter(first_day=day).count() >= MOST_NEW_A_DAY:
        return None
    mark = blind_index(_marked(said, language))
    new = UnansweredSearch(mark=mark, first_day=day, last_day=day, language=language)
    UnansweredSearch.objects.bulk_create([new], ignore_conflicts=True)
    return _search(said, language)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Throw away the days that are over, and the words that they had kept. Returns how many
    searches are gone.
    """
    UnansweredDay.objects.filter(day__lt=timezone.localdate(now) - KEPT_FOR).delete()
    counted = UnansweredSearch.objects.annotate(left=Count("seen"))
    for search in counted.filter(left__gt=0).exclude(left=F("days")):
        search.days = search.left
        if search.days < DAYS_BEFORE_WORDS:
            search.words = ""
        search.save(update_fields=["days", "words"])
    gone, _ = UnansweredSearch.objects.filter(pk__in=counted.filter(left=0).values("pk")).delete()
    return gone
