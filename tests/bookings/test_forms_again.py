"""A form of patients that is not taken comes back on its own page, with every word in it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from bookings.availability import iso
from bookings.models import Consultation, LinkRequest, Status
from clinic.protection import rate_limits
from tests.bookings.lives import PROPOSALS, everything, in_status
from tests.bookings.patients import address
from tests.factories import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "concern")]
WEDNESDAY_AT_TWO = PROPOSALS[0]
FIND = "/consultation/find/"
NEW = {"email": "new@example.org", "phone": "424 555 0199", "texts": "on"}
FORMS = {  # step → the status in which it is asked, what is filled in, and how the page shows it
    "contact/": (
        Status.REQUESTED,
        NEW,
        ['value="new@example.org"', 'value="424 555 0199"', "checked"],
    ),
    "none/": (
        Status.PROPOSED,
        {"days": ["3", "4"], "parts": ["afternoon"]},
        ["3 checked", "4 checked", "afternoon checked"],
    ),
    "choose/": (
        Status.PROPOSED,
        {"slot": iso(WEDNESDAY_AT_TWO)},
        [f"{iso(WEDNESDAY_AT_TWO)} checked"],
    ),
    "move/": (
        Status.CONFIRMED,
        {"slot": iso(WEDNESDAY_AT_TWO)},
        [f'name="slot" value="{iso(WEDNESDAY_AT_TWO)}"', "Wednesday, November 25"],
    ),
    "cancel/": (Status.CONFIRMED, {}, ["Keep it"]),
}


def filled_in(response):
    """The page, with the boxes that are ticked said in short."""
    ticked = re.findall(
        r'<input type="(?:checkbox|radio)"[^>]*value="([^"]*)"[^>]*\bchecked', response.text
    )
    return unescape(response.text) + "".join(f"{unescape(value)} checked " for value in ticked)


def token(response):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)[1]


@pytest.fixture
def strict():
    """A browser whose form token is asked for, and which has a cookie of ours, of long ago."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    return client


@pytest.fixture
def without_cookies(settings):
    """A browser that keeps no cookie."""

    class Forgetful(Client):
        def request(self, **request):
            self.cookies.clear()
            return super().request(**request)

    return Forgetful(enforce_csrf_checks=True)


@pytest.fixture
def used_up(monkeypatch):
    monkeypatch.setattr(rate_limits, "TRIES", rate_limits.Limit(0, timedelta(minutes=10)))


@pytest.mark.parametrize("step", FORMS)
def test_a_form_with_a_stale_token_comes_back_filled_in_and_counts_once_sent_again(
    strict, office, step
):
    status, sent, shown = FORMS[step]
    consultation = in_status(status, office)
    before = everything()

    refused = strict.post(address(consultation, step), sent | {"csrfmiddlewaretoken": "x" * 64})

    assert refused.status_code == 403
    assert everything() == before
    assert "This page was open for a long time" in refused.text
    assert [each for each in shown if each not in filled_in(refused)] == []
    assert (refused["Cache-Control"], refused["Referrer-Policy"]) == (
        "no-store, private",
        "strict-origin",
    )
    taken = strict.post(address(consultation, step), sent | {"csrfmiddlewaretoken": token(refused)})
    assert (taken.status_code, taken["Location"]) == (302, address(consultation))
    assert everything() != before


@pytest.mark.parametrize("step", FORMS)
def test_a_form_too_many_comes_back_filled_in(client, office, used_up, step):
    status, sent, shown = FORMS[step]
    consultation = in_status(status, office)
    before = everything()

    refused = client.post(address(consultation, step), sent)

    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert everything() == before
    assert "again after Monday, November 23, 9:10 am Pacific time" in refused.text
    assert [each for each in shown if each not in filled_in(refused)] == []


