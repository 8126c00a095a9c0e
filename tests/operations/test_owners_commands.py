"""Commands at the owner's terminal: whatever goes wrong is told in a sentence, with no stack
trace.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

import manage
from clinic.operations.management.commands import nightly

DOWN = "postgres://clinic@127.0.0.1:1/clinic"


def ended(monkeypatch, trouble, *words):
    """How `manage.py WORDS` ends when `trouble` reaches the top of it."""

    def execute(arguments):
        raise trouble

    monkeypatch.setattr(manage, "execute_from_command_line", execute)
    monkeypatch.setattr(sys, "argv", ["manage.py", *words])
    with pytest.raises(SystemExit) as end:
        manage.main()
    return end.value.code


def test_ctrl_c_ends_a_command_with_a_word(monkeypatch, capsys):
    assert ended(monkeypatch, KeyboardInterrupt(), "person", "export", "held.zip") == 130
    assert capsys.readouterr().err.strip() == "Stopped."


@pytest.mark.parametrize("kind", [OperationalError, ProgrammingError])
def test_what_the_database_refuses_is_a_sentence_without_its_words(monkeypatch, capsys, kind):
    assert ended(monkeypatch, kind("Key (email)=(maya@example.com)"), "check_holds") == 1

    told = capsys.readouterr().err
    assert kind.__name__ in told
    assert "manage.py doctor" in told
    assert "maya@example.com" not in told


@pytest.mark.parametrize("words", [("migrate",), ("check_holds", "--traceback")])
def test_whoever_needs_the_trace_gets_it(monkeypatch, words):
    with pytest.raises(OperationalError):
        ended(monkeypatch, OperationalError("no such column"), *words)


def test_a_database_that_is_down_is_a_sentence(tmp_path):
    asked = subprocess.run(
        [sys.executable, Path(settings.BASE_DIR, "manage.py"), "retention", "--dry-run"],
        env=os.environ | {"DATABASE_URL": DOWN, "ERASURE_JOURNAL": str(tmp_path / "journal")},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert asked.returncode == 1
    assert "The database did not do what was asked (OperationalError)." in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_night_without_a_database_is_told_in_sentences(monkeypatch, capsys, caplog):
    def call(name, **options):
        raise OperationalError("Key (email)=(maya@example.com)")

    monkeypatch.setattr(nightly, "call_command", call)
    with pytest.raises(CommandError, match="Failed: retention and backup"):
        call_command("nightly")

    told = capsys.readouterr().err
    assert told.count("The database did not do what was asked (OperationalError).") == 2
    assert "maya@example.com" not in told + caplog.text
