"""Somebody can always keep the accounts, and let in again whoever gave too many wrong passwords."""

import time

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from bookings.models import Access
from clinic.office.models import SecondFactor
from clinic.protection.encryption import blind_index
from clinic.staff import administrators
from clinic.staff.administrators import NOBODY_LEFT
from clinic.staff.password_again import GIVEN_AT
from clinic.staff.roles import make_roles
from tests.clinic.seen import seen
from tests.clinic.sign_in import make_owner, sign_in
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
LIST = "/admin/auth/user/"


@pytest.fixture(autouse=True)
def monday():
    make_roles()
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines():
    """The only owner."""
    return make_owner("ines")


@pytest.fixture
def client(ines):
    return at_the_desk(ines)


def at_the_desk(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session[GIVEN_AT] = int(time.time())
    session.save()
    return client


def of(user, what="change"):
    return f"{LIST}{user.pk}/{what}/"


def account(user, **changes):
    """The form of an account; None takes a tick away."""
    roles = list(user.groups.values_list("pk", flat=True))
    data = {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "groups": roles,
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def send(client, user, **changes):
    return client.post(of(user), account(user, **changes) | seen(client, of(user)))


def keeps(user):
    return administrators.keepers().filter(pk=user.pk).exists()


@pytest.mark.parametrize("field", ["is_active", "is_staff", "groups"])
def test_the_only_owner_cannot_take_away_what_lets_them_keep_accounts(client, ines, field):
    response = send(client, ines, first_name="Inès", **{field: None})

    assert (response.status_code, NOBODY_LEFT in response.text) == (200, True)
    assert "Inès" in response.text  # what was typed is kept
    ines.refresh_from_db()
    assert (keeps(ines), ines.first_name) == (True, "")


def test_the_only_owner_cannot_delete_their_account_on_its_page(client, ines):
    for data in (None, {"post": "yes"}):
        ask = client.get if data is None else client.post
        response = ask(of(ines, "delete"), data, follow=True)

        assert NOBODY_LEFT in response.text
    assert keeps(ines)


def test_the_only_owner_cannot_delete_their_account_among_several(client, ines):
    other = User.objects.create_user("maya")
    data = {"action": "delete_selected", "_selected_action": [ines.pk, other.pk], "post": "yes"}

    response = client.post(LIST, data, follow=True)

    assert f"Nobody is deleted. {NOBODY_LEFT}" in response.text
    assert User.objects.count() == 2


def test_the_only_owner_cannot_do_without_a_password(client, ines):
    data = {"usable_password": "false", "unset-password": "x", "password1": "", "password2": ""}
    response = client.post(of(ines, "password"), data)

    assert NOBODY_LEFT in response.text
    ines.refresh_from_db()
    assert ines.has_usable_password()


def test_the_only_owner_changes_everything_else_of_their_account(client, ines):
    more = Group.objects.get(name="Front desk").pk
    data = {"first_name": "Inès", "groups": [*ines.groups.values_list("pk", flat=True), more]}

    assert send(client, ines, **data).status_code == 302
    ines.refresh_from_db()
    assert (ines.first_name, ines.groups.count()) == ("Inès", 2)


@pytest.mark.parametrize("way", ["inactive", "page", "list"])
def test_an_owner_goes_while_another_stays(client, ines, way):
    make_owner("oona")

    if way == "inactive":
        send(client, ines, is_active=None)
    elif way == "page":
        client.post(of(ines, "delete"), {"post": "yes"})
    else:
        client.post(LIST, {"action": "delete_selected", "_selected_action": ines.pk, "post": "yes"})

    assert not keeps(ines)


@pytest.mark.parametrize("lack", ["active", "staff", "password", "role"])
def test_an_account_that_cannot_sign_in_or_may_not_keep_accounts_does_not_count(client, ines, lack):
    other = make_owner("oona")
    if lack == "password":
        other.set_unusable_password()
    elif lack == "role":
        other.groups.set([Group.objects.get(name="Front desk")])
    else:
        setattr(other, f"is_{lack}", False)
    other.save()

    assert send(client, ines, is_active=None).status_code == 200
    assert keeps(ines)


def test_a_superuser_and_a_permission_of_ones_own_count():
    assert not administrators.keepers().exists()
    User.objects.create_superuser("server", password="x")
    own = User.objects.create_user("own", password="x", is_staff=True)
    own.user_permissions.add(Permission.objects.get(codename="change_user"))

    assert [each.username for each in administrators.keepers().order_by("username")] == [
        "own",
        "server",
    ]


def test_others_go_whoever_keeps_the_accounts(client, ines):
    other = User.objects.create_user("maya", is_staff=True)

    client.post(LIST, {"action": "delete_selected", "_selected_action": other.pk, "post": "yes"})

    assert list(User.objects.all()) == [ines]
    with transaction.atomic():
        assert administrators.others_keep([other.pk])


# ---- unlocking ---------------------------------------------------------------------------------
@pytest.fixture
def maya():
    return User.objects.create_user("maya", password="another long password", is_staff=True)


def lock(maya):
    for _ in range(5):
        assert sign_in("maya", password="wrong").status_code in (200, 429)
    assert sign_in("maya", password="another long password").status_code == 429


def is_let_in():
    return sign_in("maya", password="another long password").status_code == 302


HAS_TO_WAIT = "They have to wait"


def test_a_press_lets_somebody_in_again_and_the_logs_name_who_pressed(client, ines, maya, throttle):
    lock(maya)
    assert HAS_TO_WAIT in client.get(of(maya)).text

    response = client.post(of(maya, "unlock"), follow=True)

    assert "with the right password maya can sign in at once" in response.text
    assert HAS_TO_WAIT not in response.text
    assert is_let_in()
    line = Access.objects.get()
    assert (line.by_name, line.action, line.reference) == ("ines", "changed", "account maya")
    assert LogEntry.objects.get().user == ines


def test_a_command_lets_somebody_in_again(maya, throttle, capsys):
    lock(maya)

    call_command("unlock", "maya")

    assert "Unlocked" in capsys.readouterr().out
    assert is_let_in()
    assert Access.objects.get().by_name == "command"
    with pytest.raises(CommandError, match="Nobody has this username"):
        call_command("unlock", "nobody")


def test_unlocking_counts_no_attempt_of_anybody_else(ines, maya, throttle):
    lock(maya)
    sign_in("ines", password="wrong")

    call_command("unlock", "maya")

    assert [each.username for each in AccessAttempt.objects.all()] == [blind_index("ines")]


def test_wrong_codes_do_not_count_any_more_either(client, maya):
    factor = SecondFactor.objects.create(user=maya, secret="00", last_step=0)
    for _ in range(15):
        factor.throttle_increment()
    assert HAS_TO_WAIT in client.get(of(maya)).text

    client.post(of(maya, "unlock"))

    factor.refresh_from_db()
    assert factor.verify_is_allowed() == (True, None)


def test_unlocking_is_for_who_keeps_accounts_and_asks_for_the_password(
    client, ines, maya, throttle
):
    lock(maya)
    server = User.objects.create_superuser("server", password="x")
    desk = User.objects.create_user("desk", is_staff=True)
    desk.groups.add(Group.objects.get(name="Front desk"))
    stale = Client()
    stale.force_login(ines)

    assert at_the_desk(desk).post(of(maya, "unlock")).status_code == 403
    assert client.post(of(server, "unlock")).status_code == 403
    assert "/admin/password-again/" in stale.post(of(maya, "unlock")).url
    assert client.get(of(maya, "unlock")).status_code == 302
    assert client.post(f"{LIST}999/unlock/").status_code == 404
    assert not is_let_in()
    assert not Access.objects.exists()


def test_the_command_takes_an_address_as_signing_in_does(maya, throttle):
    User.objects.filter(pk=maya.pk).update(email="maya@example.com")
    lock(maya)

    call_command("unlock", "Maya@example.com")

    assert is_let_in()
