"""Readability: the school grade in which most people can follow a text."""

import re
from functools import lru_cache

from django.utils.html import strip_tags

_SENTENCE_ENDS = re.compile(r"(?<=[.?])[”\"]?\s+")
_MUTE = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeioutd])ed$")  # like, while, rolled
_MUTE_BEFORE_S = re.compile(r"(?<=[^aeiousxzlghc])es$|(?<=[aeiouy]l)es$")  # lines, miles, not edges
_MUTE_WITHIN = re.compile(r"(?<=[^aeiouyl])e(?=(ly|less|ness|ful)$)")  # closely, careful
_APART = re.compile(r"(?<![cst])ia|(?<![cstr])ie[nt]|io(?!n)|(?<![gq])u[ao]|(?<=[aeiouy])ing$")


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


def grade(blocks: list[str]) -> float:
    """The Flesch-Kincaid grade: the school year in which most can read it; 0 where there is nothing
    to.
    """
    words = [word for block in blocks for word in block.split() if re.search(r"\w", word)]
    if not words:
        return 0
    number_of_sentences = sum(len(sentences(block)) for block in blocks)
    number_of_syllables = sum(
        syllables(part) for word in words for part in re.split(r"[-–]", word) if part
    )
    return 0.39 * len(words) / number_of_sentences + 11.8 * number_of_syllables / len(words) - 15.59
