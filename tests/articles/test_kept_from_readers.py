"""What nobody is to read, and what nobody is to lose: claims by a detour, empty texts, far days,
locks.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing, snapshots
from articles.models import FAQ, Article, ReviewAsked
from articles.publishing import Found, Refused
from tests.articles.factories import make_article, make_faq
from tests.articles.forms import address, change, form, form_of
from tests.articles.staff import desk, page, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles", "rules")]
CLAIM = "<p>It is painless.</p>"


# ---- a claim by a detour -------------------------------------------------------------------------
def proposed(article, **section):
    content = snapshots.as_kept(snapshots.snapshot_of(article))
    content["sections"][0] |= section
    return publishing.propose(article, content, by=staff("Content"), now=MONDAY)


@pytest.mark.parametrize("published_at", [None, MONDAY])
def test_what_a_question_says_excuses_no_section_that_says_it_too(published_at):
    article = make_article()
    make_faq(on=article, answer=CLAIM, published_at=published_at)
    proposal, owner = proposed(article, body=CLAIM), desk("Owner")

    [shown] = owner.get(page(article, "proposals")).context["proposals"]
    with pytest.raises(Found):
        publishing.take_over(proposal, by=staff("Owner"), now=MONDAY)

    assert [finding.place.kind for finding in shown["found"]] == [""]
    assert article.sections.get().body == "<p>Because.</p>"


def test_a_claim_in_a_question_holds_no_other_change_of_the_article_back():
    article = make_article()
    make_faq(on=article, answer=CLAIM, published_at=None)

    publishing.take_over(proposed(article, heading="Wherefore"), by=staff("Owner"), now=MONDAY)

    assert article.sections.get().heading == "Wherefore"


# ---- nothing to read -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer", ["", "<p>&nbsp;</p>", "<p>\u200b</p>", "<p><strong></strong></p>"]
)
def test_a_question_without_an_answer_is_not_published(answer):
    faq = make_faq(answer=answer, published_at=None)

    with pytest.raises(Refused, match="Write an answer"):
        publishing.publish(faq, by=staff("Owner"), now=MONDAY)


@pytest.mark.parametrize("answer", ["<p>\u200b</p>", "<script>words</script>"])
def test_the_answer_is_not_taken_from_a_question_that_readers_have(answer):
    faq, client = make_faq(), desk("Owner")

    refused = client.post(address(faq), form(client, faq) | {"answer": answer})

    assert "Write an answer: readers see this question, or will." in refused.text
    assert FAQ.objects.get().answer == "<p>Mostly not.</p>"


@pytest.mark.parametrize("sections", [[], [{"heading": "Why", "body": "<p>\u200b</p>"}]])
def test_an_article_without_text_is_not_published(sections):
    article = make_article(sections=sections, published_at=None)

    with pytest.raises(Refused, match="it has no text yet"):
        publishing.publish(article, by=staff("Owner"), now=MONDAY)


def test_a_typed_part_is_something_to_read():
    article = make_article(
        sections=[{"heading": "How", "part": "ways"}], ways="Care", published_at=None
    )

    assert publishing.missing(article, at=MONDAY) == []


def test_the_last_text_is_not_taken_from_an_article_that_readers_have():
    article, client = make_article(), desk("Owner")
    publishing.keep_first(article, now=MONDAY)
    version = article.versions.get()
    version.content["sections"][0]["body"] = ""
    version.save()

    refused = client.post(
        change(article), form_of(client, change(article)) | {"sections-0-body": ""}
    )

    assert "Readers see this article, or will: leave some text in it." in refused.text
    with pytest.raises(Refused, match="It has no text"):
        publishing.restore(version, by=staff("Owner"), now=MONDAY)
    assert article.sections.get().body == "<p>Because.</p>"


# ---- days out of reach ---------------------------------------------------------------------------
def test_nothing_is_planned_for_a_day_that_no_calendar_has():
    faq, client = make_faq(published_at=None), desk("Reviewer")
    far = {"begins": "later", "day": "9999-12-31", "clock": "20:00", "revision": faq.revision}

    refused = client.post(address(faq, "publish"), far)

    assert (refused.status_code, FAQ.objects.get().published_at) == (422, None)
    assert "Choose a day within the next five years." in refused.text
    near = client.post(address(faq, "publish"), far | {"day": "2031-11-20"})
    assert (near.status_code, FAQ.objects.get().published_at.year) == (302, 2031)


def test_a_review_is_due_within_the_next_five_years():
    article, client = make_article(published_at=None), desk("Content")
    form = form_of(client, change(article))

    refused = client.post(change(article), form | {"review_due_day": "9999-12-31"})

    errors = refused.context["adminform"].form.errors
    assert errors == {"review_due_day": ["Choose a day within the next five years."]}
    assert client.post(change(article), form | {"review_due_day": "2031-11-20"}).status_code == 302
    assert Article.objects.get().review_due_day == date(2031, 11, 20)


def test_what_is_asked_of_the_first_day_of_all_is_answered():
    article = make_article()

    assert desk("Owner").get(page(article, "on"), {"day": "0001-01-01"}).status_code == 200


# ---- letters that the database refuses -----------------------------------------------------------
def test_reasons_lose_the_letter_that_the_database_refuses():
    asked, article, owner = make_faq(published_at=None), make_article(), desk("Owner")
    publishing.ask_for_review(asked, by=staff("Content"), now=MONDAY)

    owner.post(address(asked, "withdraw"), {"_why": "Not\0 yet. "})
    said = form_of(owner, change(article)) | {"sections-0-body": CLAIM, "_reason": "A\0 quotation."}
    owner.post(change(article), said)

    assert ReviewAsked.objects.get().why == "Not yet."
    assert article.overrides.get().reason == "A quotation."


# ---- what writers delete -------------------------------------------------------------------------
def test_a_writer_deletes_no_question_that_readers_had():
    reviewer, writer = staff("Reviewer"), desk("Content")
    retired, withdrawn, again = (make_faq(f"{name}?") for name in ("Retired", "Withdrawn", "Again"))
    publishing.retire(retired, by=reviewer, now=MONDAY)
    publishing.withdraw(withdrawn, by=reviewer, now=MONDAY)
    publishing.retire(again, by=reviewer, now=MONDAY)
    publishing.withdraw(again, by=staff("Content"), now=MONDAY)
    draft = make_faq("Draft?", published_at=None)
    publishing.ask_for_review(draft, by=staff("Content"), now=MONDAY)
    publishing.withdraw(draft, by=staff("Content"), now=MONDAY)

    answers = [
        writer.post(address(faq, "delete"), {"post": "yes"})
        for faq in (retired, withdrawn, again, draft)
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 302]
    assert not FAQ.objects.filter(pk=draft.pk).exists()
    assert desk("Reviewer").post(address(retired, "delete"), {"post": "yes"}).status_code == 302


def test_that_readers_had_a_question_is_no_answer_to_anybody():
    faq, reviewer = make_faq(), staff("Reviewer")

    publishing.withdraw(faq, by=reviewer, now=MONDAY)

    assert publishing.answers_to(reviewer, now=MONDAY) == []
    assert publishing.answers_about(FAQ.objects.get(), reader=reviewer, now=MONDAY) == []


# ---- two at once ---------------------------------------------------------------------------------
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize(
    ("what", "sent"),
    [("change", {"answer": "<p>Anew.</p>"}), ("retire", {}), ("delete", {"post": "yes"})],
)
def test_a_question_is_locked_before_its_articles_and_so_that_others_can_take_it_up(what, sent):
    faq, client = make_faq(on=make_article()), desk("Owner")
    data = form(client, faq) | sent

    with CaptureQueriesContext(connection) as queries:
        assert client.post(address(faq, what), data).status_code == 302

    locks = [each["sql"] for each in queries if " FOR " in each["sql"] and "UPDATE" in each["sql"]]
    of = ["faq" if 'FROM "articles_faq"' in sql else "article" for sql in locks]
    assert of == sorted(of, reverse=True)
    assert set(of) == {"faq", "article"}
    assert all(
        "FOR NO KEY UPDATE" in sql for sql, row in zip(locks, of, strict=True) if row == "faq"
    )
