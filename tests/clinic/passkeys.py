"""A device with passkeys, in software: it makes them and signs, or does either wrongly when told."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import unescape

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, BACKUP_ELIGIBLE, ATTESTED = 0x01, 0x04, 0x08, 0x40


def text(value):
    return urlsafe_b64encode(value).decode().rstrip("=")


def options_on(page):
    """What a page asks the browser for."""
    begin = page.text.index('data-options="') + len('data-options="')
    return json.loads(unescape(page.text[begin : page.text.index('"', begin)]))


class Device:
    """One passkey. `counter` is what it will count next; flags and origin are what it says."""

    def __init__(self, origin="http://testserver", host="testserver"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(20)
        self.origin, self.host = origin, host
        self.flags, self.counter = PRESENT | VERIFIED, 1
        self.is_framed = False

    def make(self, options, **changes):
        """The answer to `navigator.credentials.create`, as the page's script writes it."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(self.flags | ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "authData": data, "attStmt": {}})
        said = {
            "clientDataJSON": text(self._client_data("webauthn.create", options)),
            "attestationObject": text(attestation),
        }
        return self._written(said | changes)

    def sign(self, options, **changes):
        """The answer to `navigator.credentials.get`."""
        data, client = self._data(self.flags), self._client_data("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signed),
        }
        return self._written(said | changes)

    def _data(self, flags):
        data = hashlib.sha256(self.host.encode()).digest()
        data += struct.pack(">BI", flags, self.counter)
        self.counter += 1 if self.counter else 0
        return data

    def _client_data(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": self.is_framed}).encode()

    def _written(self, said):
        key = text(self.id)
        answer = {"id": key, "rawId": key, "type": "public-key", "response": said}
        return json.dumps(answer)


def challenge_of(options):
    return urlsafe_b64decode(options["challenge"] + "==")
