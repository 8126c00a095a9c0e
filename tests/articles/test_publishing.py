"""Who gives an article to readers and takes it from them, and that one moment decides for all
pages.
"""

import re
from datetime import date, timedelta

import pytest
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.urls import reverse

from articles import checklist, publishing
from articles.models import Article, Override, Rule, Version
from articles.publishing import Refused
from tests.articles.factories import make_article, make_faq, make_section, make_topic
from tests.articles.staff import a_draft, desk, kinds, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
A_DAY = timedelta(days=1)
Kind = Version.Kind


# ---- from draft to retired -----------------------------------------------------------------------
def test_from_draft_over_review_and_its_day_to_retired_and_back(monday):
    reviewer, article = staff("Reviewer"), a_draft()

    def state():
        return Article.objects.get().state(now=MONDAY)

    publishing.ask_for_review(article, by=staff("Content"), now=MONDAY)
    assert state() == "In review"
    publishing.publish(article, by=reviewer, now=MONDAY, at=MONDAY + A_DAY)
    assert state() == "Scheduled"
    publishing.publish(article, by=reviewer, now=MONDAY)
    assert state() == "Published"
    publishing.retire(article, by=reviewer, now=MONDAY)
    assert state() == "Retired"
    publishing.withdraw(article, by=staff("Content"), now=MONDAY)
    assert state() == "Draft"

    assert kinds(article) == ["released", "released", "withdrawn"]


def test_what_is_published_again_keeps_the_day_on_which_readers_first_saw_it():
    reviewer, article = staff("Reviewer"), a_draft()
    publishing.publish(article, by=reviewer, now=MONDAY)
    publishing.retire(article, by=reviewer, now=MONDAY + A_DAY)

    publishing.republish(article, by=reviewer, now=MONDAY + 9 * A_DAY)

    assert Article.objects.get().published_at == MONDAY
    read = [article.versions.all().at(MONDAY + day * A_DAY) is not None for day in (0, 2, 8, 10)]
    assert read == [True, False, False, True]


@pytest.mark.parametrize(
    ("stands", "verb"),
    [
        ({"published_at": MONDAY}, publishing.ask_for_review),
        ({"published_at": MONDAY}, publishing.publish),
        ({"published_at": MONDAY}, publishing.republish),
        ({"published_at": None}, publishing.withdraw),
        ({"published_at": None}, publishing.retire),
        ({"published_at": MONDAY + A_DAY}, publishing.retire),
    ],
)
def test_a_verb_that_does_not_apply_says_so_and_changes_nothing(stands, verb):
    article = make_article(**stands)

    with pytest.raises(Refused):
        verb(article, by=staff("Owner"), now=MONDAY)

    assert (Article.objects.get().published_at, kinds(article)) == (stands["published_at"], [])


def test_writers_give_nothing_to_readers_and_take_nothing_from_them():
    writer = staff("Content")
    shown, planned = make_article(), make_article("Planned", published_at=MONDAY + A_DAY)

    for verb, article in [
        (publishing.publish, a_draft(title="A draft", slug="a-draft")),
        (publishing.republish, a_draft(title="Gone", slug="gone", stage="retired")),
        (publishing.publish, planned),
        (publishing.withdraw, planned),
        (publishing.withdraw, shown),
        (publishing.retire, shown),
    ]:
        before = article.published_at
        with pytest.raises(PermissionDenied):
            verb(article, by=writer, now=MONDAY)
        assert Article.objects.get(pk=article.pk).published_at == before
    assert not Version.objects.exists()


def test_nothing_is_published_for_a_moment_that_has_passed_or_without_a_review():
    article = a_draft(reviewer=None, last_reviewed_day=None)

    with pytest.raises(Refused, match="moment has passed"):
        publishing.publish(article, by=staff("Owner"), now=MONDAY, at=MONDAY)
    with pytest.raises(Refused, match="Nobody has signed"):
        publishing.publish(article, by=staff("Owner"), now=MONDAY)


