"""Two owners who give up, or put each other out, at one moment: one of them stays, whatever road
each takes.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client

from clinic.staff import administrators
from clinic.staff.administrators import NOBODY_LEFT
from clinic.staff.password_again import GIVEN_AT
from clinic.staff.roles import make_roles
from tests.clinic.seen import seen
from tests.clinic.sign_in import make_owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
LIST = "/admin/auth/user/"


@pytest.fixture
def owners():
    make_roles()
    return make_owner("ines"), make_owner("oona")


def at_the_desk(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session[GIVEN_AT] = int(time.time())
    session.save()
    return client


def without(client, user, field):
    """The account's form without one of its ticks."""
    address = f"{LIST}{user.pk}/change/"
    roles = list(user.groups.values_list("pk", flat=True))
    ticks = {"is_active": "on", "is_staff": "on", "groups": roles}
    del ticks[field]
    sent = {"username": user.username} | ticks | seen(client, address)
    return lambda: client.post(address, sent)


def press(client, address, **data):
    return lambda: client.post(address, data)


ROADS = {
    "inactive": lambda client, user: without(client, user, "is_active"),
    "no staff": lambda client, user: without(client, user, "is_staff"),
    "no role": lambda client, user: without(client, user, "groups"),
    "page": lambda client, user: press(client, f"{LIST}{user.pk}/delete/", post="yes"),
    "list": lambda client, user: press(
        client, LIST, action="delete_selected", _selected_action=user.pk, post="yes"
    ),
    "no password": lambda client, user: press(
        client,
        f"{LIST}{user.pk}/password/",
        usable_password="false",
        **{"unset-password": "x", "password1": "", "password2": ""},
    ),
}
PAIRS = [(road, road) for road in ROADS]
PAIRS += [("inactive", "page"), ("no role", "list"), ("no staff", "no password")]


@pytest.mark.parametrize("who", ["each other", "themselves"])
@pytest.mark.parametrize("roads", PAIRS, ids=" and ".join)
def test_of_two_owners_who_go_at_one_moment_one_stays(owners, roads, who):
    ines, oona = owners
    goes = (oona, ines) if who == "each other" else (ines, oona)
    sent = [
        ROADS[road](at_the_desk(actor), target)
        for road, actor, target in zip(roads, owners, goes, strict=True)
    ]
    ready = threading.Barrier(2)

    def send(one):
        try:
            ready.wait(30)
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(send, sent))

    assert administrators.keepers().count() >= 1
    assert {answer.status_code for answer in answers} <= {200, 302, 403}


@pytest.mark.parametrize("road", ROADS)
def test_whoever_waited_for_the_other_is_told_what_is_true_by_then(owners, road):
    """The second one waits while the first one's change is not committed yet."""
    if connection.vendor != "postgresql":
        return  # where there is one writer at a time, from its first statement on
    ines, oona = owners
    client = at_the_desk(ines)
    send = ROADS[road](client, ines)
    answers = []

    def second():
        try:
            answers.append(send())
        finally:
            connection.close()

    waiting = threading.Thread(target=second)
    with transaction.atomic():
        assert administrators.others_keep([oona.pk])
        User.objects.filter(pk=oona.pk).update(is_active=False)
        waiting.start()
        _until_somebody_waits()
    waiting.join(30)

    assert list(administrators.keepers()) == [ines]
    said = answers[0].text if answers[0].status_code == 200 else client.get(LIST).text
    assert NOBODY_LEFT in said


def _until_somebody_waits():
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited for the lock")


def test_a_superuser_is_no_way_round_it(owners):
    """Their form has no tick for it: the flag is given and taken on the server alone."""
    server = User.objects.create_superuser("server", password="x")
    client = at_the_desk(server)
    page = client.get(f"{LIST}{server.pk}/change/").text

    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page
    User.objects.filter(pk__in=[each.pk for each in owners]).update(is_active=False)
    assert NOBODY_LEFT in without(client, server, "is_active")().text
    assert administrators.keepers().get() == server


def test_groups_have_no_page_and_make_roles_leaves_the_owners_in(owners):
    client = at_the_desk(owners[0])

    assert client.get("/admin/auth/group/").status_code == 404
    Group.objects.get(name="Owner").permissions.clear()
    assert not administrators.keepers().exists()
    make_roles()
    assert administrators.keepers().count() == 2