@pytest.mark.parametrize("step", FORMS)
def test_what_is_over_is_said_instead_of_a_form_that_cannot_be_sent(strict, office, used_up, step):
    consultation = in_status(Status.CANCELED, office)

    stale = strict.post(address(consultation, step), FORMS[step][1])
    too_many = Client().post(address(consultation, step), FORMS[step][1])

    assert (stale.status_code, too_many.status_code) == (403, 429)
    for response in (stale, too_many):
        assert "Canceled on Monday, November 23" in response.text
        assert "<form" not in response.text.split("<main")[1]


@pytest.mark.parametrize("slot", ["", "soon", "9999-12-31T23:59:59Z"])
def test_a_move_without_a_time_that_can_be_read_is_no_fault(strict, office, slot):
    consultation = in_status(Status.CONFIRMED, office)

    assert strict.post(address(consultation, "move/"), {"slot": slot}).status_code == 403


def test_a_stale_token_opens_nobody_elses_page(strict, office):
    wrong = ask(office).token[:-1]

    response = strict.post(f"/consultation/{wrong}/contact/", NEW)

    assert response.status_code == 404
    assert "new@example.org" not in response.text


def test_the_search_for_a_request_comes_back_filled_in_and_is_answered_once_sent_again(
    strict, office
):
    ask(office)
    sent = {"contact": "maya@example.com"}

    refused = strict.post(FIND, sent)

    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert "<title>Error: " in refused.text
    assert "This page was open for a long time" in refused.text
    assert [each for each in sent.values() if f'value="{each}"' not in refused.text] == []
    assert not LinkRequest.objects.exists()
    assert strict.post(FIND, sent | {"csrfmiddlewaretoken": token(refused)}).status_code == 200
    assert LinkRequest.objects.count() == 1


@pytest.mark.parametrize("step", FORMS)
def test_whoever_keeps_no_cookie_reads_that_and_how_to_mend_it_on_their_own_page(
    without_cookies, office, step
):
    status, sent, shown = FORMS[step]
    consultation = in_status(status, office)
    before = everything()

    for _ in range(2):
        page = without_cookies.get(address(consultation, step))
        fresh = token(page) if "csrfmiddlewaretoken" in page.text else "x" * 64
        refused = without_cookies.post(
            address(consultation, step), sent | {"csrfmiddlewaretoken": fresh}
        )

        assert refused.status_code == 403
        assert "Your browser sent no cookie" in refused.text
        assert "Allow cookies for this site in your browser’s settings" in refused.text
        assert "(424) 252-1210" in refused.text
        assert "open for a long time" not in refused.text
        assert [each for each in shown if each not in filled_in(refused)] == []
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/book/", {"first_name": "Maya", "note": "Mostly I wonder"}),
        (FIND, {"contact": "maya@example.com"}),
    ],
)
def test_a_form_without_a_cookie_is_taken_once_cookies_are_allowed(
    without_cookies, office, path, sent
):
    refused = without_cookies.post(
        path, sent | {"csrfmiddlewaretoken": token(without_cookies.get(path))}
    )

    assert refused.status_code == 403
    assert "Your browser sent no cookie" in refused.text
    assert "open for a long time" not in refused.text
    assert [each for each in sent.values() if each not in unescape(refused.text)] == []
    again = without_cookies.post(path, sent | {"csrfmiddlewaretoken": token(refused)})
    assert "pressing again only brings this page back" in again.text
    assert [each for each in sent.values() if each not in unescape(again.text)] == []
    mended = Client(enforce_csrf_checks=True)
    once_more = mended.post(path, sent | {"csrfmiddlewaretoken": token(refused)})
    assert (once_more.status_code, "press it once more" in once_more.text) == (403, True)
    taken = mended.post(path, sent | {"csrfmiddlewaretoken": token(once_more)})
    assert taken.status_code in (200, 422), "the form itself was looked at"


def test_no_stale_form_is_kept_on_the_way(strict, office):
    refused = strict.post("/book/", {"note": "Mostly I wonder"})

    assert "Mostly I wonder" in refused.text
    assert "no-store" in refused["Cache-Control"]
    assert not Consultation.objects.exists()
