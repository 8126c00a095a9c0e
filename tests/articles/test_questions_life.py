"""A question goes the way of an article: draft, in review, scheduled, published, retired, by one
rule.
"""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles import checklist, publishing
from articles.models import FAQ, Override, Rule
from articles.publishing import Changed, Refused
from tests.articles.factories import make_article, make_faq
from tests.articles.forms import address, form
from tests.articles.staff import desk, kinds, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles", "rules")]
A_DAY = timedelta(days=1)
CLAIM = "<p>It is painless.</p>"


def a_draft(**fields):
    return make_faq(**{"published_at": None} | fields)


def at_once(faq, **more):
    return {"begins": "now", "revision": faq.revision} | more


# ---- from draft to retired -----------------------------------------------------------------------
def test_from_draft_over_review_and_its_day_to_retired_and_back():
    reviewer, faq, states = staff("Reviewer"), a_draft(), []
    for verb, by, more in [
        (publishing.ask_for_review, staff("Content"), {}),
        (publishing.publish, reviewer, {"at": MONDAY + A_DAY}),
        (publishing.publish, reviewer, {}),
        (publishing.retire, reviewer, {}),
        (publishing.republish, reviewer, {}),
        (publishing.withdraw, reviewer, {}),
    ]:
        verb(faq, by=by, now=MONDAY, **more)
        states.append(FAQ.objects.get().state(now=MONDAY))

    assert states == ["In review", "Scheduled", "Published", "Retired", "Published", "Draft"]


@pytest.mark.parametrize(
    ("stands", "verb", "said"),
    [
        (
            {"published_at": MONDAY},
            publishing.ask_for_review,
            "a retired question is given to review",
        ),
        ({"published_at": MONDAY}, publishing.publish, "published already"),
        ({"published_at": MONDAY}, publishing.republish, "Only a retired question"),
        ({"published_at": None}, publishing.withdraw, "a draft already"),
        ({"published_at": MONDAY + A_DAY}, publishing.retire, "Only a published question"),
    ],
)
def test_a_verb_that_does_not_apply_says_so_and_changes_nothing(stands, verb, said):
    faq = make_faq(**stands)

    with pytest.raises(Refused, match=said):
        verb(faq, by=staff("Owner"), now=MONDAY)

    assert FAQ.objects.get().published_at == stands["published_at"]


def test_writers_give_no_question_to_readers_and_take_none_from_them():
    writer, rows = staff("Content"), [a_draft(), make_faq("Shown?")]

    for verb, faq in [
        (publishing.publish, rows[0]),
        (publishing.republish, rows[0]),
        (publishing.withdraw, rows[1]),
        (publishing.retire, rows[1]),
    ]:
        with pytest.raises(PermissionDenied):
            verb(faq, by=writer, now=MONDAY)

    assert [faq.published_at is None for faq in FAQ.objects.order_by("pk")] == [True, False]


def test_a_question_that_comes_or_goes_leaves_what_readers_had_of_its_articles():
    article, planned = make_article(), make_article("Not yet", published_at=None)
    faq = a_draft(on=article)
    planned.faqs.add(faq)

    publishing.publish(faq, by=staff("Owner"), now=MONDAY)
    publishing.retire(faq, by=staff("Owner"), now=MONDAY + A_DAY)

    days = [
        bool(kept.content["faqs"][0]["published_at"]) for kept in article.versions.order_by("pk")
    ]
    assert days == [False, True, False]
    assert kinds(planned) == []


# ---- the buttons ---------------------------------------------------------------------------------
def test_buttons_are_the_articles_and_follow_who_looks(rf):
    each = [
        a_draft(),
        a_draft(question="B?", stage="review"),
        make_faq("C?"),
        a_draft(question="D?", stage="retired"),
    ]

    def offered(role, faq):
        request = rf.get("/admin/")
        request.user = staff(role)
        buttons = site.get_model_admin(FAQ).buttons(request, faq, now=MONDAY)
        return [button.address.split("/")[-2] for button in buttons]

    assert [offered("Reviewer", faq) for faq in each] == [
        ["ask_for_review", "publish"],
        ["publish", "withdraw"],
        ["withdraw", "retire"],
        ["republish", "withdraw"],
    ]
    assert [offered("Content", faq) for faq in each] == [
        ["ask_for_review"],
        ["withdraw"],
        [],
        ["withdraw"],
    ]


