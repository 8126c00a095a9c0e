import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site
from tests.smtp import MailServer


@pytest.fixture(scope="session")
def site_mail() -> Iterator[MailServer]:
    """The mail server that `whole_site` sends to."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def running_site(site_mail: MailServer) -> Iterator[Site]:
    """The site as processes of its own, with the sample content; made once, for every test that breaks it."""
    # Not pytest's own folder: its other runs close that to the user whom PostgreSQL runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="clinic-site-"))
    site = Site(folder, f"smtp://{site_mail.host}:{site_mail.port}")
    try:
        site.start()
        yield site
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def whole_site(running_site: Site) -> Iterator[Site]:
    """`running_site`, healthy before and after."""
    running_site.heal()
    running_site.forget_visitors()
    yield running_site
    running_site.heal()
