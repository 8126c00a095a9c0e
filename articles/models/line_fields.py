"""Line fields: text that staff write one item a line."""

from typing import Any

from django import forms
from django.db import models


def with_plain_ends(text: str) -> str:
    """Its lines as they are stored: browsers send other line ends than the ones they were given."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LinesFormField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return with_plain_ends(super().to_python(value) or "")


class LinesField(models.TextField):
    """Several lines, stored with the same line ends whoever sends them."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": LinesFormField, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = with_plain_ends(value)
            setattr(
                model_instance, self.attname, value
            )  # so that the row in hand equals the row stored
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """What every way into the table passes: save, bulk_create and update."""
        return super().get_db_prep_save(
            with_plain_ends(value) if isinstance(value, str) else value, connection
        )
