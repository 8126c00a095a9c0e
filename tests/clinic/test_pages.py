"""The clinic's own pages: they draw on the rows, set no cookie, and still answer when something is
broken.
"""

import re
from datetime import UTC, date, datetime, time
from html import unescape
from io import BytesIO
from urllib.robotparser import RobotFileParser

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from PIL import Image

from clinic.office import formats
from clinic.office.models import Closure, Office, OpeningHours, Practitioner, TreatmentStep
from clinic.office.models import office as office_models
from clinic.site import errors
from tests.articles.factories import make_article, make_faq, make_long_article, make_treatment
from tests.budgets import MOST_HTML
from tests.factories import MONDAY, make_concern
from tests.schema_org.pages import thing

pytestmark = pytest.mark.django_db
PHONE = "(424) 252-1210"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    """As if this process had read no office yet."""
    monkeypatch.setattr(office_models, "_last_read", [])


@pytest.fixture
def site(office):
    """One row of everything that readers see. Returns the addresses of all pages to read."""
    treatment = make_treatment()
    TreatmentStep.objects.create(treatment=treatment, title="Settle", text="Rest.")
    article = make_long_article()
    article.treatments.add(treatment)
    make_faq(on=article, on_home_page=True)
    named = [
        "home",
        "articles:index",
        "articles:questions",
        "office:visit",
        "office:privacy",
        "office:accessibility",
    ]
    return [reverse(name) for name in named] + [
        treatment.get_absolute_url(),
        reverse("office:aftercare", args=[treatment.slug]),
        article.get_absolute_url(),
    ]


def structured(response):
    return thing(response, "MedicalBusiness")


def test_reading_sets_no_cookie_and_no_form_token(client, site):
    for address in [
        *site,
        "/nowhere/",
        "/robots.txt",
        "/sitemap.xml",
        "/health/live",
        "/health/ready",
    ]:
        response = client.get(address)

        assert response.cookies == {}, address
        assert b"csrfmiddlewaretoken" not in response.content, address
        assert "Cookie" not in response.headers.get("Vary", ""), address


def test_every_page_says_who_we_are_and_how_to_reach_us(client, site):
    Office.objects.update(name="Quiet Needle", phone="+13105550134")
    for address in site:
        html = client.get(address).content.decode()

        assert html.count("<h1") == 1, address
        assert html.count("1150 Yale St") >= 1, address
        assert "Quiet Needle" in html, address
        assert "tel:+13105550134" in html, address
        assert "sms:+13105550134" in html, address
        assert reverse("office:privacy") in html, address
        assert reverse("office:accessibility") in html, address


def test_pages_hold_neither_inline_style_nor_script_that_runs(client, site):
    for address in [*site, "/nowhere/"]:
        html = client.get(address).content.decode()

        assert " style=" not in html, address
        assert "<style" not in html, address
        assert re.findall(r"<script(?! src=| type=\"application/ld\+json\")", html) == [], address
        assert re.findall(r"\son\w+=", html) == [], address


def test_pages_stay_below_their_budget(client, site):
    for address in site:
        assert len(client.get(address).content) <= MOST_HTML, address


def test_a_post_to_a_page_to_read_is_refused(client, site):
    assert {client.post(address).status_code for address in site} == {405}


def test_every_answer_carries_the_policies(client, site):
    for address in [*site, "/nowhere/", "/robots.txt", "/static/css/base.css"]:
        headers = client.get(address).headers

        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "script-src 'self';" in policy + ";", address
        assert "unsafe" not in policy, address
        assert "nonce" not in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert "camera=()" in headers["Permissions-Policy"], address


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_same_few_queries_whatever_it_shows(
    client, office, django_assert_num_queries, rows
):
    for number in range(rows):
        make_treatment(f"Treatment {number}")
        make_long_article(title=f"Article {number}")
        make_faq(f"Question {number}?", on_home_page=True)

    with django_assert_num_queries(6):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_treatment_asks_the_same_few_queries(client, office, django_assert_num_queries, rows):
    treatment = make_treatment()
    for number in range(rows):
        TreatmentStep.objects.create(
            treatment=treatment, title=f"Step {number}", text="Rest.", position=number
        )

    with django_assert_num_queries(4):
        client.get(treatment.get_absolute_url())


