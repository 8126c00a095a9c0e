"""An office on a Monday morning, and somebody of its staff."""

import pytest
import time_machine

from clinic.models import MailWorker
from tests.bookings.test_admin import staff
from tests.bookings.test_desk.words import DESK
from tests.factories import MONDAY, make_office


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def desk(client):
    MailWorker.beat(now=MONDAY)
    return staff(client, *DESK)
