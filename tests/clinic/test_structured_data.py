"""Structured data: one graph a page, in schema.org's own words, of things with ids for life."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import Article
from clinic.office.models import Office, Practitioner
from tests.articles.factories import make_article, make_faq, make_picture, make_treatment
from tests.articles.forms import form_of
from tests.factories import make_office
from tests.schema_org import TYPES, faults
from tests.schema_org.pages import graph_of, thing

pytestmark = pytest.mark.django_db
HOME, VISIT, QUESTIONS = "/", "/visit/", "/questions/"


def kinds(response):
    return [each["@type"] for each in graph_of(response)["@graph"]]


@pytest.fixture
def full():
    """A site on which everything that may be said is said."""
    make_office(latitude=Decimal("1.5"), longitude=Decimal("-2.25"), instagram="acupunctury")
    reviewer = Practitioner.objects.create(
        name="Ana Reyes",
        license_type="Licensed Acupuncturist",
        license_number="AC 1",
        board_notice="Notice of a board.",
        is_published=True,
    )
    make_picture("Portrait", width=1200, height=1500, practitioner=reviewer, depicts="portrait")
    treatment = make_treatment(
        weeks_between_least=4,
        weeks_between_most=6,
        price=180,
        price_includes="One session.",
        price_on_page="shown",
    )
    article = make_article(
        reviewer=reviewer, last_reviewed_day=date(2026, 3, 1), picture=make_picture()
    )
    article.treatments.add(treatment)
    make_faq(on=article, on_home_page=True)
    return article


def test_every_page_speaks_schema_orgs_own_words(client, full):
    wrong, said = {}, set()
    for address in re.findall(r"<loc>[a-z]+://[^/]+(.*?)</loc>", client.get("/sitemap.xml").text):
        page = client.get(address)
        if "ld+json" in page.text:
            graph = graph_of(page)
            assert set(graph) == {"@context", "@graph"}
            wrong[address] = list(faults(graph))
            said |= {each["@type"] for each in graph["@graph"]}

    assert {address: found for address, found in wrong.items() if found} == {}
    assert len(wrong) == 8
    assert said == {
        *{"AboutPage", "Article", "BreadcrumbList", "FAQPage", "MedicalBusiness"},
        *{"MedicalWebPage", "Service", "WebPage"},
    }


def test_the_sample_content_does_too(client, settings):
    settings.DEVELOPMENT = True
    call_command("load_sample", verbosity=0)
    pages = [HOME, VISIT, QUESTIONS, *(row.get_absolute_url() for row in Article.objects.all())]

    wrong = {page: list(faults(graph_of(client.get(page)))) for page in pages}
    assert len(wrong) > 10
    assert {page: found for page, found in wrong.items() if found} == {}


def test_every_thing_at_the_top_has_an_id_of_its_own_and_one_type(client, full):
    for address in (HOME, VISIT, QUESTIONS, full.get_absolute_url()):
        things = graph_of(client.get(address))["@graph"]

        ids = [each["@id"] for each in things]
        assert len(set(ids)) == len(ids)
        assert all(isinstance(each["@type"], str) for each in things)


def test_the_clinic_is_one_thing_wherever_it_is_named(client, full):
    clinic = thing(client.get(VISIT), "MedicalBusiness")
    article = thing(client.get(full.get_absolute_url()), "Article")
    service = thing(client.get("/treatments/holistic-microneedling/"), "Service")

    named = [article["author"], article["publisher"], service["provider"]]
    assert {each["@id"] for each in named} == {clinic["@id"]}
    assert article["author"]["name"] == service["provider"]["name"] == clinic["name"]
    assert thing(client.get(HOME), "MedicalBusiness")["@id"] == clinic["@id"]


def test_answers_are_told_where_they_stand_and_nowhere_else(client, full):
    make_faq("What does it cost?", group="Visits", answer="<p>Nothing.</p>")

    told = {
        address: [each["name"] for each in thing(client.get(address), "FAQPage")["mainEntity"]]
        for address in (HOME, QUESTIONS, full.get_absolute_url())
    }

    assert told[HOME] == told[full.get_absolute_url()] == ["Does it hurt?"]
    assert sorted(told[QUESTIONS]) == ["Does it hurt?", "What does it cost?"]
    other = make_article("Without questions")
    assert "FAQPage" not in kinds(client.get(other.get_absolute_url()))


def test_pages_below_a_treatment_say_the_way_that_they_show(client, full):
    for address, name in [
        ("/aftercare/holistic-microneedling/", "The days after Holistic Microneedling"),
        ("/treatments/holistic-microneedling/plan/", "Plan a series"),
    ]:
        steps = thing(client.get(address), "BreadcrumbList")["itemListElement"]

        assert [each["name"] for each in steps] == ["Holistic Microneedling", name]
        assert steps[0]["item"]["@id"].endswith("/treatments/holistic-microneedling/")


# ---- where the office lies -----------------------------------------------------------------------
def test_a_place_is_told_once_it_was_entered_and_never_made_up(client, office):
    assert "geo" not in thing(client.get(VISIT), "MedicalBusiness")

    Office.objects.update(latitude=Decimal("1.5"), longitude=Decimal("-2.25"))

    assert thing(client.get(VISIT), "MedicalBusiness")["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 1.5,
        "longitude": -2.25,
    }


HALF_PLACES = [
    {"latitude": Decimal(1)},
    {"longitude": Decimal(1)},
    {"latitude": Decimal(91), "longitude": Decimal(1)},
    {"latitude": Decimal(1), "longitude": Decimal(-181)},
]


@pytest.mark.both_databases
@pytest.mark.parametrize("half", HALF_PLACES)
def test_the_database_takes_no_half_of_a_place(office, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.update(**half)
    with pytest.raises(ValidationError, match="Fill in both latitude"):
        Office(**{"name": office.name, **half}).validate_constraints()


def test_the_owner_enters_a_place_on_the_offices_form(admin_client, office):
    address = reverse("admin:clinic_office_change", args=[office.pk])
    fields = form_of(admin_client, address) | {"latitude": "1.5"}

    refused = admin_client.post(address, fields)
    taken = admin_client.post(address, fields | {"longitude": "-2.25"})

    assert "Fill in both latitude" in refused.text
    assert taken.status_code == 302
    assert Office.objects.get().longitude == Decimal("-2.25")


# ---- the check itself ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"@type": "MedicalTreatment"}, "MedicalTreatment is no type"),
        ({"@type": "Article", "reviewedBy": "Ana"}, "Article has no reviewedBy"),
        ({"@type": "MedicalProcedure", "provider": "us"}, "MedicalProcedure has no provider"),
        (
            {"@type": "Article", "author": {"@type": "Offer"}},
            "Article.author cannot be {'@type': 'Offer'}",
        ),
        (
            {"@type": "Article", "author": {"@id": "/#nobody"}},
            "/#nobody leads to nothing on the page",
        ),
        (
            {"@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/Someday"},
            "OpeningHoursSpecification.dayOfWeek cannot be 'https://schema.org/Someday'",
        ),
    ],
)
def test_what_the_vocabulary_does_not_know_is_found(said, fault):
    assert list(faults({"@graph": [said]})) == [fault]


def test_the_vocabulary_is_whole_up_to_the_root():
    assert all(above in TYPES for found in TYPES.values() for above in found)
    assert [name for name, above in TYPES.items() if not above] == ["Thing"]
