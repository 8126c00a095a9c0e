"""Drafts and what is planned are seen by nobody but staff, in no list and on no page."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.models import Article
from tests.articles.factories import LONG_AGO, make_article, make_faq, make_topic, tomorrow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
NOT_YET = pytest.mark.parametrize("published_at", [None, tomorrow], ids=["draft", "planned"])


def moment(published_at):
    return published_at() if callable(published_at) else published_at


def somebody(**fields):
    return User.objects.create_user("someone", password="a long enough password", **fields)


@NOT_YET
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_list_shows_a_hidden_article(client, published_at, signed_in):
    shown = make_article("Seen by all")
    make_article("Hidden", published_at=moment(published_at), topic=make_topic("Secret"), sections=[
        {"heading": "Hidden", "drawing": "collagen"}
    ])  # fmt: skip
    make_article("Hidden too", published_at=moment(published_at), topic=shown.topic)
    if signed_in:  # staff find what is not published in the admin, not among what is
        client.force_login(somebody(is_staff=True, is_superuser=True))

    for address in [
        "/",
        "/articles/",
        "/articles/?q=hidden",
        "/articles/?q=seen",
        "/articles/?topic=secret",
        f"/articles/?topic={shown.topic.slug}",
        "/articles/?page=2",
        shown.get_absolute_url(),
        "/questions/",
        "/sitemap.xml",
    ]:
        html = client.get(address).content.decode().replace("?q=hidden", "")
        assert "Hidden" not in html, address
        assert "articles/hidden" not in html, address
        assert "secret" not in html.lower() or "topic=secret" in address, address


@NOT_YET
def test_no_page_shows_a_hidden_question(client, published_at):
    article = make_article()
    make_faq("Seen?", on=article, on_home_page=True)
    make_faq(
        "Hidden?",
        on=article,
        on_home_page=True,
        published_at=moment(published_at),
        group="Hidden group",
    )

    for address in [
        "/",
        "/questions/",
        "/questions/?q=hidden",
        article.get_absolute_url(),
        "/articles/?q=hidden",
    ]:
        html = client.get(address).content.decode()
        assert "Hidden?" not in html, address
        assert "Hidden group" not in html, address
    assert "Seen?" in client.get(article.get_absolute_url()).content.decode()


@NOT_YET
def test_a_hidden_articles_page_is_404_for_everyone_else(client, published_at):
    address = make_article(published_at=moment(published_at)).get_absolute_url()

    assert client.get(address).status_code == 404
    client.force_login(somebody())
    assert client.get(address).status_code == 404


@NOT_YET
def test_staff_see_it_marked_and_no_cache_keeps_it(client, published_at):
    address = make_article(published_at=moment(published_at)).get_absolute_url()
    editor = somebody(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(editor)

    response = client.get(address)

    assert response.status_code == 200
    assert "seen by staff only" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
    assert "application/ld+json" not in response.content.decode()


def test_reading_what_is_published_does_not_ask_who_reads(client, django_assert_num_queries):
    article = make_article()
    client.force_login(somebody(is_staff=True, is_superuser=True))

    with django_assert_num_queries(9):  # neither session nor user
        response = client.get(article.get_absolute_url())

    assert "Draft" not in response.content.decode()
    assert "Cookie" not in response.headers.get("Vary", "")


def test_an_article_is_published_from_its_moment_on():
    article = make_article(published_at=LONG_AGO)

    assert list(Article.objects.published(now=LONG_AGO)) == [article]


def test_an_article_without_reviewer_cannot_be_published():
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        make_article(reviewer=None)


def test_a_topic_with_nothing_published_is_not_offered(client):
    make_article(published_at=None, topic=make_topic("Empty"))
    make_article("Seen", topic=make_topic("Full"))

    html = client.get(reverse("articles:index")).content.decode()

    assert "topic=full" in html
    assert "topic=empty" not in html
