from datetime import timedelta

import pytest

from clinic import guard


@pytest.fixture(autouse=True)
def fast_fingers(monkeypatch):
    """The browser of a test fills a form faster than any person: here that is no reason for suspicion."""
    monkeypatch.setattr(guard, "FASTEST_FILL", timedelta(0))
