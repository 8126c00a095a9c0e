"""A passkey stands in for a code of the app, on the site's own address and for its owner alone."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from clinic.office.models import Passkey, SecondFactor
from clinic.staff import passkeys, second_factor
from tests.clinic.account_mail import deliver
from tests.clinic.authenticator import code_now, enroll, signed_in
from tests.clinic.passkeys import (
    BACKUP_ELIGIBLE,
    PRESENT,
    VERIFIED,
    Device,
    challenge_of,
    options_on,
)
from tests.factories import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
ASK, PAGE = "/admin/second-factor/", "/admin/passkeys/"
PASSWORD = "a long password 1"


@pytest.fixture(autouse=True)
def _the_site(settings):
    settings.SECOND_FACTOR = True
    settings.SITE_URL = "http://testserver"
    make_office()


def make_desk(name="ines"):
    user = User.objects.create_user(
        name, email=f"{name}@clinic.example", password=PASSWORD, is_staff=True
    )
    user.groups.add(Group.objects.get(name="Front desk"))
    return user


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def client(desk, monday):
    """Somebody who has their app, and gave password and code just now."""
    return with_app(desk, monday)


def with_app(user, monday):
    SecondFactor.objects.create(user=user, secret=second_factor.new_secret(), last_step=0)
    client = Client()
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    client.post(ASK, {"code": code_now(user)})
    return client


def add(client, device, name="Phone", **changes):
    sent = device.make(options_on(client.get(PAGE)), **changes)
    return client.post(PAGE, {"name": name, "passkey": sent}, follow=True)


@pytest.fixture
def device(client):
    """One that was added."""
    device = Device()
    assert "“Phone” is a passkey of yours now." in add(client, device).text
    return device


def after_password(user):
    """A browser that has given the password, and no second factor."""
    return signed_in(user)


def show(client, device, **changes):
    sent = device.sign(options_on(client.get(ASK)), **changes)
    return client.post(ASK, {"passkey": sent, "next": "/admin/bookings/consultation/"})


def has_entered(client):
    return client.get("/admin/").status_code == 200


# ---- adding one --------------------------------------------------------------------------------
def test_the_page_asks_for_a_verified_passkey_of_this_site(client, desk):
    options = options_on(client.get(PAGE))

    assert options["rp"] == {"name": "Acupunctury", "id": "testserver"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options.get("attestation", "none") == "none"
    assert len(challenge_of(options)) == 32
    assert len(options["user"]["id"]) == 43  # a keyed hash, which says nothing of the account
    again = options_on(client.get(PAGE))
    assert again["user"] == options["user"]
    assert again["challenge"] != options["challenge"]


def test_what_is_stored_is_named_and_opens_nothing(client, device, desk):
    row = Passkey.objects.get()

    assert (row.user, row.name, row.counter, row.is_backup_eligible) == (desk, "Phone", 1, False)
    private = device.key.private_numbers().private_value.to_bytes(32, "big")
    assert private.hex() not in repr(Passkey.objects.values())
    assert "Revoke Phone" in client.get(PAGE).text
    assert [email.subject for email in deliver()] == ["Your second factor was changed"]


def test_the_password_is_asked_for_again_before_one_is_added_or_revoked(client, device, monday):
    monday.shift(timedelta(minutes=11))

    for answer in (client.get(PAGE), client.post(PAGE, {"revoke": Passkey.objects.get().pk})):
        assert answer["Location"].startswith("/admin/password-again/")
    assert Passkey.objects.count() == 1


def test_whoever_has_shown_no_second_factor_adds_none(client, desk):
    for user in (desk, make_desk("theo")):
        browser = after_password(user)
        assert browser.get(PAGE)["Location"].startswith(ASK)
        assert browser.post(PAGE, {"name": "x", "passkey": "{}"})["Location"].startswith(ASK)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Give it a name"), ("Phone", "One of your passkeys has this name."), ("x" * 61, "60")],
)
def test_each_has_a_name_of_its_own(client, device, name, said):
    answer = add(client, Device(), name=name)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert Passkey.objects.count() == 1


def test_a_device_has_one_passkey_here(client, device):
    options = options_on(client.get(PAGE))
    assert len(options["excludeCredentials"]) == 1

    answer = add(client, device, name="Again")

    assert (answer.status_code, passkeys.KNOWN in answer.text) == (422, True)


def test_a_challenge_makes_one_passkey(client):
    options = options_on(client.get(PAGE))
    first, second = Device().make(options), Device().make(options)

    assert client.post(PAGE, {"name": "One", "passkey": first}).status_code == 302
    assert client.post(PAGE, {"name": "Two", "passkey": second}).status_code == 422


def test_ten_are_enough(client, desk, monday):
    for number in range(passkeys.MOST):
        Passkey.objects.create(
            user=desk, name=f"n{number}", credential_id=f"{number}", credential="", counter=0,
            is_backup_eligible=False, made_at="2026-11-23T17:00Z",
        )  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passkeys, "_credential", lambda passkey: b"")
        page = client.get(PAGE)

    assert passkeys.TOO_MANY in page.text
    assert "data-options" not in page.text


# ---- using one ---------------------------------------------------------------------------------
def test_a_passkey_lets_in_after_the_password_and_leads_where_one_wanted_to_go(device, desk):
    browser = after_password(desk)
    before = browser.session.session_key
    options = options_on(browser.get(ASK))
    assert (options["userVerification"], options["rpId"]) == ("required", "testserver")

    answer = show(browser, device)

    assert answer["Location"] == "/admin/bookings/consultation/"
    assert has_entered(browser)
    assert browser.session.session_key != before
    row = Passkey.objects.get()
    assert (row.counter, row.used_at is not None) == (2, True)


def test_a_password_alone_opens_nothing_and_a_passkey_alone_neither(device, desk):
    assert not has_entered(after_password(desk))
    stranger = Client()
    assert stranger.post(ASK, {"passkey": "{}"})["Location"].startswith("/admin/login/")


def test_the_app_and_backup_codes_stay_good(client, device, desk, monday):
    monday.shift(timedelta(minutes=5))
    browser = after_password(desk)

    browser.post(ASK, {"code": code_now(desk)})

    assert has_entered(browser)


def test_a_synced_passkey_that_counts_nothing_lets_in_again_and_again(client, desk):
    device = Device()
    device.counter, device.flags = 0, PRESENT | VERIFIED | BACKUP_ELIGIBLE
    add(client, device)

    for _ in range(3):
        browser = after_password(desk)
        show(browser, device)
        assert has_entered(browser)


WRONG = {
    "origin": {"origin": "http://evil.example"},
    "port": {"origin": "http://testserver:8000"},
    "a name below": {"origin": "http://www.testserver"},
    "address": {"host": "evil.example"},
    "frame": {"is_framed": True},
    "nobody there": {"flags": VERIFIED},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_another_site_got_is_refused_in_words(client, device, desk, wrong):
    for name, value in WRONG[wrong].items():
        setattr(device, name, value)
    browser = after_password(desk)

    answer = show(browser, device)

    assert (answer.status_code, passkeys.AGAIN in answer.text) == (422, True)
    assert not has_entered(browser)
    device.id += b"2"
    assert add(client, device, name="Other").status_code == 422
    assert Passkey.objects.count() == 1


def test_a_device_that_asked_for_no_finger_face_or_pin_is_refused(client, device, desk):
    device.flags = PRESENT
    browser = after_password(desk)

    assert passkeys.NOT_ASKED in show(browser, device).text

    assert not has_entered(browser)
    device.id += b"2"
    assert passkeys.NOT_ASKED in add(client, device, name="Other").text


def test_a_copy_that_counts_behind_is_stopped_and_so_is_the_passkey(device, desk):
    for _ in range(3):
        show(after_password(desk), device)
    verified = after_password(desk)
    show(verified, device)
    copy = after_password(desk)
    device.counter = 2

    answer = show(copy, device)

    assert (answer.status_code, passkeys.COPIED in answer.text) == (422, True)
    assert not has_entered(copy)
    assert not has_entered(verified)  # nor does what it has let in before
    assert "data-options" not in after_password(desk).get(ASK).text


def test_a_counter_that_falls_to_nothing_is_a_copys_too(device, desk):
    device.counter = 0

    assert passkeys.COPIED in show(after_password(desk), device).text


def test_a_passkey_that_may_suddenly_be_copied_is_another_one(device, desk):
    device.flags |= BACKUP_ELIGIBLE
    browser = after_password(desk)

    assert passkeys.AGAIN in show(browser, device).text
    assert not has_entered(browser)


def test_an_answer_counts_once_for_its_session_and_for_ten_minutes(device, desk, monday):
    browser, other = after_password(desk), after_password(desk)
    sent = device.sign(options_on(browser.get(ASK)))
    other.get(ASK)
    assert other.post(ASK, {"passkey": sent}).status_code == 422
    late = device.sign(options_on(other.get(ASK)))
    monday.shift(timedelta(minutes=10, seconds=1))
    assert other.post(ASK, {"passkey": late}).status_code == 422
    assert not has_entered(other)

    fresh = device.sign(options_on(browser.get(ASK)))
    browser.post(ASK, {"passkey": fresh})
    assert has_entered(browser)
    third = after_password(desk)
    third.get(ASK)
    assert third.post(ASK, {"passkey": fresh}).status_code == 422


def test_somebody_elses_passkey_is_refused(device, desk, monday):
    theo = make_desk("theo")
    add(with_app(theo, monday), Device(), name="Own")
    browser = after_password(theo)

    assert show(browser, device).status_code == 422
    assert not has_entered(browser)
    session = browser.session
    session[second_factor.VERIFIED_BY] = SecondFactor.objects.get(user=theo).pk
    session[second_factor.VERIFIED_WITH] = Passkey.objects.get(user=desk).pk
    session.save()
    assert not has_entered(browser)


@pytest.mark.parametrize(
    "sent",
    ["", "x", "[]", "{}", "null", "[" * 5000, '{"id": 1, "rawId": 2}', "x" * 30_000, "\u2028"],
)
def test_what_is_no_answer_at_all_is_refused_in_words(client, device, desk, sent):
    browser = after_password(desk)
    browser.get(ASK)
    assert browser.post(ASK, {"passkey": sent}).status_code == 422
    client.get(PAGE)
    assert client.post(PAGE, {"name": "Other", "passkey": sent}).status_code == 422


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON"])
def test_what_was_changed_on_the_way_is_refused(device, desk, part):
    browser = after_password(desk)
    sent = json.loads(device.sign(options_on(browser.get(ASK))))
    value = sent["response"][part]
    sent["response"][part] = value[:-6] + ("AAAAAA" if value[-6:] != "AAAAAA" else "BBBBBB")

    assert browser.post(ASK, {"passkey": json.dumps(sent)}).status_code == 422
    assert not has_entered(browser)


def test_no_line_of_a_log_names_a_passkey(client, device, desk, caplog, settings):
    show(after_password(desk), device)

    assert settings.LOGGING["loggers"]["fido2"] == {"level": "WARNING"}
    ours = "\n".join(
        each.getMessage() for each in caplog.records if not each.name.startswith("fido2")
    )
    assert device.id.hex() not in ours


# ---- without one any more ----------------------------------------------------------------------
def test_a_revoked_one_lets_nobody_in_and_ends_what_it_had_let_in(client, device, desk):
    browser = after_password(desk)
    show(browser, device)

    answer = client.post(PAGE, {"revoke": Passkey.objects.get().pk}, follow=True)

    assert "“Phone” is revoked" in answer.text
    assert not has_entered(browser)
    assert has_entered(client)  # by the app
    assert "data-options" not in after_password(desk).get(ASK).text
    assert len(deliver()) == 2


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, ""])
def test_a_passkey_that_is_not_there_is_not_revoked(client, device, key):
    assert "That passkey is gone already." in client.post(PAGE, {"revoke": key}, follow=True).text
    assert Passkey.objects.count() == 1


def test_nobody_revokes_a_colleagues(device, desk, monday):
    other = with_app(make_desk("theo"), monday)

    other.post(PAGE, {"revoke": Passkey.objects.get().pk})

    assert Passkey.objects.count() == 1


def test_the_command_for_a_lost_phone_takes_passkeys_too_and_tells(client, device, desk):
    deliver()

    call_command("reset_second_factor", "ines", verbosity=0)

    assert not Passkey.objects.exists()
    assert [email.subject for email in deliver()] == ["Your second factor was changed"]
    assert not has_entered(client)


def test_a_new_app_leaves_the_passkeys_and_asks_every_session_anew(client, device, desk, monday):
    browser = after_password(desk)
    show(browser, device)

    enroll(client)

    assert Passkey.objects.count() == 1
    assert not has_entered(browser)
    show(browser, device)
    assert has_entered(browser)


def test_it_goes_with_its_account(device, desk):
    desk.delete()

    assert not Passkey.objects.exists()


# ---- where -------------------------------------------------------------------------------------
def test_another_address_of_the_site_says_where_they_work(client, device, desk, settings):
    settings.SITE_URL = "https://www.clinic.example"

    page = client.get(PAGE)

    assert "Passkeys work at https://www.clinic.example alone" in page.text
    assert "data-options" not in page.text
    assert "data-options" not in after_password(desk).get(ASK).text


def test_a_number_is_no_address_for_passkeys(client, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert "SITE_URL holds a number" in client.get(PAGE).text


def test_the_database_knows_a_passkey_once(device, desk):
    row = Passkey.objects.get()
    row.pk, row.name = None, "Other"

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
