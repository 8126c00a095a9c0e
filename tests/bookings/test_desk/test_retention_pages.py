"""Retention at the desk and on the privacy page: who is asked to start it, and what readers read."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from bookings import audit_log, erasures, lifecycle, retention
from bookings.models import Access, Consultation, Event, RetentionRun
from clinic.office.models import Office, RetentionRule
from clinic.staff.roles import make_roles
from tests.bookings.lives import desk as clerk
from tests.factories import MONDAY, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "journal")]
PAGE = "/admin/clinic/retentionrule/start/"
PRIVACY = "/privacy/"
ASKED = "See what retention would clear and erase, and start it"


@pytest.fixture
def owner(client, office):
    make_roles()
    RetentionRule.objects.add_missing()
    user = User.objects.create_user("olga", is_staff=True)
    user.groups.add(Group.objects.get(name="Owner"))
    client.force_login(user)
    return client


def old(office):
    """One that was declined 400 days ago."""
    consultation = lifecycle.decline(ask(office, starts_at=None), by=clerk(), now=MONDAY)
    back = MONDAY - timedelta(days=400)
    Consultation.objects.update(asked_at=back)
    Event.objects.update(at=back)
    return consultation


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', response.text)[1]


def said(response):
    return [str(message) for message in response.context["messages"]]


# ---- starting ----------------------------------------------------------------------------------
def test_the_first_page_asks_the_owner_until_it_is_started_and_nobody_else(owner, office):
    assert ASKED in owner.get("/admin/").text

    retention.start(by="owner", now=MONDAY)
    assert ASKED not in owner.get("/admin/").text

    retention.stop(by="owner", now=MONDAY)
    User.objects.get(username="olga").groups.set([Group.objects.get(name="Front desk")])
    page = owner.get("/admin/")
    assert "Nobody is waiting." in page.text
    assert ASKED not in page.text
    assert owner.get(PAGE).status_code == 403


def test_the_owner_sees_the_dry_run_and_starts_it(owner, office):
    old(office)

    page = owner.get(PAGE)
    assert "Retention is not started." in page.text
    assert (
        '<th scope="row">Declined</th><td>30 days</td><td>0</td><td>12 months</td><td>1</td>'
        in page.text
    )
    answer = owner.post(PAGE, {"wanted": "start", "seen": seen(page)}, follow=True)

    assert said(answer) == [
        "Retention is started. From the coming night on, what is due is cleared and erased."
    ]
    assert retention.is_started()
    assert Consultation.objects.count() == 1, "the night does it"
    line = Access.objects.get(reference="retention")
    assert (line.by_name, line.fields) == ("olga", "start")
    answer = owner.post(PAGE, {"wanted": "stop"}, follow=True)
    assert not retention.is_started()


def test_numbers_that_moved_are_shown_before_anything_starts(owner, office):
    page = owner.get(PAGE)
    old(office)

    answer = owner.post(PAGE, {"wanted": "start", "seen": seen(page)})

    assert answer.status_code == 409
    assert "These numbers are others than the ones that you were shown" in answer.text
    assert not retention.is_started()
    owner.post(PAGE, {"wanted": "start", "seen": seen(answer)})
    assert retention.is_started()


def test_a_press_that_wants_nothing_known_changes_nothing(owner):
    for sent in ({}, {"wanted": "all"}, {"wanted": "start"}, {"wanted": "start", "seen": "x"}):
        owner.post(PAGE, sent)

    assert not retention.is_started()
    assert not Access.objects.exists()


# ---- rules and runs ----------------------------------------------------------------------------
def test_the_list_of_rules_says_days_and_months_and_leads_to_the_button(owner):
    page = owner.get(reverse("admin:clinic_retentionrule_changelist")).text

    assert ">30 days<" in page
    assert ">36 months<" in page
    assert f'href="{PAGE}"' in page


def change(client, **fields):
    address = reverse("admin:clinic_retentionrule_change", args=["declined"])
    shown = client.get(address).context["adminform"].form
    sent = {"clear_after_days": 30, "erase_after_months": 12, "revision": shown.initial["revision"]}
    return client.post(address, sent | fields, follow=True)


def test_the_owner_changes_a_time_within_bounds_and_the_log_says_who(owner):
    answer = change(owner, erase_after_months=6)

    assert RetentionRule.objects.get(status="declined").erase_after_months == 6
    assert "The privacy page says the new time." in said(answer)[0] + said(answer)[-1]
    line = Access.objects.get(reference="retention declined")
    assert (line.by_name, line.fields) == ("olga", "erase_after_months")

    answer = change(owner, clear_after_days=3)
    assert "Clear answers and notes after 7 to 365 days" in answer.text
    answer = change(owner, erase_after_months=1)
    assert "Answers and notes must be cleared before all of it is erased" in answer.text
    assert RetentionRule.objects.get(status="declined").clear_after_days == 30


def test_what_runs_did_stands_in_the_admin_without_a_name(owner, office):
    consultation = old(office)
    retention.run(by="timer", now=MONDAY)

    page = owner.get("/admin/bookings/retentionrun/")

    assert "timer" in page.text
    assert "Declined: 1" in page.text
    assert consultation.first_name not in page.text
    run = RetentionRun.objects.get()
    assert owner.get(f"/admin/bookings/retentionrun/{run.pk}/change/").status_code == 200


def test_a_consultations_page_says_that_its_answers_were_cleared(owner, office):
    consultation = ask(office, starts_at=None, note="I sleep badly.")
    audit_log.add_note(consultation, "Called.", by=clerk(), now=MONDAY)
    erasures.clear(
        Consultation.objects.all(), before=date(2026, 11, 24), by="retention", now=MONDAY
    )

    page = owner.get(reverse("admin:bookings_consultation_change", args=[consultation.pk]))

    assert "Answers and notes cleared" in page.text


# ---- the privacy page --------------------------------------------------------------------------
def test_the_privacy_page_says_that_nothing_goes_by_itself_until_it_does(client, office, settings):
    settings.BACKUPS_KEPT = 9
    text = client.get(PRIVACY).text

    assert "Until the clinic erases it. Nothing is erased by itself after a set time today." in text
    assert "the last 9 of them are kept" in text
    assert "are cleared after" not in text


def test_the_privacy_page_states_the_times_of_the_very_rows(client, office, kept_facts):
    retention.start(by="owner", now=MONDAY + timedelta(days=60))
    RetentionRule.objects.add_missing()
    RetentionRule.objects.filter(status="lapsed").update(clear_after_days=20, erase_after_months=1)

    text = client.get(PRIVACY).text

    assert "Nothing is erased by itself" not in text
    for sentence in (
        "If your consultation took place, or it was confirmed and nobody noted whether you came: your answers and your note, and what our staff noted, are cleared after 30 days, and all of your request is erased after 36 months.",
        "If you did not come, it was canceled, we declined it, or it was set aside and nobody took it up: your answers and your note, and what our staff noted, are cleared after 30 days, and all of your request is erased after 12 months.",
        "If it lapsed: your answers and your note, and what our staff noted, are cleared after 20 days, and all of your request is erased after 1 month.",
    ):
        assert sentence in text
    assert '<time datetime="2027-01-22">January 22, 2027</time>' in text


def test_the_privacy_page_asks_the_database_nothing_while_nothing_changes(
    client, office, kept_facts, django_assert_num_queries
):
    retention.start(by="owner", now=MONDAY)
    client.get(PRIVACY)

    with django_assert_num_queries(0):
        assert "are cleared after 30 days" in client.get(PRIVACY).text


def test_the_day_of_the_privacy_page_moves_when_a_time_in_force_changes(owner, office, monday):
    change(owner, erase_after_months=6)
    assert Office.objects.get().retention_changed_at is None, "readers see no time yet"

    retention.start(by="owner", now=MONDAY)
    monday.shift(timedelta(days=20))
    change(owner, erase_after_months=7)

    assert '<time datetime="2026-12-13">' in owner.get(PRIVACY).text