WHAT_IT_IS = "Complimentary means about 30 minutes"  # which stands beside every invitation
BACK_ON = (
    "We offer times online again from Tuesday, December 8. "  # nobody can come on a Monday
    "Until then, tell us which days suit and we get in touch."
)


@pytest.fixture
def booking_off():
    Office.objects.update(booking_off_until=date(2026, 12, 7))


def invitations(client, address):
    """What the buttons that lead to the booking page say."""
    html = client.get(address).content.decode()
    buttons = re.findall(r'<a class="btn[^>]* href="/book/[^>]*>(.*?)</a>', html)
    return [re.sub(r"<[^>]+>", "", button) for button in buttons]


@time_machine.travel("2026-12-06 23:59 -0800")
def test_while_booking_is_off_every_invitation_asks_instead_and_says_from_when_on(
    client, site, booking_off
):
    for address in [*site, "/book/"]:
        response = client.get(address)

        assert response.text.count(BACK_ON) == response.text.count(WHAT_IT_IS), address
        assert set(invitations(client, address)) <= {"Ask for a consultation"}, address
        assert len(response.content) <= MOST_HTML, address


@time_machine.travel("2026-12-07 00:00 -0800")
def test_from_that_day_on_every_invitation_books_again(client, site, booking_off):
    for address in site:
        assert "We offer times online again" not in client.get(address).text, address
        assert "Book a consultation" in invitations(client, address), address
        assert "Ask for a consultation" not in invitations(client, address), address


def test_home_takes_its_figures_from_the_first_treatment(client, office):
    make_treatment(position=1, redness_days_most=2, sessions_least=2, sessions_most=4)
    make_treatment("Acupuncture", position=2, redness_days_most=9)

    html = client.get("/").content.decode()

    assert "Pink for one to two days, then weeks of quiet rebuilding." in html
    assert "two to four sessions, a few weeks apart" in html
    assert "Microneedling takes about 30 to 60 minutes." in html


def test_home_claims_no_figure_that_is_not_known(client, office):
    empty = dict.fromkeys(
        ["session_minutes_least", "session_minutes_most", "sessions_least", "sessions_most"]
        + ["redness_days_least", "redness_days_most"]
    )
    make_treatment(**empty)

    html = client.get("/").content.decode()

    assert "Microneedling takes" not in html
    assert "Many people plan" not in html
    assert "Weeks of quiet rebuilding." in html


def test_home_does_not_show_one_article_twice(client, office):
    explains = make_long_article(title="Pores explained")
    make_article("Another")

    html = client.get("/").content.decode()

    assert html.count(explains.get_absolute_url()) == 1
    assert "Another" in html


def test_home_without_any_content_is_still_a_page(client, office):
    response = client.get("/")

    assert response.status_code == 200
    assert "Read before you decide" not in response.content.decode()


def test_treatment_shows_facts_parts_and_steps(client, office):
    treatment = make_treatment(
        weeks_between_least=4, weeks_between_most=6, authorized_use="Authorized for scars."
    )
    TreatmentStep.objects.create(treatment=treatment, title="Settle first", text="Rest.")

    html = client.get(treatment.get_absolute_url()).content.decode()

    for words_on_page in [
        "30 to 60 minutes",
        "3 to 6 sessions",
        "4 to 6 weeks apart",
        "1 to 3 days",
    ]:
        assert words_on_page in html
    for words_on_page in [
        "Settle first",
        "It cannot",
        "Authorized for scars.",
        "Pink and warm.",
        "The skin answers.",
    ]:
        assert words_on_page in html
    assert "How collagen supports a pore" not in html


def test_treatment_that_does_not_exist_is_404(client, office):
    assert client.get("/treatments/nothing/").status_code == 404


def test_the_page_one_is_on_is_marked_in_the_menu(client, site):
    html = client.get(reverse("office:visit")).content.decode()

    assert re.findall(r'<a href="([^"]*)" aria-current="page">', html) == ["/visit/"]


# ---- visit ---------------------------------------------------------------------------------------
def hours(*rows):
    return [
        OpeningHours(weekday=day, opens=time(opens), closes=time(closes), note=note)
        for day, opens, closes, note in rows
    ]


