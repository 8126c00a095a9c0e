"""Who reviewed an article signs it by a press of their own, and nobody signs for another."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from articles import publishing, snapshots
from articles.models import Article, Rule
from articles.publishing import Refused
from clinic.office.models import Practitioner
from tests.articles.factories import make_article
from tests.articles.staff import a_draft, desk, kinds, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
TODAY = date(2026, 11, 23)
SIGN = "Sign it as reviewed"


@pytest.fixture
def lena():
    """The reviewer's own practitioner."""
    return Practitioner.objects.create(
        name="Lena Park", license_type="L.Ac.", license_number="12345", account=staff("Reviewer")
    )


def signed(article):
    article = Article.objects.get(pk=article.pk)
    return article.reviewer and article.reviewer.name, article.last_reviewed_day


def unsigned(**fields):
    return a_draft(**{"reviewer": None, "last_reviewed_day": None} | fields)


# ---- by whose press ------------------------------------------------------------------------------
def test_the_reviewers_press_says_who_and_when(lena):
    article, reviewer = unsigned(), desk("Reviewer")
    assert "Nobody has signed it as reviewed." in reviewer.get(page(article)).text

    said = reviewer.post(page(article, "sign"), {"revision": 0}, follow=True).text

    assert signed(article) == ("Lena Park", TODAY)
    assert "Lena Park signed it as reviewed on November 23, 2026." in said
    assert SIGN not in said


@pytest.mark.parametrize("role", ["Content", "Reviewer", "Owner"])
def test_no_form_says_who_reviewed_it_or_when(lena, role):
    article = unsigned()

    sent(desk(role), page(article), reviewer=lena.pk, last_reviewed_day="2026-11-20", title="New")

    assert Article.objects.get().title == "New"
    assert signed(article) == (None, None)


def test_a_writers_hand_made_press_signs_nothing(lena):
    article, writer = unsigned(), staff("Content")
    Practitioner.objects.create(name="Writer", account=writer)

    assert desk("Content").post(page(article, "sign"), {"revision": 0}).status_code == 403
    with pytest.raises(PermissionDenied):
        publishing.sign(article, by=writer, now=MONDAY)

    assert signed(article) == (None, None)


def test_an_account_that_is_no_practitioners_signs_for_nobody(lena):
    """The owner's neither: that they may publish does not make them a reviewer."""
    article, owner = unsigned(), desk("Owner")

    assert SIGN not in owner.get(page(article)).text
    said = owner.post(page(article, "sign"), {"revision": 0}, follow=True).text

    assert "Your account signs for nobody yet." in said
    assert signed(article) == (None, None)
    assert "Your account signs for nobody yet." in owner.get(page(article, "publish")).text


def test_an_account_is_one_persons(lena):
    with pytest.raises(IntegrityError), transaction.atomic():
        Practitioner.objects.create(name="Another", account=lena.account)


def test_a_sample_signs_on_ones_own_machine_alone(settings):
    article = unsigned()
    Practitioner.objects.create(name="Sample reviewer", account=staff("Reviewer"))
    settings.DEVELOPMENT = False

    with pytest.raises(Refused, match="somebody whom the clinic has yet to name"):
        publishing.sign(article, by=staff("Reviewer"), now=MONDAY)

    settings.DEVELOPMENT = True
    publishing.sign(article, by=staff("Reviewer"), now=MONDAY)
    assert signed(article) == ("Sample reviewer", TODAY)


@pytest.mark.django_db
def test_a_samples_signature_publishes_nothing_outside_development_whatever_rules_are_off(settings):
    article, settings.DEVELOPMENT = a_draft(), False
    assert not Rule.objects.filter(is_on=True).exists()

    with pytest.raises(Refused, match="Sample reviewer"):
        publishing.publish(article, by=staff("Owner"), now=MONDAY)

    assert Article.objects.get().published_at is None


def test_a_text_that_changed_before_the_press_is_not_signed(lena):
    article = unsigned()
    Article.objects.update(revision=7)

    said = desk("Reviewer").post(page(article, "sign"), {"revision": 0}, follow=True).text

    assert "Its text was changed after you had opened this page." in said
    assert signed(article) == (None, None)


