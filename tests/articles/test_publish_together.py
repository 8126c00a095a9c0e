"""What links to each other is published at once, or not at all."""

import pytest
from django.urls import reverse

from articles import publishing
from articles.models import Article, Rule
from articles.publishing import Refused
from tests.articles.factories import make_article, make_faq
from tests.articles.staff import a_draft, desk, kinds, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
LIST = reverse("admin:articles_article_changelist")


def linked(title, to, **fields):
    body = f'<p>See <a href="/articles/{to}/">the other one</a>.</p>'
    fields |= {"title": title, "slug": title.lower()}
    return a_draft(sections=[{"heading": "Why", "body": body}], **fields)


@pytest.fixture
def circle():
    """Two articles that lead to each other."""
    found = [linked("One", "two"), linked("Two", "one")]
    Rule.objects.filter(check_name=Rule.Check.LINKS).update(is_on=True)
    return found


def pressed(client, rows, **more):
    ticked = {"action": "publish_together", "_selected_action": [row.pk for row in rows]}
    return client.post(LIST, ticked | more, follow=True)


def seen(page):
    return [seen for _, seen, _, _ in page.context["rows"]]


def published():
    return set(Article.objects.published(now=MONDAY).values_list("title", flat=True))


def test_articles_that_lead_to_each_other_are_published_by_one_press(circle):
    with pytest.raises(Refused, match="readers do not find"):
        publishing.publish(circle[0], by=staff("Reviewer"), now=MONDAY)
    client = desk("Reviewer")

    asked = pressed(client, circle)
    assert "Before they can be published" not in asked.text
    assert published() == set()
    said = pressed(client, circle, sure="yes", seen=seen(asked))

    assert "Published together: 2." in said.text
    assert published() == {"One", "Two"}
    assert [kinds(article) for article in circle] == [["released"], ["released"]]


def test_if_one_of_them_is_not_ready_none_is_published(circle):
    third = a_draft(title="Three", slug="three", reviewer=None, last_reviewed_day=None)
    client = desk("Reviewer")

    asked = pressed(client, [*circle, third])
    said = pressed(client, [*circle, third], sure="yes", seen=seen(asked))

    assert said.status_code == 422
    assert "“Three”: Nobody has signed that they reviewed it." in asked.text
    assert "None of them is published yet." in said.text
    assert published() == set()


def test_a_link_to_one_that_is_not_among_them_stops_them_all(circle):
    with pytest.raises(Refused, match=r"“One”: .*readers do not find"):
        publishing.publish_together(circle[:1], by=staff("Reviewer"), now=MONDAY)

    assert published() == set()


def test_a_text_that_changed_meanwhile_is_looked_at_again(circle):
    client = desk("Reviewer")
    asked = pressed(client, circle)
    Article.objects.filter(title="Two").update(revision=3)

    said = pressed(client, circle, sure="yes", seen=seen(asked))

    assert (said.status_code, published()) == (409, set())


def test_a_writer_publishes_nothing_so(circle):
    pressed(desk("Content"), circle, sure="yes", seen="")

    assert published() == set()
    assert publishing_is_offered(desk("Reviewer"))
    assert not publishing_is_offered(desk("Content"))


def publishing_is_offered(client):
    return 'value="publish_together"' in client.get(LIST).text


def test_questions_go_together_too_and_their_articles_keep_what_readers_had():
    article = make_article()
    faqs = [make_faq(f"Question {at}?", on=article, published_at=None) for at in range(2)]

    done = publishing.publish_together(faqs, by=staff("Reviewer"), now=MONDAY)

    assert [faq.published_at for faq in done] == [MONDAY, MONDAY]
    had = [len(version.content["faqs"]) for version in article.versions.order_by("pk")]
    shown = [
        [faq for faq in version.content["faqs"] if faq["published_at"]]
        for version in article.versions.order_by("pk")
    ]
    assert had == [2, 2, 2]
    assert [len(each) for each in shown] == [0, 1, 2]
