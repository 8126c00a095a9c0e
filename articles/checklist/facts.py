"""Fact check: numbers in running text against those of the treatment."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from articles.checklist.phrases import NOT, Said, parted, read, sentences
from articles.text.visible_text import plain
from clinic.office.formats import span
from clinic.office.models import Treatment

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS: dict[str, float] = {
    "half an": 0.5,
    "half a": 0.5,
    "a couple": 2,
    "couple": 2,
    "a dozen": 12,
    "a": 1,
}
NUMBERS |= {"an": 1} | {word: number for number, word in enumerate([*_ONES, *_TEENS], start=1)}
for _tens, _word in enumerate(_TENS, start=2):
    NUMBERS[_word] = _tens * 10
    NUMBERS |= {
        f"{_word}{join}{one}": _tens * 10 + at for at, one in enumerate(_ONES, 1) for join in "- "
    }

_NUMBER = rf"\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
# Units that count the same thing, with how many of the first of them each is.
UNITS = {
    "minute": 1,
    "min": 1,
    "hour": 60,
    "hr": 60,
    "day": 1,
    "week": 1,
    "session": 1,
    "treatment": 1,
    "visit": 1,
}
SAME = {
    "min": "minute",
    "hour": "minute",
    "hr": "minute",
    "treatment": "session",
    "visit": "session",
}
IN_DAYS = {"week": 7, "minute": 1 / (24 * 60)}
_FIGURES = re.compile(
    rf"(?<![\w.,-])(?:(?:between )?(?P<least>{_NUMBER})(?: ?(?:[–—]|-(?= ?\d)) ?|-? (?:to|or|and)"
    r" |-to-))?"
    rf"(?P<most>{_NUMBER})(?: |-)?(?:of )?(?P<unit>{'|'.join(UNITS)})s?(?: or"
    r" (?P<or>two|three|2|3))?\b",
    re.IGNORECASE,
)
# From which age on: how old a reader happens to be is another matter.
_AGE = re.compile(
    r"\b(?:ages?|aged|age of) (\d\d)\b|\b(?:at least|from|over) (\d\d) years? (?:old|of age)\b|"
    r"\b(\d\d)(?: years old)? and (?:over|older|up)\b",
    re.IGNORECASE,
)
_A_UNIT = re.compile(rf"(?:{'|'.join(UNITS)})s?\b", re.IGNORECASE)
NEAR = 60  # characters between a figure and what it is about
_ABOUT_REDNESS = re.compile(r"\b(?:pink\w*|red|redness|reddish|flushed)\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|lasts?|within|up to)\b", re.IGNORECASE)
_APART = re.compile(r"\b(?:apart|between|every|spaced)\b", re.IGNORECASE)
_OF_A_SESSION = re.compile(
    r"\b(?:session|treatment|appointment|procedure|microneedling|needling)s?\b", re.I
)
_OF_THEM = re.compile(r"\b(?:sessions?|treatments?|visits?) of (?:\w+ )?$", re.IGNORECASE)
_IS = r"(?:(?:is|are|will be) (?:\w+ )?)?"
_ENOUGH = re.compile(rf"^ (?:{_IS}(?:enough|all|sufficient)|suffices?|will do)\b", re.IGNORECASE)
_NEEDED = re.compile(
    rf"^ (?:of (?:\w+ )?(?:{_NUMBER})|{_IS}(?:needed|required|recommended))\b", re.IGNORECASE
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:consultation|gel|cream|numb\w*|sunscreen|wait)\b", re.IGNORECASE
)
_TAKES = re.compile(r"\b(?:takes?|lasts?|runs?|is over in)\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\b(?:needs?|plans?|takes?|recommends?|suggests?|begin|start|up to|at"
    r" least|(?:series|course) of)"
    r"(?: \w+){0,3} ?$",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """One number or two, in a unit: (30, 60) minutes."""

    numbers: tuple[float, ...]
    unit: str
    start: int
    end: int


def figures(text: str) -> Iterator[Figure]:
    """What `text` counts; hours are told as minutes, treatments and visits as sessions."""
    for found in _FIGURES.finditer(text) if _A_UNIT.search(text) else ():  # five times as fast
        unit = found["unit"].casefold()
        said = [part for part in (found["least"], found["most"], found["or"]) if part]
        numbers = tuple(_number(part) * UNITS[unit] for part in said)
        yield Figure(numbers, SAME.get(unit, unit), *found.span())


def ranges(text: str, unit: str) -> list[tuple[float, ...]]:
    """What `text` says in `unit`, "one to three days" as (1, 3); a number alone as (3,)."""
    return [figure.numbers for figure in figures(plain(text)) if figure.unit == unit]


def _number(said: str) -> float:
    return NUMBERS.get(said.casefold()) or float(said)


class Fact(NamedTuple):
    name: str  # the field of the treatment, without its end
    unit: str
    what: str  # in words, before the figure


FACTS = [
    Fact("session_minutes", "minute", "a session takes"),
    Fact("sessions", "session", "people often begin with"),
    Fact("weeks_between", "week", "sessions are apart by"),
    Fact("redness_days", "day", "skin stays pink for"),
]


def as_fact(fact: Fact, figure: Figure, sentence: str) -> tuple[float, ...]:
    """A sentence's figure in the fact's unit if, as far as the words tell, this fact is meant; else
    ().
    """
    before, after = sentence[: figure.start], sentence[figure.end :]
    if fact.name == "redness_days" and figure.unit in IN_DAYS:
        days = IN_DAYS[figure.unit]
        if _is_redness(before):
            return tuple(number * days for number in figure.numbers)
        return ()
    if fact.unit != figure.unit:
        return ()
    alone = len(figure.numbers) == 1
    near = f"{before[-NEAR:]} … {after[:NEAR]}"
    if fact.name == "redness_days":
        meant = bool(_ABOUT_REDNESS.search(near))
    elif fact.name == "weeks_between":
        meant = bool(_APART.search(f"{before[-20:]} … {after[:20]}"))
    elif fact.name == "sessions":
        several = figure.numbers[0] > 1
        meant = (
            not alone
            or bool(several and _HOW_MANY.search(before))
            or _is_enough(after, several=several)
        )
    else:
        meant = not _is_redness(before) and _is_length_of_a_session(before, after, alone=alone)
    if meant:
        return figure.numbers
    return ()


def _is_redness(before: str) -> bool:
    """Whether the clause that comes to a length of time says that skin is red for so long."""
    clause = re.split(r"[,;]", before)[-1]
    return bool(_ABOUT_REDNESS.search(clause) and _FOR.search(clause))


def _is_enough(after: str, *, several: bool) -> bool:
    """Whether so many sessions are said to be enough. That one is needed says nothing of how
    many.
    """
    found = _ENOUGH.search(after) or (_NEEDED.search(after) if several else None)
    if found is None or after.endswith("?"):
        return False
    return not NOT & {word.text for word in read(found[0])}


def _is_length_of_a_session(before: str, after: str, *, alone: bool) -> bool:
    of_a_session = bool(_OF_A_SESSION.search(f"{before} … {after}"))
    if not of_a_session and _OF_SOMETHING_ELSE.search(f"{before} … {after}"):
        return False
    if alone and (_OF_A_SESSION.match(after.lstrip()) or _OF_THEM.search(before)):
        return True  # a 90-minute session, sessions of 90 minutes
    takes = bool(_TAKES.search(before[-30:]))
    if alone:
        return of_a_session and takes
    return of_a_session or takes


class Contradiction(NamedTuple):
    said: Said
    detail: str


class Reading(NamedTuple):
    """How numbers are read in a language."""

    figures: Callable[[str], Iterator[Figure]]
    as_fact: Callable[[Fact, Figure, str], tuple[float, ...]]
    age: re.Pattern[str]


IN_ENGLISH = Reading(figures, as_fact, _AGE)


def contradictions(
    text: str, treatments: Iterable[Treatment], reading: Reading = IN_ENGLISH
) -> Iterator[Contradiction]:
    """Figures in `text` that no treatment which knows the fact agrees with.

    A range must be the treatment's own, a number alone must lie within it.
    """
    treatments = list(treatments)
    for sentence in sentences(text):
        for figure in reading.figures(sentence):
            for fact in FACTS:
                meant = reading.as_fact(fact, figure, sentence)
                known = [row for row in treatments if _ends(fact, row)[1] is not None]
                if meant and known and not any(_agrees(meant, *_ends(fact, row)) for row in known):
                    detail = f"{known[0]}: {fact.what} {span(*_ends(fact, known[0]), fact.unit)}"
                    yield Contradiction(parted(sentence, figure.start, figure.end), detail)
        yield from _wrong_ages(sentence, treatments, reading.age)


def _wrong_ages(
    sentence: str, treatments: list[Treatment], age: re.Pattern[str]
) -> Iterator[Contradiction]:
    """Ages of people other than those for whom the treatment's devices are authorized."""
    for row in treatments:
        known = {_age(found) for found in _AGE.finditer(plain(row.authorized_use))}
        for found in age.finditer(sentence):
            if known and _age(found) not in known:
                detail = f"{row}: its authorized use names the age {', '.join(sorted(known))}"
                yield Contradiction(parted(sentence, *found.span()), detail)


def _age(found: re.Match[str]) -> str:
    return next(part for part in found.groups() if part)


def _ends(fact: Fact, row: Treatment) -> tuple[int | None, int | None]:
    return getattr(row, f"{fact.name}_least"), getattr(row, f"{fact.name}_most")


def _agrees(meant: tuple[float, ...], least: int | None, most: int | None) -> bool:
    if len(meant) > 1:
        return meant == (least, most)
    return least is not None and most is not None and least <= meant[0] <= most
