"""Translated rows: a mixin of rows whose texts a page may show in another language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Translated:
    """As it was read a row is in English. `clinic.office.translations` makes copies, to be shown
    and never to be saved, that say in another language what is translated.
    """

    # what they say in place of the English, by field
    translated: Mapping[str, str] = MappingProxyType({})
    # whether the page is in another language than the row was written in
    is_abroad = False

    def is_foreign(self, field: str) -> bool:
        """Whether a text is in English on a page that is not."""
        return self.is_abroad and field not in self.translated and bool(self._says(field))

    def _says(self, field: str) -> Any:
        return getattr(self, field, "")
