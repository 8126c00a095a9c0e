"""Readability: the school grade in which most people can follow an English text, and the ease of a
Spanish one.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import strip_tags

_SENTENCE_ENDS = re.compile(r"(?<=[.?])[”\"]?\s+")
_MUTE = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeioutd])ed$")  # like, while, rolled
_MUTE_BEFORE_S = re.compile(r"(?<=[^aeiousxzlghc])es$|(?<=[aeiouy]l)es$")  # lines, miles, not edges
_MUTE_WITHIN = re.compile(r"(?<=[^aeiouyl])e(?=(ly|less|ness|ful)$)")  # closely, careful
_APART = re.compile(r"(?<![cst])ia|(?<![cstr])ie[nt]|io(?!n)|(?<![gq])u[ao]|(?<=[aeiouy])ing$")


# Spanish: a strong vowel with the weak ones beside it sounds as one, two strong ones apart; an
# accent on a weak one parts it from its neighbor.
_NO_LETTER = re.compile(r"[^a-zñáéíóúü]")
_SILENT = re.compile(r"h|(?<=q)u|(?<=g)u(?=[eiéí])")
_NUCLEUS = re.compile(r"[iuü]?[aeoáéó](?:[iuü](?![aeoáéóíú]))?|[íú]|[iuü]{1,2}")
_Y_AS_VOWEL = re.compile(r"y$|(?<![a-zñáéíóúü])y(?![a-zñáéíóúü])")


class Measure(NamedTuple):
    """How hard a text is to read: the higher, the harder."""

    of: Callable[[list[str]], float]
    limit: float  # up to which most people follow with ease
    said: Callable[[float], str]  # in words for staff


@lru_cache(maxsize=10_000)
def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less those that are
    mute.
    """
    word = re.sub(r"[^a-z]", "", word.lower())
    sounded = _MUTE_WITHIN.sub("", _MUTE_BEFORE_S.sub("s", _MUTE.sub("", word)))
    return max(1, len(re.findall(r"[aeiouy]+", sounded)) + len(_APART.findall(sounded)))


def sentences(text: str) -> list[str]:
    return _SENTENCE_ENDS.split(text)


def running_text(html: str) -> list[str]:
    """The blocks that are sentences: headings and fragments in lists would flatter the grade."""
    blocks = [strip_tags(block).strip() for block in re.split(r"</(?:p|li|h3)>", html)]
    return [block for block in blocks if re.search(r"[.?][”\"]?$", block)]


_IN_A_WORD = re.compile(r"\w")
_HYPHEN = re.compile(r"[-–]")


def _words(blocks: list[str]) -> list[str]:
    return [word for block in blocks for word in block.split() if _IN_A_WORD.search(word)]


def grade(blocks: list[str]) -> float:
    """The Flesch-Kincaid grade: the school year in which most can read it; 0 where there is nothing
    to.
    """
    words = _words(blocks)
    if not words:
        return 0
    number_of_sentences = sum(len(sentences(block)) for block in blocks)
    number_of_syllables = sum(
        syllables(part) for word in words for part in re.split(r"[-–]", word) if part
    )
    return 0.39 * len(words) / number_of_sentences + 11.8 * number_of_syllables / len(words) - 15.59


# ---- Spanish -------------------------------------------------------------------------------------
@lru_cache(maxsize=10_000)
def syllables_in_spanish(word: str) -> int:
    """How many syllables a Spanish word has: its groups of vowels, by where they part."""
    letters = _NO_LETTER.sub("", word.lower())
    sounded = _SILENT.sub("", _Y_AS_VOWEL.sub("i", letters))
    return max(1, len(_NUCLEUS.findall(sounded)))


def ease_in_spanish(blocks: list[str]) -> float:
    """The reading ease after Fernández Huerta: 206.84 − 60 syllables a word − 1.02 words a
    sentence; 100 where there is nothing to read.

    It is Flesch's measure with the weights that Spanish wants, so that 60 to 70 is “normal”, what
    eight years of school read with ease: the same line as the English grade is held to. The INFLESZ
    scale (Szigriszt-Pazos) weighs nearly the same and calls 55 “normal”; it was set for leaflets of
    medicines that somebody explains, and ours stand alone, so that the stricter one is taken.
    Textbooks print the last term with the number of sentences in a hundred words, a slip of the pen
    that makes long sentences easy: here it is the length of a sentence, as in Flesch.
    """
    words = _words(blocks)
    if not words:
        return 100
    number_of_sentences = sum(len(sentences(block)) for block in blocks)
    number_of_syllables = sum(
        syllables_in_spanish(part) for word in words for part in _HYPHEN.split(word) if part
    )
    return 206.84 - 60 * number_of_syllables / len(words) - 1.02 * len(words) / number_of_sentences
