"""A form may come from a browser that does not say whence; not from one that calls it another
site's.
"""

import re

import pytest
from django.test import Client

from bookings.models import Consultation
from clinic.office.models import Office
from tests.articles.forms import somebody
from tests.bookings.forms import answers
from tests.clinic.starts import read
from tests.factories import ask, make_concern, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HERE, ELSEWHERE = "https://testserver", "https://elsewhere.example"
SAYS_NOTHING = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Referer": ""},
]
SAYS_ELSEWHERE = [
    {"Origin": ELSEWHERE},
    {"Origin": "http://testserver"},
    {"Referer": f"{ELSEWHERE}/"},
    {"Referer": "https://testserver.elsewhere.example/"},
    {"Referer": "http://testserver/book/"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
]
HEADING = "Your browser says that another site sent this form"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    for name, value in read(BEHIND_HTTPS_PROXY="true", PROXY_HOPS="1").items():
        if re.match("(SESSION|CSRF)_COOKIE_|SECURE_", name):
            setattr(settings, name, value)


@pytest.fixture
def browser():
    make_office(), make_concern()
    return a_browser()


def a_browser():
    headers = {"x-forwarded-proto": "https", "host": "testserver"}
    return Client(enforce_csrf_checks=True, headers=headers)


def token(browser, address="/book/"):
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(address).text)
    return {"csrfmiddlewaretoken": found[1]}


@pytest.mark.parametrize("says", [*SAYS_NOTHING, {"Origin": HERE}, {"Referer": f"{HERE}/book/"}])
def test_a_patient_may_ask_whose_browser_does_not_say_where_the_form_is_from(browser, says):
    response = browser.post("/book/", answers() | token(browser), headers=says)

    assert response.status_code == 302
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("says", SAYS_ELSEWHERE)
def test_what_the_browser_calls_another_sites_is_refused_with_that_reason(browser, says):
    response = browser.post("/book/", answers() | token(browser), headers=says)

    assert response.status_code == 403
    assert HEADING in response.text
    assert "open for a long time" not in response.text
    assert 'value="maya@example.com"' in response.text
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("says", SAYS_NOTHING)
def test_without_the_right_token_nothing_is_taken(browser, says):
    old = token(browser)
    theirs = token(a_browser())

    wrong = [browser.post("/book/", answers() | sent, headers=says) for sent in ({}, theirs)]
    browser.cookies.clear()
    wrong.append(browser.post("/book/", answers() | old, headers=says))

    assert [response.status_code for response in wrong] == [403, 403, 403]
    assert HEADING not in wrong[0].text
    assert "Your browser sent no cookie" in wrong[2].text
    assert not Consultation.objects.exists()


def test_a_token_that_others_could_plant_is_not_enough(browser, settings):
    settings.CSRF_COOKIE_NAME = "csrftoken"

    response = browser.post("/book/", answers() | token(browser), headers={})

    assert response.status_code == 403


@pytest.mark.parametrize("says", SAYS_NOTHING)
def test_the_patients_own_page_and_the_search_take_such_a_form_too(browser, says):
    consultation = ask(Office.objects.get())
    address = f"{consultation.get_absolute_url()}cancel/"
    find = {"contact": "maya@example.com"}

    found = browser.post(
        "/consultation/find/", find | token(browser, "/consultation/find/"), headers=says
    )
    canceled = browser.post(address, token(browser, address), headers=says)

    assert (found.status_code, canceled.status_code) == (200, 302)


def test_elsewhere_is_said_on_every_page_of_patients(browser):
    consultation = ask(Office.objects.get())
    pages = ["/consultation/find/"]
    pages += [f"{consultation.get_absolute_url()}{verb}/" for verb in ("cancel", "contact")]

    for address in pages:
        response = browser.post(address, token(browser, address), headers={"Origin": ELSEWHERE})
        assert (response.status_code, HEADING in response.text) == (403, True), address
    consultation.refresh_from_db()
    assert consultation.status == "requested"


def test_staff_sign_in_and_save_with_such_a_browser(browser):
    somebody("maya")
    credentials = {"username": "maya", "password": "a long password 1", "next": "/admin/"}

    signed_in = browser.post("/admin/login/", credentials | token(browser, "/admin/login/"))
    address = "/admin/clinic/concern/add/"
    sent = {"name": "Sun", "slug": "sun", "invitation": "Talk about sun", "position": "1"}
    saved = browser.post(address, sent | token(browser, address))

    assert (signed_in.status_code, saved.status_code) == (302, 302)


def test_the_page_for_staff_names_the_reason_too(browser):
    response = browser.post(
        "/admin/clinic/concern/add/", token(browser), headers={"Origin": ELSEWHERE}
    )

    assert response.status_code == 403
    assert (
        "Your browser says that another site sent this form. Nothing was stored." in response.text
    )


@pytest.mark.parametrize("says", [{"Origin": HERE}, {"Referer": f"{HERE}/book/"}])
def test_a_proxy_that_adds_the_usual_port_to_the_host_is_no_other_site(browser, says):
    sent = answers() | token(browser)

    response = browser.post("/book/", sent, headers=says | {"Host": "testserver:443"})

    assert response.status_code == 302


def test_another_port_is_another_site(browser):
    sent = answers() | token(browser)

    response = browser.post("/book/", sent, headers={"Origin": HERE, "Host": "testserver:8443"})

    assert response.status_code == 403
    assert HEADING in response.text
