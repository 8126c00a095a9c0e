"""Translations of facts: which texts a row has, what readers get of them, what changed since."""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple, TypeVar

from django.db import models

from clinic.office.models import Concern, Office, OpeningHours, Practitioner, Translation, Treatment
from clinic.office.models.translated import Translated
from clinic.office.sentences import number_changed

FIELDS: dict[type, tuple[str, ...]] = {
    Treatment: (
        *("name", "menu_name", "search_title", "lead", "feeling", "price_includes", "what_it_is"),
        *("may_help", "cannot", "authorized_use", "not_yet", "same_day", "next_day"),
        *("redness_fades", "following_days", "after_that", "call_us_if"),
    ),
    Concern: ("name", "invitation"),
    Practitioner: ("license_type", "about"),
    Office: ("parking", "access"),
}
# What may help is said with what it cannot do beside it, in the same language.
TOGETHER = ("may_help", "cannot")
NOTE = "note:"
A_LINE = 50  # letters
ROOM = 1.5  # a text may be so much longer than its English

Row = TypeVar("Row", bound=Translated)
Key = tuple[str, Any]


class Original(NamedTuple):
    """One English text of a row."""

    key: str
    label: str
    text: str
    longest: int

    @property
    def is_long(self) -> bool:
        return self.longest > 300 or len(self.text) > A_LINE or "\n" in self.text


def key_of(row: Any) -> Key:
    """By which the translations of a row of `FIELDS` are found."""
    return str(row._meta.model_name), row.pk


def by_row(translations: models.QuerySet[Translation]) -> dict[Key, Translation]:
    """Each by the row that it is of, without asking for that row."""
    return {
        (name, pk): each
        for each in translations
        for name in ("treatment", "concern", "practitioner", "office")
        if (pk := getattr(each, f"{name}_id"))
    }


# ---- what readers get ----------------------------------------------------------------------------
def shown(row: Row, translation: Translation | None) -> Row:
    """A copy of the row for a page in another language: with the texts that are translated, and the
    English ones marked where they are not.
    """
    texts = _usable(translation.texts) if translation else {}
    said = copy(row)
    said.is_abroad, said.translated = True, texts
    for field in FIELDS[type(row)]:
        if field in texts:
            setattr(said, field, texts[field])
    return said


def _usable(texts: Mapping[str, str]) -> dict[str, str]:
    found = {key: text for key, text in texts.items() if text}
    if not all(field in found for field in TOGETHER):
        found = {key: text for key, text in found.items() if key not in TOGETHER}
    return found


def opening_hours(office: Office) -> list[OpeningHours]:
    """The hours of a week with their notes in the language of the office's texts, to be shown."""
    rows = list(office.opening_hours.all())
    if not office.is_abroad:
        return rows
    said = [copy(row) for row in rows]
    for row in said:
        row.note = office.note(row.note)
    return said


# ---- for who translates --------------------------------------------------------------------------
def originals(row: models.Model) -> list[Original]:
    """The English texts of a row that say something, in the order of its form."""
    found = [_original(row, field) for field in FIELDS[type(row)]]
    if isinstance(row, Treatment):
        found += _steps(row)
    if isinstance(row, Office):
        found += _notes(row)
    return [each for each in found if each.text]


def _original(row: models.Model, name: str) -> Original:
    field = row._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    longest = int((getattr(field, "max_length", None) or 4000) * ROOM)
    return Original(name, label[:1].upper() + label[1:], getattr(row, name), longest)


def _steps(treatment: Treatment) -> Iterator[Original]:
    for number, step in enumerate(treatment.steps.all(), start=1):
        yield Original(f"steps.{step.pk}.title", f"Step {number}: title", step.title, 120)
        yield Original(f"steps.{step.pk}.text", f"Step {number}: text", step.text, 600)


def _notes(office: Office) -> Iterator[Original]:
    """Each once, of however many hours and closures."""
    hours = office.opening_hours.exclude(note="").values_list("note", flat=True)
    closures = office.closures.exclude(reason="").values_list("reason", flat=True)
    for note in dict.fromkeys([*hours.order_by("note"), *closures.order_by("reason")]):
        yield Original(f"{NOTE}{note}", "Note of hours or closures", note, 90)


def as_now(row: models.Model) -> dict[str, str]:
    """The English texts by key, to be kept beside a translation of them."""
    return {each.key: each.text for each in originals(row)}


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> int:
    """How many sentences of the English are other ones now, or are new or gone."""
    return number_changed(then.values(), now.values())


def missing(translation: Translation) -> list[Original]:
    """The English texts that have no translation yet."""
    return [each for each in originals(translation.of) if not translation.texts.get(each.key)]


def standing(translation: Translation) -> str:
    """Where it stands, for lists of staff: published, draft, and what changed since."""
    said = ["Published" if translation.is_published else "Draft"]
    if number := changed(translation.original, as_now(translation.of)):
        said.append(f"{number} English sentence{'' if number == 1 else 's'} changed since")
    if left := len(missing(translation)):
        said.append(f"{left} text{'' if left == 1 else 's'} missing")
    return ", ".join(said)
