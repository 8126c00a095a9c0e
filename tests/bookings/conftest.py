"""An office on a Monday morning, with something to ask about."""

from collections.abc import Iterator

import pytest
import time_machine

from clinic.models import Office
from tests.factories import MONDAY, make_concern, make_office


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still, until `clock.move_to`."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(clock: time_machine.Traveller) -> Office:
    make_concern()
    return make_office()
