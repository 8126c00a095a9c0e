"""The doctor beside a real site: it looks at everything, also while the database is away."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from clinic.operations.doctor.run import SAYS_NOTHING

NEED_NO_DATABASE = {"settings", "keys", "mail", "disk", "static", "python", "time-zones", "backups"}


@pytest.fixture
def doctor(whole_site):
    def ask(*options):
        command = [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "doctor", "--json"]
        began = time.monotonic()
        asked = subprocess.run(
            [*command, *options],
            env=whole_site.environment,
            capture_output=True,
            text=True,
            timeout=90,
        )
        checks = json.loads(asked.stdout)["checks"]
        keys = {each["key"] for check in checks.values() for each in check["findings"]}
        return asked.returncode, checks, keys, time.monotonic() - began

    return ask


def test_it_looks_at_everything_and_finds_the_silent_worker(whole_site, doctor):
    whole_site.forget_worker()
    code, checks, keys, _ = doctor()

    assert code == 2
    assert [key for key in keys if key.endswith(SAYS_NOTHING)] == []
    assert "worker.silent" in keys
    reds = {name for name, check in checks.items() if check["level"] == "red"}
    assert reds <= {"worker", "outbox"}


def test_while_the_database_is_away_or_silent_all_else_is_told_soon(whole_site, doctor):
    with whole_site.database_away():
        code, checks, keys, _ = doctor()
    assert code == 2
    assert {"database.unreachable", "sealed.not-looked-at"} <= keys
    assert all(checks[name]["level"] in ("ok", "note", "warning") for name in NEED_NO_DATABASE)

    with whole_site.database_frozen():
        code, checks, keys, seconds = doctor("--only", "database", "--only", "rules")
    assert code == 2
    assert {"rules.not-looked-at"} < keys
    assert seconds < 40
