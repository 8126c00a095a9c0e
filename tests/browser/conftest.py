"""The clinic as a browser of these tests meets it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone

from clinic.office.models import MailWorker
from clinic.protection import form_keys
from tests.articles.factories import make_article, make_treatment
from tests.browser.desk import PASSWORD
from tests.factories import make_concern, make_office


@pytest.fixture(autouse=True)
def fast_fingers(monkeypatch):
    """The browser of a test fills a form faster than any person: here that is no reason for
    suspicion.
    """
    monkeypatch.setattr(form_keys, "FASTEST_FILL", timedelta(0))


@pytest.fixture
def clinic(live_server, settings):
    """The clinic with its sample content, and a front desk that can sign in."""
    settings.SITE_URL = live_server.url
    call_command("load_sample", verbosity=0)
    User.objects.create_superuser("desk", password=PASSWORD)


@pytest.fixture
def office(live_server, settings):
    """An office whose mail goes out, and a front desk that can sign in."""
    settings.SITE_URL = live_server.url
    User.objects.create_superuser("desk", password=PASSWORD)
    MailWorker.beat(now=timezone.now())
    return make_office()


@pytest.fixture
def busy_office(live_server, settings):
    """An office with all that may stand around a booking form: an article, treatments, a
    closure.
    """
    settings.SITE_URL = live_server.url
    office = make_office(horizon_days=14, slot_step_minutes=60)
    make_concern(name="Something else that takes a few more words to say", slug="else", position=9)
    make_article(concern=make_concern())
    make_treatment(menu_name="Microneedling")
    make_treatment("Acupuncture", position=2)
    start = timezone.now() + timedelta(days=9)
    office.closures.create(starts_at=start, ends_at=start + timedelta(days=1), reason="training")
    return office


@pytest.fixture
def writers(live_server, settings, roles):
    """Two who write articles and can sign in: ines and theo."""
    settings.SITE_URL = live_server.url
    make_office()
    for name in ("ines", "theo"):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name="Content"))
