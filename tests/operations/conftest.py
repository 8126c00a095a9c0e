"""Folders and databases for backups."""

import os
from pathlib import Path

import pytest

from tests.operations.databases import migrated_sqlite
from tests.postgres import FOLDER


@pytest.fixture
def folders(tmp_path, settings):
    """Backups and media in folders of the test's own."""
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_RECIPIENTS = []
    return tmp_path


@pytest.fixture
def sqlite(db, tmp_path):
    """A function that makes an SQLite database with all tables, and nothing in them."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = Path(os.environ[FOLDER], f"template-{worker}.sqlite3")
    return lambda: migrated_sqlite(tmp_path, template)
