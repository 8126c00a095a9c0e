"""Reviewers hear by mail what waits for them, writers what became of theirs, and nobody too often."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import publishing, review_mail, snapshots
from articles.models import Article, MailSetting, ReviewMessage
from articles.review_mail import CASES
from clinic.mail.outbox import deliver_next
from clinic.site.outboxes import OUTBOXES
from tests.articles.factories import make_article, make_faq
from tests.articles.staff import a_draft, desk, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office", "roles")]
SETTINGS = "/admin/articles/article/mail/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def people(settings, roles):
    settings.SITE_URL = "https://www.example.com"
    for role in ("Content", "Reviewer", "Owner"):
        User.objects.filter(pk=staff(role).pk).update(email=f"{role.lower()}@example.com")


@pytest.fixture
def writer():
    return staff("Content")


@pytest.fixture
def reviewer():
    """The one who is told: the owner wants no such mail."""
    MailSetting.objects.create(user=staff("Owner"), about_reviews=False)
    return staff("Reviewer")


def delivered():
    """Each mail that goes out now: to whom, and its subject."""
    before = len(mail.outbox)
    (outbox,) = [each for each in OUTBOXES if each.messages.model is ReviewMessage]
    while deliver_next(outbox.messages, write=outbox.write, now=timezone.now):
        pass
    return [(each.to[0].partition("@")[0], each.subject) for each in mail.outbox[before:]]


def propose(article, writer, **fields):
    content = snapshots.snapshot_of(article)
    content["fields"] |= fields
    return publishing.propose(article, content, by=writer, now=timezone.now())


# ---- who is told ---------------------------------------------------------------------------------
def test_whoever_may_publish_hears_that_a_text_waits_and_its_writer_what_became_of_it(
    monday, writer
):
    article, reviewer = a_draft(), staff("Reviewer")
    publishing.ask_for_review(article, by=writer, now=MONDAY)
    assert delivered() == []
    monday.shift(5 * MINUTE)
    said = "Waits for your review: Pores, plainly"
    assert sorted(delivered()) == [("owner", said), ("reviewer", said)]

    publishing.publish(article, by=reviewer, now=timezone.now())
    monday.shift(5 * MINUTE)

    assert delivered() == [("content", "Published: Pores, plainly")]
    monday.shift(timedelta(days=1))
    assert delivered() == []


@pytest.mark.parametrize(
    ("decide", "subject"),
    [
        (publishing.take_over, "Your change was taken over: Pores, plainly"),
        (publishing.turn_away, "Your change was turned away: Pores, plainly"),
    ],
)
def test_a_change_that_is_proposed_and_decided(monday, writer, reviewer, decide, subject):
    proposal = propose(make_article(), writer, summary="Other words.")
    monday.shift(5 * MINUTE)
    assert delivered() == [("reviewer", "A change waits for your review: Pores, plainly")]

    decide(proposal, by=reviewer, now=timezone.now())
    monday.shift(5 * MINUTE)

    assert delivered() == [("content", subject)]


def test_a_question_goes_the_same_way(monday, writer, reviewer):
    faq = make_faq(published_at=None)
    publishing.ask_for_review(faq, by=writer, now=MONDAY)
    monday.shift(5 * MINUTE)
    assert delivered() == [("reviewer", "Waits for your review: Does it hurt?")]

    publishing.withdraw(faq, by=reviewer, now=timezone.now(), why="Say what it cannot.")
    monday.shift(5 * MINUTE)

    assert delivered() == [("content", "A draft again: Does it hurt?")]
    assert "cannot" not in mail.outbox[-1].body


def test_nobody_hears_of_what_they_did_themselves(monday, writer, reviewer):
    one, two = a_draft(), a_draft(title="Two", slug="two")
    publishing.ask_for_review(one, by=reviewer, now=MONDAY)
    publishing.publish(one, by=reviewer, now=MONDAY)
    publishing.ask_for_review(two, by=writer, now=MONDAY)
    publishing.withdraw(two, by=writer, now=MONDAY)

    monday.shift(timedelta(hours=1))
    assert delivered() == []


@pytest.mark.parametrize(
    "is_no_more",
    [{"email": ""}, {"is_active": False}, {"is_staff": False}],
    ids=["without address", "left", "no staff"],
)
def test_nobody_is_written_to_who_left_or_has_no_address(monday, writer, reviewer, is_no_more):
    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    User.objects.filter(pk=reviewer.pk).update(**is_no_more)

    monday.shift(5 * MINUTE)
    assert delivered() == []
    assert ReviewMessage.objects.get().state == "no longer true"
    publishing.ask_for_review(a_draft(title="B", slug="b"), by=writer, now=timezone.now())
    assert ReviewMessage.objects.waiting().count() == 0


# ---- how often -----------------------------------------------------------------------------------
def test_several_presses_in_a_short_time_are_one_mail(monday, writer, reviewer):
    article = a_draft()
    for _ in range(3):
        publishing.ask_for_review(article, by=writer, now=timezone.now())
        monday.shift(MINUTE)
        publishing.withdraw(article, by=writer, now=timezone.now())
    publishing.ask_for_review(article, by=writer, now=timezone.now())
    monday.shift(5 * MINUTE)
    assert len(delivered()) == 1

    publishing.withdraw(article, by=writer, now=timezone.now())
    publishing.ask_for_review(article, by=writer, now=timezone.now())
    monday.shift(5 * MINUTE)
    assert delivered() == []
    monday.shift(25 * MINUTE)
    assert len(delivered()) == 1


def test_a_proposal_that_its_writer_goes_on_with_is_told_of_once(monday, writer, reviewer):
    article = make_article()
    for words in ("One.", "Two.", "Three."):
        propose(article, writer, summary=words)
        monday.shift(timedelta(hours=1))

    assert len(delivered()) == 1
    assert ReviewMessage.objects.count() == 1


def test_what_does_not_wait_any_more_is_not_mailed(monday, writer, reviewer):
    article = a_draft()
    publishing.ask_for_review(article, by=writer, now=MONDAY)
    publishing.publish(article, by=staff("Owner"), now=MONDAY)

    monday.shift(timedelta(hours=1))
    assert delivered() == [("content", "Published: Pores, plainly")]


def test_the_database_lets_one_message_wait_for_a_person_and_a_text(writer, reviewer):
    about = {"to": reviewer, "kind": "waits", "article": a_draft(), "queued_at": MONDAY}
    ReviewMessage.objects.create(due_at=MONDAY, **about)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewMessage.objects.create(due_at=MONDAY, **about)
    ReviewMessage.objects.create(sent_at=MONDAY, **about)


# ---- what it says --------------------------------------------------------------------------------
def test_it_says_the_title_and_leads_to_the_text_behind_the_sign_in(monday, writer, reviewer):
    article = a_draft(title="Is www.pores.example true?", summary="Quokka")
    publishing.ask_for_review(article, by=writer, now=MONDAY)
    monday.shift(5 * MINUTE)
    delivered()

    sent_mail = mail.outbox[-1]
    link = f"https://www.example.com/admin/articles/article/{article.pk}/change/"
    assert sent_mail.subject == "Waits for your review: Is www.pores.example true?"
    for part in (sent_mail.body, sent_mail.alternatives[0][0]):
        assert link in part
        assert "https://www.example.com/admin/articles/article/mail/" in part
        assert "www.pores.example" not in part.replace("<title>", "")
        assert "Quokka" not in part


def test_after_the_greeting_each_begins_with_a_title_or_a_capital_letter(monday, writer, reviewer):
    assert [
        case for case, words in CASES.items() if not re.match("“{}”|[A-Z]", words.sentence)
    ] == []

    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    monday.shift(5 * MINUTE)
    delivered()
    assert "Hello reviewer,\n\n“Pores, plainly” waits" in mail.outbox[-1].body
    assert "Hello reviewer,<br>“Pores, plainly” waits" in mail.outbox[-1].alternatives[0][0]


def test_a_text_that_was_given_a_day_says_so(monday, writer, reviewer):
    article = a_draft()
    publishing.ask_for_review(article, by=writer, now=MONDAY)
    publishing.publish(article, by=reviewer, now=MONDAY, at=MONDAY + timedelta(days=2))
    monday.shift(5 * MINUTE)

    assert delivered() == [("content", "Scheduled: Pores, plainly")]


# ---- one setting a person ------------------------------------------------------------------------
@pytest.mark.usefixtures("monday")
def test_everybody_turns_their_own_off_and_on(writer, reviewer):
    client = desk("Reviewer")
    asked = client.get(SETTINGS)
    assert "when a text waits for your review" in asked.text
    assert asked.context["form"]["about_reviews"].value() is True

    said = client.post(SETTINGS, {}, follow=True).text
    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    assert "No mail about reviews comes to you any more." in said
    assert not ReviewMessage.objects.exists()

    client.post(SETTINGS, {"about_reviews": "on"})
    publishing.ask_for_review(a_draft(title="B", slug="b"), by=writer, now=MONDAY)
    assert [each.to for each in ReviewMessage.objects.all()] == [reviewer]


def test_who_turns_it_off_gets_none_that_waits_already(monday, writer, reviewer):
    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    MailSetting.objects.create(user=reviewer, about_reviews=False)

    monday.shift(5 * MINUTE)
    assert delivered() == []


@pytest.mark.usefixtures("monday")
def test_the_setting_is_for_those_who_may_see_articles():
    assert desk("Content").get(SETTINGS).status_code == 200
    assert desk("Front desk").get(SETTINGS).status_code == 403
    assert SETTINGS in desk("Content").get("/admin/").text


@pytest.mark.usefixtures("monday")
def test_who_was_not_reached_reads_why_and_has_it_sent_again(writer, reviewer):
    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    refused = {"due_at": None, "failed_at": MONDAY, "last_error": "The mail server refused it."}
    ReviewMessage.objects.update(**refused)
    client = desk("Reviewer")

    asked = client.get(SETTINGS).text
    client.post(SETTINGS, {"again": "yes"})

    assert "Pores, plainly: waits for a review. The mail server refused it." in asked
    assert "Pores" not in desk("Content").get(SETTINGS).text
    assert delivered() == [("reviewer", "Waits for your review: Pores, plainly")]
    ReviewMessage.objects.update(sent_at=None, **refused)
    publishing.withdraw(Article.objects.get(), by=writer, now=MONDAY)
    publishing.ask_for_review(Article.objects.get(), by=writer, now=MONDAY + MINUTE)
    client.post(SETTINGS, {"again": "yes"})
    assert [each.state for each in ReviewMessage.objects.all()] == ["waiting", "no longer true"]


def test_messages_are_kept_for_ninety_days(monday, writer, reviewer):
    publishing.ask_for_review(a_draft(), by=writer, now=MONDAY)
    monday.shift(5 * MINUTE)
    delivered()
    sent(desk("Content"), page(Article.objects.get()), title="Changed")

    assert review_mail.forget(now=MONDAY + timedelta(days=90)) == 0
    assert review_mail.forget(now=MONDAY + timedelta(days=91)) == 1
