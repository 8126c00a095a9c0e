"""A form of staff that could not be taken comes back to them with every word, and no other site's
does.
"""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.db import OperationalError
from django.test import Client

from clinic.office.models import Closure, Office, SecondFactor
from clinic.staff import second_factor
from clinic.staff.sign_in import NO_COOKIE, SIGNED_OUT
from tests.clinic.authenticator import code_now
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
LOGIN, ADD = "/admin/login/", "/admin/clinic/closure/add/"
PASSWORD = "a long password 1"
HERE = {"Origin": "http://testserver"}
FORM = {
    "starts_at_0": "2026-12-24",
    "starts_at_1": "00:00:00",
    "ends_at_0": "2026-12-25",
    "ends_at_1": "00:00:00",
    "reason": "“Winter” <b>leave</b>\nand more",
    "_save": "Save",
}
SHOWN = "“Winter” &lt;b&gt;leave&lt;/b&gt;<br>and more"


@pytest.fixture
def form():
    return FORM | {"office": str(make_office().pk)}


@pytest.fixture
def owner():
    user = User.objects.create_user("ines", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Owner"))
    return user


@pytest.fixture
def browser_of_staff(owner):
    """Signed in, in a browser whose form token is asked for, and whose pages say where a form comes
    from.
    """
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sign_in(client)
    return client


def sign_in(client, **more):
    page = client.get(LOGIN)
    sent = hidden(page) | {"username": "ines", "password": PASSWORD, "next": "/admin/"} | more
    return client.post(LOGIN, sent, headers=HERE)


def hidden(page):
    """What the hidden fields of a page would send."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in fields}


def in_tab_a(client, form):
    """The form as it was filled in before somebody signed in again in another tab."""
    return form | {"csrfmiddlewaretoken": hidden(client.get(ADD))["csrfmiddlewaretoken"]}


# ---- a stale token -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "says",
    [
        HERE,
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Referer": "http://testserver/admin/clinic/closure/add/"},
    ],
)
def test_a_form_opened_before_signing_in_again_comes_back_and_is_taken_once_sent(
    browser_of_staff, form, says
):
    client = browser_of_staff
    old = in_tab_a(client, form)
    client.post("/admin/logout/", hidden(client.get("/admin/")), headers=HERE)
    sign_in(client)

    page = client.post(ADD, old, headers=says)

    assert page.status_code == 403
    assert SHOWN in page.text
    assert "no-store" in page["Cache-Control"]
    assert not Closure.objects.exists()
    again = hidden(page)
    assert {name: again[name] for name in form} == form
    assert client.post(ADD, again, headers=HERE).status_code == 302
    assert Closure.objects.get().reason.startswith("“Winter”")


@pytest.mark.parametrize(
    "says",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "http://testserver.elsewhere.example/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
    ],
)
def test_a_form_of_another_site_never_passes_for_ours(browser_of_staff, form, says, monkeypatch):
    stale = browser_of_staff.post(ADD, form, headers=says)
    monkeypatch.setattr(Office.objects, "first", broken)
    away = browser_of_staff.post(ADD, form, headers=says)

    assert (stale.status_code, away.status_code) == (403, 503)
    for page in (stale, away):
        assert "Winter" not in page.text
        assert "csrfmiddlewaretoken" not in page.text


def test_where_nothing_says_whence_it_comes_the_words_can_be_copied_and_not_sent(
    browser_of_staff, form, monkeypatch
):
    stale = browser_of_staff.post(ADD, form)
    monkeypatch.setattr(Office.objects, "first", broken)
    away = browser_of_staff.post(ADD, form)

    assert (stale.status_code, away.status_code) == (403, 503)
    for page in (stale, away):
        assert SHOWN in page.text
        assert "csrfmiddlewaretoken" not in page.text
        assert "<form" not in page.text


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("/admin/password_change/", {"old_password": "hunter2", "new_password1": "hunter2"}),
        ("/admin/auth/user/add/", {"username": "new", "password1": "hunter2"}),
        ("/admin/second-factor/", {"code": "hunter2"}),
        (LOGIN, {"username": "ines", "password": "hunter2"}),
    ],
)
def test_passwords_and_codes_are_never_handed_back(
    browser_of_staff, form, address, secret, monkeypatch
):
    pages = [browser_of_staff.post(address, secret, headers=says) for says in (HERE, {})]
    monkeypatch.setattr(Office.objects, "first", broken)
    pages += [browser_of_staff.post(address, secret, headers=says) for says in (HERE, {})]

    assert [page.status_code for page in pages] == [403, 403, 503, 503]
    assert [page for page in pages if "hunter2" in page.text] == []


def test_a_stale_form_comes_back_after_the_second_factor_where_that_is_missing(
    browser_of_staff, owner, form, settings
):
    client = browser_of_staff
    SecondFactor.objects.create(user=owner, secret=second_factor.new_secret(), last_step=0)
    settings.SECOND_FACTOR = True

    asked = client.post(ADD, form, headers=HERE)
    ask_code = client.get(asked["Location"])["Location"]
    given = hidden(client.get(ask_code)) | {"code": code_now(owner)}
    page = client.get(client.post(ask_code, given, headers=HERE)["Location"])

    assert SHOWN in page.text
    assert client.post(ADD, hidden(page), headers=HERE).status_code == 302


def test_a_form_without_session_and_token_comes_back_after_signing_in(
    browser_of_staff, form, monday
):
    client = browser_of_staff
    monday.shift(60 * 60 * 24 * 40)

    asked = client.post(ADD, form, headers=HERE)
    page = client.get(sign_in(client, typed=hidden(asked)["typed"])["Location"])

    assert (asked.status_code, SIGNED_OUT in asked.text) == (403, True)
    assert SHOWN in page.text


def test_what_waits_in_a_sign_in_page_that_went_stale_comes_back_too(
    browser_of_staff, form, monday
):
    client = browser_of_staff
    monday.shift(60 * 60 * 24 * 40)
    waiting = hidden(client.post(ADD, form, headers=HERE))
    old = {"username": "ines", "password": PASSWORD, "typed": waiting["typed"]}

    anew = client.post(LOGIN, old, headers=HERE)
    assert (anew.status_code, hidden(anew)["typed"]) == (403, waiting["typed"])
    sign_in(client)  # in another tab
    page = client.get(client.post(LOGIN, old, headers=HERE)["Location"])

    assert SHOWN in page.text
    assert PASSWORD not in anew.text


# ---- the database away -------------------------------------------------------------------------
def broken(*args, **kwargs):
    raise OperationalError("away")


@pytest.mark.parametrize(
    "where", ["clinic.office.models.Closure.save", "clinic.office.models.Office.objects.first"]
)
def test_on_a_bad_day_a_form_of_staff_comes_back_and_is_taken_once_it_is_over(
    browser_of_staff, form, monkeypatch, where
):
    """Away before anybody knows who is signed in, and away half way."""
    sent = in_tab_a(browser_of_staff, form)
    with monkeypatch.context() as away:
        away.setattr(where, broken)
        page = browser_of_staff.post(ADD, sent, headers=HERE)

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (503, "60", "no-store")
    assert SHOWN in page.text
    assert "It counts once" not in page.text
    assert not Closure.objects.exists()
    assert browser_of_staff.post(ADD, hidden(page), headers=HERE).status_code == 302
    assert Closure.objects.get().reason.startswith("“Winter”")


def test_nothing_that_was_typed_is_logged(browser_of_staff, form, monkeypatch, caplog):
    browser_of_staff.post(ADD, form, headers=HERE)
    monkeypatch.setattr(Office.objects, "first", broken)
    browser_of_staff.post(ADD, form, headers=HERE)

    assert "Winter" not in caplog.text


# ---- a browser that keeps no cookie ------------------------------------------------------------
@pytest.mark.parametrize("says", [HERE, {}], ids=["from here", "unsaid"])
def test_nobody_is_sent_in_circles_who_signs_in_without_cookies(owner, says):
    make_office()
    for _ in range(2):
        client = Client(enforce_csrf_checks=True)
        sent = hidden(client.get(LOGIN)) | {"username": "ines", "password": PASSWORD}
        client.cookies.clear()

        page = client.post(LOGIN, sent, headers=says)

        assert page.status_code == 403
        assert NO_COOKIE in unescape(page.text)
        assert 'value="ines"' in page.text
        assert PASSWORD not in page.text
        assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("says", [HERE, {}], ids=["from here", "unsaid"])
def test_a_form_of_staff_without_a_cookie_is_shown_to_be_copied(browser_of_staff, form, says):
    old = in_tab_a(browser_of_staff, form)
    browser_of_staff.cookies.clear()

    page = browser_of_staff.post(ADD, old, headers=says)

    assert page.status_code == 403
    assert "Your browser sent no cookie" in page.text
    assert "open for a long time" not in page.text
    assert SHOWN in page.text
    assert not Closure.objects.exists()


def test_what_the_page_itself_had_put_in_is_sent_again_and_not_shown(browser_of_staff, form):
    browser_of_staff.post(ADD, in_tab_a(browser_of_staff, form), headers=HERE)
    address = f"/admin/clinic/closure/{Closure.objects.get().pk}/change/"
    seen = browser_of_staff.get(address).context["adminform"].form["revision"].value()

    page = browser_of_staff.post(address, form | {"revision": seen}, headers=HERE)

    assert page.status_code == 403
    assert hidden(page)["revision"] == seen
    assert "<dt>Seen</dt>" not in page.text
    assert "<dt>Reason</dt>" in page.text
