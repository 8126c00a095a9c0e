"""What `setup.sh` writes for systemd and logrotate, judged by systemd and logrotate; the scripts
by shellcheck.
"""

import subprocess
from datetime import datetime
from zoneinfo import ZoneInfo

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
        text = open(unit).read()
        for line in ("NoNewPrivileges=true", "ProtectSystem=strict", "User=acupunctury"):
            assert f"\n{line}\n" in text
        assert "\nMemoryMax=" in text
        assert f"\nReadWritePaths={machine.root}/var/lib/acupunctury\n" in text


@pytest.mark.parametrize("day", ["2027-03-14", "2027-11-07"])
def test_the_nightly_chores_come_once_also_when_clocks_change(machine, day):
    timer = (machine.root / "etc/systemd/system/acupunctury-nightly.timer").read_text()
    spec = timer.split("OnCalendar=")[1].splitlines()[0]
    zone = ZoneInfo("America/Los_Angeles")
    midnight = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=zone)

    _, words = said(
        *("systemd-analyze", "calendar", "--iterations=2"),
        f"--base-time=@{midnight.timestamp():.0f}",
        spec,
    )

    found = [line.split("UTC: ")[1].split()[1:3] for line in words.splitlines() if "UTC: " in line]
    if not found:  # a machine whose own clock is UTC says it once
        found = [
            line.split(": ")[1].split()[1:3]
            for line in words.splitlines()
            if "Next elapse:" in line or "Iteration" in line
        ]
    times = [
        datetime.fromisoformat(" ".join(each)).replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        for each in found
    ]
    assert [time.strftime("%H:%M") for time in times] == ["03:30", "03:30"]
    assert times[0].date().isoformat() == day
    assert (times[1].date() - times[0].date()).days == 1
    assert "\nPersistent=true\n" in timer


def test_logrotate_takes_its_rule_and_keeps_fourteen_days(machine):
    rule = machine.root / "etc/logrotate.d/acupunctury"
    status, words = said("logrotate", "--debug", "--state", "/dev/null", str(rule))

    assert (status, "error:" in words) == (0, False), words
    assert "(14 rotations)" in words
    assert f"{machine.root}/var/log/acupunctury/nginx-access.log" in words
    journal = machine.root / "etc/systemd/journald.conf.d/acupunctury.conf"
    assert "MaxRetentionSec=14day" in journal.read_text()
