"""A start that would be unsafe is refused, with a sentence."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tests.clinic.starts import SAFE, read, start


def test_safe_settings_start_with_secure_cookies():
    started = start()

    assert started.returncode == 0, started.stderr
    for line in (
        "SESSION_COOKIE_NAME = '__Host-session'",
        "CSRF_COOKIE_NAME = '__Host-form'",
        "SESSION_COOKIE_SECURE = True",
        "CSRF_COOKIE_SECURE = True",
        "SECURE_SSL_REDIRECT = True",
        "SECURE_HSTS_SECONDS = 31536000",
    ):
        assert line in started.stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is too easy to guess"),
        ({"SEALING_KEYS": None}, "SEALING_KEYS is not set"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name"),
        ({"SITE_URL": "http://www.acupuncturyla.com"}, "SITE_URL must be"),
        ({"EMAIL_URL": None}, "EMAIL_URL and MAIL_FROM must be set"),
        ({"MAIL_FROM": None}, "EMAIL_URL and MAIL_FROM must be set"),
    ],
)
def test_an_unsafe_start_is_refused_in_one_sentence(changes, sentence):
    refused = start(**changes)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The site did not start. {sentence}")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SEALING_KEYS": "too-short"}, "SEALING_KEYS holds a key of the wrong form"),
        ({"SEALING_KEYS": "A" * 43 + "="}, "SEALING_KEYS holds a key of the wrong form"),
        ({"SEALING_KEYS": f"{SAFE['SEALING_KEYS']},"}, "SEALING_KEYS holds a key of the wrong form"),
        ({"MAIL_FROM": ""}, "EMAIL_URL and MAIL_FROM must be set"),
        ({"MAIL_FROM": "Acupunctury"}, "MAIL_FROM holds no mail address"),
        ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "memorymail://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no mail server"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL cannot be read"),
        ({"EMAIL_URL": "smtp://user:hushhush@mail.example.com:x"}, "EMAIL_URL cannot be read"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be read"),
        ({"PROXY_HOPS": "abc"}, "PROXY_HOPS must be a whole number"),
        ({"PROXY_HOPS": "-1"}, "PROXY_HOPS must be a whole number"),
        ({"CONN_MAX_AGE": "abc"}, "CONN_MAX_AGE must be a whole number"),
        ({"BEHIND_HTTPS_PROXY": "true"}, "BEHIND_HTTPS_PROXY is true and PROXY_HOPS is 0"),
    ],
)
def test_what_would_not_work_as_written_is_refused_as_well(changes, sentence):
    with pytest.raises(ImproperlyConfigured, match=f"^{sentence}") as refused:
        read(**changes)

    assert "hushhush" not in str(refused.value)


def test_a_refused_address_of_the_database_says_no_password():
    refused = start(DATABASE_URL="postgre://clinic:hushhush@127.0.0.1/clinic")

    assert refused.returncode == 1
    assert refused.stderr.startswith("The site did not start. DATABASE_URL cannot be read")
    assert "hushhush" not in refused.stderr


def test_the_example_starts_once_its_secrets_are_filled_in():
    lines = Path(settings.BASE_DIR, ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secrets = {name: SAFE[name] for name in ("SECRET_KEY", "SEALING_KEYS")}

    started = start(**(example | secrets))

    assert started.returncode == 0, started.stderr
    assert "PROXY_HOPS = 1" in started.stdout
    assert "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')" in started.stdout


def test_psycopg2_is_the_driver():
    from django.db import connection

    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2"
