"""Who of the staff may see what: every address of the admin, as each role meets it."""

import re
import time

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver

from clinic.staff.password_again import GIVEN_AT
from clinic.staff.roles import ROLES
from tests.clinic.admin_pages import addresses_of_models, written
from tests.clinic.seen import seen

pytestmark = pytest.mark.django_db

SEES = {
    "Owner": {each._meta.label_lower for each in admin.site._registry},
    "Front desk": {
        "bookings.consultation",
        "bookings.notification",
        "bookings.readerquestion",
        "clinic.closure",
        "clinic.office",
    },
    "Content": {
        "articles.article",
        "articles.faq",
        "articles.faqgroup",
        "articles.topic",
        "articles.rule",
        "articles.picture",
        "articles.oldaddress",
        "articles.synonym",
        "articles.unansweredsearch",
        "articles.pageversion",
        "clinic.treatment",
        "clinic.concern",
        "clinic.translation",
    },
}
SEES["Reviewer"] = SEES["Content"]
CHANGES = {
    "Owner": SEES["Owner"],
    "Front desk": {
        "bookings.consultation",
        "bookings.notification",
        "bookings.readerquestion",
        "clinic.closure",
    },
    "Content": {
        "articles.article",
        "articles.faq",
        "articles.picture",
        "articles.unansweredsearch",
    },
}
CHANGES["Reviewer"] = CHANGES["Content"] | {
    "articles.oldaddress",
    "articles.synonym",
    "articles.pageversion",
    "articles.topic",
    "articles.faqgroup",
}
# Nobody does these by typing: there is one office, and what patients asked follows from verbs.
NOBODY = {
    ("articles.rule", "add"),
    ("articles.rule", "delete"),
    ("articles.unansweredsearch", "add"),
    ("articles.pageversion", "add"),
    ("articles.pageversion", "delete"),
    ("clinic.office", "add"),
    ("clinic.office", "delete"),
    ("clinic.sitelanguage", "delete"),
    ("bookings.consultation", "delete"),
    ("bookings.notification", "add"),
    ("bookings.notification", "delete"),
    ("bookings.readerquestion", "add"),
    ("bookings.readerquestion", "delete"),
    ("bookings.access", "add"),
    ("bookings.retentionrun", "add"),
    ("bookings.retentionrun", "delete"),
    ("clinic.retentionrule", "add"),
    ("clinic.retentionrule", "delete"),
    ("bookings.access", "delete"),
}
OWNER_ALONE = {("bookings.consultation", each) for each in ("export", "person", "every_week")}
OWNER_ALONE |= {("bookings.readerquestion", "person")}
# Article and question of these tests are published: what readers have, writers neither give nor
# take.
NOT_BY_WRITERS = {
    (label, what)
    for label in ("articles.article", "articles.faq")
    for what in ("publish", "republish", "restore", "retire", "answer", "delete")
}
# "" is the old address of a change page.
LOOKING = {
    "changelist",
    "change",
    "history",
    "day_sheet",
    "checklist",
    "feeds",
    "numbers",
    "week",
    "",
}
LOOKING |= {"versions", "compare", "on", "proposals"}
FOR_ALL_STAFF = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "passkeys",
    "password_again",
    "second_factor",
    "new_second_factor",
    "send_again",
    "jsi18n",
}
# Of accounts whose password is not known, see test_invitations.py and test_forgotten_passwords.py.
FOR_STRANGERS = {"account_link", "password_forgotten", "set_password"}
BY_WHAT_THEY_SEE = {"app_list", "autocomplete", "view_on_site"}
THE_REST = {None}  # "There is no such page", which is for staff alone too
REFUSED = {403, 404}


