"""Values of an export: cells of CSV files, and rows as JSON. What is sealed stays so unless opened.

A sealed value is written as `dumpdata` writes it: "sealed:" and what the database holds.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast
from phonenumber_field.phonenumber import PhoneNumber

from bookings.csv_export import BYTE_ORDER_MARK, safe
from clinic.office.models import Office
from clinic.protection.encryption import EncryptedTextField

SEALED = "sealed:"


@dataclass(frozen=True)
class Export:
    """One export: of which office, when, and whether what is sealed is opened."""

    office: Office
    now: datetime
    is_open: bool

    def cell(self, value: Any) -> str:
        """Text that no spreadsheet runs or reckons; times with their offset on the office's
        clock.
        """
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return value.astimezone(self.office.zone).isoformat(" ", "seconds")
        if isinstance(value, (date, time)):
            return value.isoformat()
        if isinstance(value, int):
            return str(value)
        if isinstance(value, list):
            return safe("; ".join(map(str, value)))
        return safe(str(value))

    def values(self, rows: models.QuerySet, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """The columns `names` of `rows`, in their order."""
        asked: list[Any] = []
        sealed = set()
        for nth, name in enumerate(names):
            if is_sealed(rows.model, name):
                sealed.add(nth)
                asked.append(name if self.is_open else Cast(name, models.TextField()))
            else:
                asked.append(name)
        for row in rows.values_list(*asked).iterator(chunk_size=500):
            if self.is_open or not sealed:
                yield row
            else:
                yield [
                    f"{SEALED}{value}" if nth in sealed and value else value
                    for nth, value in enumerate(row)
                ]

    def csv(self, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
        """A CSV file line by line: UTF-8 with a mark by which Excel knows it."""
        writer = csv.writer(_Pieces(), quoting=csv.QUOTE_ALL)
        yield f"{BYTE_ORDER_MARK}{writer.writerow(header)}".encode()
        for row in rows:
            yield str(writer.writerow(map(self.cell, row))).encode()


def is_sealed(model: type[models.Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), EncryptedTextField)
    except FieldDoesNotExist:  # a path to another table
        return False


def plain(rows: models.QuerySet, *, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Rows with all their columns but those `without`, and what the search keeps of them."""
    left_out = {"id", "searched", *without}
    names = [
        field.attname
        for field in rows.model._meta.concrete_fields
        if field.name not in left_out and not isinstance(field, EncryptedTextField)
    ]
    return list(rows.values(*names))


class _Encoder(DjangoJSONEncoder):
    """Times to the microsecond, phone numbers as they are written."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.isoformat()
        if isinstance(o, PhoneNumber):
            return str(o)
        return super().default(o)


def as_json(data: Any) -> bytes:
    text = json.dumps(data, cls=_Encoder, ensure_ascii=False, indent=2)
    return text.encode() + b"\n"


class _Pieces:
    """A file for the writer that hands each line straight back."""

    def write(self, line: str) -> str:
        return line
