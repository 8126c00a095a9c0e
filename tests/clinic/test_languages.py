"""Languages: the address alone decides, links lead to the same page, dates are said as people do."""

from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic import languages
from clinic.changes.public_pages import QUERY
from clinic.office import formats
from clinic.office.models import Office
from tests.clinic.cached_site import HOST, CachedSite
from tests.factories import make_office, turn_on_spanish

PACIFIC = Office(time_zone="America/Los_Angeles")
N = "\N{NO-BREAK SPACE}"


@pytest.fixture
def site(db, client):
    """The test client of a site in two languages."""
    make_office()
    turn_on_spanish()
    return client


@pytest.fixture
def english_site(db, client):
    make_office()
    return client


# ---- addresses ---------------------------------------------------------------------------------
def test_the_address_alone_decides_the_language(site):
    wishes = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9", "HTTP_COOKIE": "django_language=es"}

    english = site.get("/visit/", **wishes)
    spanish = site.get("/es/visit/", HTTP_ACCEPT_LANGUAGE="en-US")

    assert '<html lang="en-US">' in english.content.decode()
    assert '<html lang="es-US">' in spanish.content.decode()
    for answer in (english, spanish):
        assert "accept-language" not in answer.headers.get("Vary", "").lower()
        assert "Set-Cookie" not in answer.headers


def test_links_of_a_page_stay_in_its_language(site):
    assert 'href="/es/questions/"' in site.get("/es/visit/").content.decode()
    assert 'href="/es/questions/"' not in site.get("/visit/").content.decode()


@pytest.mark.parametrize(
    ("at", "leads_to", "name"),
    [("/visit/", "/es/visit/", "Español"), ("/es/visit/", "/visit/", "English")],
)
def test_header_and_footer_lead_to_the_same_page_in_the_other_language(site, at, leads_to, name):
    code = languages.of_path(leads_to)

    page = site.get(at).content.decode()

    assert page.count(f'<a href="{leads_to}" lang="{code}" hreflang="{code}">{name}</a>') == 2


@pytest.mark.parametrize("at", ["/visit/", "/es/visit/"])
def test_search_engines_are_told_both_and_which_is_for_everybody(site, settings, at):
    settings.SITE_URL = "https://www.clinic.example"

    page = site.get(at).content.decode()

    for code, path in (("en", "/visit/"), ("es", "/es/visit/"), ("x-default", "/visit/")):
        address = f"https://www.clinic.example{path}"
        assert page.count(f'<link rel="alternate" hreflang="{code}" href="{address}">') == 1
    assert f'<link rel="canonical" href="https://www.clinic.example{at}">' in page


def test_a_language_that_is_off_leads_to_english_and_is_named_nowhere(english_site):
    answer = english_site.get("/es/book/?concern=pores")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/book/?concern=pores")
    assert "no-store" in answer.headers["Cache-Control"]
    page = english_site.get("/visit/").content.decode()
    assert "Español" not in page
    assert "hreflang" not in page


@pytest.mark.parametrize(
    "path", ["/es//elsewhere.example/", "/%2Fes/visit/", "/es/\\elsewhere.example/"]
)
def test_no_address_of_a_language_that_is_off_leads_to_another_site(english_site, path):
    assert english_site.get(path).status_code == 404


def test_what_is_sent_while_a_language_is_turned_off_is_not_lost(english_site):
    assert english_site.post("/es/consultation/find/", {"email": "nobody"}).status_code != 302


def test_a_page_that_is_not_there_says_so_in_its_language(site):
    answer = site.get("/es/nowhere/")

    assert answer.status_code == 404
    assert '<html lang="es-US">' in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/robots.txt", "/sitemap.xml", "/health/live", "/metrics"]
)
def test_staff_and_machines_have_one_address(path):
    with languages.speaking("es"):
        assert not reverse("admin:index").startswith("/es/")
    assert languages.in_english(path) == path


@pytest.mark.parametrize(
    ("english", "spanish"), [("/", "/es/"), ("/book/", "/es/book/"), ("/essays/", "/es/essays/")]
)
def test_an_address_has_a_pair(english, spanish):
    assert languages.in_language(english, "es") == spanish
    assert languages.in_language(spanish, "es") == spanish
    assert languages.in_english(spanish) == english
    assert languages.of_path(english) == "en"
    assert languages.of_path(spanish) == "es"


