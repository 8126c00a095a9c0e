"""What several tests of articles ask for."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import Rule
from tests.articles.factories import forbid
from tests.articles.forms import somebody


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for pictures."""
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def owner(client: Client) -> Client:
    """Somebody who may do everything, signed in."""
    client.force_login(somebody(role="Owner"))
    return client


@pytest.fixture
def rules(db: None) -> None:
    """Every check has a rule, and all but one are off."""
    Rule.objects.bulk_create(
        Rule(check_name=check, reason="No.", is_on=False)
        for check in Rule.Check.values
        if check != "claim"
    )
    forbid("painless")
