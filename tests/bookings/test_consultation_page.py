"""The page that shows a patient how their request stands."""

import logging

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User

from bookings import lifecycle
from bookings.models import Status
from clinic.site.logs import DiscreetFormatter, discreet
from tests.bookings.lives import in_status
from tests.factories import MONDAY, ask, make_concern, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def consultation():
    return ask(
        make_office(),
        concern=make_concern(),
        phone="+14245550134",
        note="keloid",
        answers=["sensitive"],
    )


def test_it_says_what_was_asked_and_that_it_is_not_yet_confirmed(client, consultation):
    response = client.get(consultation.get_absolute_url())

    assert response.status_code == 200
    for said in (
        "Thank you. We have your request.",
        "Requested, not yet confirmed",
        "Tuesday, November 24,",
        "2:00 pm <small>Pacific time</small>",
        "We will answer by early Monday afternoon (November 23, 1:00 pm Pacific time).",
        "m…@example.com",
        consultation.reference,
    ):
        assert said in response.text


def test_it_shows_neither_concern_nor_answers_nor_how_to_reach_the_patient(client, consultation):
    main = client.get(consultation.get_absolute_url()).text.split("<main")[1].split("</main>")[0]

    for unsaid in ("ores", "keloid", "ensitive", "maya@", "5550134", "Maya", "Ortiz"):
        assert unsaid not in main


def test_it_is_not_cached_not_indexed_and_passes_no_address_on(client, consultation):
    response = client.get(consultation.get_absolute_url())

    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("status", Status)
def test_it_sets_no_cookie_but_that_of_its_form_where_there_is_one(client, office, status):
    response = client.get(in_status(status, office).get_absolute_url())

    has_form = "csrfmiddlewaretoken" in response.text
    assert list(response.cookies) == [settings.CSRF_COOKIE_NAME] * has_form
    assert has_form == (status in (Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED))


def test_reading_it_changes_nothing(client, consultation):
    before = (consultation.status, consultation.events.count(), consultation.notifications.count())

    client.get(consultation.get_absolute_url())
    client.head(consultation.get_absolute_url())

    consultation.refresh_from_db()
    assert (
        consultation.status,
        consultation.events.count(),
        consultation.notifications.count(),
    ) == before


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (lifecycle.confirm, "Confirmed. <br>We will see you then."),
        (lifecycle.decline, "That time is no longer held."),
    ],
)
def test_it_says_what_the_database_says_now(client, consultation, verb, says):
    verb(consultation, by=User.objects.create_user("desk"), now=MONDAY)

    assert says in client.get(consultation.get_absolute_url()).text


def test_the_second_door_says_that_we_call(client):
    consultation = ask(
        make_office(), starts_at=None, reach_by="call", phone="+14245550134", email=""
    )

    text = client.get(consultation.get_absolute_url()).text

    assert (
        "The office will call you by early Monday afternoon (November 23, 1:00 pm Pacific time), as you asked."
        in text
    )


def test_wrong_truncated_and_tampered_links_lead_to_one_helpful_page(client, consultation):
    token = consultation.token
    other = ask(make_office(), starts_at=None).token
    wrong = [
        "nonsense",
        token[:-1],
        token[:20],
        token.upper(),
        f"{token.split('.')[0]}.{other.split('.')[1]}",
        token + "A",
        "%00",
        "é" * 40,
    ]

    pages = [client.get(f"/consultation/{address}/") for address in wrong]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "This link opens no consultation" in pages[0].text
    assert "(424) 252-1210" in pages[0].text


def test_a_link_outlives_a_new_secret_key(client, consultation, settings):
    address = consultation.get_absolute_url()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-tests-9876543210-abcdefghijklmnopqrstuvwxyz"

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_other_methods_are_refused(client, consultation, method):
    response = getattr(client, method)(consultation.get_absolute_url())

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_no_log_line_carries_the_address(client, consultation, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get(consultation.get_absolute_url())
        client.get(consultation.get_absolute_url()[:-3] + "x/")
        client.get(f"/nowhere{consultation.get_absolute_url()}")

    lines = "\n".join(DiscreetFormatter().format(record) for record in caplog.records)
    assert "GET /consultation/-/ 200" in lines
    assert consultation.token not in lines
    assert consultation.page_key.hex not in lines


def test_a_refused_row_does_not_reach_the_log():
    trouble = 'violates check constraint "x"\nDETAIL:  Failing row contains (1, Maya, Ortiz).\nmore'

    assert "Maya" not in discreet(trouble)