def sign_in(client, role):
    user = User.objects.create_user("me", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    session = client.session
    session[GIVEN_AT] = int(time.time())
    session.save()


def tells_of(consultation, response):
    text = response.text + str(response.redirect_chain)
    secret = [consultation.reference, "Wilhelmina", "w.quux", consultation.token]
    return [each for each in secret if each in text]


def test_every_address_of_the_site_is_in_the_tables_above(rows):
    names = {each.name for each in admin.site.urls[0] if not isinstance(each, URLResolver)}
    models = {label for label, _, _ in addresses_of_models(rows)}

    assert names == FOR_ALL_STAFF | FOR_STRANGERS | BY_WHAT_THEY_SEE | THE_REST
    assert models == SEES["Owner"] == set(rows)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_it_needs_and_changes_nothing_else(
    role, client, rows, transactional_rollback
):
    sign_in(client, role)
    client.raise_request_exception = False
    wrong = []
    for label, what, address in addresses_of_models(rows):
        enough = SEES if what in LOOKING else CHANGES
        may = label in enough[role] and (label, what) not in NOBODY
        may = may and (role == "Owner" or (label, what) not in OWNER_ALONE)
        may = may and (role != "Content" or (label, what) not in NOT_BY_WRITERS)
        for method in ("GET", "POST"):
            with transactional_rollback(), CaptureQueriesContext(connection) as asked:
                data = {
                    "post": "yes",
                    "action": "delete_selected",
                    "_selected_action": rows[label].pk,
                }
                if method == "POST":
                    response = client.post(address, data, follow=True)
                else:
                    response = client.get(address, follow=True)
            here = f"{method} {address} {response.status_code}"
            refused = response.status_code in REFUSED
            has_no_such_method = response.status_code == 405  # whoever asks
            if (
                response.status_code >= 500
                or (not may and not refused and not has_no_such_method)
                or (may and refused and method == "GET")
            ):
                wrong.append(here)
            if (method == "GET" or label not in CHANGES[role]) and written(asked):
                wrong.append(f"{here} changed something: {written(asked)}")
            if role == "Content" and tells_of(rows["bookings.consultation"], response):
                wrong.append(f"{here} tells of a patient")

    assert wrong == []


def test_without_signing_in_every_address_leads_to_the_sign_in_page(client, rows):
    wrong = []
    pages = [each for each in admin.site.urls[0] if not isinstance(each, URLResolver)]
    site = [str(each.pattern) for each in pages if each.name not in FOR_STRANGERS]
    site = [f"/admin/{re.sub(r'<[^>]+>', '1', each)}" for each in site if "(?P" not in each]
    every = [address for _, _, address in addresses_of_models(rows)] + site
    for address in [*every, "/admin/bookings/", "/admin/nothing/"]:
        for ask_for in (client.get, client.post):
            with CaptureQueriesContext(connection) as asked:
                response = ask_for(address, follow=True)
            led = response.request["PATH_INFO"] == "/admin/login/"
            if not (led or response.status_code == 405) or written(asked):
                wrong.append(
                    f"{response.request['REQUEST_METHOD']} {address} {response.status_code}"
                )

    assert len(every) > 80
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_lists_of_apps_and_rows_on_the_site_follow_what_a_role_sees(role, client, rows):
    sign_in(client, role)
    for app_label in {label.split(".")[0] for label in rows}:
        sees = any(label.startswith(f"{app_label}.") for label in SEES[role])
        assert (client.get(f"/admin/{app_label}/").status_code == 200) is sees, app_label

    for label, row in rows.items():
        for key in (row.pk, f"%20{row.pk}"):
            kind = ContentType.objects.get_for_model(row).pk
            led = client.get(f"/admin/r/{kind}/{key}/").status_code == 302
            has_page = label in ("articles.article", "articles.faq", "clinic.treatment")
            if led:
                assert has_page, f"{label} {key}"
                assert label in SEES[role], f"{label} {key}"
    assert client.get("/admin/r/nothing/1/").status_code == 404


def test_nobody_of_the_staff_is_led_to_a_patients_page(client, rows):
    client.force_login(User.objects.create_superuser("server"))
    kind = ContentType.objects.get_for_model(rows["bookings.consultation"]).pk

    assert client.get(f"/admin/r/{kind}/{rows['bookings.consultation'].pk}/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_autocomplete_offers_rows_of_models_that_a_role_sees(role, client, rows):
    sign_in(client, role)
    fields = [
        (model._meta, field)
        for model in (
            *admin.site._registry,
            *(inline.model for each in admin.site._registry.values() for inline in each.inlines),
        )
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.remote_field
    ]
    answered = set()
    for options, field in fields:
        asked = {
            "app_label": options.app_label,
            "model_name": options.model_name,
            "field_name": field.name,
        }
        response = client.get("/admin/autocomplete/", asked | {"term": ""})
        if response.status_code == 200:
            answered.add(field.related_model._meta.label_lower)

    assert answered <= SEES[role] - {"bookings.consultation"}  # whose search only posts
    assert answered or role == "Front desk"


def test_content_hears_of_no_patient_on_the_first_page(client, rows):
    sign_in(client, "Content")

    response = client.get("/admin/", follow=True)

    assert response.status_code == 200
    assert tells_of(rows["bookings.consultation"], response) == []
    assert "Waiting for an answer" not in response.text


def test_the_front_desk_sees_who_waits(client, rows):
    sign_in(client, "Front desk")

    assert "Wilhelmina" in client.get("/admin/").text


# ---- the command -------------------------------------------------------------------------------
def test_roles_are_brought_back_to_what_they_may(capsys):
    call_command("make_roles")
    group = Group.objects.get(name="Content")
    before = set(group.permissions.all())
    group.permissions.set(Permission.objects.filter(codename="view_consultation"))

    call_command("make_roles")

    assert set(group.permissions.all()) == before
    assert Group.objects.count() == len(ROLES)
    assert "Owner, Front desk, Content, Reviewer" in capsys.readouterr().out


# ---- accounts ----------------------------------------------------------------------------------
def test_an_owner_touches_no_account_of_the_servers_own(client, rows):
    sign_in(client, "Owner")
    server = User.objects.create_superuser("server", password="a long password 1")

    for what in ("change", "delete", "password"):
        address = f"/admin/auth/user/{server.pk}/{what}/"
        client.post(
            address, {"post": "yes", "username": "taken", "password1": "x", "password2": "x"}
        )
    client.post(
        "/admin/auth/user/",
        {"action": "delete_selected", "_selected_action": server.pk, "post": "yes"},
    )

    server.refresh_from_db()
    assert (server.username, server.check_password("a long password 1")) == ("server", True)


def test_an_owner_cannot_make_themselves_a_superuser(client, rows):
    sign_in(client, "Owner")
    me = User.objects.get(username="me")
    address = f"/admin/auth/user/{me.pk}/change/"
    data = {"username": "me", "is_active": "on", "is_staff": "on", "groups": [me.groups.get().pk]}

    data |= {"is_superuser": "on", "first_name": "Ines"} | seen(client, address)
    response = client.post(address, data)

    me.refresh_from_db()
    assert (response.status_code, me.first_name, me.is_superuser) == (302, "Ines", False)
