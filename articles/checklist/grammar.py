"""Grammar of the checklist: how a language denies, answers and words a look, beyond the words of
the owner's rules. English rules look at English texts alone, Spanish ones at Spanish texts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from articles.checklist import denials, facts, spanish, spanish_facts
from articles.checklist.phrases import forms
from articles.text.readability import Measure, ease_in_spanish, grade
from clinic.languages import ENGLISH, SPANISH

_MAY_HELP = re.compile(r"\bmay help\b", re.IGNORECASE)
_CANNOT = re.compile(r"\bcannot\b", re.IGNORECASE)
_PUEDE_AYUDAR = re.compile(r"\bpueden? ayudar(?:le|les)?\b", re.IGNORECASE)
_NO_PUEDE = re.compile(
    r"\b(?:no|nunca|ni|tampoco) (?:le |la |lo |los |las )?(?:pued|ayuda)\w*", re.IGNORECASE
)


@dataclass(frozen=True)
class Grammar:
    """What the checks know of a language. Words are as `phrases.read` has them."""

    is_denied: Callable[..., bool]
    ends: frozenset[str]  # of a stretch of words that an owner's line lets pass
    # What denies a question at once, if nothing follows in the same clause: “No, never”, and not
    # “No doubt”.
    noes: frozenset[str]
    denies: frozenset[str]  # words with which an answer begins that says no
    affirms: frozenset[str]
    look: frozenset[str]  # by which a line of “May help with” says that it is about looks
    it_cannot: str  # with its line, a sentence
    may_help: re.Pattern[str]
    cannot: re.Pattern[str]
    reading: Measure
    numbers: facts.Reading


def _grade(found: float) -> str:
    return f"It takes {-(-found // 1):.0f} years of school to read it"


def _ease(found: float) -> str:
    return f"Its reading ease is {-found:.0f} (Fernández Huerta), and most people want 60 or more"


GRAMMARS = {
    ENGLISH: Grammar(
        is_denied=denials.is_denied,
        ends=frozenset(["and", "but", "or"]),
        noes=frozenset(["no", "not", "never", "not always", "not yet"])
        | {"nobody knows", "no one knows"},
        denies=denials.NO | {"never"},
        affirms=frozenset(["yes"]),
        look=forms("look"),
        it_cannot="It cannot {}",
        may_help=_MAY_HELP,
        cannot=_CANNOT,
        reading=Measure(grade, limit=8, said=_grade),
        numbers=facts.IN_ENGLISH,
    ),
    SPANISH: Grammar(
        is_denied=spanish.is_denied,
        ends=frozenset(["y", "e", "pero", "sino", "o", "u"]),
        noes=frozenset(["no", "nunca", "jamas", "no siempre", "todavia no", "aun no"])
        | {"nadie lo sabe", "no se sabe"},
        denies=spanish.DENIALS,
        affirms=frozenset(["si", "claro"]),
        look=frozenset(["aspecto", "apariencia", "ve", "ven", "verse", "vea", "vean"]),
        it_cannot="No puede {}",
        may_help=_PUEDE_AYUDAR,
        cannot=_NO_PUEDE,
        reading=Measure(lambda blocks: -ease_in_spanish(blocks), limit=-60, said=_ease),
        numbers=facts.Reading(spanish_facts.figures, spanish_facts.as_fact, spanish_facts.AGE),
    ),
}


def grammar_of(language: str) -> Grammar:
    """That of a language; English of one that nobody has described yet."""
    return GRAMMARS.get(language, GRAMMARS[ENGLISH])
