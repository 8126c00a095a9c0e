"""Passkeys (WebAuthn): a device signs a challenge instead of its owner typing a code.

They stand beside the authenticator app, as a second factor after the password. The library checks
challenge, origin, address, presence and signature; it leaves the counter and what may not change of
a passkey to us.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clinic.protection import csrf
from clinic.protection.encryption import blind_index
from clinic.staff.second_factor import ISSUER, Passkey, SecondFactor

MOST = 10  # of one person
CHALLENGE = "passkey_challenge"  # in the session, for one try
CHALLENGE_SECONDS = 10 * 60
LONGEST_ANSWER = 20_000  # characters of what a browser sends
REQUIRED = UserVerificationRequirement.REQUIRED


class Refused(Exception):
    """What a browser sent is not good, in a sentence."""


AGAIN = "That passkey did not work. Press the button once more, or use another way."
COPIED = (
    "That passkey counted backwards, as a copy of one does, so it is not taken any more. Use your"
    " app, then revoke the passkey and add it anew if the device is yours."
)
NOT_ASKED = "The device did not ask for your finger, face or PIN. Set one up on it, then try again."
KNOWN = "This device has a passkey here already."
TOO_MANY = f"There are {MOST} passkeys already. Revoke one that you do not use."


class Home(NamedTuple):
    """Where passkeys work: at the site's own address alone."""

    origin: str
    host: str

    @property
    def is_numeric(self) -> bool:
        """Browsers bind passkeys to names, and a number is none."""
        return self.host.replace(".", "").isdecimal() or ":" in self.host


def home() -> Home:
    parts = urlsplit(settings.SITE_URL)
    return Home(f"{parts.scheme}://{parts.netloc}", parts.hostname or "")


def why_not_here(request: HttpRequest) -> str:
    """Why no passkey can be used at the address that was asked for; empty where one can."""
    if home().is_numeric:
        return "Passkeys need a name in the site’s address, and SITE_URL holds a number."
    if csrf.here(request) != home().origin:
        return f"Passkeys work at {home().origin} alone: sign in there to use or add one."
    return ""


def _server() -> Fido2Server:
    origin, host = home()
    relying = PublicKeyCredentialRpEntity(name=ISSUER, id=host)
    return Fido2Server(relying, verify_origin=lambda told: told == origin)


# ---- what the browser is asked -----------------------------------------------------------------
def creation_options(request: HttpRequest, user: User, *, now: datetime) -> str:
    """For a new passkey, as JSON; the session keeps what the answer is checked by."""
    entity = PublicKeyCredentialUserEntity(
        # Says nothing of the account, and is the same each time, with no table of its own.
        id=bytes.fromhex(blind_index(f"passkeys of account {user.pk}")),
        name=user.get_username(),
        display_name=user.get_full_name() or user.get_username(),
    )
    options, state = _server().register_begin(
        entity,
        [_credential(each) for each in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=REQUIRED,
    )
    return _begun(request, options, state, now=now)


def request_options(request: HttpRequest, user: User, *, now: datetime) -> str:
    """For one of `user`'s passkeys, as JSON; the session keeps what the answer is checked by."""
    known = [_credential(each) for each in user.passkeys.filter(stopped_at=None)]
    options, state = _server().authenticate_begin(known, user_verification=REQUIRED)
    return _begun(request, options, state, now=now)


def _begun(request: HttpRequest, options: Any, state: Any, *, now: datetime) -> str:
    kept = {"challenge": state["challenge"], "until": int(now.timestamp()) + CHALLENGE_SECONDS}
    request.session[CHALLENGE] = kept
    return json.dumps(dict(options)["publicKey"], default=dict)


def _challenge(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What the browser was asked last. It is good for one answer. Raises Refused."""
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["until"] < now.timestamp():
        raise Refused(AGAIN)
    return {"challenge": kept["challenge"], "user_verification": REQUIRED}


# ---- what it answers ---------------------------------------------------------------------------
@transaction.atomic
def add(request: HttpRequest, user: User, sent: str, *, name: str, now: datetime) -> Passkey:
    """The passkey that a browser has just made, by the name that its owner gave it. Raises
    Refused.
    """
    state = _challenge(request, now=now)
    User.objects.select_for_update().get(pk=user.pk)
    try:
        response = RegistrationResponse.from_dict(_read(sent))
        data = response.response.attestation_object.auth_data
        _check_origin(response.response.client_data)
        _check_verified(data)
        _server().register_complete(state, response)
        credential = data.credential_data
        if credential is None or isinstance(credential.public_key, UnsupportedKey):
            raise Refused(AGAIN)
    except Refused:
        raise
    except Exception as malformed:  # whatever the library says of bytes that anybody may send
        raise Refused(AGAIN) from malformed
    key = _text(credential.credential_id)
    if user.passkeys.count() >= MOST:
        raise Refused(TOO_MANY)
    if Passkey.objects.filter(credential_id=key).exists():
        raise Refused(KNOWN)
    return Passkey.objects.create(
        user=user,
        name=name,
        credential_id=key,
        credential=_text(bytes(credential)),
        is_backup_eligible=_is_backup_eligible(data),
        counter=data.counter,
        made_at=now,
    )


def accept(
    request: HttpRequest, user: User, sent: str, *, now: datetime
) -> tuple[SecondFactor, Passkey]:
    """The passkey of `user` that a browser has just shown, beside their app. Raises Refused.

    One that counts backwards was copied, and is stopped; that is kept, although it is refused.
    """
    state = _challenge(request, now=now)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        try:
            response = AuthenticationResponse.from_dict(_read(sent))
            data = response.response.authenticator_data
            passkey = user.passkeys.filter(stopped_at=None).get(
                credential_id=_text(response.raw_id)
            )
            _check_origin(response.response.client_data)
            _check_verified(data)
            _server().authenticate_complete(state, [_credential(passkey)], response)
        except Refused:
            raise
        except Exception as malformed:
            raise Refused(AGAIN) from malformed
        if factor is None or _is_backup_eligible(data) != passkey.is_backup_eligible:
            raise Refused(AGAIN)
        is_copy = bool(data.counter or passkey.counter) and data.counter <= passkey.counter
        if is_copy:
            passkey.stopped_at = now
        else:
            passkey.counter, passkey.used_at = data.counter, now
        passkey.save(update_fields=["stopped_at", "counter", "used_at"])
    if is_copy:
        raise Refused(COPIED)
    return factor, passkey


def _read(sent: str) -> dict[str, Any]:
    if len(sent) > LONGEST_ANSWER:
        raise Refused(AGAIN)
    read = json.loads(sent)
    if not isinstance(read, dict):
        raise Refused(AGAIN)
    return read


def _check_origin(client_data: Any) -> None:
    """Our pages stand in nobody's frame, so no answer comes from one."""
    if client_data.cross_origin:
        raise Refused(AGAIN)


def _check_verified(data: AuthenticatorData) -> None:
    if not data.is_user_verified():
        raise Refused(NOT_ASKED)


def _is_backup_eligible(data: AuthenticatorData) -> bool:
    """Whether it may be copied to the owner's other devices. That never changes of one passkey."""
    return bool(data.flags & AuthenticatorData.FLAG.BE)


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(urlsafe_b64decode(passkey.credential))


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode()
