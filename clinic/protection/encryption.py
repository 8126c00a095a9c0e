"""Encrypted fields and blind indexes: what patients tell us is unreadable at rest.

The keys stand apart from SECRET_KEY (`SEALING_KEYS`, newest first): the first seals, all of them
open, so a key is replaced by putting a new one in front. Beside a sealed phone or e-mail stands a
fingerprint of the whole value, by which it can be found; no part of it can.
"""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as malformed:
        raise ImproperlyConfigured(
            "SEALING_KEYS holds a key of the wrong form: each is 32 bytes in URL-safe base64."
        ) from malformed


def encrypt(text: str) -> str:
    """`text`, unreadable without one of the keys."""
    return _box(tuple(settings.SEALING_KEYS)).encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """What was sealed. Raises ImproperlyConfigured when none of the keys opens it."""
    try:
        return _box(tuple(settings.SEALING_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as foreign:
        raise ImproperlyConfigured(
            "A sealed value opens with none of SEALING_KEYS: put the key that sealed it back."
        ) from foreign


def blind_index(value: str) -> str:
    """64 hex digits that stand for the whole `value`, by the newest key. Empty for an empty
    value.
    """
    if value:
        return _fingerprint(settings.SEALING_KEYS[0], value)
    return ""


def blind_indexes(value: str) -> list[str]:
    """`value` as each of the keys would have written it, for finding rows of before a key
    change.
    """
    return [_fingerprint(key, value) for key in settings.SEALING_KEYS]


def _fingerprint(key: str, value: str) -> str:
    finding_key = hmac.digest(key.encode(), b"fingerprint", "sha256")
    return hmac.new(finding_key, value.strip().casefold().encode(), hashlib.sha256).hexdigest()


# What `dumpdata` writes of a sealed field, and `loaddata` reads; a dump of earlier holds the bare
# text.
_IN_A_DUMP = "sealed:"


class EncryptedTextField(models.TextField):
    """Text that the database holds sealed. It can be read back, never searched.

    `dumpdata` writes it sealed as well, so a dump is read only where one of the keys is.
    """

    def get_prep_value(self, value: Any) -> Any:
        if value:
            return self._seal(value)
        return ""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        if value:
            return self._unseal(value)
        return self._empty()

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        if value:
            return _IN_A_DUMP + self._seal(value)
        return ""

    def to_python(self, value: Any) -> Any:
        """What a dump holds, or what was typed. Only the former is ever unsealed; see `clean`."""
        if isinstance(value, str) and value.startswith(_IN_A_DUMP):
            return self._unseal(value.removeprefix(_IN_A_DUMP))
        return self._plain(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Without `to_python`: whoever types what looks like a line of a dump has typed just
        that.
        """
        value = self._plain(value)
        self.validate(value, model_instance)
        self.run_validators(value)
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: find it by its fingerprint.")

    # ---- what differs by what is sealed ----
    def _plain(self, value: Any) -> Any:
        return super().to_python(value)

    def _seal(self, value: Any) -> str:
        return encrypt(str(value))

    def _unseal(self, sealed: str) -> Any:
        return decrypt(sealed)

    def _empty(self) -> Any:
        return ""


class EncryptedListField(EncryptedTextField):
    """A list of short strings, sealed as one."""

    def _plain(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return json.loads(value or "[]")

    def _seal(self, value: Any) -> str:
        return encrypt(json.dumps(list(value)))

    def _unseal(self, sealed: str) -> Any:
        return json.loads(decrypt(sealed))

    def _empty(self) -> Any:
        return []
