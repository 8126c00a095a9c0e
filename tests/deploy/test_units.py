"""What `setup.sh` writes for systemd and logrotate, judged by systemd and logrotate; the scripts
by shellcheck.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.machine import ROOT

pytestmark = pytest.mark.long


def said(*command):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    return done.returncode, done.stdout


def units(machine):
    return sorted(map(str, (machine.root / "etc/systemd/system").glob("acupunctury-*")))


def test_shellcheck_finds_nothing_in_any_script(programs):
    scripts = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "deploy").rglob("*.sh"))

    assert scripts == [f"deploy/{name}.sh" for name in ("lib", "manage", "setup", "update")]
    assert said("shellcheck", "-x", *scripts) == (0, "")


def test_systemd_understands_every_line_of_the_units(machine, tmp_path):
    assert len(units(machine)) == 5
    assert said("systemd-analyze", "verify", *units(machine)) == (0, "")

    # it leaves with 0 whatever it finds, so what it says is looked at
    wrong = tmp_path / "acupunctury-wrong.service"
    wrong.write_text("[Service]\nExecStart=/bin/true\nNoNewPrivilege=true\n")
    assert "NoNewPrivilege" in said("systemd-analyze", "verify", str(wrong))[1]


def test_the_units_are_locked_up(machine):
    for unit in units(machine):
        if not unit.endswith(".service"):
            continue
        status, words = said(
            *("systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=20"), unit
        )
        assert status == 0, words.splitlines()[-1]
        text = Path(unit).read_text()
        for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "User=acupunctury"):
            assert f"\n{line}\n" in text
        assert "\nMemoryMax=" in text
        assert f"\nReadWritePaths={machine.root}/var/lib/acupunctury\n" in text


def nights(spec, day):
    """The next two moments of a timer after the midnight with which `day` begins in California."""
    _, words = said(
        *("env", "TZ=UTC", "systemd-analyze", "calendar", "--iterations=2"),
        f"--base-time={day} 08:00:00 UTC",
        spec,
    )
    return re.findall(r": \w+ (\d{4}-\d\d-\d\d \d\d:\d\d):00 UTC", words)


def test_the_nightly_chores_come_once_a_night_also_when_clocks_change(machine):
    timer = (machine.root / "etc/systemd/system/acupunctury-nightly.timer").read_text()
    spec = timer.split("OnCalendar=")[1].splitlines()[0]

    assert spec == "*-*-* 03:30:00 America/Los_Angeles"
    assert nights(spec, "2027-03-14") == ["2027-03-14 10:30", "2027-03-15 10:30"]
    assert nights(spec, "2027-11-07") == ["2027-11-07 11:30", "2027-11-08 11:30"]
    assert "\nPersistent=true\n" in timer
    # an hour earlier a whole night would be left out
    assert nights(spec.replace("03:30", "02:30"), "2027-03-14")[0] == "2027-03-15 09:30"


def test_the_units_of_the_night_do_their_chores(machine):
    backups = machine.root / "var/lib/acupunctury/backups"
    before = set(backups.iterdir())

    assert machine.systemd.start("acupunctury-nightly.service")
    status = machine.systemd.services.pop("acupunctury-nightly.service").wait(60)

    assert status == 0, (machine.folder / "systemd/acupunctury-nightly.service.log").read_text()
    assert len(set(backups.iterdir()) - before) == 1


def test_logrotate_takes_its_rule_and_keeps_fourteen_days(machine):
    rule = machine.root / "etc/logrotate.d/acupunctury"
    status, words = said("logrotate", "--debug", "--state", "/dev/null", str(rule))

    assert (status, "error:" in words) == (0, False), words
    assert "(14 rotations)" in words
    assert f"{machine.root}/var/log/acupunctury/nginx-access.log" in words
    journal = machine.root / "etc/systemd/journald.conf.d/acupunctury.conf"
    assert "MaxRetentionSec=14day" in journal.read_text()
