"""A start that would be unsafe is refused, with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SAFE = {
    "ENV_FILE": os.devnull,
    "DJANGO_SETTINGS_MODULE": "clinic.settings",
    "SECRET_KEY": "f3Jq8Zt1Lw6Xc0Vb9Nm4Ks7Hd2Gy5Pa8Re1Ti6Uo3Yx0Qw9Ez4",
    "SEALING_KEYS": "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtMDE=",
    "ALLOWED_HOSTS": "www.acupuncturyla.com",
    "SITE_URL": "https://www.acupuncturyla.com",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "MAIL_FROM": "Acupunctury <office@acupunctury.example>",
    "PATH": os.environ["PATH"],
}


def start(**changes):
    environment = {name: value for name, value in (SAFE | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, Path(settings.BASE_DIR, "manage.py"), "diffsettings"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


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


def test_psycopg2_is_the_driver():
    from django.db import connection

    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2"
