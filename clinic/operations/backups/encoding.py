"""Encoding: a row of any table as a line of JSON, the same from PostgreSQL and from SQLite.

Django's own fixtures cut times to milliseconds and take a JSON null for an empty column, so each
kind of column has a form of its own here. A sealed field is text: it is neither opened nor sealed.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

# By what Django calls the type of a column.
_KINDS = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "SmallAutoField": "integer",
    "IntegerField": "integer",
    "BigIntegerField": "integer",
    "SmallIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
    "BooleanField": "boolean",
    "CharField": "text",
    "TextField": "text",
    "SlugField": "text",
    "FileField": "text",
    "FilePathField": "text",
    "IPAddressField": "text",
    "GenericIPAddressField": "text",
    "JSONField": "json",
    "DateTimeField": "moment",
    "DateField": "day",
    "TimeField": "clock",
    "DurationField": "duration",
    "DecimalField": "decimal",
    "FloatField": "float",
    "UUIDField": "uuid",
    "BinaryField": "bytes",
}
_MICROSECOND = timedelta(microseconds=1)

Row = list[Any]


def stored_as(field: Any) -> Field:
    """The field whose type the column has: of a reference, what it leads to."""
    while field.remote_field is not None:
        field = field.target_field
    stored: Field = field
    return stored


def kind_of(field: Any) -> str:
    """One of the kinds below. Raises LookupError for a type that nobody has taught us."""
    return _KINDS[stored_as(field).get_internal_type()]


# ---- from a database into a file ---------------------------------------------------------------
_ENCODE: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "boolean": bool,
    "text": str,
    "json": str,  # as the database holds it: a null of JSON is the text "null"
    "moment": lambda value: value.astimezone(UTC).isoformat(),
    "day": lambda value: value.isoformat(),
    "clock": lambda value: value.isoformat(),
    "duration": lambda value: value // _MICROSECOND,
    "decimal": str,
    "float": float,
    "uuid": lambda value: value.hex,
    "bytes": lambda value: base64.b64encode(bytes(value)).decode("ascii"),
}


class RowEncoder:
    """Makes a line of JSON of what a cursor returned for `fields`."""

    def __init__(self, fields: Sequence[Any], connection: BaseDatabaseWrapper) -> None:
        self._kinds = [kind_of(field) for field in fields]
        self._connection = connection
        stored = [stored_as(field) for field in fields]
        self._expressions = [field.get_col("backup") for field in stored]
        self._converters = [
            connection.ops.get_db_converters(expression) for expression in self._expressions
        ]

    def row(self, found: Sequence[Any]) -> Row:
        return [
            self._value(found[nth], nth, kind) if found[nth] is not None else None
            for nth, kind in enumerate(self._kinds)
        ]

    def _value(self, value: Any, nth: int, kind: str) -> Any:
        for convert in self._converters[nth]:
            value = convert(value, self._expressions[nth], self._connection)
        return _ENCODE[kind](value)


def line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Checksum:
    """A checksum of rows in whatever order: databases sort text differently.

    JSON counts by what it says, since PostgreSQL does not keep its blanks and the order of its
    keys.
    """

    def __init__(self, kinds: Sequence[str]) -> None:
        self._json = [nth for nth, kind in enumerate(kinds) if kind == "json"]
        self.rows = 0
        self._sum = 0

    def add(self, row: Row) -> None:
        for nth in self._json:
            if row[nth] is not None:
                row = [*row]
                said = json.loads(row[nth], parse_int=float)
                row[nth] = json.dumps(said, sort_keys=True)
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line(row)).digest(), "big")

    def __str__(self) -> str:
        return f"{self._sum % 2**256:064x}"


# ---- from a file into a database ---------------------------------------------------------------
_DECODE: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "boolean": bool,
    "text": str,
    "json": str,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "clock": time.fromisoformat,
    "duration": lambda value: value * _MICROSECOND,
    "decimal": Decimal,
    "float": float,
    "uuid": lambda value: uuid.UUID(hex=value),
    "bytes": base64.b64decode,
}


class RowDecoder:
    """Makes of a line of JSON what a cursor takes for columns of `kinds`."""

    def __init__(self, kinds: Sequence[str], connection: BaseDatabaseWrapper) -> None:
        ops, features = connection.ops, connection.features
        adapt: dict[str, Callable[[Any], Any]] = {
            "moment": ops.adapt_datetimefield_value,
            "day": ops.adapt_datefield_value,
            "clock": ops.adapt_timefield_value,
            "bytes": bytes,
        }
        if not features.has_native_uuid_field:
            adapt["uuid"] = lambda value: value.hex
        if not features.has_native_duration_field:
            adapt["duration"] = lambda value: value // _MICROSECOND
        if connection.vendor == "sqlite":
            adapt["decimal"] = str
        self._steps = [(_DECODE[kind], adapt.get(kind)) for kind in kinds]

    def values(self, text: bytes) -> list[Any]:
        """Raises ValueError where the line is not of these columns."""
        row = json.loads(text)
        if not isinstance(row, list) or len(row) != len(self._steps):
            raise ValueError("a row of other columns")
        values = []
        for value, (decode, adapt) in zip(row, self._steps, strict=True):
            if value is not None:
                value = decode(value)
                if adapt is not None:
                    value = adapt(value)
            values.append(value)
        return values
