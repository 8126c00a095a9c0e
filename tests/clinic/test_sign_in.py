"""Signing in cannot be guessed at, ends by itself, and loses nothing that was typed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from clinic.office.models import Closure
from clinic.staff.sign_in import SIGNED_OUT, TOO_MANY
from tests.clinic.sign_in import LOGIN, PASSWORD, make_owner, sign_in
from tests.clinic.starts import start
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
CLOSURES = "/admin/clinic/closure/"
EIGHT_HOURS = timedelta(hours=8)


@pytest.fixture(autouse=True)
def _a_session_of_eight_hours(settings):
    settings.SESSION_COOKIE_AGE = EIGHT_HOURS.total_seconds()


@pytest.fixture
def owner():
    return make_owner("ines")


def signed_in(name="ines"):
    client = Client()
    assert sign_in(name, client=client).status_code == 302
    return client


def has_entered(client):
    return client.get("/admin/").status_code == 200


def words(response):
    """The page without what differs at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="\w+"', "", response.text)


# ---- too many wrong passwords ------------------------------------------------------------------
def test_the_fifth_wrong_password_ends_it_for_fifteen_minutes(throttle, owner, monday):
    statuses = [sign_in(password="wrong").status_code for _ in range(5)]

    assert statuses == [200] * 4 + [429]
    refused = sign_in()
    assert (refused.status_code, TOO_MANY in refused.text) == (429, True)
    monday.shift(timedelta(minutes=14))
    assert sign_in().status_code == 429  # to try on makes it no longer
    monday.shift(timedelta(minutes=2))
    assert sign_in().status_code == 302


def test_nobody_is_locked_out_elsewhere(throttle, owner):
    theo = make_owner("theo")
    for _ in range(9):
        sign_in(password="wrong")

    assert sign_in(address="203.0.113.8").status_code == 302
    assert sign_in(theo.username).status_code == 302
    assert sign_in().status_code == 429


def test_a_right_password_forgets_the_wrong_ones(throttle, owner):
    for _ in range(3):
        for _ in range(4):
            assert sign_in(password="wrong").status_code == 200
        assert sign_in().status_code == 302


def test_an_account_that_does_not_exist_is_answered_alike(throttle, owner):
    known = [sign_in(password="wrong") for _ in range(6)]
    unknown = [sign_in("nobody", password="wrong") for _ in range(6)]

    assert [each.status_code for each in known] == [each.status_code for each in unknown]
    assert [words(each) for each in known] == [words(each) for each in unknown]


@pytest.mark.parametrize("name", ["INES", "ｉｎｅｓ", " ines "])
def test_another_spelling_is_no_other_account(throttle, owner, name):
    for _ in range(5):
        sign_in(name, password="wrong")

    assert sign_in().status_code == 429


def test_addresses_are_counted_as_our_own_proxies_saw_them(throttle, owner, settings):
    def forwarded(told, password="wrong"):
        data = {"username": "ines", "password": password}
        return Client(headers={"X-Forwarded-For": told}).post(LOGIN, data).status_code

    settings.PROXY_HOPS = 1
    for number in range(5):
        forwarded(f"198.51.100.{number}, 203.0.113.7")
    assert forwarded("198.51.100.9, 203.0.113.7", PASSWORD) == 429
    assert forwarded("203.0.113.7, 203.0.113.8", PASSWORD) == 302

    for number in range(5):
        forwarded(f"2001:db8:1:1::{number}")
    assert forwarded("2001:db8:1:1::99", PASSWORD) == 429
    assert forwarded("2001:db8:1:2::99", PASSWORD) == 302


