"""Articles, their index and the questions, as a reader meets them."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article
from articles.pagination import PagesWithALead
from clinic.changes.content_version import content
from clinic.changes.public_pages import CACHE_CONTROL, QUERY
from clinic.office.models import Practitioner
from tests.articles.factories import (
    LONG_AGO,
    make_article,
    make_faq,
    make_long_article,
    make_section,
    make_topic,
    make_treatment,
)
from tests.factories import make_concern
from tests.schema_org.pages import thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', html)


# ---- one article ---------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_an_article_asks_nine_queries_then_six_however_long_it_is(
    client, django_assert_num_queries, kept_facts, rows
):
    article = make_long_article(concern=make_concern())
    for number in range(rows):
        article.treatments.add(make_treatment(f"Treatment {number}"))
        make_faq(f"Question {number}?", on=article)
        make_section(article, heading=f"More {number}", body="<p>More.</p>")
    for number in range(2 + rows):
        make_article(f"Another {number}")

    with django_assert_num_queries(9):  # two of them for sources: its own, and its questions'
        client.get(article.get_absolute_url())
    with django_assert_num_queries(6):  # office, treatments and cards are kept
        client.get(article.get_absolute_url())


def test_an_article_with_few_beside_it_asks_one_query_more_once(
    client, django_assert_num_queries, kept_facts
):
    article = make_article(topic=make_topic("Skin"))
    make_article("Same topic", topic=make_topic("Skin"))
    make_article("Far", topic=make_topic("Rest"))

    with django_assert_num_queries(9):
        client.get(article.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(article.get_absolute_url())


def test_contents_follow_the_sections_and_no_two_anchors_are_equal(client):
    headings = ["Why?", "Why?", "Main", "日本", "Closing"]
    article = make_article(sections=[{"heading": heading} for heading in headings])
    make_faq(on=article)

    html = read(client, article.get_absolute_url())

    contents = re.search(r'<nav class="toc".*?</nav>', html, re.DOTALL)[0]
    listed = re.findall(r'href="#([^"]*)">([^<]*)<', contents)
    assert listed == [
        ("why", "Why?"),
        ("why-2", "Why?"),
        ("main-2", "Main"),
        ("section", "日本"),
        ("closing-2", "Closing"),
        ("common-questions", "Common questions"),
    ]
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert {anchor for anchor, _ in listed} <= set(ids)


def test_reading_time_counts_sections_and_parts_alike(client):
    article = make_article(
        sections=[{"heading": "One two", "body": "<p>" + "word " * 300 + "</p>"}]
    )
    make_section(article, heading="Three", body="<ul><li>" + "word " * 90 + "</li></ul>")
    Article.objects.update(ways="word " * 8)  # 2 + 300 + 1 + 90 + 8 = 401 words at 200 a minute

    assert "3 minute read" in read(client, article.get_absolute_url())
    assert "3 min read" in read(client, reverse("articles:index"))


def test_every_part_is_shown_where_the_section_asks_for_it(client):
    article = make_long_article()
    article.treatments.add(make_treatment())

    html = read(client, article.get_absolute_url())

    ways = re.search(r'<ol class="ways">.*?</ol>', html, re.DOTALL)[0]
    assert len(re.findall("<li>", ways)) == 4
    assert re.search(r'<b class="topic">Indirect</b> Calmer skin', ways)
    for words in [
        "It may help with",
        "It cannot",
        "Lightly scratchy",
        "1 to 3 days",
        "Pink and warm.",
    ]:
        assert words in html
    assert (
        html.count("fig-pore") == html.count("fig-time") == 2
    )  # the id, and the name that points at it


def test_facts_come_from_the_treatment_that_stands_first(client):
    article = make_long_article()
    article.treatments.add(make_treatment("Second", position=2, feeling="warm"))
    article.treatments.add(make_treatment("First", position=1, feeling="cool"))
    make_treatment("Unrelated", position=0, feeling="loud")

    html = read(client, article.get_absolute_url())

    assert "<dd>Cool</dd>" in html


def test_parts_without_facts_leave_nothing_behind(client):
    html = read(
        client,
        make_long_article(ways="", indirect_way="", may_help="", cannot="").get_absolute_url(),
    )

    assert 'class="facts"' not in html
    assert 'class="cancan"' not in html
    assert 'class="days-strip"' not in html
    assert 'class="ways"' not in html


def test_the_barest_article_has_disclaimer_contact_and_invitation(client):
    html = read(client, make_article(sections=[]).get_absolute_url())

    assert '<p class="notice">This article is for education and is not medical advice.' in html
    assert "Wondering about your own skin?" in html
    assert "Complimentary means about 30 minutes" in html
    assert '<address class="contact-list">' in html


def test_the_invitation_carries_the_article_and_names_its_concern(client):
    concern = make_concern(invitation="Book a consultation about pores")
    article = make_article(concern=concern)

    html = read(client, article.get_absolute_url())

    carried = f"{reverse('bookings:book')}?article={article.slug}"
    assert html.count(f'href="{carried}"') == 3  # header, invitation, closing
    assert re.search(rf'href="{re.escape(carried)}">Book a consultation about pores<', html)


def test_reviewer_and_day_of_review_are_said(client):
    reviewer = Practitioner.objects.create(
        name="Ana Reyes", license_type="Licensed Acupuncturist", license_number="AC 1"
    )
    article = make_article(reviewer=reviewer, last_reviewed_day=date(2026, 3, 1))

    html = read(client, article.get_absolute_url())
    page, way = (said(client, article, kind) for kind in ("MedicalWebPage", "BreadcrumbList"))

    assert "Reviewed by <b>Ana Reyes</b>, Licensed Acupuncturist, AC 1" in html
    assert "March 1, 2026" in html
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    assert page["@id"] == said(client, article, "Article")["mainEntityOfPage"]["@id"] == address
    assert page["lastReviewed"] == "2026-03-01"
    assert page["reviewedBy"] == {
        "@type": "Person",
        "@id": f"{settings.SITE_URL}/about/#person-{reviewer.pk}",
        "name": "Ana Reyes",
        "jobTitle": "Licensed Acupuncturist",
    }
    assert page["breadcrumb"]["@id"] == way["@id"]
    assert [step["name"] for step in way["itemListElement"]] == [
        "Articles",
        article.topic.name,
        article.title,
    ]


def test_readers_views_find_type_byline_and_both_days(client):
    """Mozilla's Readability 0.6 takes an article's data only if its type is one string, and a
    byline only from a name that stands in the article itself.
    """
    article = make_article(last_reviewed_day=date(2026, 3, 1))

    data = said(client, article, "Article")

    assert data["@type"] == "Article"
    assert data["author"]["name"] == "Acupunctury"
    assert data["datePublished"] == "2026-01-06T09:00:00-08:00"
    assert data["dateModified"] == "2026-03-01T00:00:00-08:00"


@pytest.mark.parametrize(
    ("changed", "reviewed", "modified"),
    [
        (None, date(2026, 1, 5), "2026-01-06T09:00:00-08:00"),
        (datetime(2026, 2, 3, 17, 30, tzinfo=UTC), date(2026, 2, 3), "2026-02-03T09:30:00-08:00"),
        (datetime(2026, 2, 3, 17, 30, tzinfo=UTC), date(2026, 4, 1), "2026-04-01T00:00:00-07:00"),
    ],
    ids=["published", "then changed", "then reviewed"],
)
def test_an_article_is_as_new_as_what_happened_last(client, changed, reviewed, modified):
    article = make_article(last_reviewed_day=reviewed)
    if changed:
        for kind, at in [
            ("released", LONG_AGO),
            ("released", changed),
            ("kept", changed + timedelta(days=9)),
        ]:
            readable_from = LONG_AGO if kind == "released" else None
            article.versions.create(kind=kind, content={}, readable_from=readable_from, at=at)

    data = said(client, article, "Article")
    feed, sitemap = client.get("/articles/feed/").text, client.get("/sitemap.xml").text

    assert data["dateModified"] == modified
    updated = re.search(r"</published><updated>(.*?)</updated>", feed)[1]
    assert datetime.fromisoformat(updated) == datetime.fromisoformat(modified)
    assert f"<lastmod>{modified[:10]}</lastmod>" in sitemap


def test_search_engines_hear_of_no_sample_reviewer(client):
    sample = Practitioner.objects.create(name="Sample reviewer, set before launch")
    article = make_article(reviewer=sample)

    html = read(client, article.get_absolute_url())
    data = said(client, article, "Article")

    assert "Reviewed by <b>Sample reviewer, set before launch</b>" in html
    page = said(client, article, "MedicalWebPage")
    assert not {"reviewedBy", "lastReviewed"} & set(page)
    assert "Sample" not in json.dumps([data, page])


def said(client, article, kind):
    return thing(client.get(article.get_absolute_url()), kind)


def test_questions_stand_in_the_articles_own_order(client):
    article = make_article()
    for question in ["Zebra?", "Apple?", "Mango?"]:
        make_faq(question, on=article)

    html = read(client, article.get_absolute_url())

    assert re.findall(r"<summary>([^<]*)", html) == ["Zebra?", "Apple?", "Mango?"]


def test_read_next_prefers_the_same_topic_or_concern(client):
    pores = make_concern()
    article = make_article("This", topic=make_topic("Skin"), concern=pores)
    make_article("Far", topic=make_topic("Rest"))
    make_article("Same topic", topic=make_topic("Skin"))
    make_article("Same concern", topic=make_topic("Rest"), concern=pores)
    make_article("Far too", topic=make_topic("Rest"))

    html = read(client, article.get_absolute_url())

    assert titles(html) == ["Same concern", "Same topic", "Far too"]


def test_read_next_shows_no_more_than_three_and_each_once(client):
    article = make_article("This", topic=make_topic("Skin"))
    make_article("Far", topic=make_topic("Rest"))
    make_article("Without a concern", topic=make_topic("Rest"), concern=None)
    for number in range(2):
        make_article(f"Near {number}", topic=make_topic("Skin"))

    assert titles(read(client, article.get_absolute_url())) == [
        "Near 1",
        "Near 0",
        "Without a concern",
    ]
    make_article("Near 2", topic=make_topic("Skin"))
    make_article("Near 3", topic=make_topic("Skin"))
    assert titles(read(client, article.get_absolute_url())) == ["Near 3", "Near 2", "Near 1"]


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("page=1", ""),
        ("page=99", "page=2"),
        ("page=two", ""),
        ("topic=skin", "topic=skin"),
        ("topic=made-up", ""),
        ("topic=skin&page=2", "topic=skin&page=2"),
        ("page=2&topic=skin", "topic=skin&page=2"),
        ("from=Maya", ""),
    ],
)
def test_the_list_says_by_which_query_a_cache_may_keep_it(client, asked, page):
    for number in range(12):
        make_article(f"Article {number}", topic=make_topic("Skin"))

    answer = client.get(f"{reverse('articles:index')}?{asked}")

    assert answer.wsgi_request.META.get(QUERY) == page
    assert answer.headers["Cache-Control"] == CACHE_CONTROL


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("", ""),
        ("group=microneedling", "group=microneedling"),
        ("group=made-up", ""),
    ],
)
def test_the_questions_say_by_which_query_a_cache_may_keep_them(client, asked, page):
    make_faq()

    answer = client.get(f"{reverse('articles:questions')}?{asked}")

    assert answer.wsgi_request.META.get(QUERY) == page


def test_a_draft_that_staff_look_at_is_kept_by_nobody(client):
    article = make_article(published_at=None)
    client.force_login(User.objects.create_superuser("owner"))

    answer = client.get(article.get_absolute_url())

    assert answer.status_code == 200
    assert QUERY not in answer.wsgi_request.META
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_a_process_keeps_makes_no_page_another(client, kept_facts):
    concern = make_concern()
    for number, topic in enumerate(["Skin"] * 5 + ["Rest"] * 2 + ["Alone"]):
        make_article(
            f"Article {number}",
            topic=make_topic(topic),
            concern=concern if number in (4, 5) else None,
            published_at=LONG_AGO + timedelta(days=number),
        )
    addresses = [article.get_absolute_url() for article in Article.objects.all()]

    kept = [[client.get(address).content for address in addresses] for _ in range(2)]
    content.trust(0)
    asked = [client.get(address).content for address in addresses]

    assert kept == [asked, asked]


def test_read_next_does_not_leave_out_what_has_no_concern(client):
    article = make_article("This", topic=make_topic("Skin"), concern=make_concern())
    make_article("Far", topic=make_topic("Rest"), concern=None)

    assert titles(read(client, article.get_absolute_url())) == ["Far"]


# ---- the index -----------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_index_asks_the_same_few_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_long_article(title=f"Article {number}", topic=make_topic(f"Topic {number}"))

    with django_assert_num_queries(5):
        client.get(reverse("articles:index"))


def test_the_newest_leads_and_nine_follow(client, settings):
    for number in range(12):
        make_article(f"Article {number:02}")

    first, second = (
        read(client, reverse("articles:index")),
        read(client, reverse("articles:index") + "?page=2"),
    )

    assert titles(first) == [f"Article {number:02}" for number in range(11, 1, -1)]
    assert first.count("card-lead") == 1
    assert titles(second) == ["Article 01", "Article 00"]
    assert "card-lead" not in second
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert f'<link rel="canonical" href="{settings.SITE_URL}/articles/?page=2">' in second


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (19, 2), (20, 3)])
def test_pages_hold_nine_and_the_lead(count, pages):
    cut = PagesWithALead(range(count), 9)

    shown = [row for number in cut.page_range for row in cut.page(number)]

    assert cut.num_pages == pages
    assert shown == list(range(count))


@pytest.mark.parametrize("number", ["0", "99", "-1", "abc", "1e9", ""])
def test_a_page_that_does_not_exist_shows_one_that_does(client, number):
    make_article("Only one")

    assert titles(read(client, f"{reverse('articles:index')}?page={number}")) == ["Only one"]


def test_a_topic_shows_its_own(client):
    make_article("Of skin", topic=make_topic("Skin"))
    make_article("Of rest", topic=make_topic("Rest"))

    html = read(client, reverse("articles:index") + "?topic=rest")

    assert titles(html) == ["Of rest"]
    assert re.findall(r'aria-current="true">([^<]*)</a></li>', html) == ["Articles", "Rest"][1:]


def test_an_unknown_topic_shows_all(client):
    make_article("Of skin")

    assert titles(read(client, reverse("articles:index") + "?topic=nothing")) == ["Of skin"]


# ---- questions -----------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_questions_ask_the_same_few_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_faq(f"Question {number}?", group=f"Group {number}")

    with django_assert_num_queries(5):
        client.get(reverse("articles:questions"))


def test_questions_stand_in_their_groups_and_can_be_linked_to(client):
    make_faq("Second?", group="Visits", position=2)
    make_faq("First?", group="Visits", position=1)
    make_faq("Other?", group="Aftercare")

    html = read(client, reverse("articles:questions"))

    assert re.findall(r'<h2 id="about-\w+-h">([^<]*)|<summary>([^<]*)', html) == [
        ("Aftercare", ""), ("", "Other?"), ("Visits", ""), ("", "First?"), ("", "Second?"),
    ]  # fmt: skip
    assert '<details id="first">' in html
    assert '<a href="#about-visits">Visits</a>' in html


def test_of_a_large_group_the_first_are_shown_and_the_rest_is_a_page_away(client):
    for number in range(60):
        make_faq(f"Question {number:02}?", group="Visits", position=number)
    make_faq("Other?", group="Aftercare")

    def asked(address):
        return re.findall(r"<summary>([^<]*)", read(client, address))

    first = read(client, "/questions/")
    every = [f"Question {number:02}?" for number in range(60)]
    assert asked("/questions/") == ["Other?", *every[:12]]
    assert '<a class="more" href="/questions/?group=visits">All 60 questions: Visits</a>' in first
    assert asked("/questions/?group=visits") == every[:50]
    assert asked("/questions/?group=visits&page=2") == every[50:]
    assert (
        asked("/questions/?group=nothing") == asked("/questions/?group=%00") == asked("/questions/")
    )


def test_a_small_group_is_whole_and_leads_nowhere_else(client):
    make_faq("First?", group="Visits")

    html = read(client, "/questions/")

    assert "?group=" not in html


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("", ""),
        ("?group=visits&page=1&utm_source=mail", "?group=visits"),
        ("?page=2&group=visits", "?group=visits&page=2"),
        ("?group=visits&page=99", "?group=visits&page=2"),
        ("?group=nothing&page=2", ""),
    ],
)
def test_questions_name_the_address_at_which_they_stand(client, settings, asked, stands):
    for number in range(60):
        make_faq(f"Question {number:02}?", group="Visits", position=number)

    html = unescape(read(client, f"/questions/{asked}"))

    title = "Visits" if stands else "Questions, answered plainly"
    assert f'<link rel="canonical" href="{settings.SITE_URL}/questions/{stands}">' in html
    assert f'<meta property="og:url" content="{settings.SITE_URL}/questions/{stands}">' in html
    assert f'<meta property="og:title" content="{title}">' in html


def test_a_topics_page_is_shared_by_its_name(client):
    make_article(topic=make_topic("Skin"))

    html = read(client, "/articles/?topic=skin")

    assert '<meta property="og:title" content="Skin">' in html
    assert re.search('property="og:url" content="[^"]*/articles/[?]topic=skin"', html)


def test_questions_are_told_to_search_engines_in_plain_text(client):
    make_faq("Does it hurt?", answer="<p>Mostly <strong>not</strong>.</p>")

    data = thing(client.get(reverse("articles:questions")), "FAQPage")

    assert data["mainEntity"][0]["name"] == "Does it hurt?"
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "Mostly not."


def test_an_answers_blocks_stand_apart_for_search_engines_and_its_signs_are_signs(client):
    make_faq(answer="<p>One.</p><p>Rest &amp; come.</p><ul><li><p>a</p></li><li><p>b</p></li></ul>")

    data = thing(client.get(reverse("articles:questions")), "FAQPage")

    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "One. Rest & come. a b"