def test_a_finding_of_the_checklist_stops_publishing_until_somebody_lets_it_stand():
    Rule.objects.create(check_name=Rule.Check.CLAIM, words="painless", reason="Nothing is.")
    article = a_draft(sections=[{"heading": "Why", "body": "<p>It is painless.</p>"}])
    owner = staff("Owner")

    with pytest.raises(Refused) as refused:
        publishing.publish(article, by=owner, now=MONDAY)
    assert "painless" in refused.value.why[0]
    for finding in checklist.stops(article, now=MONDAY):
        checklist.let_stand(article, finding, reason="A quotation.", by=owner, now=MONDAY)
    publishing.publish(article, by=owner, now=MONDAY)

    assert Override.objects.count() == 1
    assert Article.objects.get().published_at == MONDAY


# ---- the buttons ---------------------------------------------------------------------------------
def test_buttons_follow_where_it_stands_and_who_looks(rf):
    each = [
        a_draft(),
        a_draft(title="B", slug="b", stage="review"),
        make_article("C", published_at=MONDAY + A_DAY),
        make_article("D"),
        a_draft(title="E", slug="e", stage="retired"),
    ]

    def offered(role, article):
        request = rf.get("/admin/")
        request.user = staff(role)
        buttons = site.get_model_admin(Article).buttons(request, article, now=MONDAY)
        return [button.address.split("/")[-2] for button in buttons]

    assert [offered("Reviewer", article) for article in each] == [
        ["ask_for_review", "publish"],
        ["publish", "withdraw"],
        ["publish", "withdraw"],
        ["withdraw", "retire"],
        ["republish", "withdraw"],
    ]
    assert [offered("Content", article) for article in each] == [
        ["ask_for_review"],
        ["withdraw"],
        [],
        [],
        ["withdraw"],
    ]
    assert [offered("Front desk", article) for article in each] == [[]] * 5


def test_a_press_does_it_and_says_so():
    article = make_article()

    response = desk("Reviewer").post(page(article, "retire"), follow=True)

    assert "“Pores, plainly” is retired." in response.text
    assert Article.objects.get().stage == "retired"
    assert desk("Reviewer").get(page(article, "retire")).status_code == 405