def test_a_writer_asks_for_a_review_and_a_reviewer_publishes_what_was_asked(client):
    faq, writer, reviewer = a_draft(), desk("Content"), desk("Reviewer")
    assert f'formaction="{address(faq, "ask_for_review")}"' in writer.get(address(faq)).text

    asked = writer.post(address(faq, "ask_for_review"), follow=True)
    waits = [desk(role).get("/admin/").text for role in ("Reviewer", "Content")]
    reviewer.post(address(faq, "publish"), at_once(faq))

    assert "“Does it hurt?” waits for a review." in asked.text
    assert ["Does it hurt?</a>, a question in review" in text for text in waits] == [True, False]
    assert FAQ.objects.get().published_at == MONDAY
    assert "Does it hurt?" in client.get("/questions/").text


def test_the_day_of_publishing_is_typed_on_its_page_and_kept_when_it_is_refused():
    faq, client = a_draft(), desk("Reviewer")
    later = at_once(faq, begins="later", clock="09:30")

    past = client.post(address(faq, "publish"), later | {"day": "2026-11-20"})
    client.post(address(faq, "publish"), later | {"day": "2026-11-24"})

    assert (past.status_code, 'value="2026-11-20"' in past.text) == (422, True)
    assert FAQ.objects.get().published_at == MONDAY + A_DAY + timedelta(minutes=30)
    assert "Scheduled for November 24, 2026, 9:30 am." in client.get(address(faq)).text


def test_what_was_changed_after_it_was_looked_at_is_not_published():
    faq = a_draft()
    FAQ.objects.update(answer="<p>Other words.</p>")

    refused = desk("Owner").post(address(faq, "publish"), at_once(faq))

    assert (refused.status_code, FAQ.objects.get().published_at) == (409, None)
    with pytest.raises(Changed):
        publishing.publish(faq, by=staff("Owner"), now=MONDAY, revision=faq.revision)