def test_equal_days_in_a_row_are_said_together():
    week = hours((0, 9, 12, "by phone"), *((day, 9, 18, "") for day in range(1, 6)))

    assert formats.weekly(week) == [
        ("Monday", "By phone"),
        ("Tuesday to Saturday", "9:00 am to 6:00 pm"),
        ("Sunday", "Closed"),
    ]


def test_two_days_and_a_lunch_break_are_said_as_people_say_them():
    week = hours((5, 13, 17, ""), (5, 9, 12, ""), (6, 9, 12, ""), (6, 13, 17, ""))

    assert formats.weekly(week) == [
        ("Monday to Friday", "Closed"),
        ("Saturday and Sunday", "9:00 am to 12:00 pm, 1:00 pm to 5:00 pm"),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ((26, 8), (27, 8), "Thursday, November 26"),
        ((26, 8), (28, 8), "Thursday, November 26 through Friday, November 27"),
        ((26, 21), (26, 23), "Thursday, November 26, 1:00 pm to 3:00 pm Pacific time"),
        (
            (26, 21),
            (27, 23),
            "Thursday, November 26, 1:00 pm to Friday, November 27, 3:00 pm Pacific time",
        ),
    ],
)
def test_closures_are_said_on_the_offices_clock(office, starts, ends, said):
    moments = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in (starts, ends)]

    assert formats.closure(Closure(starts_at=moments[0], ends_at=moments[1]), office) == said


@time_machine.travel("2026-11-20 12:00 -0800")
def test_visit_announces_what_is_soon_and_forgets_what_is_over(client, office):
    for day, reason in ((10, "over"), (26, "holiday")):
        start, end = (
            datetime(2026, 11, day, 8, tzinfo=UTC),
            datetime(2026, 11, day + 1, 8, tzinfo=UTC),
        )
        Closure.objects.create(office=office, starts_at=start, ends_at=end, reason=reason)

    html = client.get(reverse("office:visit")).content.decode()

    assert 'Thursday, November 26 <span class="soft">(holiday)</span>' in html
    assert "(over)" not in html
    assert "All times are Pacific time." in html


def test_visit_shows_the_map_only_of_the_street_it_is_of(client, office):
    assert b"map-t" in client.get(reverse("office:visit")).content

    Office.objects.update(street="12 Main St", city="Venice")
    html = client.get(reverse("office:visit")).content.decode()

    assert "map-t" not in html
    assert "Find us in Venice" in html


# ---- for machines --------------------------------------------------------------------------------
def test_search_engines_are_told_what_the_rows_say(client, office):
    OpeningHours.objects.filter(weekday=0).update(note="by phone")

    data = structured(client.get(reverse("office:visit")))

    assert data["telephone"] == "+14242521210"
    assert data["address"]["streetAddress"] == "1150 Yale St, Suite 10"
    days = [row["dayOfWeek"] for row in data["openingHoursSpecification"]]
    assert days == [
        f"https://schema.org/{day}day" for day in ("Tues", "Wednes", "Thurs", "Fri", "Satur")
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "special"),
    [
        # Thanksgiving, and a run of days over a Sunday, on which nobody is there anyway.
        ("2026-11-26T00:00", "2026-11-27T00:00", [("2026-11-26", "2026-11-26", "00:00", "00:00")]),
        ("2026-12-24T00:00", "2026-12-29T00:00", [("2026-12-24", "2026-12-28", "00:00", "00:00")]),
        # Hours within a day, at its end, and beside opening hours.
        (
            "2026-11-24T12:00",
            "2026-11-24T14:00",
            [
                ("2026-11-24", "2026-11-24", "09:00", "12:00"),
                ("2026-11-24", "2026-11-24", "14:00", "17:00"),
            ],
        ),
        ("2026-11-24T15:00", "2026-11-24T19:00", [("2026-11-24", "2026-11-24", "09:00", "15:00")]),
        ("2026-11-24T08:00", "2026-11-24T18:00", [("2026-11-24", "2026-11-24", "00:00", "00:00")]),
        ("2026-11-24T18:00", "2026-11-24T20:00", []),
        # From an afternoon to a morning.
        (
            "2026-11-24T15:00",
            "2026-11-26T11:00",
            [
                ("2026-11-25", "2026-11-25", "00:00", "00:00"),
                ("2026-11-24", "2026-11-24", "09:00", "15:00"),
                ("2026-11-26", "2026-11-26", "11:00", "17:00"),
            ],
        ),
    ],
)
def test_search_engines_are_told_of_closures_as_readers_are(client, office, starts, ends, special):
    def structured_on_visit():
        with time_machine.travel(MONDAY, tick=False):
            return structured(client.get(reverse("office:visit")))

    bounds = (datetime.fromisoformat(each).replace(tzinfo=office.zone) for each in (starts, ends))
    Closure.objects.create(
        office=office, reason="holiday", **dict(zip(("starts_at", "ends_at"), bounds, strict=True))
    )

    rows = structured_on_visit().get("specialOpeningHoursSpecification", [])

    keys = ("validFrom", "validThrough", "opens", "closes")
    assert [tuple(row[key] for key in keys) for row in rows] == special
    Office.objects.update(hours_are_samples=True)
    assert "specialOpeningHoursSpecification" not in structured_on_visit()


