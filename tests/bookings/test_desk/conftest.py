"""An office on a Monday morning, and somebody of its staff."""

import pytest

from clinic.office.models import MailWorker
from tests.bookings.desk import staff
from tests.bookings.test_desk.words import DESK
from tests.factories import MONDAY


@pytest.fixture(autouse=True)
def _on_monday(monday):
    """The clock stands still for all that the desk does here."""


@pytest.fixture
def desk(client):
    MailWorker.beat(now=MONDAY)
    return staff(client, *DESK)
