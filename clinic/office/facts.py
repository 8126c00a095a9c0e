"""Facts: the office and its treatments as readers see them, kept by each process of the web server.

Every page shows them and nobody changes them for weeks. Who changes rows, or decides by them under
a lock, asks the models.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.db.models import Model

from clinic import languages
from clinic.changes.content_version import content
from clinic.office import translations
from clinic.office.models import (
    Closure,
    Concern,
    ConsultationHours,
    Office,
    OpeningHours,
    PageWords,
    Practitioner,
    RetentionRule,
    SiteLanguage,
    SpecialHours,
    SpecialWeek,
    Translation,
    Treatment,
)
from clinic.office.models.translated import Translated

Row = TypeVar("Row", bound=Translated)
Kept = TypeVar("Kept")
# What the office's own row is read with.
OFFICE = (Office, PageWords, Practitioner, SiteLanguage)
HOURS = (OpeningHours, ConsultationHours, SpecialWeek, SpecialHours, Closure)


def office() -> Office:
    """The clinic's one office, as `Office.objects.current()` finds it, in the language in use.
    Raises Office.DoesNotExist.
    """
    return _kept("office", lambda: shown(Office.objects.current()), OFFICE)


def office_with_hours() -> Office:
    """The same with its hours and closures, for which `clinic.office.hours` then asks
    no database; their notes in the language in use.
    """
    if content.current() is None and languages.current() == languages.ENGLISH:
        return Office.objects.current()
    return _kept("office with hours", _with_hours, (*OFFICE, *HOURS))


def _with_hours() -> Office:
    hours = ("opening_hours", "consultation_hours", "special_weeks__hours", "closures")
    office = shown(Office.objects.prefetch_related(*hours).current())
    if office.is_abroad:
        for opening in office.opening_hours.all():
            opening.note = office.note(opening.note)
        for closure in office.closures.all():
            closure.reason = office.note(closure.reason)
    return office


def languages_on(office: Office) -> tuple[str, ...]:
    """Codes of the languages that readers have, English first."""
    return office.languages


def treatments() -> list[Treatment]:
    """All treatments, in their order, in the language in use."""
    return _kept("treatments", lambda: _all_shown(Treatment.objects.all()), (Treatment,))


def concerns() -> list[Concern]:
    """All concerns, in their order, in the language in use."""
    return _kept("concerns", lambda: _all_shown(Concern.objects.all()), (Concern,))


def shown(row: Row) -> Row:
    """A row as a page in the language in use says it: itself in English, else a copy that is not to
    be saved. No query in English, and else none while translations are kept.
    """
    code = languages.current()
    if code == languages.ENGLISH:
        return row
    translation = _translations(code).get(translations.key_of(row))
    return translations.shown(row, translation)


def _all_shown(rows: Iterable[Row]) -> list[Row]:
    return [shown(row) for row in rows]


def _translations(code: str) -> Mapping[translations.Key, Translation]:
    return content.fact(
        f"translations {code}",
        lambda: translations.by_row(Translation.objects.published().in_language(code)),
        of=_tables(Translation),
    )


def retention() -> list[RetentionRule]:
    """The rules by which requests are kept, in the order of their endings."""
    return content.fact("retention", RetentionRule.objects.in_force, of=_tables(RetentionRule))


def _kept(name: str, ask: Callable[[], Kept], of: Iterable[type[Model]]) -> Kept:
    """A fact that is one a language."""
    return content.fact(f"{name} {languages.current()}", ask, of=_tables(*of, Translation))


def _tables(*models: type[Model]) -> list[str]:
    return [model._meta.db_table for model in models]
