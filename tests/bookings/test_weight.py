"""What a visitor's phone has to fetch, in bytes. The limits are the design's."""

import gzip
from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article
from bookings.availability import iso
from bookings.models import Consultation
from clinic.office.models import ConsultationHours, Office, Treatment
from clinic.site.static_storage import joined
from tests.bookings.forms import answers
from tests.budgets import KIB, MOST_BOOKING_SENT, MOST_HTML
from tests.factories import MONDAY

HALF_HOURS = {"horizon_days": 60, "slot_step_minutes": 30, "consultation_minutes": 30}
MOST_TIMES = 800  # on offer at once; an hour more on each of those days is too much


def size_sent(pattern: str) -> int:
    """As `collectstatic` compresses them; fonts are compressed in themselves."""
    files = Path(settings.BASE_DIR, "static").glob(pattern)
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


@pytest.fixture
def sample(db):
    with time_machine.travel(MONDAY, tick=False):
        call_command("load_sample", verbosity=0)
        yield


def open_all_half_hours(days: int, opens: time, closes: time) -> None:
    """As consultation hours, from Monday on."""
    Office.objects.update(**HALF_HOURS)
    ConsultationHours.objects.all().delete()
    for day in range(days):
        Office.objects.current().consultation_hours.create(weekday=day, opens=opens, closes=closes)


def booking_page(client):
    article = Article.objects.exclude(concern=None).first()
    return client.get(f"/book/?article={article.slug}", headers={"Accept-Encoding": "gzip"})


def test_the_booking_page_stays_light_with_sixty_days_of_all_opening_hours(client, sample):
    """Monday to Saturday, nine to five, every half hour: the largest week for which it holds."""
    open_all_half_hours(6, time(9), time(17))

    response = booking_page(client)

    assert MOST_TIMES - 20 < len(response.context["picker"].ids) <= MOST_TIMES
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= MOST_BOOKING_SENT


def test_beyond_it_the_page_is_heavier_and_every_time_can_still_be_asked_for(client, sample):
    open_all_half_hours(7, time(0), time(23, 30))

    response = booking_page(client)

    times = response.context["picker"].ids
    assert response.status_code == 200
    assert len(times) > 3 * MOST_TIMES
    last = max(times)
    assert client.post("/book/", answers(slot=iso(last))).status_code == 302
    assert Consultation.objects.get().starts_at == last


def test_no_page_to_read_is_heavy(client, sample, settings, tmp_path):
    """At its heaviest, with booking off, and as a server sends it: hashed names, the clinic's own
    address.
    """
    settings.SITE_URL, settings.STATIC_ROOT = "https://www.acupuncturyla.com", tmp_path
    hashed = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": hashed}}
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    Office.objects.update(booking_off_until=MONDAY.date() + timedelta(days=14))
    named = [
        "home",
        "articles:index",
        "articles:questions",
        "office:visit",
        "office:privacy",
        "office:accessibility",
    ]
    pages = [reverse(name) for name in named]
    pages += [row.get_absolute_url() for row in (*Treatment.objects.all(), *Article.objects.all())]

    weights = {page: len(client.get(page).content) for page in pages}

    assert {page: weight for page, weight in weights.items() if weight > MOST_HTML} == {}


# Without the styles and scripts that staff alone load, and what of a font few pages ask for.
@pytest.mark.parametrize(
    ("files", "most"),
    [("js/site.js", 3 * KIB), ("fonts/*[!t].woff2", 42 * KIB)],
    ids=["scripts", "fonts"],
)
def test_scripts_and_fonts_stay_light(files, most):
    assert 0 < size_sent(files) <= most


def test_the_joined_stylesheet_stays_light():
    files = {path: (source, path) for path, source in FileSystemFinder().list([])}

    assert 0 < len(gzip.compress(joined(files).encode(), mtime=0)) <= 10 * KIB
