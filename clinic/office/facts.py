"""Facts: the office and its treatments as readers see them, kept by each process of the web server.

Every page shows them and nobody changes them for weeks. Who changes rows, or decides by them under
a lock, asks the models.
"""

from django.db.models import Model

from clinic.changes.content_version import content
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
    Treatment,
)

# What the office's own row is read with.
OFFICE = (Office, PageWords, Practitioner, SiteLanguage)
HOURS = (OpeningHours, ConsultationHours, SpecialWeek, SpecialHours, Closure)


def office() -> Office:
    """The clinic's one office, as `Office.objects.current()` finds it. Raises
    Office.DoesNotExist.
    """
    return content.fact("office", Office.objects.current, of=_tables(*OFFICE))


def office_with_hours() -> Office:
    """The same with its hours and closures, for which `clinic.office.hours` then asks
    no database.
    """
    if content.current() is None:
        return Office.objects.current()
    tables = _tables(*OFFICE, *HOURS)
    return content.fact("office with hours", _with_hours, of=tables)


def _with_hours() -> Office:
    hours = ("opening_hours", "consultation_hours", "special_weeks__hours", "closures")
    return Office.objects.prefetch_related(*hours).current()


def languages_on(office: Office) -> tuple[str, ...]:
    """Codes of the languages that readers have, English first."""
    return office.languages


def treatments() -> list[Treatment]:
    """All treatments, in their order."""
    return content.fact("treatments", lambda: list(Treatment.objects.all()), of=_tables(Treatment))


def concerns() -> list[Concern]:
    """All concerns, in their order."""
    return content.fact("concerns", lambda: list(Concern.objects.all()), of=_tables(Concern))


def retention() -> list[RetentionRule]:
    """The rules by which requests are kept, in the order of their endings."""
    return content.fact("retention", RetentionRule.objects.in_force, of=_tables(RetentionRule))


def _tables(*models: type[Model]) -> list[str]:
    return [model._meta.db_table for model in models]
