"""The night's chores: all are tried, whatever becomes of one, and the timer hears of a failure."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bookings.models import Consultation
from clinic.operations.management.commands import nightly
from tests.factories import MONDAY, ask, make_office


@pytest.fixture
def done(monkeypatch):
    """What was called, and a dict of what each chore raises."""
    called, raises = [], {}

    def call(name, **options):
        called.append((name, options.get("dry_run", False)))
        if name in raises:
            raise raises[name]

    monkeypatch.setattr(nightly, "call_command", call)
    return called, raises


def test_what_the_rules_erase_goes_before_the_backup_is_written(done):
    call_command("nightly")

    assert done[0] == [("retention", False), ("backup", False)]


@pytest.mark.parametrize("fault", [CommandError("The disk is full."), ValueError("Maya Ortiz")])
def test_one_that_fails_keeps_none_of_the_others_and_is_named(done, caplog, capsys, fault):
    called, raises = done
    raises["retention"] = fault

    with pytest.raises(CommandError, match="Failed: retention"):
        call_command("nightly")

    assert [name for name, _ in called] == ["retention", "backup"]
    told = capsys.readouterr().err + caplog.text.partition("Traceback")[0]
    assert ("The disk is full." in told) == isinstance(fault, CommandError)


def test_a_dry_run_does_nothing(done, capsys):
    call_command("nightly", "--dry-run")

    assert done[0] == [("retention", True)]
    assert "A backup would be written" in capsys.readouterr().out


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_night_on_a_real_database_leaves_a_backup(settings, tmp_path, capsys):
    folder = tmp_path / "backups"
    settings.BACKUP_FOLDER = str(folder)
    ask(make_office(), now=MONDAY)

    call_command("nightly")

    assert len(list(folder.iterdir())) == 1
    assert Consultation.objects.count() == 1  # nobody has started retention
    assert "Retention is not started" in capsys.readouterr().out
