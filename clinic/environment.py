"""Settings from the environment: each kind of value, read as it was meant or refused in a sentence.

A value has no blanks at its ends, and an empty one means the default. django-environ reads the
`.env` file and splits addresses of databases and mail servers; what it reads wrongly in silence is
decided here.
"""

import os
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

YES, NO = {"true", "yes", "on", "y", "1"}, {"false", "no", "off", "n", "0"}
_LINE = re.compile(r"(export )?[A-Za-z_0-9]+=.*")
_COMMENT = re.compile(r"\s#")
SMTP = "django.core.mail.backends.smtp.EmailBackend"
TLS_FROM_THE_START, TLS_ASKED_FOR, PLAIN = 465, 587, 25  # ports


def read_file(file: Path, *, named: bool) -> None:
    """Add to the environment what stands in `file`, which must be there if somebody `named` it.

    What is set in the environment itself goes before.
    """
    if not file.exists() and not named:
        return
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as problem:
        raise ImproperlyConfigured(f"{file} cannot be read ({problem.strerror}).") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{file} cannot be read: save it as UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#") and not _LINE.fullmatch(line):
            raise ImproperlyConfigured(
                f"Line {number} of {file} cannot be read: write NAME=value from the first column"
                " on, with no blank before the =."
            )
    Env.read_env(file, encoding="utf-8-sig")


def text(name: str, default: str = "", *, may_quote: bool = False) -> str:
    """The value of `name`. With `may_quote` it may hold quotes and a number sign, as a name in a
    mail may.
    """
    value = os.environ.get(name, "").strip()
    if not may_quote and (value[:1] in ("'", '"') or _COMMENT.search(value)):
        raise ImproperlyConfigured(
            f"{name} holds quotes or a comment as part of its value: take the quotes out, "
            "and give the comment a line of its own."
        )
    return value or default


def required(name: str, how: str) -> str:
    """The setting `name`, or a start refused with the sentence that says how to set it."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {how}")
    return value


def switch(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be true or false.")
    if value:
        return value in YES
    return default


def whole_number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, for example {default}.")
    return int(value)


def members(name: str, default: list[str] | None = None) -> list[str]:
    """What stands between the commas, without blanks and without empty members."""
    found = [member.strip() for member in text(name).split(",")]
    return [member for member in found if member] or list(default or [])


def folder(name: str, default: Path, *, base: Path) -> Path:
    """A folder; one that is not written from the root on lies in `base`, wherever the process was
    started.
    """
    return base / text(name, str(default))


class Mailbox(NamedTuple):
    """Where mail lies that is to be read."""

    host: str
    port: int
    user: str
    password: str
    folder: str


def mailbox(name: str) -> Mailbox | None:
    """The mailbox at an address, which is read over TLS; None where none is set."""
    if not text(name):
        return None
    refusal = (
        f"{name} cannot be read: put the mailbox's address there, for example"
        " imaps://user:password@mail.example.com or with /FOLDER behind it. A @, # or / in user or"
        " password is written %40, %23 or %2F."
    )
    try:
        address = urlsplit(text(name))
        port = address.port or 993
    except ValueError:
        raise ImproperlyConfigured(refusal) from None
    whole = address.hostname and address.username and address.password
    if address.scheme != "imaps" or not whole or address.query or address.fragment:
        raise ImproperlyConfigured(refusal)
    return Mailbox(
        str(address.hostname),
        port,
        unquote(str(address.username)),
        unquote(str(address.password)),
        unquote(address.path.strip("/")) or "INBOX",
    )


def mail_server(name: str, example: str) -> dict[str, Any]:
    """Django's settings for the mail server at an address; its scheme and port say how it is
    encrypted.
    """
    refusal = f"{name} cannot be read: put the mail server's address there, {example}."
    try:
        address = urlsplit(text(name))
        found: dict[str, Any] = Env.email_url_config(text(name))
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(refusal) from None
    if address.fragment:
        raise ImproperlyConfigured(f"{refusal} A # in its password is written %23.")
    if found["EMAIL_BACKEND"] != SMTP:
        return found
    port = found["EMAIL_PORT"]
    if address.scheme == "smtps":  # which django-environ takes for STARTTLS
        found.pop("EMAIL_USE_TLS", None)
        found["EMAIL_USE_SSL"] = True
    is_encrypted_at_once = bool(found.get("EMAIL_USE_SSL"))
    if is_encrypted_at_once and port in (TLS_ASKED_FOR, PLAIN):
        raise ImproperlyConfigured(
            f"{name} asks for TLS from the start on port {port}, where servers speak it once they"
            f" are asked: write smtp+tls:// with port {port}, or {address.scheme}:// with port"
            f" {TLS_FROM_THE_START}."
        )
    if not is_encrypted_at_once and port == TLS_FROM_THE_START:
        raise ImproperlyConfigured(
            f"{name} names port {port}, on which servers speak TLS from the start: write smtps://"
            f" instead of {address.scheme}://."
        )
    if not port:
        asked_for = TLS_ASKED_FOR if found.get("EMAIL_USE_TLS") else PLAIN
        found["EMAIL_PORT"] = TLS_FROM_THE_START if is_encrypted_at_once else asked_for
    return found
