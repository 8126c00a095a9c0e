"""Whoever forgot their password gets a link by mail; nobody learns who has an account here."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.office.models import AccountMessage
from clinic.site.logs import discreet
from clinic.staff import account_messages
from clinic.staff.account_views import DONE
from tests.clinic.account_mail import deliver, link_in
from tests.clinic.authenticator import code_now, enroll, signed_in
from tests.clinic.sign_in import PASSWORD, make_owner, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles", "office")]
ASK, SET = "/admin/password-forgotten/", "/admin/set-password/"
NEW = "acorn lantern 77"
GOOD = {"new_password1": NEW, "new_password2": NEW}
SENT = "If there is an account by that name"
TOO_MANY = "Too many links were asked for"
ADDRESS = "ines@clinic.example"


@pytest.fixture
def ines():
    user = make_owner("ines")
    user.email = ADDRESS
    user.save()
    return user


def ask(typed=ADDRESS, network="203.0.113.7"):
    return Client().post(ASK, {"account": typed}, REMOTE_ADDR=network)


def link(typed=ADDRESS):
    """The one that is mailed to whoever asks."""
    assert ask(typed).status_code == 200
    *_, email = deliver()
    return link_in(email)


def choose(path, **data):
    browser = Client()
    page = browser.get(path, follow=True)
    if page.status_code != 200:
        return page
    return browser.post(SET, GOOD | data, follow=True)


def words(response):
    return re.sub(r'value="\w+"', "", response.text)


def test_what_was_typed_is_sealed_anew_also_in_mail_that_was_dropped(ines, settings):
    ask()
    AccountMessage.objects.get().drop(now=timezone.now())
    newer = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE="
    settings.SEALING_KEYS = [newer, *settings.SEALING_KEYS]

    call_command("reseal", stdout=StringIO())
    settings.SEALING_KEYS = [newer]

    assert AccountMessage.objects.get().asked_for == ADDRESS


# ---- asking ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", [ADDRESS, " INES@Clinic.Example ", f"mailto:{ADDRESS}", "ines", "ｉｎｅｓ"]
)
def test_the_sign_in_page_leads_to_a_link_by_either_name(ines, typed):
    assert f'href="{ASK}"' in Client().get("/admin/login/").text

    assert SENT in ask(typed).text

    (email,) = deliver()
    assert (email.to, email.subject) == ([ADDRESS], "A new password for the front desk")
    assert "your account ines" in email.body


def test_the_answer_what_it_costs_and_what_is_stored_are_the_same_without_an_account(ines):
    answers, asked, rows = [], [], []
    for typed in (ADDRESS, "nobody@clinic.example"):
        with CaptureQueriesContext(connection) as queries:
            answers.append(ask(typed))
        asked.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in queries])
        rows.append(AccountMessage.objects.filter(user=None).count())

    assert words(answers[0]) == words(answers[1])
    assert asked[0] == asked[1]
    assert rows == [1, 2]
    assert "auth_user" not in " ".join(asked[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked_for FROM clinic_accountmessage")
        assert [row for row in cursor.fetchall() if "clinic.example" in row[0]] == []


@pytest.mark.parametrize("change", ["nobody", "inactive", "no staff", "no password", "no address"])
def test_who_cannot_sign_in_gets_no_mail_and_nothing_of_them_stays(ines, change):
    if change == "inactive":
        ines.is_active = False
    elif change == "no staff":
        ines.is_staff = False
    elif change == "no password":
        ines.set_unusable_password()
    elif change == "no address":
        ines.email = ""
    ines.save()

    assert SENT in ask("nobody" if change == "nobody" else "ines").text

    assert deliver() == []
    row = AccountMessage.objects.get()
    assert (row.state, row.user, row.asked_for) == ("no longer true", None, "")


def test_nothing_typed_is_said_in_words():
    answer = Client().post(ASK, {"account": "  "})

    assert (answer.status_code, "Enter your e-mail address or username." in answer.text) == (
        422,
        True,
    )
    assert not AccountMessage.objects.exists()


def test_two_accounts_of_one_address_get_a_link_each(ines):
    make_owner("oona")
    User.objects.update(email=ADDRESS)

    ask()
    emails = deliver()

    assert [email.to for email in emails] == [[ADDRESS]] * 2
    assert len({link_in(email) for email in emails}) == 2
    for name, email in zip(["ines", "oona"], emails, strict=True):
        assert f"your account {name} " in email.body
        assert DONE in choose(link_in(email)).text
        assert sign_in(name, password=NEW).status_code == 302


def test_a_mail_that_waited_for_a_day_is_of_no_use(ines, monday):
    ask()
    monday.shift(timedelta(days=1, minutes=1))

    assert deliver() == []


def test_a_mail_that_waited_for_its_server_has_its_whole_hour(ines, monday):
    ask()
    monday.shift(timedelta(hours=5))
    (email,) = deliver()
    monday.shift(timedelta(minutes=59))

    assert DONE in choose(link_in(email)).text


# ---- limits ------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [ADDRESS, "nobody@clinic.example"])
def test_five_links_in_fifteen_minutes_are_enough_whether_there_is_an_account_or_not(
    ines, typed, monday
):
    answers = [ask(typed, network=f"203.0.113.{number}") for number in range(7)]

    assert [each.status_code for each in answers] == [200] * 5 + [429] * 2
    assert TOO_MANY in answers[-1].text
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    assert words(answers[-1]).count("nobody") == (1 if "nobody" in typed else 0)
    assert ask("another@clinic.example").status_code == 200
    monday.shift(timedelta(minutes=15))
    assert ask(typed).status_code == 200
    for _ in range(6):
        monday.shift(timedelta(minutes=15))
        ask(typed)
    assert ask(typed).status_code == 429  # ten a day


def test_one_network_asks_for_twenty_an_hour(ines):
    answers = [ask(f"n{number}@clinic.example").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]
    assert ask(network="203.0.113.8").status_code == 200


@pytest.mark.parametrize("typed", [ADDRESS, "ines"])
def test_the_owner_lifts_this_limit_too(ines, typed):
    for _ in range(6):
        answer = ask(typed)
    assert answer.status_code == 429
    make_owner("oona")
    client = Client()
    sign_in("oona", client=client)
    address = f"/admin/auth/user/{ines.pk}/"
    assert "They have to wait" in client.get(f"{address}change/").text

    client.post(f"{address}unlock/")

    assert "They have to wait" not in client.get(f"{address}change/").text
    assert ask(typed).status_code == 200


# ---- the link ----------------------------------------------------------------------------------
def test_its_link_sets_a_new_password_once_and_signs_nobody_in(ines):
    path = link()

    answer = choose(path)

    assert (answer.request["PATH_INFO"], DONE in answer.text) == ("/admin/login/", True)
    assert answer.context["user"].is_anonymous
    assert sign_in(password=PASSWORD).status_code == 200
    assert sign_in(password=NEW).status_code == 302
    assert choose(path).status_code == 404


def test_every_session_of_the_account_ends(ines):
    clients = [Client() for _ in range(2)]
    for client in clients:
        sign_in(client=client)
    path = link()

    choose(path)

    assert [client.get("/admin/").status_code for client in clients] == [302, 302]


def test_a_mail_tells_of_the_new_password(ines):
    choose(link())

    (email,) = deliver()
    assert (email.to, email.subject) == ([ADDRESS], "Your password was changed")
    assert "account-link" not in email.body + email.alternatives[0][0]


def test_a_mail_tells_of_a_password_that_was_changed_in_the_admin(ines):
    client, address = Client(), "/admin/password_change/"
    sign_in(client=client)
    new = {"new_password1": NEW, "new_password2": NEW}
    assert client.post(address, {"old_password": "wrong"} | new).status_code == 200
    assert deliver() == []
    client.post(address, {"old_password": PASSWORD} | new)
    assert [email.subject for email in deliver()] == ["Your password was changed"]

    theo = make_owner("theo")
    by_owner = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    client.post(f"/admin/auth/user/{ines.pk}/password/", by_owner)
    client.post(f"/admin/auth/user/{theo.pk}/password/", by_owner)  # who has no address
    assert [email.to for email in deliver()] == [[ADDRESS]]


def test_the_second_factor_is_still_asked_for_and_still_the_same(ines, settings, monday):
    settings.SECOND_FACTOR = True
    enroll(signed_in(ines))
    choose(link())
    monday.shift(timedelta(minutes=5))

    client = Client()
    sign_in(password=NEW, client=client)

    assert client.get("/admin/")["Location"].startswith("/admin/second-factor/?")
    client.post("/admin/second-factor/", {"code": code_now(ines)})
    assert client.get("/admin/").status_code == 200


def test_its_link_ends_after_an_hour_or_with_a_sign_in(ines, monday):
    first = link()
    monday.shift(timedelta(minutes=60))
    assert choose(first).status_code == 404
    second = link()
    monday.shift(timedelta(minutes=1))
    sign_in()
    assert choose(second).status_code == 404
    third = link()
    ines.refresh_from_db()
    ines.is_active = False
    ines.save()
    assert choose(third).status_code == 404


def test_of_two_links_the_first_that_is_used_ends_the_other(ines):
    first, second = link(), link()

    assert DONE in choose(second).text
    assert choose(first).status_code == 404


def test_a_new_password_lets_in_at_once_whoever_was_wrong_too_often(throttle, ines):
    for _ in range(5):
        sign_in(password="wrong")
    assert sign_in(password=PASSWORD).status_code == 429

    choose(link())

    assert sign_in(password=NEW).status_code == 302


def test_without_cookies_the_page_says_what_is_missing(ines):
    path = link()
    browser = Client()
    browser.get(path)
    browser.cookies.clear()

    assert "Your browser sent no cookie" in browser.get(SET).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_link_that_is_used_twice_at_one_moment_counts_once(transactional_db):
    user = User.objects.create_user("ines", email=ADDRESS, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Owner"))
    ask()
    (email,) = deliver()
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.get(link_in(email))
    ready = threading.Barrier(2)

    def send(browser):
        try:
            ready.wait(30)
            return browser.post(SET, GOOD).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(send, browsers)) == [302, 404]
    assert AccountMessage.objects.filter(kind="password").count() == 1


# ---- what is written down ----------------------------------------------------------------------
def test_a_link_stands_in_no_log(ines, caplog, capsys):
    path = link()
    token = path.split("/")[3]
    choose(path)
    choose(path.replace("/admin/account-link/", "/admin/account-link//"))
    choose(path[:-8] + "/")

    lines = [discreet(each.getMessage()) for each in caplog.records]
    assert any("/admin/account-link/-" in line for line in lines)
    written = "\n".join(lines) + capsys.readouterr().err
    signature = token.partition(":")[2]  # before it stands the Message-ID's key, which is no secret
    assert [part for part in (signature, signature[:16], signature[-16:]) if part in written] == []
    assert not re.search("account-link/+[^-]", written)
    assert ADDRESS not in written


@pytest.mark.parametrize(
    "line",
    [
        "GET /admin/account-link/abcd/ 404",
        "GET /ADMIN/ACCOUNT-LINK//abcd 404",
        "GET /admin/account-lin\u212a/abcd/ 404",
        "GET /admin/account-l\u0131nk/abcd/ 404",
        "GET /admin/account-link\\n/abcd/ 404",
        "Referer: https://clinic.example/admin/account-link/abcd",
    ],
)
def test_half_a_link_stands_in_no_log_either(line):
    assert "abcd" not in discreet(line)


def test_sessions_hold_no_token(ines):
    browser = Client()
    path = link()
    browser.get(path)
    signature = path.rstrip("/").rpartition(":")[2]

    assert [each for each in Session.objects.all() if signature in str(each.get_decoded())] == []


def test_messages_of_long_ago_are_forgotten(ines, monday):
    choose(link())
    deliver()
    monday.shift(timedelta(days=89))
    account_messages.forget(now=timezone.now())
    assert AccountMessage.objects.count() == 2
    monday.shift(timedelta(days=2))
    account_messages.forget(now=timezone.now())
    assert not AccountMessage.objects.exists()


# ---- signing in by the address -----------------------------------------------------------------
def test_the_address_signs_in_too_and_counts_as_the_same_account(throttle, ines):
    assert sign_in(ADDRESS.upper()).status_code == 302
    for name in ("ines", ADDRESS, "INES@clinic.example", "ines"):
        assert sign_in(name, password="wrong").status_code == 200

    assert sign_in(ADDRESS, password="wrong").status_code == 429
    assert sign_in("ines").status_code == 429


def test_an_address_of_two_accounts_signs_nobody_in(ines):
    make_owner("oona")
    User.objects.update(email=ADDRESS)

    assert sign_in(ADDRESS).status_code == 200
    assert sign_in("oona").status_code == 302


def test_an_address_of_nobody_is_answered_as_one_with_a_wrong_password(throttle, ines):
    known = [sign_in(ADDRESS, password="wrong") for _ in range(6)]
    unknown = [sign_in("nobody@clinic.example", password="wrong") for _ in range(6)]

    assert [each.status_code for each in known] == [each.status_code for each in unknown]
    assert [words(each) for each in known][4:] == [words(each) for each in unknown][4:]


def test_mail_of_other_accounts_stays_where_it_is(ines):
    make_owner("oona")
    ask()
    deliver()

    assert [email.to for email in mail.outbox] == [[ADDRESS]]
