"""What writers are told of what they asked for: by whom it was answered, and why."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles import publishing, snapshots
from articles.models import ReviewAsked, Version
from tests.articles.factories import make_article, make_faq
from tests.articles.forms import somebody
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office")]
A_DAY = timedelta(days=1)
WHY = "Say <b>whose</b> skin."


@pytest.fixture
def carl():
    return somebody("carl", role="Content")


@pytest.fixture
def rita():
    return somebody("rita", role="Reviewer")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(row, name="change"):
    return reverse(f"admin:articles_{row._meta.model_name}_{name}", args=[row.pk])


def proposed(article, *, by, title="Better"):
    content = snapshots.snapshot_of(article)
    content["fields"]["title"] = title
    return publishing.propose(article, content, by=by, now=MONDAY)


def test_a_proposal_is_turned_away_with_a_reason_that_its_writer_reads(carl, rita):
    article = make_article()
    proposal = proposed(article, by=carl)
    answer = {
        "version": proposal.pk,
        "answer": "turn_away",
        "seen": publishing.proposal_revision(proposal),
    }

    signed_in(rita).post(page(article, "answer"), answer | {"_why": WHY})

    told = "Your proposal was turned away by rita on November 23, 2026, 9:00 am, for this reason:"
    for address in ("/admin/", page(article)):
        assert told in " ".join(signed_in(carl).get(address).text.split())
        assert "Say &lt;b&gt;whose&lt;/b&gt; skin." in signed_in(carl).get(address).text
        assert "whose" not in signed_in(rita).get(address).text, "it is for the writer"
    kept = signed_in(rita).get(page(article, "versions")).text
    assert "Proposed by carl and turned away</strong> by rita on November 23, 2026" in kept
    assert "Say &lt;b&gt;whose&lt;/b&gt; skin." in kept
    assert mail.outbox == []


def test_a_reason_longer_than_is_kept_is_cut_and_none_is_fine(carl, rita):
    article = make_article()
    for why in ("x" * 600, ""):
        proposal = proposed(article, by=carl)
        answer = {
            "version": proposal.pk,
            "answer": "turn_away",
            "seen": publishing.proposal_revision(proposal),
        }
        signed_in(rita).post(page(article, "answer"), answer | {"_why": why})

    assert list(Version.objects.order_by("pk").values_list("why", flat=True)) == ["x" * 500, ""]
    assert "November 23, 2026, 9:00 am.</p>" in signed_in(carl).get("/admin/").text


def test_a_reason_survives_a_proposal_that_was_changed_meanwhile(carl, rita):
    article = make_article()
    proposal = proposed(article, by=carl)

    answer = {"version": proposal.pk, "answer": "turn_away", "seen": "old", "_why": WHY}
    response = signed_in(rita).post(page(article, "answer"), answer)

    assert response.status_code == 409
    assert ">Say &lt;b&gt;whose&lt;/b&gt; skin.</textarea>" in response.text


@pytest.mark.parametrize("make", [make_article, make_faq])
def test_whoever_asked_for_a_review_reads_why_it_is_a_draft_again(make, carl, rita):
    row = make(published_at=None)
    signed_in(carl).post(page(row, "ask_for_review"))
    assert 'name="_why"' in signed_in(rita).get(page(row)).text
    assert 'name="_why"' not in signed_in(carl).get(page(row)).text, "one's own needs no reason"

    signed_in(rita).post(page(row, "withdraw"), {"_why": WHY})

    for address in ("/admin/", page(row)):
        text = signed_in(carl).get(address).text
        assert "Made a draft again by rita on November 23, 2026, 9:00 am, for this reason:" in text
        assert "Say &lt;b&gt;whose&lt;/b&gt; skin." in text
    assert "What came of what you asked for" not in signed_in(rita).get("/admin/").text

    signed_in(carl).post(page(row, "ask_for_review"))
    assert "Made a draft again" not in signed_in(carl).get(page(row)).text, (
        "it is in review once more"
    )


def test_what_was_published_is_told_too_and_all_of_it_for_two_weeks(carl, rita, monday):
    row = make_article(published_at=None)
    publishing.ask_for_review(row, by=carl, now=MONDAY)
    publishing.publish(row, by=rita, now=MONDAY)
    first = "Reviewed and published by rita on November 23, 2026, 9:00 am."

    monday.shift(14 * A_DAY - timedelta(minutes=1))
    assert first in signed_in(carl).get("/admin/").text
    monday.shift(timedelta(minutes=1))
    assert first not in signed_in(carl).get("/admin/").text


def test_what_one_took_back_oneself_is_no_news(carl):
    row = make_article(published_at=None)
    publishing.ask_for_review(row, by=carl, now=MONDAY)
    publishing.withdraw(row, by=carl, now=MONDAY)

    assert publishing.answers_to(carl, now=MONDAY) == []
    assert ReviewAsked.objects.get().outcome == "draft"


def test_an_answer_is_given_once(carl, rita):
    row = make_article(published_at=None)
    publishing.ask_for_review(row, by=carl, now=MONDAY)
    publishing.withdraw(row, by=rita, now=MONDAY, why="First.")
    publishing.ask_for_review(row, by=carl, now=MONDAY + A_DAY)

    publishing.publish(row, by=rita, now=MONDAY + 2 * A_DAY)

    told = publishing.answers_to(carl, now=MONDAY + 2 * A_DAY)
    assert [(each.was_taken, each.why) for each in told] == [(True, ""), (False, "First.")]


def test_the_database_keeps_no_answer_without_its_day_and_nothing_of_nothing(carl):
    article, faq = make_article(), make_faq()
    wrong = [
        {"article": article, "outcome": "draft"},
        {"article": article, "answered_at": MONDAY},
        {"article": article, "question": faq},
        {},
    ]

    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewAsked.objects.create(by=carl, at=MONDAY, **fields)


def test_the_first_page_asks_as_often_for_many_answers_as_for_one(
    carl, rita, django_assert_num_queries
):
    for number in range(3):
        row = make_article(f"A {number}", published_at=None)
        publishing.ask_for_review(row, by=carl, now=MONDAY)
        publishing.withdraw(row, by=rita, now=MONDAY)

        with django_assert_num_queries(2):
            told = publishing.answers_to(carl, now=MONDAY)

        assert [str(each.row) for each in told] == [f"A {each}" for each in range(number, -1, -1)]
