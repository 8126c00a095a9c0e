"""The newest articles for feed readers."""

from xml.etree import ElementTree

import pytest

from tests.articles.factories import make_article
from tests.factories import MONDAY, make_office

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def office():
    make_office()


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


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_one_query_whatever_it_lists(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_article(slug=f"article-{number}")

    with django_assert_num_queries(1):
        client.get("/articles/feed/")


def test_pages_name_the_feed(client):
    assert 'type="application/atom+xml"' in client.get("/articles/").text
