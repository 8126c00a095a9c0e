"""Sample translations, for `manage.py load_sample`: of rows that have none yet."""

from datetime import date
from typing import Any

from django.conf import settings

from clinic import languages
from clinic.office import holiday_closures, sample_es, translations
from clinic.office.models import Concern, Office, Translation, Treatment
from clinic.office.sample import Row

# Outside development a translation is a draft, until somebody has reviewed it.
REVIEWER = "Revisora de muestra, se define antes de abrir"


def add_missing(*, today: date) -> int:
    """Returns how many were added."""
    texts = [
        *((row, _of_treatment(row)) for row in Treatment.objects.prefetch_related("steps")),
        *((row, _plain(sample_es.CONCERNS.get(row.slug, {}))) for row in Concern.objects.all()),
        *((row, _of_office()) for row in Office.objects.order_by("pk")[:1]),
    ]
    known = translations.by_row(Translation.objects.in_language(languages.SPANISH))
    new = [
        Translation(
            language=languages.SPANISH,
            texts=said,
            original=translations.as_now(row),
            **{str(row._meta.model_name): row},
            **_review(today),
        )
        for row, said in texts
        if said and translations.key_of(row) not in known
    ]
    return len(Translation.objects.bulk_create(new))


def _review(today: date) -> Row:
    if not settings.DEVELOPMENT:
        return {}
    return {"reviewed_by": REVIEWER, "reviewed_on": today, "is_published": True}


def _plain(row: Row) -> dict[str, Any]:
    return {name: text for name, text in row.items() if isinstance(text, str)}


def _of_treatment(treatment: Treatment) -> dict[str, Any]:
    written = sample_es.TREATMENTS.get(treatment.slug, {})
    said = _plain(written)
    for step, words in zip(treatment.steps.all(), written.get("steps", []), strict=False):
        said |= {f"steps.{step.pk}.{name}": text for name, text in words.items()}
    return said


def _of_office() -> dict[str, Any]:
    said = sample_es.HOURS_NOTES | {holiday_closures.REASON: "día feriado"}
    notes = {f"{translations.NOTE}{note}": text for note, text in said.items()}
    return _plain(sample_es.OFFICE) | notes