def test_a_writers_hand_made_press_is_refused():
    article, draft = make_article(), a_draft(title="A draft", slug="a-draft")
    writer = desk("Content")

    answers = [
        writer.post(page(article, "retire")),
        writer.post(page(article, "withdraw")),
        writer.get(page(draft, "publish")),
        writer.post(page(draft, "publish"), {"begins": "now"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert [each.published_at is None for each in Article.objects.order_by("pk")] == [False, True]


def test_the_publishing_page_takes_a_time_on_the_offices_clock_and_keeps_what_was_typed():
    article, client = a_draft(), desk("Reviewer")
    address = page(article, "publish")

    past = client.post(
        address, {"begins": "later", "day": "2026-11-20", "clock": "09:00", "revision": 0}
    )
    empty = client.post(address, {"begins": "later", "day": "", "clock": "09:00", "revision": 0})
    client.post(address, {"begins": "later", "day": "2026-11-24", "clock": "09:30", "revision": 0})

    assert (past.status_code, empty.status_code) == (422, 422)
    assert "That moment has passed" in past.text
    assert 'value="2026-11-20"' in past.text
    assert "Say on which day" in empty.text
    assert Article.objects.get().published_at == MONDAY + A_DAY + timedelta(minutes=30)


@pytest.mark.parametrize("role", ["Content", "Reviewer"])
def test_the_day_of_publishing_is_no_field_of_the_form(role):
    article, client = a_draft(), desk(role)

    response = sent(
        client, page(article), published_at_0="2026-01-05", published_at_1="09:00", stage="retired"
    )

    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.published_at, article.stage) == (None, "draft")


def test_writers_delete_nothing_that_readers_had():
    shown, retired, draft = (
        make_article(),
        make_article("Had"),
        a_draft(title="Never", slug="never"),
    )
    publishing.retire(retired, by=staff("Owner"), now=MONDAY)
    writer = desk("Content")

    for article in (shown, retired, draft):
        writer.post(page(article, "delete"), {"post": "yes"})
    writer.post(
        reverse("admin:articles_article_changelist"),
        {"action": "delete_selected", "_selected_action": [shown.pk, retired.pk], "post": "yes"},
    )

    assert set(Article.objects.all()) == {shown, retired}


# ---- proposals -----------------------------------------------------------------------------------
def test_a_writers_change_of_what_readers_see_waits_for_a_reviewer():
    article = make_article()

    response = sent(
        desk("Content"),
        page(article),
        title="Changed",
        **{"sections-0-body": "<p>Other words.</p>"},
    )

    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.sections.get().body) == ("Pores, plainly", "<p>Because.</p>")
    assert (article.revision, kinds(article)) == (0, ["proposed"])
    assert article.versions.get().content["fields"]["title"] == "Changed"
    html = desk("Reviewer").get(page(article)).text
    assert "Proposed by content on November 23, 2026, 9:00 am" in html
    listed = desk("Reviewer").get(reverse("admin:articles_article_changelist") + "?waits=proposal")
    assert "Published, a change is proposed" in listed.text


def test_a_reviewer_compares_a_proposal_and_takes_it_over_with_one_press():
    article, client = make_article(), desk("Reviewer")
    sent(desk("Content"), page(article), **{"sections-0-body": "<p>Because of the sun.</p>"})
    proposal = article.versions.get()

    html = client.get(page(article, "proposals")).text
    assert re.findall(r"<(ins|del)><span[^>]*>[^<]*</span>([^<]*)", html) == [
        ("del", "Because."),
        ("ins", "Because of the sun."),
    ]
    answer = {"version": proposal.pk, "seen": publishing.proposal_revision(proposal), "revision": 0}
    client.post(page(article, "answer"), answer | {"answer": "take_over"})

    assert article.sections.get().body == "<p>Because of the sun.</p>"
    assert sorted(kinds(article)) == ["accepted", "released", "released"]
    assert [each.by and each.by.username for each in article.versions.released()] == [
        "reviewer",
        None,
    ]
    assert Article.objects.get().revision == 1


def test_a_proposal_that_is_turned_away_is_kept_and_marked_and_answered_once():
    article, client = make_article(), desk("Reviewer")
    sent(desk("Content"), page(article), title="Changed")
    proposal = article.versions.get()
    answer = {"version": proposal.pk, "seen": publishing.proposal_revision(proposal)}

    client.post(page(article, "answer"), answer | {"answer": "turn_away"})
    again = client.post(page(article, "answer"), answer | {"answer": "take_over"}, follow=True)

    version = article.versions.get()
    assert (version.kind, version.answered_by.username) == ("declined", "reviewer")
    assert "It was turned away already." in again.text
    assert Article.objects.get().title == "Pores, plainly"


def test_a_writer_answers_no_proposal():
    article, client = make_article(), desk("Content")
    sent(client, page(article), title="Changed")

    response = client.post(
        page(article, "answer"), {"version": article.versions.get().pk, "answer": "take_over"}
    )

    assert response.status_code == 403
    assert "Take it over" not in client.get(page(article, "proposals")).text
    assert (Article.objects.get().title, kinds(article)) == ("Pores, plainly", ["proposed"])


def test_a_proposal_changes_neither_address_nor_review():
    article = make_article()

    sent(
        desk("Content"), page(article), title="Changed", slug="stolen", last_reviewed_day="2026-11-20",
        review_due_day="2029-01-01",
    )  # fmt: skip
    publishing.take_over(article.versions.get(), by=staff("Owner"), now=MONDAY)

    article.refresh_from_db()
    assert (article.title, article.slug, article.last_reviewed_day, article.review_due_day) == (
        "Changed",
        "pores-plainly",
        date(2026, 1, 5),
        None,
    )


def test_a_form_that_was_opened_before_a_reviewers_change_is_proposed_all_the_same():
    article, writer = make_article(), desk("Content")
    seen = writer.get(page(article)).context["adminform"].form["revision"].value()
    publishing.restore(
        publishing.keep(article, Kind.KEPT, by=None, now=MONDAY), by=staff("Owner"), now=MONDAY
    )

    response = sent(writer, page(article), revision=seen, title="Changed")

    assert response.status_code == 302
    assert article.versions.waiting().get().content["fields"]["title"] == "Changed"


def test_what_is_wrong_in_a_proposal_is_said_in_the_form():
    article = make_article()

    response = sent(desk("Content"), page(article), title="", summary="My words")

    assert "My words" in response.text
    assert response.context["adminform"].form.errors.keys() == {"title"}
    assert kinds(article) == []


# ---- one moment for all of them ------------------------------------------------------------------
def test_on_every_page_it_appears_with_its_moment_and_goes_when_it_is_retired(monday, client):
    at = MONDAY + A_DAY
    other = make_article("Another")
    article = make_article(
        "Quandary",
        published_at=None,
        topic=make_topic("Quandaries"),
        sections=[{"heading": "Why", "drawing": "collagen"}],
    )
    make_section(other, heading="More")
    faq = make_faq("Quandary?", on=other, on_home_page=True, published_at=at)
    publishing.publish(article, by=staff("Owner"), now=MONDAY, at=at)
    own = article.get_absolute_url()
    lists = [
        "/",
        "/articles/",
        "/search/?q=quandary",
        "/articles/?topic=quandaries",
        "/articles/feed/",
        "/sitemap.xml",
        other.get_absolute_url(),
    ]
    on_pages = ["/", "/questions/", other.get_absolute_url()]

    def seen():
        in_lists = {address for address in lists if own in client.get(address).text}
        questions = {address for address in on_pages if faq.question in client.get(address).text}
        response = client.get(own)
        structured = response.status_code == 200 and '"headline":"Quandary"' in response.text
        return in_lists, questions, structured

    assert seen() == (set(), set(), False)
    monday.move_to(at - timedelta(seconds=1))
    assert seen() == (set(), set(), False)
    monday.move_to(at)
    assert seen() == (set(lists), set(on_pages), True)

    assert desk("Owner").post(page(article, "retire")).status_code == 302
    assert seen() == (set(), set(on_pages), False)


# ---- reviews that are due ------------------------------------------------------------------------
def test_a_review_is_due_on_its_day_or_a_year_after_the_last():
    today = date(2026, 11, 23)
    due = [
        make_article("A", last_reviewed_day=date(2025, 11, 23)),
        make_article("B", review_due_day=today),
    ]
    make_article("C", last_reviewed_day=date(2025, 11, 24))
    make_article("D", last_reviewed_day=date(2024, 1, 1), review_due_day=date(2026, 11, 24))

    assert list(Article.objects.due_for_review(today).order_by("pk")) == due
    assert [article.review_due <= today for article in Article.objects.order_by("pk")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_page_past_its_date_says_so_softly_and_no_other_does(client):
    late, early = make_article("Late", review_due_day=date(2026, 11, 23)), make_article("Early")

    said = "</time>; we are looking at it again"
    assert [said in client.get(each.get_absolute_url()).text for each in (late, early)] == [
        True,
        False,
    ]


def test_what_is_due_is_listed_for_staff_who_see_articles(rf, django_assert_max_num_queries):
    make_article("Late", review_due_day=date(2026, 11, 1))
    make_article("In time")
    a_draft(title="Unseen", slug="unseen", review_due_day=date(2026, 1, 1), stage="review")
    shown = {}
    for role in ("Content", "Reviewer", "Front desk"):
        request = rf.get("/admin/")
        request.user = staff(role)
        request.user.has_perm("articles.view_article")
        with django_assert_max_num_queries(6):
            shown[role] = Template("{% load review %}{% reviews_due %}").render(
                Context({"request": request})
            )

    assert "Late</a>, since November 1, 2026" in shown["Content"]
    assert "In time" not in shown["Content"]
    assert "Unseen" not in shown["Content"]
    assert "Unseen</a>, in review" in shown["Reviewer"]
    assert shown["Front desk"].strip() == ""
    listed = (
        desk("Content").get(reverse("admin:articles_article_changelist") + "?waits=review").text
    )
    assert ("Late" in listed, "In time" in listed) == (True, False)
