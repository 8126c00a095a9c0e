"""Search fields of articles and questions."""

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import category

from django.db import models

from articles.text.sanitizer import RichTextField, as_read
from articles.text.visible_text import plain

MOST_WORDS = 8  # of what is searched for; more narrow nothing down
_BETWEEN = re.compile(r"[\s/&;]|,(?!\d)")  # 1,000 is one word


class SearchedText(models.TextField):
    """What other fields of a row say, in small letters, without markup and what nobody sees.

    Filled whenever the row is stored, by `save` as by `bulk_create`; `update` leaves it as it is.
    It stands below the fields that it is made `of`, so that rich text is clean by then.
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
    """What readers see of a field: rich text has markup, and in any other "<" is a sign like
    all.
    """
    text: str = getattr(row, name)
    is_rich = isinstance(row._meta.get_field(name), RichTextField)
    if is_rich:
        return as_read(text)
    return text


def searched(text: str) -> str:
    """Plain text as the search has it."""
    return plain(text).casefold()


def wanted(words: str) -> list[str]:
    """The words that are searched for, as the search has them; static/js/site.js does the same."""
    return bare_words(searched(words))[:MOST_WORDS]


def bare_words(text: str) -> list[str]:
    """Its words without the signs around them: “acne?” is acne, and a lone "&" is none.

    A slash, an ampersand, a semicolon and a comma part words; within one other signs stay ("can't",
    "4-6").
    """
    return [bare for word in _BETWEEN.split(text) if (bare := _without_signs_around(word))]


def _without_signs_around(word: str) -> str:
    first, last = 0, len(word)
    while first < last and not _is_of_a_word(word[first]):
        first += 1
    while first < last and not _is_of_a_word(word[last - 1]):
        last -= 1
    return word[first:last]


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or category(sign)[0] == "M"
