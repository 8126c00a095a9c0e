"""Fact check of Spanish text: what its numbers count, and which fact of the treatment is meant.

As `facts` reads English: only where words leave no doubt is a fact meant, so that nothing is found
where somebody counts something else.
"""

import re
from collections.abc import Iterator

from articles.checklist.facts import Fact, Figure

_FROM_TWO = "dos tres cuatro cinco seis siete ocho nueve diez once doce"
_NUMBERS: dict[str, float] = {"media": 0.5, "un": 1, "una": 1, "uno": 1}
_NUMBERS |= {word: number for number, word in enumerate(_FROM_TWO.split(" "), start=2)}
_NUMBERS |= {"quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cuarenta y cinco": 45}
_NUMBERS |= {"cincuenta": 50, "sesenta": 60, "noventa": 90}
_NUMBER = rf"\d+(?:[.,]\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
# With what each counts, and how many of that it is.
_UNITS = {
    "minuto": ("minute", 1),
    "hora": ("minute", 60),
    "día": ("day", 1),
    "dia": ("day", 1),
    "semana": ("week", 1),
    "sesión": ("session", 1),
    "sesion": ("session", 1),
    "tratamiento": ("session", 1),
    "visita": ("session", 1),
}
_UNIT = r"(?P<unit>minuto|hora|d[ií]a|semana|sesi[oó]n|tratamiento|visita)(?:e?s)?\b"
_FIGURES = re.compile(
    rf"(?<![\w.,-])(?:(?P<least>{_NUMBER})(?: ?[–—-] ?| (?:a|o|y) ))?(?P<most>{_NUMBER}) {_UNIT}",
    re.IGNORECASE,
)
_REDNESS = re.compile(
    r"\b(?:rosad[oa]s?|roj[oa]s?|enrojecid[oa]s?|enrojecimiento|sonrojad[oa]s?)\b", re.I
)
_LASTS = re.compile(r"\b(?:dur\w+|tard\w+|por|hasta|durante|se quita|pasa)\b", re.I)
_APART = re.compile(r"\b(?:cada|entre (?:una|sesi\w+|cada|ellas)|separad\w+|de distancia)\b", re.I)
_SEVERAL = re.compile(
    r"\b(?:necesit\w+|recomend\w+|empiez\w+|empez\w+|planea\w*|sugerimos|serie de|hasta|al menos)"
    r"(?: \w+){0,3} ?$",
    re.IGNORECASE,
)
_OF_A_SESSION = re.compile(r"\b(?:sesi[oó]n|sesiones|tratamientos?|microneedling)\b", re.I)
_SOMETHING_ELSE = re.compile(
    r"\b(?:consulta|gel|crema|anest\w+|protector|espera\w*|llegue)\b", re.I
)
_TAKES = re.compile(r"\b(?:dura|duran|durar|toma|tarda|lleva)\b", re.I)
NEAR = 60  # characters between a figure and what it is about
AGE = re.compile(
    r"\b(\d\d) años (?:o más|en adelante|cumplidos)|"
    r"\b(?:desde los|a partir de los|mayores de) (\d\d)\b( años)?",
    re.IGNORECASE,
)


def figures(text: str) -> Iterator[Figure]:
    """What `text` counts; hours are told as minutes, treatments and visits as sessions."""
    for found in _FIGURES.finditer(text):
        unit, factor = _UNITS[found["unit"].casefold()]
        said = [part for part in (found["least"], found["most"]) if part]
        yield Figure(tuple(_number(part) * factor for part in said), unit, *found.span())


def _number(said: str) -> float:
    return _NUMBERS.get(said.casefold()) or float(said.replace(",", "."))


def as_fact(fact: Fact, figure: Figure, sentence: str) -> tuple[float, ...]:
    """A sentence's figure in the fact's unit if, as far as the words tell, this fact is meant; else
    ().
    """
    if fact.unit != figure.unit:
        return ()
    before, after = sentence[: figure.start], sentence[figure.end :]
    clause = before.replace(";", ",").rpartition(",")[2]
    near = f"{before[-NEAR:]} … {after[:NEAR]}"
    is_redness = bool(_REDNESS.search(clause) and _LASTS.search(clause))
    alone = len(figure.numbers) == 1
    meant = {
        "redness_days": is_redness,
        "weeks_between": bool(_APART.search(f"{before[-20:]} … {after[:25]}")),
        "sessions": not alone or (figure.numbers[0] > 1 and bool(_SEVERAL.search(before))),
        "session_minutes": not is_redness and _is_length(before, near, alone=alone),
    }[fact.name]
    return figure.numbers if meant else ()


def _is_length(before: str, near: str, *, alone: bool) -> bool:
    of_a_session, takes = bool(_OF_A_SESSION.search(near)), bool(_TAKES.search(before[-30:]))
    if _SOMETHING_ELSE.search(near) and not of_a_session:
        return False
    return (of_a_session and takes) if alone else (of_a_session or takes)
