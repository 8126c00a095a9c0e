"""A colleague is invited by name, address and role, and sets their own password with a link."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from clinic.office.models import AccountMessage
from clinic.staff import account_messages, administrators
from clinic.staff.invitations import TAKEN
from tests.clinic.account_mail import deliver, link_in
from tests.clinic.authenticator import NEW
from tests.clinic.seen import seen
from tests.clinic.sign_in import make_owner, sign_in
from tests.site import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles", "office")]
LIST = "/admin/auth/user/"
SET = "/admin/set-password/"
GOOD = {"new_password1": "acorn lantern 77", "new_password2": "acorn lantern 77"}
DEAD = "It was used already"


@pytest.fixture
def keeper():
    return make_owner("ines")


@pytest.fixture
def client(keeper):
    client = Client()
    assert sign_in(client=client).status_code == 302
    return client


def invite(client, role="Front desk", **changes):
    data = {
        "first_name": "Maya",
        "last_name": "Ortiz",
        "email": "maya@clinic.example",
        "role": Group.objects.get(name=role).pk if role else "",
    } | changes
    return client.post(f"{LIST}add/", data, follow=True)


@pytest.fixture
def invited(client):
    """The link that was mailed to Maya."""
    invite(client)
    (email,) = deliver()
    return link_in(email)


def maya():
    return User.objects.get(username="maya")


def of_maya(client):
    return client.get(f"{LIST}{maya().pk}/change/").text


def press(client, what):
    return client.post(f"{LIST}{maya().pk}/{what}/", follow=True).text


def accept(link, **data):
    """Whoever opens `link` in a browser of their own, and sends the form there."""
    browser = Client()
    opened = browser.get(link, follow=True)
    if opened.status_code != 200:
        return browser, opened
    return browser, browser.post(SET, GOOD | data)


# ---- inviting ----------------------------------------------------------------------------------
def test_the_owner_gives_name_address_and_role_and_no_password(client):
    form = client.get(f"{LIST}add/").text

    assert [name for name in ("first_name", "email", "role") if f'name="{name}"' not in form] == []
    assert 'type="password"' not in form
    assert "<h1>Add user</h1>" in form
    answer = invite(client)
    user = maya()
    assert "An invitation goes to maya@clinic.example." in answer.text
    assert (user.username, user.is_staff, user.is_superuser) == ("maya", True, False)
    assert [group.name for group in user.groups.all()] == ["Front desk"]
    assert not user.has_usable_password()
    assert sign_in("maya", password="").status_code == 200
    assert "Invitation: waiting." in of_maya(client)


def test_the_mail_says_how_and_until_when(client):
    invite(client)

    (email,) = deliver()

    assert (email.to, email.subject) == (
        ["maya@clinic.example"],
        "Your account at the front desk",
    )
    assert "It works once, until\nThursday, November 26" in email.body
    assert "or as maya." in email.body
    assert "Invitation: sent.</b> Its link works until Thursday, " in of_maya(client)
    assert " Pacific time." in of_maya(client)
    assert "sent</td>" in client.get(LIST).text


def test_a_name_that_looks_like_an_address_becomes_no_link(client):
    invite(client, first_name="evil.example")

    (email,) = deliver()

    assert "evil.example" not in email.body + email.alternatives[0][0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "INES@clinic.example"}, TAKEN),
        ({"email": "nonsense"}, "Enter a valid email address."),
        ({"role": ""}, "Choose what they may do."),
        ({"first_name": ""}, "This field is required."),
    ],
)
def test_what_is_missing_or_taken_is_said_and_nobody_is_made(client, keeper, changes, said):
    User.objects.filter(pk=keeper.pk).update(email="ines@clinic.example")

    answer = invite(client, **changes)

    assert said in answer.text
    assert User.objects.count() == 1
    assert not AccountMessage.objects.exists()


def test_everybody_gets_a_username_of_their_own(client):
    for number, name in enumerate(["Maya", "maya", "Мая", "Zoë"]):
        invite(client, first_name=name, email=f"m.{number}@clinic.example")

    made = User.objects.exclude(username="ines").order_by("pk")
    assert [each.username for each in made] == ["maya", "maya2", "m2", "zoe"]


def test_inviting_is_for_who_keeps_accounts(client):
    desk = User.objects.create_user("desk", is_staff=True)
    desk.groups.add(Group.objects.get(name="Front desk"))
    other = Client()
    other.force_login(desk)
    invite(client)

    for what in ("invite", "revoke"):
        answer = other.post(f"{LIST}{maya().pk}/{what}/")
        assert "/admin/password-again/" in answer["Location"]
    session = other.session
    session["password_at"] = 2**33
    session.save()
    for address in (f"{LIST}add/", f"{LIST}{maya().pk}/invite/", f"{LIST}{maya().pk}/revoke/"):
        assert other.post(address).status_code == 403
    assert AccountMessage.objects.count() == 1


# ---- the link ----------------------------------------------------------------------------------
def test_its_link_sets_a_password_once_and_signs_in(invited, settings):
    settings.SECOND_FACTOR = True

    browser, answer = accept(invited)

    assert answer["Location"] == "/admin/"
    assert browser.get("/admin/", follow=True).request["PATH_INFO"] == NEW
    assert sign_in("maya", password=GOOD["new_password1"]).status_code == 302
    _, again = accept(invited)
    assert (again.status_code, DEAD in again.text) == (404, True)


def test_opening_it_changes_nothing_however_often(invited):
    """Programs that look through mail open every link."""
    for _ in range(3):
        assert Client().get(invited)["Location"] == SET
        assert Client().head(invited).status_code == 302
        assert Client().post(invited).status_code == 405

    assert not maya().has_usable_password()
    _, answer = accept(invited)
    assert answer["Location"] == "/admin/"


def test_the_page_of_the_form_has_no_token_in_its_address(invited):
    browser = Client()
    answer = browser.get(invited)
    token = invited.rstrip("/").rpartition("/")[2]

    page = browser.get(answer["Location"])

    assert (answer["Location"], answer["Referrer-Policy"]) == (SET, "no-referrer")
    assert token not in page.text
    assert token not in str(dict(browser.session))
    assert {each["Cache-Control"] for each in (answer, page)} == {
        "max-age=0, no-cache, no-store, must-revalidate, private"
    }


def test_a_dump_of_the_database_opens_nothing(invited):
    token = invited.rstrip("/").rpartition("/")[2]
    key, _, signature = token.partition(":")

    rows = repr(list(AccountMessage.objects.values())) + repr(list(LogEntry.objects.values()))

    assert signature not in rows
    for forged in (key, f"{key}:", f"{key}:{signature[:-1]}", f"{'0' * 32}:{signature}", "x"):
        assert Client().get(f"/admin/account-link/{forged}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"new_password1": "short", "new_password2": "short"}, "at least 12 characters"),
        ({"new_password2": "another lantern"}, "The two password fields didn’t match."),
        ({"new_password1": "", "new_password2": ""}, "Choose a password."),
        (
            {"new_password1": "maya@clinic.example", "new_password2": "maya@clinic.example"},
            "too similar to the email address",
        ),
    ],
)
def test_a_bad_password_is_refused_in_words_and_the_link_stays_good(invited, data, said):
    browser, answer = accept(invited, **data)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert browser.post(SET, GOOD)["Location"] == "/admin/"


def test_its_link_ends_after_three_days(invited, monday, client):
    monday.shift(timedelta(days=3) - timedelta(minutes=1))
    assert Client().get(invited).status_code == 302
    browser = Client()
    browser.get(invited)
    monday.shift(timedelta(minutes=1))

    assert Client().get(invited).status_code == 404
    assert browser.post(SET, GOOD).status_code == 404
    sign_in(client=client)
    assert "Invitation: no longer valid." in of_maya(client)


@pytest.mark.parametrize("change", ["inactive", "address", "password"])
def test_its_link_ends_with_what_it_was_made_for(invited, change, client):
    user = maya()
    if change == "inactive":
        user.is_active = False
    elif change == "address":
        user.email = "elsewhere@clinic.example"
    else:
        user.set_password("set by the owner")
    user.save()

    assert Client().get(invited).status_code == 404


def test_without_a_link_there_is_nothing_to_set():
    assert Client().get(SET).status_code == 404
    assert Client().post(SET, GOOD).status_code == 404


# ---- again, or not at all ----------------------------------------------------------------------
def test_it_is_sent_again_and_the_link_of_before_is_dead(client, invited):
    said = press(client, "invite")

    assert "Links of earlier ones do not work any more." in said
    (email,) = deliver()
    assert Client().get(invited).status_code == 404
    assert Client().get(link_in(email)).status_code == 302
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")][1:] == [
        "Sent an invitation."
    ]


def test_it_is_revoked_after_it_went_out(client, invited):
    said = press(client, "revoke")

    assert "its link does not work any more" in said
    assert "Invitation: revoked." in said
    assert Client().get(invited).status_code == 404
    assert "No invitation is open." in press(client, "revoke")


def test_it_is_revoked_before_it_went_out(client):
    invite(client)
    press(client, "revoke")

    assert deliver() == []
    assert "Invitation: revoked." in of_maya(client)


def test_whoever_has_a_password_is_not_invited_any_more(client, invited):
    accept(invited)

    assert "Invitation:" not in of_maya(client)
    assert "accepted</td>" in client.get(LIST).text
    assert "No invitation is sent." in press(client, "invite")
    assert deliver() == []


def test_what_became_of_the_mail_is_shown_to_the_owner(client, smtp, monday):
    smtp.answer_with("RCPT", lambda address: "450 4.2.1 later")
    invite(client)
    deliver()
    assert "Invitation: trying again.</b> The mail server asked to try later (450)." in of_maya(
        client
    )
    smtp.answer_with("RCPT", lambda address: "550 5.1.1 no such user")
    monday.shift(timedelta(minutes=2))
    deliver()
    assert "<b>Invitation: not delivered.</b> The mail server refused it (550)." in of_maya(client)

    smtp.answer_with("RCPT", lambda address: None)
    press(client, "invite")
    deliver()

    assert "Invitation: sent." in of_maya(client)
    assert [each.recipients for each in smtp.messages] == [["maya@clinic.example"]]


def test_a_mail_that_waits_goes_to_the_address_as_it_is_corrected(client):
    """The invitation of the mistyped address is over, and the owner sends a new one."""
    invite(client, email="maya@clinic.exmaple")
    address = f"{LIST}{maya().pk}/change/"
    form = {
        "username": "maya",
        "email": "maya@clinic.example",
        "is_active": "on",
        "is_staff": "on",
        "groups": list(maya().groups.values_list("pk", flat=True)),
    }
    client.post(address, form | seen(client, address))

    assert deliver() == []
    press(client, "invite")
    assert [email.to for email in deliver()] == [["maya@clinic.example"]]


def test_an_invited_owner_keeps_nobody_out_of_trouble_before_they_accept(client, keeper):
    invite(client, role="Owner")
    assert list(administrators.keepers()) == [keeper]
    (email,) = deliver()

    accept(link_in(email))

    assert administrators.keepers().count() == 2


def test_an_account_that_was_never_used_can_be_deleted_with_its_invitations(client, invited):
    client.post(f"{LIST}{maya().pk}/delete/", {"post": "yes"})

    assert not User.objects.filter(username="maya").exists()
    assert Client().get(invited).status_code == 404
    assert len(mail.outbox) == 1


def test_the_database_knows_one_open_invitation_an_account(client):
    invite(client)
    first = AccountMessage.objects.get()
    first.pk, first.message_key = None, "00000000-0000-0000-0000-000000000001"

    one = r"account_has_one_open_invitation|user_id"
    with pytest.raises(IntegrityError, match=one), transaction.atomic():
        first.save()


def test_the_worker_hears_of_an_account_message_at_once():
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'message_is_due'"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables == {
        "bookings_notification",
        "bookings_questionmessage",
        "clinic_accountmessage",
    }


# ---- at one moment -----------------------------------------------------------------------------
def at_once(press, times=2):
    """What each of some presses answers that are made at one moment."""
    ready = threading.Barrier(times)

    def one(_):
        try:
            ready.wait(30)
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_two_owners_who_send_it_again_at_one_moment_leave_one_link(client, invited):
    def again():
        account_messages.invite(maya(), now=timezone.now())

    at_once(again, times=4)

    invitations = AccountMessage.objects.filter(kind="invitation")
    assert (invitations.count(), invitations.filter(revoked_at=None).count()) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_who_sends_it_again_and_who_accepts_it_at_one_moment_wait_for_each_other(client, invited):
    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0] > 0

    def again():
        try:
            account_messages.invite(maya(), now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():  # as the form that sets the password does it
            User.objects.select_for_update().get(username="maya")
            pressed = pool.submit(again)
            wait_until(waits)
            assert len(AccountMessage.objects.select_for_update()) == 1
        pressed.result(30)
