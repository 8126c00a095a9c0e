"""What the search of articles and questions looks in."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags

MOST_WORDS = 8  # of what is searched for; more narrow nothing down
_BLOCK_ENDS = re.compile(r"</(?:p|li|h3|td|th|blockquote)>|<br\s*/?>")


class SearchedText(models.TextField):
    """What other fields of a row say, in small letters and without markup.

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
        said = searched(getattr(model_instance, name) for name in self.of)
        setattr(model_instance, self.attname, said)
        return said


def searched(texts: Any) -> str:
    """Texts, plain or rich, as the search has them."""
    words = " ".join(strip_tags(_BLOCK_ENDS.sub(r" \g<0>", text)) for text in texts)
    return " ".join(unescape(words).casefold().split())


def wanted(words: str) -> list[str]:
    """The words that are searched for, as the search has them."""
    return words.casefold().split()[:MOST_WORDS]
