"""Every cookie of the site as production sends it: out of scripts' reach, over HTTPS, for this host
alone.
"""

import re

import pytest
from django.test import Client

from bookings.availability import iso
from tests.articles.factories import make_article
from tests.articles.forms import change, form_of, somebody
from tests.clinic.starts import read
from tests.factories import TUESDAY_AT_TWO, ask, make_office

pytestmark = pytest.mark.django_db
BLOCK = "/admin/bookings/consultation/week/block/"
# The one that a script reads and removes: after a save it drops the browser's copy of what was
# written. It holds a form's random name and a 1, is sent to the admin alone, and lets nobody do
# anything.
FOR_SCRIPT = re.compile(r"__Secure-saved-[0-9a-f]{32}")


@pytest.fixture
def _as_in_production(settings):
    for name, value in read(BEHIND_HTTPS_PROXY="true", PROXY_HOPS="1").items():
        if re.match("(SESSION|CSRF|SAVED)_COOKIE_|MESSAGE_|SECURE_", name):
            setattr(settings, name, value)


@pytest.mark.usefixtures("_as_in_production", "monday")
def test_every_cookie_is_for_this_host_over_https_and_out_of_scripts_reach():
    office, draft, _ = make_office(), make_article(published_at=None), somebody("ines")
    patients_page = ask(office).get_absolute_url()
    browser = Client(headers={"x-forwarded-proto": "https"})
    credentials = {"username": "ines", "password": "a long password 1"}
    answers = [browser.get(path) for path in ("/book/", "/consultation/find/", patients_page)]
    answers += [browser.post("/book/", {}), browser.get("/admin/login/")]
    answers += [
        browser.post("/admin/login/", sent)
        for sent in (credentials | {"password": "no"}, credentials)
    ]
    answers += [browser.post(BLOCK, {"starts_at": iso(TUESDAY_AT_TWO)}), browser.get("/admin/")]
    answers += [
        browser.post(change(draft), form_of(browser, change(draft))),
        browser.post("/admin/logout/"),
    ]

    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 200, 200, 422, 200, 200, 302, 302, 200, 302, 200]
    assert "is blocked." in answers[8].text, "what was said after a press reached its reader"
    names = set()
    for cookie in [cookie for answer in answers for cookie in answer.cookies.values()]:
        is_for_script, is_removed = FOR_SCRIPT.fullmatch(cookie.key), cookie["max-age"] == 0
        names.add("__Secure-saved-" if is_for_script else cookie.key)
        assert (cookie["secure"], cookie["samesite"], cookie["domain"]) == (True, "Lax", ""), (
            cookie.key
        )
        if is_for_script:
            assert (cookie.value, cookie["path"]) == ("1", "/admin/")
        else:
            assert (cookie.key[:7], cookie["path"]) == ("__Host-", "/"), cookie.key
            assert cookie["httponly"] or is_removed, cookie.key
    assert names == {"__Host-session", "__Host-form", "__Secure-saved-"}
