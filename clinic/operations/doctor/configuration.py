"""Checks of the settings: placeholders, keys, and whether the keys open what is stored."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.checks import run_checks
from django.core.checks.messages import ERROR
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from clinic.operations.doctor.report import Finding, Level, Look, note, plural, red, warning
from clinic.protection.encryption import EncryptedTextField

SAMPLED = 20  # of the newest and of the oldest rows of each sealed column
EXAMPLES = ("example", "example.com", "example.org", "example.net", "invalid", "test")


def is_example(host: str) -> bool:
    """Whether a host name belongs to nobody: .env.example and the sample content use such."""
    host = host.lower().rstrip(".")
    return any(host == name or host.endswith(f".{name}") for name in EXAMPLES)


def placeholders(look: Look) -> Iterator[Finding]:
    """Values of .env.example that nobody replaced, and settings that contradict each other."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if settings.DEVELOPMENT and host not in ("127.0.0.1", "localhost", "::1"):
        yield red(
            "settings.development",
            "DEVELOPMENT is on although SITE_URL is not this machine: cookies go unencrypted and"
            " mail goes into files.",
            "Take DEVELOPMENT out of the settings and start the site anew.",
        )
    if settings.DEBUG:
        yield red("settings.debug", "DEBUG shows errors with all their data.", "Take it out.")
    if is_example(host):
        yield red(
            "settings.site-url",
            "SITE_URL is an example: links in mails lead nowhere.",
            "Put the site's own address there.",
        )
    if host and not _is_answered(host):
        yield red(
            "settings.site-url-not-allowed",
            "The host of SITE_URL is not in ALLOWED_HOSTS: every link in a mail answers 400.",
            "Add it to ALLOWED_HOSTS.",
        )
    if settings.DEVELOPMENT:
        return
    _, _, domain = settings.DEFAULT_FROM_EMAIL.rstrip("> ").rpartition("@")
    if is_example(domain):
        yield red(
            "settings.mail-from",
            "MAIL_FROM is an example: mail servers refuse or lose what comes from it.",
            "Put the clinic's own address there.",
        )
    if is_example(settings.EMAIL_HOST):
        yield red(
            "settings.email-url",
            "EMAIL_URL names an example: no mail goes out.",
            "Put the mail server's own address there.",
        )
    if settings.DATABASES["default"].get("PASSWORD") in ("password", "postgres", "clinic"):
        yield warning(
            "settings.database-password",
            "The password of DATABASE_URL is the first one that anybody would try.",
            "Set another one: `ALTER ROLE … PASSWORD …` in psql, then in DATABASE_URL.",
        )
    if not settings.BEHIND_HTTPS_PROXY:
        yield warning(
            "settings.no-proxy",
            "BEHIND_HTTPS_PROXY is off: behind a proxy that speaks HTTPS every page would lead to"
            " itself.",
            "Set BEHIND_HTTPS_PROXY=true and PROXY_HOPS=1 where a proxy such as nginx stands in"
            " front.",
        )
    if connection.vendor == "postgresql" and settings.DATABASES["default"]["CONN_MAX_AGE"] == 0:
        yield warning(
            "settings.connections",
            "CONN_MAX_AGE is 0, so every request connects anew, which costs most of its time.",
            "Take CONN_MAX_AGE out: 60 seconds are the default.",
        )


def _is_answered(host: str) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and f".{host}".endswith(allowed))
        for allowed in (name.strip("[]") for name in settings.ALLOWED_HOSTS)
    )