# ---- dates, times and spans --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 12, 1, 18, tzinfo=UTC), f"martes, 1 de diciembre, 10:00{N}a.{N}m., hora del Pacífico"),
        # the Sundays on which clocks change: the hour that comes twice names its offset
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), f"domingo, 1 de noviembre, 1:30{N}a.{N}m. PDT"),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), f"domingo, 1 de noviembre, 1:30{N}a.{N}m. PST"),
        (datetime(2027, 3, 14, 10, 30, tzinfo=UTC), f"domingo, 14 de marzo, 3:30{N}a.{N}m., hora del Pacífico"),
    ],
)  # fmt: skip
def test_a_time_is_said_in_spanish_on_both_sides_of_the_clock_changes(moment, said):
    with languages.speaking("es"):
        assert formats.when(moment, PACIFIC) == said


def test_a_promise_is_said_in_spanish_as_people_say_it():
    now, until = datetime(2026, 11, 28, tzinfo=UTC), datetime(2026, 11, 30, 19, tzinfo=UTC)

    with languages.speaking("es"):
        said = formats.reply_by_in_full(until, PACIFIC, now=now)

    assert said == (f"lunes a media mañana (30 de noviembre, 11:00{N}a.{N}m., hora del Pacífico)")


@pytest.mark.parametrize(
    ("least", "most", "unit", "said"),
    [
        (30, 60, "minute", "30 a 60 minutos"),
        (1, 1, "session", "1 sesión"),
        (2, 2, "month", "2 meses"),
    ],
)
def test_spans_have_spanish_plurals(least, most, unit, said):
    with languages.speaking("es"):
        assert formats.span(least, most, unit) == said


def test_hours_and_days_are_said_in_spanish():
    with languages.speaking("es"):
        assert formats.hours_of_day([(time(9), time(17))]) == (f"9:00{N}a.{N}m. a 5:00{N}p.{N}m.")
        assert formats.dated(date(2026, 11, 25)) == "miércoles, 25 de noviembre de 2026"
        assert formats.calendar_day(date(2026, 11, 25)) == "25 de noviembre de 2026"
        assert formats.spelled(formats.span(3, 6, "session")) == "3 a 6 sesiones"


def test_the_sitemap_names_each_page_in_both_languages_with_its_pair(site, settings):
    settings.SITE_URL = "https://www.clinic.example"

    text = site.get("/sitemap.xml").content.decode()

    for path in ("/visit/", "/es/visit/"):
        entry = text.split(f"<loc>https://www.clinic.example{path}</loc>")[1].split("</url>")[0]
        for code, pair in (("en", "/visit/"), ("es", "/es/visit/"), ("x-default", "/visit/")):
            assert f'hreflang="{code}" href="https://www.clinic.example{pair}"' in entry


def test_with_one_language_the_sitemap_has_no_pairs(english_site):
    text = english_site.get("/sitemap.xml").content.decode()

    assert "hreflang" not in text
    assert "/es/" not in text


# ---- kept pages --------------------------------------------------------------------------------
def test_two_languages_in_one_page_cache_are_never_mixed(site, settings):
    """Whatever the browser of who came first or comes next wishes."""
    settings.ALLOWED_HOSTS = [HOST]
    kept = CachedSite()

    def render(environ, start_response):
        wish = environ["HTTP_ACCEPT_LANGUAGE"]
        answer = site.get(environ["PATH_INFO"], HTTP_ACCEPT_LANGUAGE=wish, HTTP_HOST=HOST)
        environ[QUERY] = answer.wsgi_request.META[QUERY]
        start_response("200 OK", list(answer.items()))
        return BytesIO(answer.content)

    kept.cache.render = render
    for wish in ["en-US", "es-MX,es;q=0.9", ""] * 2:
        english = kept.get("/visit/", HTTP_ACCEPT_LANGUAGE=wish).body
        spanish = kept.get("/es/visit/", HTTP_ACCEPT_LANGUAGE=wish).body
        assert (b'lang="en-US"' in english, b'lang="es-US"' in english) == (True, False)
        assert (b'lang="en-US"' in spanish, b'lang="es-US"' in spanish) == (False, True)

    assert kept.kept == ["/visit/", "/es/visit/"]


@pytest.mark.parametrize("path", ["/", "/visit/", "/articles/", "/questions/", "/privacy/"])
def test_a_spanish_page_asks_for_few_rows_more_than_the_english_one(site, path):
    """Its own texts instead of the English ones, and which English ones it lacks."""
    counts = {}
    for code in languages.LANGUAGES:
        with CaptureQueriesContext(connection) as asked:
            site.get(languages.in_language(path, code))
        counts[code] = len(asked)

    assert counts["es"] <= counts["en"] + 4
