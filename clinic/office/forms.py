"""Form validation, the length first: what is too long is looked at by nothing else."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator


class LengthFirst:
    """Mixin for forms whose fields have validators of ours. A Django field asks each of them of any
    value.

    Here the first that refuses is the last that is asked, and the length is judged before the
    others.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if len(field.validators) > 1:
                field.validators = [OneByOne(field.validators)]


class OneByOne:
    """Several validators as one. Raises what the first of them raises."""

    def __init__(self, validators: Iterable[Any]) -> None:
        self.validators = sorted(validators, key=_rank)

    def __call__(self, value: Any) -> None:
        for validate in self.validators:
            validate(value)


def _rank(validator: Any) -> int:
    first = (MaxLengthValidator, ProhibitNullCharactersValidator)
    return next(
        (rank for rank, kind in enumerate(first) if isinstance(validator, kind)), len(first)
    )
