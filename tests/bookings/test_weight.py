"""What a visitor's phone has to fetch, in bytes. The limits are the design's."""

from datetime import time
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article
from clinic.models import ConsultationHours, Office, Treatment
from tests.factories import MONDAY

KIB = 1024


def size(pattern: str) -> int:
    return sum(file.stat().st_size for file in Path(settings.BASE_DIR, "static").glob(pattern))


@pytest.fixture
def sample(db):
    with time_machine.travel(MONDAY, tick=False):
        call_command("load_sample", verbosity=0)
        yield


def test_the_booking_page_stays_light_with_sixty_days_of_half_hours(client, sample):
    office = Office.objects.current()
    Office.objects.update(horizon_days=60, slot_step_minutes=30, consultation_minutes=30)
    ConsultationHours.objects.all().delete()
    for day in range(5):
        office.consultation_hours.create(weekday=day, opens=time(9), closes=time(17))

    response = client.get(
        f"/book/?article={Article.objects.exclude(concern=None).first().slug}",
        headers={"Accept-Encoding": "gzip"},
    )

    assert len(response.context["picker"].ids) > 600
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 16_000


def test_no_page_to_read_is_heavy(client, sample):
    pages = [reverse(name) for name in ("home", "articles", "questions", "visit", "privacy", "accessibility")]
    pages += [row.get_absolute_url() for row in (*Treatment.objects.all(), *Article.objects.all())]

    weights = {page: len(client.get(page).content) for page in pages}

    assert {page: weight for page, weight in weights.items() if weight > 45 * KIB} == {}


# Without the styles and scripts that staff alone load.
@pytest.mark.parametrize(
    ("files", "most"),
    [("css/[!s]*.css", 28 * KIB), ("js/site.js", 10 * KIB), ("fonts/*.woff2", 90 * KIB)],
    ids=["styles", "scripts", "fonts"],
)
def test_styles_scripts_and_fonts_stay_light(files, most):
    assert 0 < size(files) <= most
