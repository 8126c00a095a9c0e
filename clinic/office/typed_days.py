"""Days as people type them into a page: June 5, 2027, 6/5/2027, 5 June or 2027-06-05.

Without a year, the next such day is meant. Names are those of the language in use, or English.
Figures are in its order too: 6/5/2027 is a day in June to whoever reads English here, and in May to
whoever reads Spanish, unless only the other way there is such a day.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import languages
from clinic.office.invisible_characters import as_seen

LONGEST = 40  # characters
HOW = gettext_lazy("Write the day as in June 5, 2027, or 6/5/2027.")
ENDINGS = ("st", "nd", "rd", "th")
SHORTEST_NAME = 3  # letters from which on a name may be cut short
FILLERS = {"the", "of", "on", "by", "el", "de", "del", "para"}
YEARS_SEARCHED = 9  # from one February 29 to the next, where a century leaves one out


class Unreadable(ValueError):
    """It is no day; the text says how to write one."""


def read(typed: str, *, today: date) -> date:
    """The day that somebody wrote. Raises Unreadable."""
    if len(typed) > LONGEST:
        raise Unreadable(HOW)
    words = _folded(as_seen(typed)).replace(",", " ").replace(".", " ").split()
    words = [word for word in words if word not in FILLERS]
    if words and _is_weekday(words[0], words[1:]):
        words = words[1:]
    year, month, day = _parts(words)
    if year is None:
        return _next(month, day, today)
    return _day(year, month, day)


def _parts(words: list[str]) -> tuple[int | None, int, int]:
    """Year, if one was written, month and day."""
    if len(words) == 1:
        for sign in "-/":
            if sign in words[0]:
                return _figures(words[0].split(sign))
    numbers = [word for word in words if not _month(word)]
    months = [number for word in words if (number := _month(word))]
    if not months and len(words) == 3:  # dots stood between them: 6.5.2027
        return _figures(words)
    if len(months) != 1 or len(numbers) not in (1, 2):
        raise Unreadable(HOW)
    year = _year(numbers[1]) if numbers[1:] else None
    return year, months[0], _figure(_without_ending(numbers[0]))


def _figures(parts: list[str]) -> tuple[int | None, int, int]:
    """2027-06-05, or month and day in the order of the language, and perhaps the year."""
    if len(parts) == 3 and len(parts[0]) == 4:
        return _year(parts[0]), _figure(parts[1]), _figure(parts[2])
    if len(parts) not in (2, 3):
        raise Unreadable(HOW)
    month, day = _figure(parts[0]), _figure(parts[1])
    if languages.LANGUAGES[languages.current()].day_comes_first and day <= 12:
        month, day = day, month
    return _year(parts[2]) if parts[2:] else None, month, day


def _figure(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text)
    raise Unreadable(HOW)


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) in (2, 4):
        return int(text) + 2000 * (len(text) == 2)
    raise Unreadable(HOW)


def _without_ending(text: str) -> str:
    for ending in ENDINGS:
        text = text.removesuffix(ending)
    return text


def _is_weekday(word: str, others: list[str]) -> bool:
    """Whether it names a weekday, and no month: "mar" begins one of each in Spanish."""
    if not _named(word, dates.WEEKDAYS):
        return False
    return not _month(word) or any(map(_month, others))


def _month(word: str) -> int:
    return _named(word, dates.MONTHS)


def _named(word: str, names: Mapping[int, Any]) -> int:
    """The place of the name that `word` is or begins, in the language in use or in English,
    counted from one; none: 0.
    """
    if len(word) < SHORTEST_NAME:
        return 0
    for language in (languages.current(), languages.ENGLISH):
        with languages.speaking(language):
            said = [_folded(str(names[place])) for place in sorted(names)]
        found = next((place for place, name in enumerate(said, 1) if name.startswith(word)), 0)
        if found:
            return found
    return 0


def _folded(text: str) -> str:
    """In small letters and without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1:
            said = _("There is no {month} {day} in {year}.")
            name = dates.MONTHS[month]
            raise Unreadable(said.format(month=name, day=day, year=year)) from None
        raise Unreadable(HOW) from None


def _next(month: int, day: int, today: date) -> date:
    """The first such day from `today` on."""
    for year in range(today.year, today.year + YEARS_SEARCHED):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return _day(today.year, month, day)  # which says why there is none


def read_iso(typed: str) -> date | None:
    """A day as an address of ours has it, 2027-06-05; None for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


class TypedDayField(forms.Field):
    """A day, of which a form says what `today` is before it reads it."""

    widget = forms.TextInput
    today = date.min

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "")
        if not as_seen(typed[: LONGEST + 1]):
            return None
        try:
            return read(typed, today=self.today)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="invalid") from unreadable
