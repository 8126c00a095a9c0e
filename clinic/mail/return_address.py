"""Return address: the envelope sender of each message, which names the message and nobody.

A mail server that cannot deliver a message says so to its envelope sender (RFC 5321), much later
and with whatever words it likes. With BOUNCE_ADDRESS each message has a sender of its own, as VERP
does it: where the setting has a `*` stands the message's key with a signature, so that nobody makes
up a bounce. In small letters and digits, since servers on the way may change the case.
"""

import base64
import hmac
import re
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

_SIGNED = b"clinic.mail.bounces"
_KEY, _SIGNATURE = 26, 16  # letters, of 128 and 80 bits
LETTERS = _KEY + _SIGNATURE
_TOKENS = re.compile(rf"(?<![a-z0-9])[a-z2-7]{{{LETTERS}}}(?![a-z0-9])", re.ASCII | re.IGNORECASE)


def set_envelope_sender(email: EmailMessage, key: UUID) -> None:
    """Let what cannot be delivered come back under this key, if BOUNCE_ADDRESS says where. People
    see and answer the same From as ever.
    """
    if settings.BOUNCE_ADDRESS:
        email.extra_headers.setdefault("From", email.from_email)
        email.from_email = settings.BOUNCE_ADDRESS.replace("*", _token(key, settings.SECRET_KEY))


def keys_signed_in(text: str) -> Iterator[UUID]:
    """The messages whose return addresses stand in `text`; none that others made up."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for token in _TOKENS.findall(text):
        token = token.lower()
        key = UUID(bytes=base64.b32decode(token[:_KEY].upper() + "======"))
        if any(hmac.compare_digest(token, _token(key, secret)) for secret in secrets):
            yield key


def _token(key: UUID, secret: str) -> str:
    signing_key = hmac.digest(secret.encode(), _SIGNED, "sha256")
    signature = hmac.digest(signing_key, key.bytes, "sha256")[:10]
    written = base64.b32encode(key.bytes).rstrip(b"=") + base64.b32encode(signature)
    return written.decode().lower()