def test_what_is_stored_and_logged_of_it_names_nobody(throttle, owner, caplog):
    for _ in range(6):
        sign_in(password="wrong-secret", typed="sealed")
    sign_in("Wilhelmina Quux", password="wrong-secret", typed="sealed")

    stored = repr(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.count() == 2
    logged = "\n".join(f"{each.name} {each.getMessage()}" for each in caplog.records)
    for secret in ("ines", "Wilhelmina", "wrong-secret", "sealed"):
        assert secret not in stored
        assert secret not in logged
    assert "203.0.113.7" not in logged


def test_the_password_asked_again_is_counted_too(throttle, owner):
    client = signed_in()
    for _ in range(5):
        answer = client.post(
            "/admin/password-again/", {"password": "wrong"}, REMOTE_ADDR="203.0.113.9"
        )

    assert answer.status_code == 429
    assert sign_in(address="203.0.113.9").status_code == 429


# ---- a session ---------------------------------------------------------------------------------
def test_a_session_gets_a_new_key_at_sign_in(owner):
    client = Client()
    client.session["before"] = "it"
    client.session.save()
    before = client.session.session_key
    sign_in(client=client)

    assert client.session.session_key not in (None, before)


def test_a_changed_password_ends_the_other_sessions(owner):
    here, elsewhere = signed_in(), signed_in()
    new = {"new_password1": "another long one 2", "new_password2": "another long one 2"}

    assert here.post("/admin/password_change/", {"old_password": PASSWORD} | new).status_code == 302

    assert has_entered(here)
    assert not has_entered(elsewhere)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_who_works_here_no_more_is_out_at_once(owner, fields):
    client = signed_in()
    assert has_entered(client)

    User.objects.update(**fields)

    assert not has_entered(client)


def test_a_password_that_the_owner_sets_ends_the_sessions(owner):
    other = make_owner("theo")
    client = signed_in("theo")

    set_to = {
        "password1": "another long one 2",
        "password2": "another long one 2",
        "usable_password": "true",
    }
    signed_in().post(f"/admin/auth/user/{other.pk}/password/", set_to)

    assert not has_entered(client)


def test_eight_idle_hours_end_it_and_work_does_not(owner, monday):
    client = signed_in()
    for _ in range(4):
        monday.shift(EIGHT_HOURS - timedelta(minutes=10))
        assert has_entered(client)

    monday.shift(EIGHT_HOURS)

    assert not has_entered(client)
    assert f"SESSION_COOKIE_AGE = {EIGHT_HOURS.seconds}" in start().stdout


# ---- what was typed ----------------------------------------------------------------------------
FORM = {
    "starts_at_0": "2026-12-24",
    "starts_at_1": "00:00:00",
    "ends_at_0": "2026-12-25",
    "ends_at_1": "00:00:00",
    "reason": "“Winter” <b>leave</b>\nand more",
    "_save": "Save",
}


def hidden(page):
    """What the hidden fields of a page would send."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


@pytest.fixture
def signed_out(owner, monday):
    """A browser whose session ended while a closure was being typed, and what it sent then."""
    client = signed_in()
    client.form = FORM | {"office": str(make_office().pk)}
    monday.shift(EIGHT_HOURS)
    return client


def test_what_was_typed_while_the_session_ended_comes_back_to_be_sent(signed_out):
    client = signed_out
    refused = client.post(f"{CLOSURES}add/", client.form)
    assert (refused.status_code, SIGNED_OUT in refused.text) == (403, True)
    assert not Closure.objects.exists()
    mistyped = sign_in(password="wrong", client=client, **hidden(refused))

    page = client.get(sign_in(client=client, **hidden(mistyped))["Location"])

    assert "“Winter” &lt;b&gt;leave&lt;/b&gt;<br>and more" in page.text
    assert f'action="{CLOSURES}add/"' in page.text
    assert not Closure.objects.exists()
    assert hidden(page) == client.form
    assert client.post(f"{CLOSURES}add/", hidden(page)).status_code == 302
    assert Closure.objects.get().reason.startswith("“Winter”")


def test_what_was_typed_comes_back_to_nobody_else(signed_out):
    make_owner("theo")
    kept = hidden(signed_out.post(f"{CLOSURES}add/", signed_out.form))

    answer = sign_in("theo", client=signed_out, **kept)

    assert answer["Location"] == "/admin/"
    assert "Winter" not in signed_out.get("/admin/send-again/", follow=True).text


def test_what_was_typed_travels_sealed(signed_out):
    page = signed_out.post(f"{CLOSURES}add/", signed_out.form)

    assert "Winter" not in page.text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "nonsense", "gAAAAABk", "{}"])
def test_what_we_did_not_seal_is_not_taken(owner, typed):
    assert sign_in(typed=typed)["Location"].startswith("/admin/?")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/admin/password_change/", {"old_password": "secret", "new_password1": "secret"}),
        (
            "/admin/auth/user/add/",
            {"username": "new", "password1": "secret", "password2": "secret"},
        ),
    ],
)
def test_passwords_are_not_kept(signed_out, address, form):
    assert signed_out.post(address, form)["Location"].startswith(LOGIN)


def test_a_form_of_another_site_is_not_kept(signed_out):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_out.cookies

    assert SIGNED_OUT not in client.post(f"{CLOSURES}add/", signed_out.form).text


# ---- the password again ------------------------------------------------------------------------
USERS = "/admin/auth/user/"


def test_accounts_are_changed_by_whoever_gave_the_password_a_moment_ago(owner, monday):
    client = signed_in()
    assert client.get(USERS).status_code == 200
    monday.shift(timedelta(minutes=10))

    for what in ("", "add/", f"{owner.pk}/change/", f"{owner.pk}/delete/", f"{owner.pk}/password/"):
        address = f"{USERS}{what}"
        asked = client.get(address)
        assert asked["Location"] == f"/admin/password-again/?next={address}"
        assert client.post(address, {"post": "yes"})["Location"] == asked["Location"]
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert (wrong.status_code, "That is not your password." in wrong.text) == (422, True)
    before = client.session.session_key
    right = client.post(asked["Location"], {"password": PASSWORD})

    assert right["Location"] == address
    assert client.session.session_key != before
    assert client.get(address).status_code == 200
    assert User.objects.get() == owner


def test_the_password_page_leads_to_no_other_site(owner):
    answer = signed_in().post(
        "/admin/password-again/", {"password": PASSWORD, "next": "//elsewhere.example/"}
    )

    assert answer["Location"] == "/admin/"