def test_structured_data_cannot_end_its_element(client, office):
    Office.objects.update(name="</script><script>alert(1)</script>")

    assert structured(client.get("/"))["name"] == "</script><script>alert(1)</script>"
    assert b"<script>alert" not in client.get("/").content


def test_canonical_address_is_the_sites_own_whatever_the_host(client, site, settings):
    settings.SITE_URL = "https://clinic.example"

    html = client.get(reverse("office:visit") + "?utm_source=mail").content.decode()

    assert '<link rel="canonical" href="https://clinic.example/visit/">' in html


SHARED_AS = {
    "/": "Patient work for living skin",
    "/about/": "About us",
    "/accessibility/": "Accessibility",
    "/aftercare/holistic-microneedling/": "The days after Holistic Microneedling",
    "/articles/": "Articles",
    "/articles/pores-plainly/": "Pores, plainly",
    "/book/": "Book a consultation",
    "/privacy/": "Privacy",
    "/questions/": "Questions, answered plainly",
    "/treatments/holistic-microneedling/": "Holistic Microneedling",
    "/visit/": "Visit us",
}


def test_who_shares_a_page_shares_its_name_address_and_description(client, site, settings):
    settings.SITE_URL = "https://clinic.example"
    Office.objects.update(name="Quiet & Needle")
    Practitioner.objects.create(
        name="Sample person",
        license_type="Licensed Acupuncturist",
        license_number="AC 00000",
        board_notice="Sample notice of a board.",
        is_published=True,
    )
    assert set(site) < set(SHARED_AS)

    for address, title in SHARED_AS.items():
        html = unescape(client.get(address).text)
        described = re.search(r'<meta name="description"[^>]* content="([^"]+)">', html)[1]
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == [
            settings.SITE_URL + address
        ]
        named = re.findall(r'<meta [^>]*property="([^"]*)" content="([^"]*)">', html)
        assert sorted(each for each in named if not each[0].startswith("og:image")) == [
            ("og:description", described),
            ("og:site_name", "Quiet & Needle"),
            ("og:title", title),
            ("og:type", "article" if address == "/articles/pores-plainly/" else "website"),
            ("og:url", settings.SITE_URL + address),
        ], address


def test_the_booking_form_has_one_address_wherever_people_come_from(client, site, settings):
    make_concern()
    response = client.get("/book/?article=pores-plainly&about=pores")

    assert "You came from" in response.text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/book/">' in response.text
    assert f'<meta property="og:url" content="{settings.SITE_URL}/book/">' in response.text


def test_machines_read_that_a_page_is_not_to_be_found(client, site):
    """Who may not read a page by robots.txt cannot read its noindex either, and lists its bare
    address.
    """
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())

    for address in [*site, "/about/", "/book/", "/articles/feed/", "/sitemap.xml"]:
        assert rules.can_fetch("*", address), address
    for address in [*site, "/book/", "/articles/feed/"]:
        assert is_to_be_found(client.get(address)), address
    for address in [
        "/admin/login/",
        "/consultation/find/",
        "/consultation/a-token/",
        "/calendar/a-secret.ics",
    ]:
        assert rules.can_fetch("*", address), address
        assert not is_to_be_found(client.get(address)), address


