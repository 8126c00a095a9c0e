"""What several tests of articles ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from clinic.staff.roles import make_roles
from tests.factories import MONDAY, make_office


@pytest.fixture
def monday(db: None) -> Iterator[Any]:
    """An office and its roles, on a Monday on which the clock stands."""
    make_office()
    make_roles()
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock
