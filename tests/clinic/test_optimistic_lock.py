"""Two people open one row in the admin: whoever saves second undoes nothing in silence, and loses
no word.
"""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import OldAddress, Rule, Synonym
from clinic.office.models import (
    Closure,
    Concern,
    Office,
    OfficeAddress,
    Practitioner,
    RetentionRule,
    TreatmentStep,
)
from clinic.office.optimistic_lock import MEANWHILE, ListRowForm, OptimisticLock
from clinic.staff.password_again import GIVEN_AT
from tests.articles.factories import make_picture, make_topic, make_treatment
from tests.articles.forms import form_of, somebody
from tests.factories import MONDAY, make_concern, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def first(db):
    return signed_in("ines")


@pytest.fixture
def second(db):
    return signed_in("maya")


def opened_by(client, row):
    """What the form of the row would send, its days and times each in their own field."""
    sent = form_of(client, change(row))
    for name in [
        name for name, value in sent.items() if isinstance(value, list) and name.endswith("_at")
    ]:
        sent |= {f"{name}_{at}": each or "" for at, each in enumerate(sent.pop(name))}
    return sent


def signed_in(name):
    client = Client()
    client.force_login(somebody(name))
    session = client.session
    session[GIVEN_AT] = int(MONDAY.timestamp())
    session.save()
    return client


def change(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def said(response):
    return [unescape(str(each)) for each in response.context["adminform"].form.non_field_errors()]


def closure():
    office = Office.objects.first() or make_office()
    starts, ends = MONDAY + timedelta(days=30), MONDAY + timedelta(days=31)
    return Closure.objects.create(office=office, starts_at=starts, ends_at=ends, reason="Leave")


def account():
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name="Front desk"))
    return user


def retention_rule():
    RetentionRule.objects.add_missing()
    return RetentionRule.objects.get(status="lapsed")


# A row, what the first changes, what the second changes, and what the second is told.
ROWS = {
    "closure": (closure, {"reason": "Winter"}, {"reason": "Painters"}, "“Reason” is now: Winter"),
    "concern": (make_concern, {"name": "Pores"}, {"invitation": "Talk"}, "“Name” is now: Pores"),
    "treatment": (
        make_treatment,
        {"lead": "Careful."},
        {"menu_name": "Needles"},
        "“One sentence” is now: Careful.",
    ),
    "practitioner": (
        lambda: Practitioner.objects.create(name="Ana"),
        {"license_number": "17"},
        {"about": "Trained here."},
        "“License number” is now: 17",
    ),
    "retention rule": (
        retention_rule,
        {"clear_after_days": "20"},
        {"erase_after_months": "13"},
        "“Answers and notes are cleared after” is now: 20",
    ),
    "office": (
        make_office,
        {"street": "12 Main St"},
        {"parking": "Behind"},
        "“Street” is now: 12 Main St",
    ),
    "topic": (make_topic, {"name": "Sun"}, {"name": "Sunlight"}, "“Name” is now: Sun"),
    "old address": (
        lambda: OldAddress.objects.create(path="/post/sun", page="/visit/"),
        {"path": "/post/rain"},
        {"page": "/book/"},
        "“Old address” is now: /post/rain",
    ),
    "synonym": (
        lambda: Synonym.objects.create(typed="cost", finds="price"),
        {"finds": "price\nfee"},
        {"typed": "cost\nmoney"},
        "“Our pages say” is now: price\nfee",
    ),
    "rule": (
        lambda: Rule.objects.create(check_name="claim", words="cure", reason="Why"),
        {"words": "cure\nheal"},
        {"reason": "Because"},
        "“Words” is now: cure\nheal",
    ),
    "picture": (
        make_picture,
        {"alt": "A green leaf"},
        {"name": "Leaf 2"},
        "“Picture in words” is now: A green leaf",
    ),
    "account": (
        account,
        {"is_active": None},
        {"first_name": "Some"},
        "“Active” is now: no",
    ),
}


@pytest.fixture(params=ROWS)
def case(request, first):
    make, *rest = ROWS[request.param]
    return make(), *rest


def with_(sent, changes):
    return {name: value for name, value in (sent | changes).items() if value is not None}


def test_the_second_to_save_is_told_what_changed_and_changes_nothing(case, first, second):
    row, theirs, mine, told = case
    opened = opened_by(second, row)
    assert first.post(change(row), with_(opened_by(first, row), theirs)).status_code == 302
    stored = type(row).objects.values().get(pk=row.pk)

    response = second.post(change(row), with_(opened, mine))

    assert response.status_code == 409
    errors = said(response)
    assert errors[0] == MEANWHILE
    assert [error.casefold() for error in errors[1:]] == [told.casefold()]
    assert type(row).objects.values().get(pk=row.pk) == stored
    name, value = next(iter(mine.items()))
    assert response.context["adminform"].form[name].value() == value


def test_saving_once_more_is_a_decision_and_is_taken(case, first, second):
    row, theirs, mine, _ = case
    opened = opened_by(second, row)
    first.post(change(row), with_(opened_by(first, row), theirs))
    response = second.post(change(row), with_(opened, mine))
    seen = response.context["adminform"].form["revision"].value()

    again = second.post(change(row), with_(opened, mine) | {"revision": seen})

    assert again.status_code == 302
    row.refresh_from_db()
    name, value = next(iter(mine.items()))
    assert str(getattr(row, name)) == value if name != "reason" else value in str(row.reason)


def test_one_after_the_other_saves_as_ever(case, first, second):
    row, theirs, mine, _ = case

    first.post(change(row), with_(opened_by(first, row), theirs))
    response = second.post(change(row), with_(opened_by(second, row), mine))

    assert response.status_code == 302


def test_a_form_that_does_not_say_what_it_showed_is_not_taken(case, first):
    row, _, mine, _ = case
    sent = with_(opened_by(first, row), mine)
    del sent["revision"]

    response = first.post(change(row), sent)

    assert (response.status_code, said(response)) == (409, [MEANWHILE])


@pytest.mark.parametrize("seen", ["", "x", "[]", "1", "{", "[" * 5000])
def test_whatever_is_sent_as_seen_is_no_error(first, seen):
    row = make_concern()

    response = first.post(change(row), opened_by(first, row) | {"revision": seen})

    assert response.status_code == 409


# ---- rows below a row ----------------------------------------------------------------------------
@pytest.fixture
def treatment(first):
    treatment = make_treatment()
    for number, title in enumerate(("Talk", "Clean"), start=1):
        TreatmentStep.objects.create(treatment=treatment, title=title, text="x", position=number)
    return treatment


def titles(treatment):
    return [step.title for step in treatment.steps.order_by("position", "pk")]


def test_a_row_below_that_somebody_changed_is_named(treatment, first, second):
    opened = opened_by(second, treatment)
    first.post(change(treatment), opened_by(first, treatment) | {"steps-0-title": "Listen"})

    response = second.post(change(treatment), opened | {"steps-1-title": "Cleanse"})

    assert response.status_code == 409
    assert said(response)[1:] == ["“Listen” (step of the visit) was changed."]
    assert titles(treatment) == ["Listen", "Clean"]


def test_a_row_below_that_somebody_added_is_named_and_stays(treatment, first, second):
    opened = opened_by(second, treatment)
    TreatmentStep.objects.create(treatment=treatment, title="Rest", text="x", position=3)

    response = second.post(change(treatment), opened | {"lead": "Mine"})
    assert said(response)[1:] == ["“Rest” (step of the visit) was added."]
    again = second.post(change(treatment), _again(response) | {"lead": "Mine"})

    assert again.status_code == 302
    assert titles(treatment) == ["Talk", "Clean", "Rest"]


def test_a_row_below_that_somebody_deleted_comes_back_only_by_a_decision(treatment, first, second):
    opened = opened_by(second, treatment)
    treatment.steps.get(title="Talk").delete()

    response = second.post(change(treatment), opened | {"steps-0-text": "Mine"})
    assert said(response)[1:] == ["A row was deleted."]
    assert titles(treatment) == ["Clean"]
    again = second.post(change(treatment), _again(response))

    assert again.status_code == 302
    assert titles(treatment) == ["Talk", "Clean"]
    assert treatment.steps.get(title="Talk").text == "Mine"


def _again(response):
    """What the page that came back would send."""
    forms = [response.context["adminform"].form]
    for each in response.context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    sent = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_addresses_that_are_told_of_requests_are_looked_at_too(first, second):
    office = make_office()
    opened = opened_by(second, office)
    OfficeAddress.objects.create(office=office, email="new@clinic.example", hears="digest")

    response = second.post(
        change(office), opened | {"mail_addresses-0-email": "other@clinic.example"}
    )

    assert response.status_code == 409
    assert office.mail_addresses.filter(email="desk@clinic.example").exists()


# ---- lists ---------------------------------------------------------------------------------------
def list_of(client, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    formset = client.get(address).context["cl"].formset
    sent = {each.html_name: each.value() for each in formset.management_form}
    for form in formset.forms:
        for bound in form:
            sent[bound.html_name] = bound.value()
            if bound.field.show_hidden_initial:
                sent[bound.html_initial_name] = bound.value()
    return address, sent | {"_save": "Save"}


def test_a_list_puts_back_nothing_that_somebody_else_changed(first, second):
    one, _ = (
        make_concern(name=name, slug=name, position=at) for at, name in enumerate(("a", "b"), 1)
    )
    address, opened = list_of(second, Concern)
    Concern.objects.filter(pk=one.pk).update(position=7)

    response = second.post(address, opened | {"form-1-position": "5"})

    assert response.status_code == 302
    assert list(Concern.objects.order_by("name").values_list("position", flat=True)) == [7, 5]


def test_a_list_says_so_where_both_changed_the_same(first, second):
    one = make_concern(position=1)
    address, opened = list_of(second, Concern)
    Concern.objects.update(position=7)

    response = second.post(address, opened | {"form-0-position": "5"})

    said_there = "This was changed meanwhile: it is 7 now. Save once more for yours."
    assert said_there in response.text
    one.refresh_from_db()
    assert one.position == 7
    formset = response.context["cl"].formset
    field = formset.forms[0]["position"]
    assert 'name="initial-form-0-position" value="7"' in str(field)
    assert (
        second.post(
            address, opened | {"form-0-position": "5", "initial-form-0-position": "7"}
        ).status_code
        == 302
    )
    one.refresh_from_db()
    assert one.position == 5


# ---- all of them ---------------------------------------------------------------------------------
OWN_WAY = {"article", "faq", "pageversion"}  # whose pages show the two texts side by side
READ_ONLY = {
    "consultation",
    "readerquestion",
    "notification",
    "access",
    "retentionrun",
    "unansweredsearch",
}  # decided by actions, with stamps of their own


def test_every_form_of_the_admin_is_locked():
    unlocked = {
        model._meta.model_name
        for model, its_admin in admin.site._registry.items()
        if not isinstance(its_admin, OptimisticLock)
    }

    assert unlocked == OWN_WAY | READ_ONLY


def test_every_list_in_which_something_can_be_changed_is_too(rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)
    lists = [each for each in admin.site._registry.values() if each.list_editable]

    assert len(lists) >= 5
    for each in lists:
        assert issubclass(each.get_changelist_form(request), ListRowForm), each


def test_whoever_may_only_look_is_shown_no_sums(client):
    row = make_treatment()
    client.force_login(somebody("cora", "Content"))

    page = client.get(change(row))

    assert page.status_code == 200
    assert "revision" not in page.context["adminform"].form.fields


def test_what_a_form_shows_is_summed_and_not_repeated(first):
    office = make_office()

    seen = first.get(change(office)).context["adminform"].form["revision"].value()

    assert "Yale" not in seen
    assert all(len(each) == 12 for each in json.loads(seen).values())