def test_a_writers_hand_made_press_is_refused():
    shown, draft, writer = make_faq(), a_draft(question="B?"), desk("Content")

    answers = [
        writer.post(address(shown, "retire")),
        writer.post(address(shown, "withdraw")),
        writer.post(address(draft, "publish"), at_once(draft)),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert [faq.published_at is None for faq in FAQ.objects.order_by("pk")] == [False, True]


def test_the_list_is_filtered_by_the_articles_states():
    expected = {
        "draft": a_draft(question="A?"),
        "review": a_draft(question="B?", stage="review"),
        "planned": make_faq("C?", published_at=MONDAY + A_DAY),
        "published": make_faq("D?"),
        "retired": a_draft(question="E?", stage="retired"),
    }
    client, listed = desk("Reviewer"), reverse("admin:articles_faq_changelist")

    found = {
        state: client.get(f"{listed}?state={state}").context["cl"].queryset.get()
        for state in expected
    }

    assert found == expected
    assert "Scheduled" in client.get(f"{listed}?state=planned").text


# ---- the checklist -------------------------------------------------------------------------------
def test_a_finding_stops_publishing_until_somebody_lets_it_stand_on_the_questions_checklist():
    faq, client = a_draft(answer=CLAIM), desk("Reviewer")

    refused = client.post(address(faq, "publish"), at_once(faq))
    looked = client.get(address(faq, "checklist"))
    [finding] = checklist.of(faq, now=MONDAY)
    sent = {"check": finding.check, "found": finding.found}
    unsaid = client.post(address(faq, "checklist"), sent | {"reason": ""})
    stands = client.post(address(faq, "checklist"), sent | {"reason": "A quotation."}, follow=True)
    client.post(address(faq, "publish"), at_once(faq))

    assert (refused.status_code, unsaid.status_code) == (422, 422)
    assert "Question “Does it hurt?”: answer: “painless”. No." in refused.text
    assert f'href="{address(faq, "checklist")}"' in refused.text
    assert "It is <mark>painless</mark>." in looked.text
    assert f'href="{address(faq)}#id_question"' in looked.text
    assert looked.context["off"] == [
        Rule.Check(check).label for check in ("looks", "both_sides", "links")
    ]
    assert "<b>Let stand</b> by reviewer on November 23, 2026: “A quotation.”" in stands.text
    assert FAQ.objects.get().published_at == MONDAY


def test_a_save_of_what_readers_have_is_held_back_for_new_findings_with_every_word_kept():
    faq, client = make_faq(), desk("Reviewer")
    typed = form(client, faq) | {"question": "Is it sore?", "answer": CLAIM}

    refused = client.post(address(faq), typed)
    assert refused.status_code == 422
    assert "Question “Is it sore?”: answer: “painless”. No." in refused.text
    kept = refused.context["adminform"].form
    assert (kept["question"].value(), kept["answer"].value()) == ("Is it sore?", CLAIM)
    assert FAQ.objects.get().answer == "<p>Mostly not.</p>"

    assert client.post(address(faq), typed | {"_reason": "A quotation."}).status_code == 302
    assert FAQ.objects.get().answer == CLAIM
    assert Override.objects.values_list("question", "reason").get() == (faq.pk, "A quotation.")


def test_what_was_found_before_holds_no_save_back_and_is_said():
    faq, client = make_faq(answer=CLAIM), desk("Reviewer")

    response = client.post(address(faq), form(client, faq) | {"on_home_page": "on"}, follow=True)

    assert FAQ.objects.get().on_home_page
    assert "The checklist found something in what readers see." in response.text


def test_drafts_are_saved_with_findings_and_retiring_is_always_allowed():
    draft, shown, client = a_draft(), make_faq("Shown?", answer=CLAIM), desk("Reviewer")

    answers = [
        client.post(address(draft), form(client, draft) | {"answer": CLAIM}),
        client.post(address(shown, "retire")),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert FAQ.objects.get(pk=shown.pk).stage == "retired"


def test_in_a_question_both_sides_and_links_are_looked_at_too_and_a_missing_rule_stops():
    Rule.objects.filter(check_name__in=["both_sides", "links"]).update(is_on=True)
    Rule.objects.filter(check_name="looks").delete()
    faq = a_draft(answer='<p>It may help. See <a href="/nowhere/">this</a>.</p>')

    found = [finding.check for finding in checklist.stops(faq, now=MONDAY)]

    assert found == ["looks", "both_sides", "links"]


# ---- what may stand ------------------------------------------------------------------------------
def let_stand(row, now=MONDAY):
    for finding in checklist.stops(row, now=now):
        checklist.let_stand(row, finding, reason="A quotation.", by=staff("Owner"), now=now)


def test_what_stands_in_a_question_stands_on_every_article_that_asks_it_and_nowhere_else():
    article, other = make_article(published_at=None), make_article("Other", published_at=None)
    faq = make_faq(on=article, answer=CLAIM)
    make_faq("Another?", on=other, answer=CLAIM)
    other.faqs.add(faq)

    let_stand(faq)

    assert checklist.stops(article, now=MONDAY) == []
    assert [finding.place.name for finding in checklist.stops(other, now=MONDAY)] == [
        "Question “Another?”: answer"
    ]
    content = publishing.keep(article, "kept", by=None, now=MONDAY).content
    assert [
        bool(found.override) for found in publishing.findings_in(article, content, now=MONDAY)
    ] == [True]


def test_what_stands_in_an_article_does_not_stand_in_the_question_itself():
    article = make_article(published_at=None)
    faq = make_faq(on=article, answer=CLAIM)

    let_stand(article)

    assert checklist.stops(article, now=MONDAY) == []
    with pytest.raises(Refused, match="painless"):
        publishing.publish(a_copy(faq), by=staff("Owner"), now=MONDAY)


def a_copy(faq):
    FAQ.objects.filter(pk=faq.pk).update(published_at=None)
    return FAQ.objects.get(pk=faq.pk)


@pytest.mark.parametrize("answer", [CLAIM, '<p>It is so. <a href="/nowhere/"></a></p>'])
def test_it_stands_for_these_words_and_no_others(answer):
    Rule.objects.filter(check_name="links").update(is_on=True)
    article = make_article(published_at=None)
    faq = a_draft(answer=answer, on=article)
    let_stand(faq)
    assert (checklist.stops(faq, now=MONDAY), checklist.stops(article, now=MONDAY)) == ([], [])

    FAQ.objects.update(answer=answer.replace("It is", "It was and is"))

    assert len(checklist.stops(FAQ.objects.get(), now=MONDAY)) == 1
    assert len(checklist.stops(article, now=MONDAY)) == 1


def test_the_database_keeps_what_stands_on_an_article_or_a_question_and_not_on_both():
    said = {"check_name": "claim", "found": "painless", "reason": "So.", "at": MONDAY}
    article, faq = make_article(), make_faq()

    for wrong in ({}, {"article": article, "question": faq}):
        with pytest.raises(IntegrityError, match="override_is_of_an_article"), transaction.atomic():
            Override.objects.create(**said, **wrong)
    Override.objects.create(**said, question=faq)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(**said, question=faq)
