"""Aftercare by day: one page a treatment, the same for everybody, with a code that leads to it."""

import re

import pytest
from django.urls import reverse

from articles.models import ArticlePart
from clinic.office.models import Treatment
from clinic.office.qr_code import MARGIN, qr_code
from tests.articles.factories import make_article, make_treatment

pytestmark = pytest.mark.django_db
PAGE = "/aftercare/holistic-microneedling/"


@pytest.fixture
def treatment(office) -> Treatment:
    return make_treatment(
        same_day="Pink and warm.",
        following_days="Sunscreen every day.",
        call_us_if="something worries you\n\n  you are not sure  ",
    )


def test_the_page_says_each_day_and_when_to_call(client, treatment):
    page = client.get(PAGE)

    assert page.status_code == 200
    days = re.findall(r"<b>(.*?)</b><p>(.*?)</p>", page.text)
    assert days == [("Same day", "Pink and warm."), ("The next few days", "Sunscreen every day.")]
    reasons = page.text.partition('<ul class="reasons">')[2].partition("</ul>")[0]
    assert re.findall("<li>(.*?)</li>", reasons) == [
        "your skin is still pink after three days",
        "something worries you",
        "you are not sure",
    ]
    assert "In an emergency, call 911." in page.text


def test_who_wrote_no_reasons_is_called_all_the_same(client, treatment):
    Treatment.objects.update(call_us_if="", redness_days_least=None, redness_days_most=None)

    page = client.get(PAGE).text

    assert "Call or text us if" not in page
    assert "takes calls and texts" in page
    assert "call 911" in page


@pytest.mark.parametrize("slug", ["acupuncture", "nothing"])
def test_a_treatment_without_days_after_has_no_such_page_and_leads_to_none(client, treatment, slug):
    make_treatment("Acupuncture", same_day="")

    assert client.get(f"/aftercare/{slug}/").status_code == 404
    assert "/aftercare/" not in client.get("/treatments/acupuncture/").text
    assert f"/aftercare/{slug}/" not in client.get("/sitemap.xml").text


def test_its_treatment_articles_and_the_sitemap_lead_there(client, treatment):
    article = make_article()
    article.treatments.add(treatment)
    article.sections.update(part=ArticlePart.DAYS)

    for page in (treatment.get_absolute_url(), article.get_absolute_url(), "/sitemap.xml"):
        assert PAGE in client.get(page).text, page


def test_it_is_one_page_for_everybody(client, treatment):
    page = client.get(PAGE, {"name": "quokka"})

    assert page["Cache-Control"].startswith("public")
    assert not page.cookies
    assert "quokka" not in page.text
    assert "csrf" not in page.text


def test_the_desk_finds_it_on_the_day_sheet_and_beside_the_days_of_the_treatment(desk, treatment):
    sheet = desk.get(reverse("admin:bookings_consultation_day_sheet"))
    form = desk.get(reverse("admin:clinic_treatment_change", args=[treatment.pk]))
    bare = make_treatment("Acupuncture", same_day="")
    unwritten = desk.get(reverse("admin:clinic_treatment_change", args=[bare.pk]))

    assert PAGE in sheet.text
    assert PAGE in form.text
    assert "/aftercare/" not in unwritten.text


# ---- the code ------------------------------------------------------------------------------------
def dots(size: int, path: str) -> set[tuple[int, int]]:
    """The dark dots that a browser draws of the path."""
    found = set()
    for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert length == back
        found |= {(int(x) + n, int(y)) for n in range(int(length))}
    assert max(max(dot) for dot in found) == size - MARGIN - 1
    return found


def test_the_code_on_the_page_is_that_of_its_address(client, treatment, settings):
    settings.SITE_URL = "https://clinic.example"

    page = client.get(PAGE).text

    assert qr_code(f"https://clinic.example{PAGE}").path in page
    assert f"<b>clinic.example{PAGE}</b>" in page


def test_a_code_is_drawn_dot_for_dot_with_its_white_margin():
    """Finder patterns stand in three corners: seven dots wide, behind four white ones."""
    code = qr_code("https://clinic.example/aftercare/holistic-microneedling/")

    dark = dots(code.size, code.path)

    assert min(x for x, _ in dark) == min(y for _, y in dark) == MARGIN
    ring = {(x, y) for x in range(7) for y in range(7) if {x, y} & {0, 6}}
    far = code.size - 2 * MARGIN - 7
    for left, top in ((0, 0), (far, 0), (0, far)):
        assert {(x + left + MARGIN, y + top + MARGIN) for x, y in ring} <= dark
