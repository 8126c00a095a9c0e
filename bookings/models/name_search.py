"""Name search field, folded so that any keyboard finds it."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from clinic.office.names import folded


class FoldedNameField(models.TextField):
    """The names in other fields of a row, folded for searching.

    Filled whenever the row is stored, by `save` as by `bulk_create`; whoever calls `update` on a
    name writes this one too. As plain as the names are: it says no more than they do.
    """

    def __init__(self, *, of: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**{"editable": False, "default": "", **options})
        self.of = of

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": list(self.of)}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        said = folded(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, said)
        return said
