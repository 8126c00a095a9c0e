from contextlib import contextmanager

import pytest
from django.db import transaction


@pytest.fixture
def transactional_rollback(db):
    """`with transactional_rollback():` leaves no rows behind, so that one test can try many worlds."""

    @contextmanager
    def rolled_back():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return rolled_back
