"""The newest articles for feed readers."""

from datetime import UTC, date, datetime
from importlib import import_module
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection

from articles import snapshots
from articles.models import Article
from clinic.office.models import Office
from tests.articles.factories import make_article
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(client):
    return ElementTree.fromstring(client.get("/articles/feed/").content)


def only(element, path):
    """The text of the one element at `path`."""
    (found,) = element.findall(path, ATOM)
    return found.text


def test_it_lists_what_is_published_with_the_sites_own_addresses(client, settings):
    settings.SITE_URL = "https://www.acupuncturyla.com"
    make_article(title="Pores & plainness", slug="pores")
    make_article(title="A draft", slug="draft", published_at=None)
    make_article(title="Planned", slug="planned", published_at=MONDAY.replace(year=2099))

    response = client.get("/articles/feed/", headers={"host": "localhost"})

    feed = ElementTree.fromstring(response.content)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.text for entry in feed.findall("a:entry/a:title", ATOM)] == ["Pores & plainness"]
    links = [link.get("href") for link in feed.iter(f"{{{ATOM['a']}}}link")]
    assert "https://www.acupuncturyla.com/articles/pores/" in links
    assert all(link.startswith("https://www.acupuncturyla.com/") for link in links)


def test_it_has_all_that_atom_asks_for_and_the_offices_name(client):
    Office.objects.update(name="Quiet & Needle")
    make_article(slug="older")
    make_article(slug="newer", published_at=datetime(2026, 3, 2, 17, 0, tzinfo=UTC))

    feed = read(client)

    assert only(feed, "a:title") == "Quiet & Needle: articles"
    assert only(feed, "a:author/a:name") == "Quiet & Needle"
    assert only(feed, "a:updated") == "2026-03-02T17:00:00+00:00"
    for each in [feed, *feed.findall("a:entry", ATOM)]:
        for needed in ("id", "title", "updated"):
            assert only(each, f"a:{needed}"), needed
    names = [entry.text for entry in feed.findall("a:entry/a:id", ATOM)]
    assert len(set(names)) == len(names) == 2


@pytest.mark.parametrize(
    ("reviewed", "updated"),
    [
        (date(2026, 1, 5), "2026-01-06T17:00:00+00:00"),
        (date(2026, 1, 6), "2026-01-06T17:00:00+00:00"),
        (date(2026, 7, 2), "2026-07-02T00:00:00-04:00"),
    ],
    ids=["before it was published", "on that day", "later"],
)
def test_an_article_is_as_new_as_its_last_review(client, reviewed, updated):
    Office.objects.update(time_zone=Office.Zone.EASTERN)
    make_article(last_reviewed_day=reviewed)

    entry = read(client).find("a:entry", ATOM)

    assert only(entry, "a:published") == "2026-01-06T17:00:00+00:00"
    assert only(entry, "a:updated") == updated


def test_a_summary_is_text_and_no_markup(client):
    make_article(summary="If <b> is bigger & a smaller.")

    summary = read(client).find("a:entry/a:summary", ATOM)

    assert summary.get("type") == "text"
    assert summary.text == "If <b> is bigger & a smaller."


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_for_the_office_and_the_articles_whatever_it_lists(
    client, django_assert_num_queries, rows
):
    for number in range(rows):
        make_article(slug=f"article-{number}")

    with django_assert_num_queries(2):
        client.get("/articles/feed/")


def test_an_id_is_for_life_whatever_address_and_day_an_article_gets(client):
    article = make_article(slug="pores")
    before = only(read(client), "a:entry/a:id")

    Article.objects.update(
        slug="pores-plainly", published_at=datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    )
    make_article(slug="pores", published_at=article.published_at)

    entries = read(client).findall("a:entry", ATOM)
    ids = {entry.find("a:link", ATOM).get("href"): only(entry, "a:id") for entry in entries}
    assert ids["http://testserver/articles/pores-plainly/"] == before
    assert ids["http://testserver/articles/pores/"] != before
    assert before.startswith("urn:uuid:")


def test_a_version_that_is_put_back_leaves_the_id_alone():
    article = make_article(slug="pores")
    other = snapshots.snapshot_of(make_article(slug="other"))

    snapshots.put_back(other, article)

    assert Article.objects.get(slug="pores").feed_id == article.feed_id


def test_articles_of_before_keep_the_ids_that_the_feed_gave(settings):
    """What this asserts was read from a feed of the version before."""
    settings.SITE_URL = "https://www.acupuncturyla.com"
    published, draft = make_article(slug="pores"), make_article(slug="draft", published_at=None)
    step = import_module("articles.migrations.0012_feed_ids_for_life")

    step.give_ids(apps, connection.schema_editor())

    published.refresh_from_db()
    draft.refresh_from_db()
    assert published.feed_id == "https://www.acupuncturyla.com/articles/pores/"
    assert draft.feed_id.startswith("urn:uuid:")


def test_pages_name_the_feed(client):
    assert 'type="application/atom+xml"' in client.get("/articles/").text
