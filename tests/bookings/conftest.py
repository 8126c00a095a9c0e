"""People and things of bookings that several modules ask for."""

from pathlib import Path
from typing import Any

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


@pytest.fixture
def journal(settings: Any, tmp_path: Path) -> Path:
    """The file of the journal of erasures, which is not there yet: the test's own."""
    settings.ERASURE_JOURNAL = str(tmp_path / "apart" / "erasures.journal")
    return Path(settings.ERASURE_JOURNAL)
