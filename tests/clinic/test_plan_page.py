"""The planner's page: there once spacing is known, in plain words, kept by nobody."""

import re

import pytest
import time_machine
from django.urls import reverse

from clinic.office.models import OpeningHours, Treatment
from tests.articles.factories import make_treatment
from tests.factories import MONDAY, make_concern

pytestmark = pytest.mark.django_db
PAGE = "/treatments/holistic-microneedling/plan/"


@pytest.fixture
def treatment(office):
    with time_machine.travel(MONDAY, tick=False):
        yield make_treatment(weeks_between_least=4, weeks_between_most=6)


def planned(client, by):
    return client.get(PAGE, {"by": by})


def weeks(page):
    return re.findall(r">Week of ([^<]+)<", page.text)


def test_the_weeks_are_named_for_the_fewest_and_the_most(client, treatment):
    page = planned(client, "September 18, 2027")

    assert page.status_code == 200
    assert "To be done by Saturday, September 18, 2027" in page.text
    assert "Your first session would be on Tuesday, July 20, 2027, at the latest." in page.text
    assert "so the last one lies four days or more before your day" in page.text
    assert "The fewest: 3 sessions, 4 weeks apart" in page.text
    assert "The most: 6 sessions, 6 weeks apart" in page.text
    assert weeks(page)[:3] == ["July 19, 2027", "August 16, 2027", "September 13, 2027"]
    assert len(weeks(page)) == 9
    assert "nothing here is a promise" in page.text
    assert "/book/?plan=2027-09-18&amp;treatment=holistic-microneedling" in page.text


def test_where_time_is_short_for_the_most_the_fewest_are_named_alone(client, treatment):
    page = planned(client, "March 20, 2027")

    assert (
        "There is not enough time for the most that people begin with: six sessions, six weeks apart."
        in page.text
    )
    assert len(weeks(page)) == 3


def test_one_figure_for_both_is_one_way_and_short_of_no_time(client, treatment):
    Treatment.objects.update(
        **{
            "sessions_least": 3,
            "sessions_most": 3,
            "weeks_between_least": 4,
            "weeks_between_most": 4,
        }
    )

    page = planned(client, "September 18, 2027")

    assert len(weeks(page)) == 3
    assert "not enough time" not in page.text


def test_a_day_too_near_gets_a_plain_sentence_and_the_first_day_that_is_not(client, treatment):
    page = planned(client, "December 24")

    assert page.status_code == 200
    assert "is too near for a series" in page.text
    assert weeks(page) == []
    near = re.search(r'href="\?by=([\d-]+)"', page.text)[1]
    assert len(weeks(planned(client, near))) == 3


def test_closed_for_good_is_too_near_for_any_day(client, treatment, office):
    OpeningHours.objects.update(note="By phone")
    OpeningHours.objects.create(office=office, weekday=0, opens="09:00", closes="09:10")

    page = planned(client, "September 18, 2027")

    assert "is too near for a series" in page.text
    assert "The first day for which there would be time" not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a day, for example June 5, 2027."),
        ("  ", "Enter a day, for example June 5, 2027."),
        ("soon <b>", "Write the day as in June 5, 2027, or 6/5/2027."),
        ("2/29/2027", "There is no February 29 in 2027."),
        ("November 1, 2026", "Enter a day that is still to come."),
        ("6/5/2050", "We plan a year ahead at most. Enter a day up to November"),
        ("6" * 5000, "Write the day as in June 5, 2027, or 6/5/2027."),
    ],
)
def test_what_is_no_day_to_plan_for_is_said_and_stays_in_its_field(client, treatment, typed, said):
    page = planned(client, typed)

    assert page.status_code == 422
    assert said in page.text
    assert page.context["form"]["by"].value() == typed
    assert "<b>soon" not in page.text
    assert "<title>Error: " in page.text


def test_no_cache_keeps_a_page_with_a_day_and_nobody_gets_a_cookie(client, treatment):
    bare, answered, refused = client.get(PAGE), planned(client, "9/18/2027"), planned(client, "x")

    assert bare["Cache-Control"].startswith("public")
    for page in (answered, refused):
        assert "no-store" in page["Cache-Control"]
    assert not any(page.cookies for page in (bare, answered, refused))
    assert 'rel="canonical" href="http' in answered.text
    assert f'{PAGE}">' in answered.text


@pytest.mark.parametrize("development", [True, False])
def test_made_up_spacing_plans_in_development_alone_and_says_so(
    client, treatment, settings, development
):
    settings.DEVELOPMENT = development
    Treatment.objects.update(weeks_between_is_sample=True)

    page = client.get(PAGE)

    assert page.status_code == (200 if development else 404)
    assert ("Sample spacing, set before launch." in page.text) == development
    for leads_there in (treatment.get_absolute_url(), "/sitemap.xml"):
        assert (PAGE in client.get(leads_there).text) == development
    about = client.get(treatment.get_absolute_url()).text
    assert "A few weeks apart" in about
    assert "4 to 6 weeks" not in about


def test_without_spacing_there_is_no_such_page(client, treatment):
    Treatment.objects.update(weeks_between_least=None, weeks_between_most=None)

    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(treatment.get_absolute_url()).text


@pytest.mark.usefixtures("kept_facts")
def test_planning_asks_the_database_for_the_treatment_alone(
    client, treatment, django_assert_num_queries
):
    planned(client, "September 18, 2027")

    with django_assert_num_queries(1):
        planned(client, "September 18, 2027")


# ---- into the booking ----------------------------------------------------------------------------
WISH = "I would like to be done with a series of Holistic Microneedling by Saturday, September 18, 2027."


def note(page):
    return re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page.text, re.DOTALL)[1]


def book(client, **query):
    return client.get(reverse("bookings:book"), query)


def test_the_booking_form_begins_its_note_with_the_day(client, treatment):
    make_concern()
    page = book(client, plan="2027-09-18", treatment=treatment.slug)

    assert note(page) == WISH
    assert re.search(r"<details[^>]* open", page.text)
    assert "We put a sentence about your day into the note below." in page.text
    assert "plan=" not in re.search(r"<form[^>]*>", page.text)[0]
    assert note(book(client)) == ""  # and nobody else's


@pytest.mark.parametrize(
    "query",
    [
        {"plan": "2027-09-18"},
        {"plan": "2027-09-18", "treatment": "nothing"},
        {"plan": "2026-11-01", "treatment": "holistic-microneedling"},
        {"plan": "9999-12-31", "treatment": "holistic-microneedling"},
        {"plan": "<script>", "treatment": "holistic-microneedling"},
    ],
)
def test_what_is_no_plan_leaves_the_note_empty(client, treatment, query):
    make_concern()

    assert note(book(client, **query)) == ""
