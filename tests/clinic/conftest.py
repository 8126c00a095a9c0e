import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db.models import Model

from articles.models import OldAddress, PageVersion, Rule, Synonym, UnansweredSearch
from bookings.models import Access, RetentionRun
from clinic.office.models import Closure, Practitioner, RetentionRule, SiteLanguage, Translation
from clinic.staff.roles import make_roles
from tests.articles.factories import make_article, make_faq, make_picture, make_treatment
from tests.factories import MONDAY, ask, ask_question, make_office
from tests.site import Site
from tests.smtp import MailServer


@pytest.fixture(scope="session")
def site_mail() -> Iterator[MailServer]:
    """The mail server that `whole_site` sends to."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def running_site(site_mail: MailServer) -> Iterator[Site]:
    """The site as processes of its own, with the sample content; made once, for every test that
    breaks it.
    """
    # Not pytest's own folder: its other runs close that to the user whom PostgreSQL runs as under
    # root.
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


@pytest.fixture
def rows(db: None) -> Iterator[dict[str, Model]]:
    """One of everything that the admin knows, by the model's label."""
    with time_machine.travel(MONDAY, tick=False):
        make_roles()
        office = make_office()
        consultation = ask(
            office, first_name="Wilhelmina", last_name="Quux", email="w.quux@example.com"
        )
        article = make_article()
        faq = make_faq(on=article)
        made = [
            office,
            consultation,
            consultation.notifications.first(),
            ask_question(office, email="w.quux@example.com"),
            consultation.concern,
            article,
            article.topic,
            make_picture(),
            faq,
            faq.group,
            make_treatment(),
            OldAddress.objects.create(path="/post/sample", article=article),
            Rule.objects.create(check_name="claim", words="cure", reason="Sample"),
            Synonym.objects.create(typed="cost", finds="price"),
            UnansweredSearch.objects.create(
                mark="0" * 64,
                words="insurance",
                days=3,
                first_day=MONDAY.date(),
                last_day=MONDAY.date(),
            ),
            PageVersion.objects.create(
                page="home", number=1, content={"home.title": "Sample"}, at=MONDAY
            ),
            SiteLanguage.objects.create(code="es"),
            Translation.objects.create(language="es", office=office),
            Practitioner.objects.create(name="Somebody", license_type="L.Ac.", license_number="1"),
            Closure.objects.create(
                office=office,
                starts_at=MONDAY,
                ends_at=MONDAY + timedelta(days=30),
                reason="Sample",
            ),
            RetentionRule.objects.get_or_create(
                status="lapsed", defaults={"clear_after_days": 30, "erase_after_months": 12}
            )[0],
            RetentionRun.objects.create(started_at=MONDAY, by_name="timer"),
            User.objects.create_user("somebody"),
            Access.objects.create(
                at=MONDAY, by_name="somebody", action="seen", reference="nothing"
            ),
        ]
        yield {each._meta.label_lower: each for each in made}


@pytest.fixture
def desk(client, office):
    client.force_login(User.objects.create_superuser("desk", password="a long enough password"))
    return client


@pytest.fixture
def throttle(settings):
    settings.AXES_ENABLED = True
