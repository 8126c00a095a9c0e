"""A start with settings that are safe, save what a test changes of them."""

import os
import runpy
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


def read(**changes):
    """The settings that such a start would read, by this process and for the caller alone."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            patch.delenv(name)
        for name, value in (SAFE | changes).items():
            patch.setenv(name, value)
        return runpy.run_path(str(Path(settings.BASE_DIR, "clinic", "settings.py")))
