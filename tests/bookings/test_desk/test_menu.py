"""One menu in the words of the clinic, on every page of the admin, of what somebody may open."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User

from clinic.staff.roles import make_roles
from tests.bookings.desk import CONSULTATIONS
from tests.bookings.test_desk.words import page_of
from tests.factories import ask

DESK_PAGES = ["Desk", "Week", "Consultations"]
CONTENT_PAGES = ["Articles", "Questions", "Pages", "Pictures", "Synonyms", "Not found"]
MENUS = {
    "Front desk": [*DESK_PAGES, "Asked", "Closures", "Numbers"],
    "Content": CONTENT_PAGES,
    "Reviewer": CONTENT_PAGES,
    "Owner": [*DESK_PAGES, "Asked", *CONTENT_PAGES, "Hours", "Closures", "Numbers", "Settings"],
}
pytestmark = pytest.mark.django_db


def menu_of(text):
    """Each entry of a page's menu with its address, and which is the current one in which way."""
    nav = re.search(r'<nav class="desk-ways".*?</nav>', text, re.S)
    links = re.findall(r'<a href="([^"]*)"( aria-current="\w+")?>([^<]*)<', nav[0] if nav else "")
    current = [(unescape(label), mark.split('"')[1]) for _, mark, label in links if mark]
    return {unescape(label): address for address, _, label in links}, current


@pytest.fixture
def of_role(client, office, settings):
    """The client, signed in by a role, whose second factor is not asked for here."""
    settings.SECOND_FACTOR = False
    make_roles()

    def sign_in(role):
        user = User.objects.create_user(role.replace(" ", "-").lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize("role", MENUS)
def test_each_role_has_the_pages_that_it_may_open(of_role, role):
    client = of_role(role)

    entries, _ = menu_of(client.get("/admin/").text)

    assert list(entries) == MENUS[role]
    assert {client.get(address).status_code for address in entries.values()} <= {200, 302}


def test_it_says_where_one_is_on_a_page_and_below_it(desk, office):
    make_roles()
    one = ask(office)
    here = {
        "/admin/": ("Desk", "page"),
        CONSULTATIONS: ("Consultations", "page"),
        page_of(one): ("Consultations", "true"),
        f"{CONSULTATIONS}week/": ("Week", "page"),
        f"{CONSULTATIONS}week/hours/": ("Week", "true"),
    }
    User.objects.get().user_permissions.add(*Group.objects.get(name="Front desk").permissions.all())

    for address, current in here.items():
        assert menu_of(desk.get(address, follow=True).text)[1] == [current], address
    assert menu_of(desk.get("/admin/password_change/").text)[1] == []


def test_nobody_has_a_menu_before_they_have_signed_in_and_shown_a_second_factor(
    client, office, settings
):
    settings.SECOND_FACTOR = True
    make_roles()
    User.objects.create_user("ines", is_staff=True).groups.add(Group.objects.get(name="Owner"))

    assert menu_of(client.get("/admin/login/").text) == ({}, [])
    client.force_login(User.objects.get())
    waiting = client.get("/admin/", follow=True)
    assert waiting.redirect_chain
    assert menu_of(waiting.text) == ({}, [])
    assert "Log out" in waiting.text
    assert 'name="person"' not in waiting.text


def test_djangos_lists_are_folded_for_the_desk_and_open_for_whoever_has_no_desk(
    desk, office, of_role
):
    folded = desk.get("/admin/").text
    assert '<details class="desk-all">' in folded
    assert "nav-sidebar" not in folded
    assert '<details class="desk-all" open>' in of_role("Content").get("/admin/").text
