from collections.abc import Iterator

import pytest

from clinic.bootstrap import PACKAGES, program
from tests.deploy.machine import Machine, Ran
from tests.smtp import MailServer


@pytest.fixture(scope="session")
def machine_mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def programs() -> None:
    for name in ("nginx", "shellcheck", "logrotate", "systemd-analyze"):
        if not program(name):
            pytest.skip(f"{name} is missing: `sudo apt install {PACKAGES[name]}` adds it.")


@pytest.fixture(scope="session")
def set_up(programs: None, machine_mail: MailServer) -> Iterator[tuple[Machine, Ran]]:
    """A machine on which `deploy/setup.sh` ran once, and what it said."""
    machine = Machine(f"smtp://office:hushhush-mail@{machine_mail.host}:{machine_mail.port}")
    try:
        machine.write_settings()
        yield machine, machine.run("setup.sh")
    finally:
        machine.close()


@pytest.fixture
def machine(set_up: tuple[Machine, Ran]) -> Machine:
    """A machine on which the site runs."""
    machine, ran = set_up
    assert ran.status == 0, ran.said
    return machine
