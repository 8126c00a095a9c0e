"""An account that a history names is kept, with its name; one that has done nothing may go."""

import time
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models
from django.db.models import ProtectedError
from django.test import Client

from articles.models import Version
from bookings import audit_log, lifecycle
from bookings.models import Access
from clinic.staff import account_deletion
from clinic.staff.password_again import GIVEN_AT
from tests.articles.factories import make_article, make_picture
from tests.clinic.sign_in import make_owner
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "roles")]
LIST = "/admin/auth/user/"
WHY = "untick “active” instead: then nobody signs in with it, and its name stays."


@pytest.fixture
def maya():
    """Somebody who is about to leave."""
    return User.objects.create_user("maya", is_staff=True)


@pytest.fixture
def owner():
    client = Client()
    client.force_login(make_owner("ines"))
    session = client.session
    session[GIVEN_AT] = int(time.time())
    session.save()
    return client


def confirmed_one(office, by):
    lifecycle.confirm(ask(office), by=by, now=MONDAY)


def wrote_a_note(office, by):
    audit_log.add_note(ask(office), "x", by=by, now=MONDAY)


def wrote_a_version(office, by):
    Version.objects.create(
        article=make_article(), kind=Version.Kind.KEPT, content={"fields": {}}, at=MONDAY, by=by
    )


def added_a_picture(office, by):
    make_picture(by=by)


def changed_a_row(office, by):
    LogEntry.objects.log_actions(by.pk, [office], 2, "Changed")


DEEDS = [confirmed_one, wrote_a_note, wrote_a_version, added_a_picture, changed_a_row]


@pytest.mark.parametrize("deed", DEEDS)
def test_who_stands_in_a_history_is_not_deleted_and_the_reason_is_said(owner, office, maya, deed):
    deed(office, maya)
    several = {"action": "delete_selected", "_selected_action": [maya.pk], "post": "yes"}

    asked = owner.get(f"{LIST}{maya.pk}/delete/", follow=True)
    pressed = owner.post(f"{LIST}{maya.pk}/delete/", {"post": "yes"}, follow=True)
    from_the_list = owner.post(LIST, several, follow=True)

    for page in (asked, pressed, from_the_list):
        assert WHY in unescape(page.text)
    assert asked.redirect_chain[-1][0] == f"{LIST}{maya.pk}/change/", "where active can be unticked"
    assert User.objects.filter(username="maya").exists()


def test_the_history_still_says_who_it_was_once_they_are_not_active(office, maya):
    confirmed_one(office, maya)

    User.objects.filter(pk=maya.pk).update(is_active=False)

    consultation = ask(office, starts_at=None, email="other@example.com")
    assert consultation.office.consultations.first().events.count() >= 1
    event = maya._meta.apps.get_model("bookings.Event").objects.get(kind="confirmed")
    assert event.who == "maya"


def test_somebody_who_did_nothing_may_go(owner, maya):
    response = owner.post(f"{LIST}{maya.pk}/delete/", {"post": "yes"}, follow=True)

    assert not User.objects.filter(username="maya").exists()
    assert response.status_code == 200


def test_of_several_those_are_named_who_stay(owner, office, maya):
    confirmed_one(office, maya)
    new = User.objects.create_user("new")
    several = {"action": "delete_selected", "_selected_action": [maya.pk, new.pk], "post": "yes"}

    page = owner.post(LIST, several, follow=True)

    assert "Nobody is deleted. maya stands in the history" in page.text
    assert User.objects.filter(username="new").exists()


@pytest.mark.parametrize("deed", DEEDS[:-1])
def test_no_command_deletes_them_either(office, maya, deed):
    deed(office, maya)

    with pytest.raises(ProtectedError):
        maya.delete()


def test_the_audit_log_keeps_the_name_itself(owner, office, maya):
    audit_log.log(Access.Action.SEEN, "K7QF9D", by=maya, now=MONDAY)

    owner.post(f"{LIST}{maya.pk}/delete/", {"post": "yes"})

    assert not User.objects.filter(username="maya").exists()
    assert Access.objects.get(reference="K7QF9D").by_name == "maya"


GOES_ALONG = {  # with its account: what is nobody else's, and no history
    "AccountMessage.user",
    "BackupCode.user",
    "Feed.user",
    "KeptUpload.by",
    "LogEntry.user",  # which is asked for by name
    "MailSetting.user",
    "Passkey.user",
    "Practitioner.account",  # which then signs no more
    "Preview.by",
    "ReviewMessage.to",
    "SecondFactor.user",
    "User_groups.user",
    "User_user_permissions.user",
}


def test_whatever_names_an_account_keeps_it():
    relations = User._meta.get_fields(include_hidden=True)
    goes = {
        f"{each.related_model.__name__}.{each.field.name}"
        for each in relations
        if isinstance(each, models.ForeignObjectRel) and each.on_delete is not models.PROTECT
    }

    assert goes == GOES_ALONG
    assert len(list(account_deletion._histories())) >= 10
