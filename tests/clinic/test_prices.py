"""Prices: one exact amount with what it includes, or a promise to tell it, or nothing."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from clinic.office import prices
from clinic.office.models import PriceOnPage, Treatment
from tests.articles.factories import make_treatment
from tests.articles.forms import form_of
from tests.clinic.seen import seen
from tests.schema_org.pages import thing

both_databases = pytest.mark.both_databases
pytestmark = pytest.mark.django_db
INCLUDES = "One session of 60 minutes, the numbing gel, and a call the day after."
SHOWN = {"price": Decimal(180), "price_includes": INCLUDES, "price_on_page": "shown"}


@pytest.fixture
def owner(client, office):
    client.force_login(User.objects.create_superuser("owner"))
    return client


def save(client, treatment, **typed):
    """The treatment's form sent with `typed`; the answer."""
    address = reverse("admin:clinic_treatment_change", args=[treatment.pk])
    return client.post(address, form_of(client, address) | typed)


def refused(response):
    """Sentences beside fields and above the form."""
    form = response.context["adminform"].form
    return [sentence for errors in form.errors.values() for sentence in errors]


# ---- what is typed -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "price", "read_back"),
    [
        ("180", "180", "$180"),
        (" $180 ", "180", "$180"),
        ("$ 180.00", "180", "$180"),
        ("180.50", "180.5", "$180.50"),
        ("1,200", "1200", "$1,200"),
        ("$1,200.05", "1200.05", "$1,200.05"),
        ("180 dollars", "180", "$180"),
        ("180 USD", "180", "$180"),
        ("99999.99", "99999.99", "$99,999.99"),
    ],
)
def test_an_amount_is_read_as_people_type_it_and_written_in_one_way(typed, price, read_back):
    assert prices.read(typed) == Decimal(price)
    assert prices.dollars(prices.read(typed)) == read_back


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("150-200", prices.NO_RANGE),
        ("$150 - $200", prices.NO_RANGE),
        ("150–200", prices.NO_RANGE),
        ("150 to 200", prices.NO_RANGE),
        ("from 150 to 200", prices.NO_RANGE),
        ("150/200", prices.NO_RANGE),
        ("from $200", prices.NO_FROM),
        ("From 200", prices.NO_FROM),
        ("200 and up", prices.NO_FROM),
        ("as low as 99", prices.NO_FROM),
        ("about 200", prices.NO_FROM),
        ("200+", prices.NO_FROM),
        ("~200", prices.NO_FROM),
        ("200 per session", prices.NO_FROM),
        ("180,50", prices.NOT_AN_AMOUNT),
        ("180.5", prices.NOT_AN_AMOUNT),
        ("180.", prices.NOT_AN_AMOUNT),
        ("1 200", prices.NOT_AN_AMOUNT),
        ("1.200.000", prices.NOT_AN_AMOUNT),
        (",200", prices.NOT_AN_AMOUNT),
        ("١٨٠", prices.NOT_AN_AMOUNT),
        ("$", prices.NOT_AN_AMOUNT),
        ("0", prices.NOT_POSITIVE),
        ("-180", prices.NOT_POSITIVE),
        ("100,000", prices.TOO_MUCH),
    ],
)
def test_what_is_not_one_exact_amount_is_refused_with_how_to_mend_it(typed, why):
    with pytest.raises(ValidationError) as refusal:
        prices.read(typed)

    assert refusal.value.messages == [why]


