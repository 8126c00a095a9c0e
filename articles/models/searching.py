"""What the search of articles and questions looks in."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from articles.markup import RichTextField, as_read
from articles.plain import plain

MOST_WORDS = 8  # of what is searched for; more narrow nothing down


class SearchedText(models.TextField):
    """What other fields of a row say, in small letters, without markup and what nobody sees.

    Filled whenever the row is stored, by `save` as by `bulk_create`; `update` leaves it as it is. It stands
    below the fields that it is made `of`, so that rich text is clean by then.
    """

    def __init__(self, *, of: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**{"editable": False, "default": "", **options})
        self.of = of

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": list(self.of)}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        said = searched(" ".join(_read(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, said)
        return said


def _read(row: models.Model, name: str) -> str:
    """What readers see of a field: rich text has markup, and in any other "<" is a sign like all."""
    text: str = getattr(row, name)
    is_rich = isinstance(row._meta.get_field(name), RichTextField)
    return as_read(text) if is_rich else text


def searched(text: str) -> str:
    """Plain text as the search has it."""
    return plain(text).casefold()


def wanted(words: str) -> list[str]:
    """The words that are searched for, as the search has them."""
    return searched(words).split()[:MOST_WORDS]
