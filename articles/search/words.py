"""Words of a text, as the search has them: without case, accents and apostrophes, by their stem.

Texts and what people type pass the same functions, so that "Micro-needling’s", "microneedling" and
"micro needling" meet.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from clinic.office.invisible_characters import without_unseen

MOST_WORDS = 8  # of what is searched for; more narrow nothing down
LONGEST = 100  # letters of it
LONGEST_WORD = 60  # letters; what follows them tells no words apart
SHORTEST_WITHIN = 4  # letters that find a word within which they stand; fewer, one that they begin
LANGUAGES = {"en": "english", "es": "spanish"}

_ITEM = r"(?:\d++(?:[.,]\d++)+|[^\W_]++(?:['’‘ʼ][^\W_]++)*+)"
_WORD = re.compile(rf"{_ITEM}(?:[-‐‑]{_ITEM})*+")
_HYPHEN = re.compile("[-‐‑]")
_WITHIN = re.compile("['’‘ʼ,]")
_OF_SOMEBODY = re.compile("['’‘ʼ]s$")
# They stand in every text, and narrow nothing down beside another word.
_EMPTY_IN_ENGLISH = (
    "a about am an and any are as at be been by can could did do does for from get had has have "
    "how i if in is it its many me much my of on or our should so some that the their them "
    "there they this to us was we were what when which who will with would you your "
)
# Without accents, as words are compared.
_EMPTY_IN_SPANISH = (
    "a al algo alguna alguno ante aqui asi como con cual cuales cuando cuanta cuantas cuanto "
    "cuantos de del desde donde e el ella ellas ellos en entre era es esa ese eso esta estan "
    "estar este esto estoy fue ha hace hacen hacer haces hay he la las le les lo los mas me "
    "mi mis mucho muy ni no nos nuestra nuestro o para pero por porque puede pueden puedo que "
    "quien se ser si sin sobre son soy su sus te tengo ti tiene tienen tu tus u un una unas "
    "unos usted ustedes va voy y ya yo "
)
_EMPTY = {
    "en": frozenset(_EMPTY_IN_ENGLISH.split()),
    "es": frozenset(_EMPTY_IN_SPANISH.split()),
}
_of_thread = threading.local()


class Word(NamedTuple):
    """A word of a text: where it stands, and its parts; "micro-needling" has two."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return _forms(self.parts)


def _forms(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What a word is indexed as: its parts, and all of them as one."""
    if len(parts) == 1:
        return parts
    return (*parts, "".join(parts))


def as_shown(text: str) -> str:
    """`text` in one line, each letter with its accents one sign, without what nobody sees."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", without_unseen(text))
    return " ".join(text.split())


def words(shown: str) -> list[Word]:
    """The words of what `as_shown` gave. Signs around them are no part of them."""
    return [Word(found.start(), found.end(), _parts(found[0])) for found in _WORD.finditer(shown)]


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(map(_folded, _HYPHEN.split(word)))


def _folded(word: str) -> str:
    """Without case, accents, apostrophes and the commas of figures: Jojoba’s is jojoba."""
    bare = _WITHIN.sub("", _OF_SOMEBODY.sub("", word))
    if not bare.isascii():
        parts = unicodedata.normalize("NFKD", bare)
        bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare.casefold()[:LONGEST_WORD]


@lru_cache(maxsize=20_000)
def stem(word: str, language: str = "en") -> str:
    """What the forms of a word have in common: needles, needling and needle are needl."""
    stemmers = _of_thread.__dict__  # a stemmer keeps the word that it works on
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(LANGUAGES[language])
    found: str = stemmers[language].stemWord(_before_stemming(word, language))
    return found


def _before_stemming(word: str, language: str) -> str:
    """Of Spanish words whose plural is written otherwise, the plural: the stemmer knows "-ciones"
    and "-ces", and "-ción" only with the accent that was taken off.
    """
    if language == "es" and word.endswith(("ion", "iz", "az", "uz", "ez", "oz")):
        return f"{word[:-1]}ces" if word.endswith("z") else f"{word}es"
    return word


@lru_cache(maxsize=2_000)
def forms(text: str) -> frozenset[str]:
    """Every word of `text`."""
    each_once = set(_WORD.findall(as_shown(text)))
    return frozenset(form for word in each_once for form in _forms(_parts(word)))


@lru_cache(maxsize=2_000)
def stems(text: str, language: str = "en") -> frozenset[str]:
    """The stems of every word of `text`."""
    return frozenset(stem(form, language) for form in forms(text))


def typed_words(typed: str) -> list[str]:
    """The words that are searched for: the parts of what is hyphenated stand for themselves."""
    parts = [part for word in words(as_shown(typed[:LONGEST])) for part in word.parts]
    return parts[:MOST_WORDS]


def is_empty(word: str, language: str = "en") -> bool:
    """Whether it says nothing beside others, as "the" does."""
    return word in _EMPTY.get(language, ())