def is_to_be_found(response):
    said = re.findall(r'<meta name="robots" content="(.*?)"', response.text)
    said.append(response.headers.get("X-Robots-Tag", ""))
    return not re.search("noindex|none", " ".join(said), re.IGNORECASE)


def test_markup_has_no_attribute_where_html_knows_none(client, site):
    """The kinds that the Nu Html Checker 26.9.27 found, on every page to read and on the forms."""
    for address in [*site, "/book/", "/consultation/find/", "/nowhere/"]:
        html = client.get(address).text

        assert not re.search(r"<svg[^>]*\shidden[\s>=]", html), address
        assert not re.search(r"<legend[^>]*\sfor=", html), address


def test_a_drawing_is_named_by_its_title_and_described_once(client, site):
    for address in site:
        for drawing in re.findall(
            r"<svg[^>]*role=.img.[^>]*>.*?</svg>", client.get(address).text, re.DOTALL
        ):
            named, described = (
                re.search(rf'{what}="(\S+)"', drawing) for what in ("labelledby", "describedby")
            )

            assert f'<title id="{named[1]}">' in drawing
            assert f'<desc id="{described[1]}">' in drawing


def test_browsers_find_an_icon_where_they_ask_by_themselves(client, site, settings):
    icon, touch = client.get("/favicon.ico"), client.get("/apple-touch-icon.png")

    assert (icon.status_code, touch.status_code) == (200, 200)
    kept = f"max-age={settings.WHITENOISE_MAX_AGE}, public"
    assert icon["Cache-Control"] == touch["Cache-Control"] == kept
    with Image.open(BytesIO(icon.getvalue())) as opened:
        assert opened.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(BytesIO(touch.getvalue())) as opened:
        assert opened.size == (180, 180)
    assert '<link rel="apple-touch-icon" href="/apple-touch-icon.png">' in client.get("/").text


def test_phones_find_icons_and_a_name_for_their_first_screen(client, site):
    Office.objects.update(name="Quiet & Needle")
    manifest = client.get("/site.webmanifest")
    told = manifest.json()

    assert manifest["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"], told["start_url"]) == (*["Quiet & Needle"] * 2, "/")
    assert [(icon["sizes"], icon["purpose"]) for icon in told["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in told["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(file) as opened:
            assert (opened.format, "{}x{}".format(*opened.size)) == ("PNG", icon["sizes"])
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").text


def test_sitemap_and_robots_name_the_sites_own_address(client, site, settings):
    settings.SITE_URL = "https://clinic.example"

    listed = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())

    assert set(listed) == {
        f"https://clinic.example{address}"
        for address in [*site, reverse("bookings:ask"), reverse("bookings:book")]
    }
    assert (
        "Sitemap: https://clinic.example/sitemap.xml" in client.get("/robots.txt").content.decode()
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "10.0.0.7", "acupuncturyla.com"])
def test_health_answers_under_any_name_and_nothing_else_does(client, settings, host):
    settings.ALLOWED_HOSTS = [".acupuncturyla.com"]

    health = [
        client.get(f"/health/{page}", headers={"host": host}).status_code
        for page in ("live", "ready")
    ]

    assert health == [200, 200]
    assert client.get("/robots.txt", headers={"host": host}).status_code == (
        200 if host == "acupuncturyla.com" else 400
    )


def test_pictures_are_served_and_nothing_beside_them(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "leaf.webp").write_bytes(b"leaf")
    (tmp_path / "secret").write_bytes(b"secret")

    response = client.get("/media/leaf.webp")

    assert b"".join(response.streaming_content) == b"leaf"
    assert "immutable" in response["Cache-Control"]
    for address in [
        "/media/../secret",
        "/media/%2e%2e/secret",
        "/media/%00",
        "/media/nothing.webp",
    ]:
        assert client.get(address).status_code == 404, address