def key_strength(look: Look) -> Iterator[Finding]:
    """Keys that can be guessed, that are used for two things, or that wait to be taken out."""
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        yield red(
            "keys.secret-key-weak",
            "SECRET_KEY is too easy to guess: who guesses it opens every patient's page.",
            "Put the output of `openssl rand -base64 48` there, and the old one into"
            " SECRET_KEY_FALLBACKS for as long as links of earlier mails should open.",
        )
    if settings.SECRET_KEY in settings.SEALING_KEYS:
        yield red(
            "keys.one-for-two",
            "SECRET_KEY is one of SEALING_KEYS: whoever learns one has both.",
            "Make a new SECRET_KEY: `openssl rand -base64 48`.",
        )
    weak = [key for key in settings.SEALING_KEYS if len(set(key)) < 10]
    if weak:
        yield red(
            "keys.sealing-key-weak",
            "One of SEALING_KEYS is too easy to guess.",
            "Put the output of `openssl rand -base64 32 | tr '+/' '-_'` in front of the others,"
            " start web server and worker anew, and run `manage.py reseal`.",
        )
    if settings.SECRET_KEY_FALLBACKS:
        yield note(
            "keys.fallbacks",
            f"{plural(len(settings.SECRET_KEY_FALLBACKS), 'earlier secret key')} still opens what"
            " it signed.",
            "Once the links of earlier mails need not open any more, empty SECRET_KEY_FALLBACKS. If"
            " a key was stolen, empty it now.",
        )
    if len(settings.SEALING_KEYS) > 1:
        yield note(
            "keys.old-sealing-keys",
            f"{plural(len(settings.SEALING_KEYS) - 1, 'older sealing key')} can still open what is"
            " stored.",
            "Run `manage.py reseal`, then take all but the first out of SEALING_KEYS. Keep them,"
            " apart from the backups, as long as one of their time may be restored.",
        )


def sealed_rows(look: Look) -> Iterator[Finding]:
    """Whether SEALING_KEYS open a sample of what is stored, the first of them alone or another."""
    box = MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
    newest = Fernet(settings.SEALING_KEYS[0])
    sampled = shut = older = 0
    for value in _sample():
        sampled += 1
        shut += not _opens(box, value)
        older += not _opens(newest, value)
    if shut:
        yield red(
            "sealed.cannot-be-opened",
            f"{shut} of {sampled} sealed values that were tried open with none of SEALING_KEYS:"
            " phone numbers, e-mail addresses and notes cannot be read.",
            "Put the key that sealed them back, behind the first. It stands where the keys are kept"
            " apart from the backups.",
        )
    elif older and len(settings.SEALING_KEYS) > 1:
        yield note(
            "sealed.with-an-older-key",
            f"{older} of {sampled} sealed values that were tried are sealed with an older key.",
            "Run `manage.py reseal` before you take that key out.",
        )


def _sample() -> Iterator[str]:
    """The newest and the oldest values of each sealed column, as they are stored."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                stored = Cast(field.name, TextField())  # which is not opened on the way
                rows = model._base_manager.annotate(stored=stored).exclude(stored="")
                for order in ("pk", "-pk"):
                    yield from rows.order_by(order).values_list("stored", flat=True)[:SAMPLED]


def _opens(box: Fernet | MultiFernet, value: str) -> bool:
    try:
        box.decrypt(value.encode())
    except InvalidToken:
        return False
    return True


def signed_sessions(look: Look) -> Iterator[Finding]:
    """Whether SECRET_KEY still opens what it signed: seen by the newest session of staff's."""
    newest = Session.objects.filter(expire_date__gt=look.now).order_by("-expire_date").first()
    if newest is None:
        return
    store = SessionStore()
    try:
        signing.loads(newest.session_data, salt=store.key_salt, serializer=store.serializer)
    except signing.BadSignature:
        yield warning(
            "sealed.secret-key-changed",
            "SECRET_KEY is not the one that signed the newest session: staff are signed out, and"
            " links of earlier mails do not open.",
            "If the change was no answer to a theft, put the old key into SECRET_KEY_FALLBACKS.",
        )


def django_checks(look: Look) -> Iterable[Finding]:
    """What Django's own `check --deploy` says."""
    found: list[Any] = run_checks(include_deployment_checks=not settings.DEVELOPMENT)
    for message in found:
        if message.is_silenced():
            continue
        level = Level.RED if message.level >= ERROR else Level.WARNING
        yield Finding(level, f"django.{message.id}", str(message.msg), str(message.hint or ""))