# ---- the form of the owner -----------------------------------------------------------------------
def test_the_owner_gives_a_price_and_decides_that_it_shows(owner):
    treatment = make_treatment()

    typed = {"price": "$180", "price_includes": INCLUDES, "price_on_page": "shown"}
    response = save(owner, treatment, **typed)

    treatment.refresh_from_db()
    assert response.status_code == 302
    assert (treatment.price, treatment.price_includes) == (Decimal(180), INCLUDES)
    assert 'value="180"' in owner.get(f"/admin/clinic/treatment/{treatment.pk}/change/").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"price": "from $200", "price_includes": INCLUDES}, [prices.NO_FROM]),
        ({"price": "150-200", "price_includes": INCLUDES}, [prices.NO_RANGE]),
        (
            {"price": "180"},
            ["Say what the price includes: fill in both the price and that, or neither."],
        ),
        (
            {"price_includes": INCLUDES},
            ["Say what the price includes: fill in both the price and that, or neither."],
        ),
        (
            {"price_on_page": "shown"},
            ["There is no price to show. Fill it in, or let the page say something else."],
        ),
        ({"price": "180", "price_includes": "A session, 20% less"}, [prices.ONE_AMOUNT]),
        (
            {"price": "180", "price_includes": "As low  as it gets"},
            ["Leave out “as low as”: the price above is exact."],
        ),
    ],
)
def test_a_price_that_the_law_does_not_want_is_refused_and_every_word_kept(owner, typed, why):
    treatment = make_treatment()

    response = save(owner, treatment, **typed)

    treatment.refresh_from_db()
    assert refused(response) == why
    assert treatment.price is None
    form = response.context["adminform"].form
    assert {name: form[name].value() for name in typed} == typed


def test_two_who_give_a_price_at_once_do_not_undo_each_other(owner):
    treatment = make_treatment(**SHOWN)
    address = reverse("admin:clinic_treatment_change", args=[treatment.pk])
    first = form_of(owner, address) | {"price": "200"}
    second = form_of(owner, address) | {"price": "220"}

    assert owner.post(address, first).status_code == 302
    response = owner.post(address, second)

    treatment.refresh_from_db()
    assert response.status_code == 409
    assert treatment.price == Decimal(200)
    assert "“Price” is now: 200.00" in response.text
    assert 'value="220"' in response.text
    assert owner.post(address, second | seen(owner, address)).status_code == 302


# ---- what the database holds ---------------------------------------------------------------------
@both_databases
@pytest.mark.parametrize(
    "row",
    [
        {"price": 180},
        {"price_includes": INCLUDES},
        {"price": 0, "price_includes": INCLUDES},
        {"price": -1, "price_includes": INCLUDES},
        {"price_on_page": "shown"},
        {"price_on_page": "from"},
    ],
)
def test_the_database_takes_no_half_of_a_price(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_treatment(**row)


# ---- what readers see ----------------------------------------------------------------------------
def facts(client, treatment):
    html = client.get(treatment.get_absolute_url()).text
    strip = re.search(r'<div class="price">(.*?)</div>', html, re.DOTALL)
    return re.findall(r"<d[td]>(.*?)</d[td]>", strip[1]) if strip else []


def service_of(client, treatment):
    return thing(client.get(treatment.get_absolute_url()), "Service")


def test_a_shown_price_is_exact_and_says_what_it_includes_to_people_and_machines(client, office):
    treatment = make_treatment(**SHOWN | {"price": Decimal("1180.50")})

    assert facts(client, treatment) == ["Price", "$1,180.50", "What it includes", INCLUDES]
    service = service_of(client, treatment)
    assert service["offers"] == {
        "@type": "Offer",
        "price": "1180.50",
        "priceCurrency": "USD",
        "description": INCLUDES,
        "url": service["url"],
    }


@pytest.mark.parametrize(
    ("on_page", "said"),
    [("told", ["Price", "We tell you before you decide"]), ("nothing", [])],
)
def test_a_price_that_the_owner_does_not_show_is_told_to_nobody(client, office, on_page, said):
    treatment = make_treatment(**SHOWN | {"price_on_page": on_page})

    html = client.get(treatment.get_absolute_url()).text

    assert facts(client, treatment) == said
    assert "offers" not in service_of(client, treatment)
    assert "180" not in html
    assert INCLUDES not in html


def test_the_sample_has_no_price_and_says_that_we_tell_it(client):
    call_command("load_sample")

    for treatment in Treatment.objects.all():
        assert (treatment.price, treatment.price_on_page) == (None, PriceOnPage.TOLD)
        assert facts(client, treatment) == ["Price", "We tell you before you decide"]
        assert "$" not in client.get(treatment.get_absolute_url()).text
