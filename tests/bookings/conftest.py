"""People and things of bookings that several modules ask for."""

import pytest
from django.contrib.auth.models import User

from clinic.office.models import Concern, Office
from tests.bookings.mails import DAILY, TROUBLE
from tests.factories import make_concern


@pytest.fixture
def concern(db: None) -> Concern:
    """What the booking form offers to talk about."""
    return make_concern()


@pytest.fixture
def addresses(office: Office) -> None:
    """The office has one mail address of each kind."""
    office.mail_addresses.create(email=DAILY, hears="digest")
    office.mail_addresses.create(email=TROUBLE, hears="trouble")


@pytest.fixture
def ines(db: None) -> User:
    """Somebody of the office's."""
    return User.objects.create_user("ines")
