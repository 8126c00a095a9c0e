"""A code of an authenticator app besides the password, for whoever may see what patients told
us.
"""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.office.models import BackupCode, SecondFactor
from clinic.staff import second_factor
from clinic.staff.views import WRONG_CODE
from tests.clinic.admin_pages import addresses_of_models, written
from tests.clinic.authenticator import NEW, code, code_now, enroll, secret_shown, signed_in
from tests.clinic.starts import start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
ASK = "/admin/second-factor/"
PASSWORD = "a long password 1"
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _a_code_is_asked_for(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def desk():
    user = User.objects.create_user("ines", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Front desk"))
    return user


@pytest.fixture
def backup_codes(desk, monday):
    """Of a desk whose app was set up a while ago."""
    codes = re.findall("<code>(.*?)</code>", enroll(signed_in(desk)).text)
    monday.shift(timedelta(hours=1))
    return codes


def has_entered(client):
    return client.get("/admin/").status_code == 200


# ---- who needs one -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "led_to"), [("Owner", NEW), ("Front desk", NEW), ("Content", "/admin/")]
)
def test_whoever_may_see_consultations_sets_one_up_first(role, led_to):
    user = User.objects.create_user("ines", is_staff=True)
    user.groups.add(Group.objects.get(name=role))

    response = signed_in(user).get("/admin/", follow=True)

    assert (response.status_code, response.request["PATH_INFO"]) == (200, led_to)


def test_a_first_owner_sets_one_up_and_is_in():
    client = signed_in(User.objects.create_superuser("owner"))

    assert client.get("/admin/", follow=True).request["PATH_INFO"] == NEW
    assert enroll(client).status_code == 200
    assert has_entered(client)


def test_it_can_be_left_out_in_development_alone(settings, desk):
    settings.SECOND_FACTOR = False

    assert has_entered(signed_in(desk))
    assert "SECOND_FACTOR is off" in start(SECOND_FACTOR="false").stderr
    assert "SECOND_FACTOR = True" in start().stdout


@pytest.mark.parametrize("has_app", [True, False], ids=["with an app", "without one"])
def test_without_it_every_address_leads_to_its_page(rows, desk, has_app):
    if has_app:
        enroll(signed_in(desk))
    client, wrong = signed_in(desk), []
    site = [
        "",
        "password_change/",
        "jsi18n/",
        "autocomplete/",
        "r/1/1/",
        "bookings/",
        "password-again/",
        "passkeys/",
    ]
    every = [address for _, _, address in addresses_of_models(rows)] + [
        f"/admin/{each}" for each in site
    ]
    with CaptureQueriesContext(connection) as asked:
        for address in every:
            for ask_for in (client.get, client.post):
                response = ask_for(address)
                # a page that is only read
                if response.status_code == 405 and ask_for == client.post:
                    continue
                if response.status_code != 302 or not response["Location"].startswith(
                    f"{ASK}?next="
                ):
                    wrong.append(address)

    assert wrong == written(asked) == []
    assert client.get(ASK, follow=True).request["PATH_INFO"] == (ASK if has_app else NEW)
    assert client.post("/admin/logout/").status_code == 200
    assert "/login/" in client.get("/admin/")["Location"]


# ---- setting one up ----------------------------------------------------------------------------
def test_setting_one_up_shows_ten_codes_once_and_stores_neither_them_nor_the_secret(desk):
    client = signed_in(desk)
    page = client.get(f"{NEW}?next=/admin/bookings/consultation/")
    secret = secret_shown(client)
    assert second_factor.readable(secret) in page.text.replace(" ", "")
    assert "<svg" in page.text

    answer = client.post(NEW, {"code": code(secret), "next": "/admin/bookings/consultation/"})

    codes = re.findall("<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.text)
    assert len(set(codes)) == BackupCode.objects.filter(user=desk).count() == 10
    assert 'href="/admin/bookings/consultation/"' in answer.text
    assert not set(codes) & set(
        re.findall("[a-z2-9]{5}-[a-z2-9]{5}", client.get(NEW, follow=True).text)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM clinic_secondfactor")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT code_hash FROM clinic_backupcode")
        hashes = " ".join(row[0] for row in cursor.fetchall())
    assert not [each for each in codes if each in hashes or each.replace("-", "") in hashes]
    assert has_entered(client)


def test_on_the_phone_itself_a_link_hands_the_key_to_the_app(desk):
    client = signed_in(desk)
    page = client.get(NEW)
    (link,) = re.findall('href="(otpauth://[^"]+)"', page.text)

    address = urlsplit(unescape(link))

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Acupunctury:ines"
    secret = second_factor.readable(secret_shown(client))
    assert parse_qs(address.query) == {"secret": [secret], "issuer": ["Acupunctury"]}


def test_a_wrong_code_sets_nothing_up_and_keeps_the_same_key(desk):
    client = signed_in(desk)
    client.get(NEW)
    secret = secret_shown(client)

    answer = client.post(NEW, {"code": "000000"})

    assert answer.status_code == 422
    assert second_factor.readable(secret) in answer.text.replace(" ", "")
    assert not SecondFactor.objects.exists()


def test_who_knows_the_password_alone_sets_up_no_second_app(desk, backup_codes):
    thief = signed_in(desk)
    before = SecondFactor.objects.get().pk

    assert thief.get(NEW)["Location"].startswith(ASK)
    assert thief.post(NEW, {"code": "000000"})["Location"].startswith(ASK)
    secret = second_factor.new_secret()
    assert second_factor.enroll(desk, secret, code(secret), instead_of=None) is None
    assert SecondFactor.objects.get().pk == before


def test_a_new_phone_takes_the_place_of_the_old_one_after_the_password(desk, backup_codes, monday):
    client = signed_in(desk)
    client.post(ASK, {"code": code_now(desk)})
    old = SecondFactor.objects.get().secret
    assert client.get(NEW)["Location"].startswith("/admin/password-again/?next=")
    client.post("/admin/password-again/", {"password": PASSWORD})

    assert enroll(client).status_code == 200

    assert SecondFactor.objects.get().secret != old
    assert has_entered(client)
    assert second_factor.accept(desk, backup_codes[0]) is None


# ---- showing it --------------------------------------------------------------------------------
def test_a_code_lets_in_and_leads_where_one_wanted_to_go(desk, backup_codes):
    client = signed_in(desk)
    before = client.session.session_key
    assert (
        client.get("/admin/bookings/consultation/")["Location"]
        == f"{ASK}?next=/admin/bookings/consultation/"
    )

    answer = client.post(
        ASK,
        {
            "code": f" {code_now(desk)[:3]} {code_now(desk)[3:]}",
            "next": "/admin/bookings/consultation/",
        },
    )

    assert answer["Location"] == "/admin/bookings/consultation/"
    assert client.session.session_key != before
    assert has_entered(client)
    assert not has_entered(signed_in(desk))


def test_nobody_is_led_to_another_site(desk, backup_codes):
    answer = signed_in(desk).post(
        ASK, {"code": code_now(desk), "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("kind", ["app", "backup"])
def test_a_code_counts_once(desk, backup_codes, kind):
    used = code_now(desk) if kind == "app" else backup_codes[3].upper()
    first, second = signed_in(desk), signed_in(desk)

    first.post(ASK, {"code": used})
    again = second.post(ASK, {"code": used})

    assert has_entered(first)
    assert not has_entered(second)
    assert (again.status_code, WRONG_CODE in again.text) == (422, True)


@pytest.mark.parametrize("wrong", ["000000", "abcde-fghij", "x"])
def test_whoever_is_wrong_waits_and_hears_always_the_same(desk, backup_codes, monday, wrong):
    client = signed_in(desk)
    tried = (wrong, "000000", "fghij-abcde", code_now(desk), backup_codes[0])
    answers = [client.post(ASK, {"code": each}) for each in tried]

    said = {
        (each.status_code, *re.findall('class="errorlist".*?</ul>', each.text)) for each in answers
    }
    assert len(said) == 1
    assert not has_entered(client)
    monday.shift(timedelta(hours=1))
    client.post(ASK, {"code": code_now(desk)})
    assert has_entered(client)


def test_an_app_whose_clock_is_half_a_minute_off_is_understood(desk, backup_codes, monday):
    behind = code_now(desk)
    monday.shift(HALF_A_MINUTE)
    client = signed_in(desk)
    client.post(ASK, {"code": behind})
    assert has_entered(client)

    monday.shift(timedelta(hours=1))
    too_old = code_now(desk)
    monday.shift(2 * HALF_A_MINUTE)
    client = signed_in(desk)
    client.post(ASK, {"code": too_old})
    assert not has_entered(client)


def test_few_backup_codes_left_are_said(desk, backup_codes):
    for used in backup_codes[:5]:
        second_factor.accept(desk, used)
    client = signed_in(desk)

    client.post(ASK, {"code": backup_codes[5]})

    assert "Backup codes left: 4." in client.get("/admin/").text


def test_the_second_factor_of_one_person_is_not_anothers(desk, backup_codes):
    other = User.objects.create_superuser("theo")
    client = signed_in(other)
    session = client.session
    session[second_factor.VERIFIED_BY] = SecondFactor.objects.get().pk
    session.save()

    assert not has_entered(client)
    assert second_factor.accept(other, code_now(desk)) is None


# ---- a lost phone ------------------------------------------------------------------------------
def test_a_lost_phone_is_reset_by_a_command(desk, backup_codes, capsys):
    client = signed_in(desk)
    client.post(ASK, {"code": code_now(desk)})

    call_command("reset_second_factor", "ines")

    assert client.get("/admin/", follow=True).request["PATH_INFO"] == NEW
    assert not BackupCode.objects.exists()
    assert "ines" not in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody has this username"):
        call_command("reset_second_factor", "Ines")


def test_a_new_sealing_key_leaves_the_app_in_use(desk, backup_codes, settings, capsys):
    older = settings.SEALING_KEYS
    settings.SEALING_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE=", *older]
    call_command("reseal")
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]

    client = signed_in(desk)
    client.post(ASK, {"code": code_now(desk)})

    assert has_entered(client)