# ---- what was signed, and what is shown ----------------------------------------------------------
def test_a_text_that_is_changed_afterwards_asks_for_a_signature_again(lena):
    article, reviewer = unsigned(), desk("Reviewer")
    Rule.objects.filter(check_name=Rule.Check.REVIEW).update(is_on=True)
    publishing.sign(article, by=staff("Reviewer"), now=MONDAY)
    assert publishing.missing(Article.objects.get(), at=MONDAY) == []

    sent(desk("Content"), page(article), review_due_day="2027-01-01")
    assert publishing.missing(Article.objects.get(), at=MONDAY) == []
    sent(desk("Content"), page(article), summary="Other words.")

    assert "Its text was changed since." in reviewer.get(page(article)).text
    [why] = publishing.missing(Article.objects.get(), at=MONDAY)
    assert "It was changed after Lena Park had signed it" in why
    reviewer.post(page(article, "sign"), {"revision": 2})
    assert publishing.missing(Article.objects.get(), at=MONDAY) == []


def test_what_a_version_brings_back_was_not_signed(lena):
    article = unsigned()
    before = publishing.keep(article, "kept", by=None, now=MONDAY)
    publishing.sign(article, by=staff("Reviewer"), now=MONDAY)

    publishing.restore(before, by=staff("Reviewer"), now=MONDAY)

    assert Article.objects.get().changed_since_review
    assert signed(article) == ("Lena Park", TODAY)


def test_a_review_in_time_is_one_press_and_readers_see_its_day(lena, client):
    article = make_article(last_reviewed_day=date(2025, 11, 1), review_due_day=date(2026, 11, 1))
    reviewer = desk("Reviewer")
    assert SIGN in reviewer.get(page(article)).text

    reviewer.post(page(article, "sign"), {"revision": 0})

    article.refresh_from_db()
    assert (article.review_due_day, article.review_due) == (None, TODAY + timedelta(days=365))
    shown = client.get(article.get_absolute_url()).text
    assert "Reviewed by <b>Lena Park</b>, L.Ac., 12345" in shown
    assert "November 23, 2026" in shown
    assert kinds(article) == ["released", "released"]
    released = article.versions.first().content["fields"]
    assert (released["reviewer"], released["last_reviewed_day"]) == (lena.pk, "2026-11-23")


# ---- with the press that publishes ---------------------------------------------------------------
def test_who_publishes_may_sign_with_the_same_press(lena):
    article, reviewer = unsigned(), desk("Reviewer")
    asked = reviewer.get(page(article, "publish")).text
    assert "I reviewed it today, and sign as Lena Park, L.Ac., 12345" in asked
    assert "Before it can be published" not in asked

    refused = reviewer.post(page(article, "publish"), {"begins": "now", "revision": 0})
    assert "Nobody has signed that they reviewed it." in refused.text
    assert signed(article) == (None, None)

    reviewer.post(page(article, "publish"), {"begins": "now", "revision": 0, "signs": "on"})

    assert (signed(article), Article.objects.get().published_at) == (("Lena Park", TODAY), MONDAY)


def test_a_refused_press_signs_nothing_either(lena):
    article = unsigned(sections=[])

    with pytest.raises(Refused, match="no text yet"):
        publishing.publish(article, by=staff("Reviewer"), now=MONDAY, signs=True)

    assert signed(article) == (None, None)


def test_nobody_publishes_with_anothers_signature_by_hand(lena):
    article, owner = unsigned(), desk("Owner")

    said = owner.post(page(article, "publish"), {"begins": "now", "revision": 0, "signs": "on"})

    assert said.status_code == 422
    assert signed(article) == (None, None)


def test_a_proposal_or_a_version_brings_no_signature_along(lena):
    article = make_article()
    content = snapshots.snapshot_of(article)
    content["fields"] |= {"title": "New", "reviewer": lena.pk, "last_reviewed_day": "2026-11-20"}
    proposal = publishing.propose(article, content, by=staff("Content"), now=MONDAY)

    publishing.take_over(proposal, by=staff("Reviewer"), now=MONDAY)

    assert Article.objects.get().title == "New"
    assert signed(article) == ("Sample reviewer", date(2026, 1, 5))
