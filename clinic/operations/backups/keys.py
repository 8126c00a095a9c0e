"""Keys of backups: whom a file is encrypted for, and by which of the site's own keys it is told.

A file is encrypted for public keys (age, X25519): the machine that makes it cannot open it. The
private key is printed once and kept apart. The keys of the site itself are in no backup; it holds
only marks by which they are known again, and a seal over everything: whoever has the public key
alone could else make up a backup with an account of their own in it.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyrage
from django.conf import settings

from clinic.operations.backups.errors import BackupError, BrokenFile

Recipient = Any
Identity = Any


def recipients(addresses: Sequence[str]) -> list[Recipient]:
    """Public keys as the library takes them. Raises BackupError for one that cannot be read."""
    found = []
    for address in addresses:
        try:
            found.append(pyrage.x25519.Recipient.from_str(address))
        except pyrage.RecipientError:
            raise BackupError(
                f"{address[:12]}… is no public key: one begins with age1 and has 62 letters and"
                " digits. `manage.py backup --make-key` makes a pair."
            ) from None
    return found


def new_pair(*, now: datetime) -> tuple[str, str]:
    """A public key, and the lines of a file that holds the private one."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    made = now.astimezone(UTC)
    return public, f"# made: {made:%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{identity}\n"


def identities(text: str) -> list[Identity]:
    """The private keys in the text of a key file, as age writes it."""
    found = []
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            try:
                found.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError:
                raise BackupError(
                    "The key file holds a line that is no private key: one begins with"
                    " AGE-SECRET-KEY-1."
                ) from None
    if not found:
        raise BackupError("The key file holds no private key: one begins with AGE-SECRET-KEY-1.")
    return found


# ---- marks of the site's own keys --------------------------------------------------------------
def mark(key: str) -> str:
    """Tells a key from others, and nothing of it."""
    return hmac.digest(key.encode(), b"known again in a backup", "sha256").hex()[:32]


def marks() -> dict[str, Any]:
    """Of the keys at hand, the newest first."""
    return {
        "sealing_keys": [mark(key) for key in settings.SEALING_KEYS],
        "secret_key": mark(settings.SECRET_KEY),
    }


def missing_sealing_keys(marked: dict[str, Any]) -> int:
    """How many of the keys that a backup was sealed by are not at hand."""
    at_hand = {mark(key) for key in settings.SEALING_KEYS}
    return len(set(marked["sealing_keys"]) - at_hand)


def has_secret_key(marked: dict[str, Any]) -> bool:
    """Whether the links in patients' mails of then still open."""
    at_hand = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return marked["secret_key"] in map(mark, at_hand)


def seal(text: bytes) -> bytes:
    """By the newest key, over what must not be changed."""
    key = settings.SEALING_KEYS[0]
    return json.dumps({"key": mark(key), "seal": _sealed(key, text)}).encode()


def check_seal(text: bytes, sealed: bytes) -> bool:
    """Whether one of the keys at hand sealed `text`; False when its key is not at hand.

    Raises BrokenFile for a seal of one of our keys that is wrong.
    """
    said = json.loads(sealed)
    for key in settings.SEALING_KEYS:
        if mark(key) == said["key"]:
            if hmac.compare_digest(_sealed(key, text), said["seal"]):
                return True
            raise BrokenFile("Somebody changed this backup: its seal is broken. Take another one.")
    return False


def _sealed(key: str, text: bytes) -> str:
    sealing = hmac.digest(key.encode(), b"seals a backup", "sha256")
    return hmac.digest(sealing, text, "sha256").hex()