# ---- when something is wrong ---------------------------------------------------------------------
@pytest.mark.parametrize("template", ["400", "403", "404", "500", "stale_form"])
def test_error_pages_need_neither_request_nor_database(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.page(template, 500)

    html = response.content.decode()
    assert html.count("<h1") == 1
    assert PHONE in html
    assert response["Cache-Control"] == "no-store"


def test_error_pages_say_the_number_that_was_read_last(client, office):
    Office.objects.update(phone="+13105550134")
    client.get("/")

    assert "(310) 555-0134" in errors.page("500", 500).content.decode()


def test_a_broken_error_page_still_says_the_phone_number(monkeypatch):
    def broken(*args):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(errors, "render_to_string", broken)

    response = errors.page("500", 500)

    assert response.status_code == 500
    assert PHONE in response.content.decode()


def test_a_failing_page_answers_500_with_the_phone_number(office, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Office.objects, "current", broken)

    response = Client(raise_request_exception=False).get("/visit/")

    assert response.status_code == 500
    assert "it is our fault" in response.content.decode()
    assert PHONE in response.content.decode()


def test_an_unreadable_post_gets_our_own_page(office):
    response = Client(raise_request_exception=False).post(
        reverse("bookings:book"),
        b"a=b",
        content_type="application/x-www-form-urlencoded; charset=utf-7",
    )

    assert response.status_code in (400, 403, 422)
    assert PHONE in response.content.decode()


def test_an_old_form_says_what_to_do(office):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    response = client.post(reverse("admin:login"), {})

    assert response.status_code == 403
    assert "Go back and copy what you typed. Then reload the page" in response.content.decode()
    assert PHONE in response.content.decode()


def test_privacy_says_since_when_it_holds(client, office):
    html = client.get(reverse("office:privacy")).content.decode()

    assert '<time datetime="2026-11-30">November 30, 2026</time>' in html
    assert "We do not sell or share" in html
    assert "Do Not Track" in html


# ---- what only the clinic can say ----------------------------------------------------------------
SAMPLE_HOURS = "Sample hours, set before launch."
IN_THE_FOOTER = "<p>Hours and length of a consultation are samples, set before launch.</p>"


def test_hours_that_are_samples_are_said_to_be_samples_and_told_to_no_search_engine(
    client, site, office
):
    Office.objects.update(hours_are_samples=True)

    for address in [*site, reverse("bookings:book"), "/nowhere/"]:
        html = client.get(address).text
        assert html.partition('<footer class="site-footer">')[2].count(IN_THE_FOOTER) == 1, address
        assert (SAMPLE_HOURS in html) == (address == reverse("office:visit")), address
    data = structured(client.get(reverse("office:visit")))
    assert data["address"]["streetAddress"] == "1150 Yale St, Suite 10"
    assert "openingHoursSpecification" not in data


def test_hours_of_the_clinics_own_stand_without_a_word_of_samples(client, site):
    for address in [*site, reverse("bookings:book")]:
        assert not re.search("(?i)samples|sample hours", client.get(address).text), address
    assert len(structured(client.get(reverse("office:visit")))["openingHoursSpecification"]) == 6


def test_the_owner_says_that_hours_are_the_clinics_own_in_the_offices_form(admin_client, office):
    Office.objects.update(hours_are_samples=True)

    html = admin_client.get(f"/admin/clinic/office/{office.pk}/change/").text

    assert re.search(r'<input type="checkbox" name="hours_are_samples"[^>]* checked>', html)
    assert "These hours are samples" in html


def test_figures_in_the_drawings_are_the_treatments(client, office):
    treatment = make_treatment(
        shows_collagen_drawings=True,
        redness_days_least=2,
        redness_days_most=4,
        weeks_between_least=4,
        weeks_between_most=6,
    )
    article = make_long_article()
    article.treatments.add(treatment)

    for page in (treatment, article):
        html = client.get(page.get_absolute_url()).text
        assert "small pink bump: 2 to 4 days of redness<" in html
        assert ">pink: 2 to 4 days<" in html
        assert html.count("spaced 4 to 6 weeks apart") == 2


@pytest.mark.parametrize("known", [True, False])
def test_drawings_without_a_known_figure_show_none(client, office, known):
    article = make_long_article()
    if known:  # of a treatment, but not how long skin stays pink
        article.treatments.add(make_treatment(redness_days_least=None, redness_days_most=None))

    html = client.get(article.get_absolute_url()).text

    assert "small pink bump: redness<" in html
    assert ">pink: redness<" in html
    assert html.count("spaced a few weeks apart") == 2
