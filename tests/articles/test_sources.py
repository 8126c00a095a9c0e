"""Sources: what a text rests on is kept with it, and shown to readers with the day it was read."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles import publishing, snapshots
from articles.models import FAQ, Article, Source
from articles.text import diff
from tests.articles.factories import make_article, make_faq, make_source
from tests.articles.forms import address, change, form, form_of
from tests.articles.staff import a_draft, desk, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
SHOWN = (
    '<a href="https://office.example/needles" rel="nofollow">A public office: Devices with'
    ' needles</a>, read <time datetime="2026-01-05">January 5, 2026</time>.'
)
A_ROW = {
    "id": "",
    "claim": "Read it.",
    "publisher": "Office",
    "title": "Page",
    "address": "https://office.example/",
    "read_day": "2026-01-05",
    "position": 0,
}


def with_source(sent, **fields):
    """The form with one more source."""
    at = sent["sources-TOTAL_FORMS"]
    added = {f"sources-{at}-{name}": value for name, value in (A_ROW | fields).items()}
    return sent | added | {"sources-TOTAL_FORMS": at + 1}


# ---- what readers see ----------------------------------------------------------------------------
def test_readers_see_what_an_article_rests_on_and_when_it_was_read(client):
    article = make_article()
    assert 'id="sources"' not in client.get(article.get_absolute_url()).text

    make_source(article)

    html = client.get(article.get_absolute_url()).text
    assert '<h2 id="sources" class="h3">Sources</h2>' in html
    assert f"Needles may be rolled, stamped or moved by a motor. {SHOWN}" in html


def test_an_answer_has_its_sources_wherever_it_stands(client):
    article = make_article()
    make_source(make_faq(on=article, on_home_page=True))

    for page in ("/", reverse("articles:questions"), article.get_absolute_url()):
        assert client.get(page).text.count(SHOWN) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_sources_cost_one_query_however_many_there_are(client, django_assert_num_queries, rows):
    for number in range(rows):
        faq = make_faq(f"Question {number}?")
        for _ in range(rows):
            make_source(faq)

    with django_assert_num_queries(5):
        client.get(reverse("articles:questions"))


def test_hostile_words_in_a_source_are_shown_as_words(client):
    make_source(make_faq(), claim="<script>alert(1)</script>", title='"><b>')

    html = client.get(reverse("articles:questions")).text

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


# ---- what the database holds to ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"address": "javascript:alert(1)"}, "source_is_a_page_of_the_web"),
        ({"address": "/articles/ours/"}, "source_is_a_page_of_the_web"),
        ({"claim": ""}, "source_says_what_was_read_and_whose_it_is"),
        ({"publisher": ""}, "source_says_what_was_read_and_whose_it_is"),
        ({"question": True}, "source_is_of_an_article_or_a_question"),
    ],
)
@pytest.mark.both_databases
def test_a_source_is_a_page_of_the_web_that_says_something(fields, rule):
    if "question" in fields:
        fields = {"question": make_faq()}

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make_source(make_article(), **fields)


# ---- staff ---------------------------------------------------------------------------------------
def test_staff_add_a_source_to_an_article_and_the_version_keeps_it():
    article, client = make_article(), desk("Reviewer")

    client.post(change(article), with_source(form_of(client, change(article))))

    source = article.sources.get()
    assert (source.claim, source.read_day) == ("Read it.", date(2026, 1, 5))
    kept = [version.content["sources"] for version in article.versions.order_by("pk")]
    assert [[each["claim"] for each in sources] for sources in kept] == [[], ["Read it."]]


def test_staff_add_a_source_to_a_question_and_versions_of_its_articles_keep_it():
    article = make_article()
    faq, client = make_faq(on=article), desk("Reviewer")

    client.post(address(faq), with_source(form(client, faq)))

    assert faq.sources.get().publisher == "Office"
    kept = [version.content["faqs"][0]["sources"] for version in article.versions.order_by("pk")]
    assert [len(sources) for sources in kept] == [0, 1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "office.example"}, "Copy the whole address of the page, with https://."),
        ({"address": "javascript:alert(1)"}, "Copy the whole address of the page"),
        ({"read_day": "2999-01-01"}, "Choose today, or before."),
        ({"claim": ""}, "This field is required."),
    ],
)
def test_a_mistake_in_a_source_is_said_and_every_word_is_kept(fields, said):
    article, client = a_draft(), desk("Content")

    response = client.post(change(article), with_source(form_of(client, change(article)), **fields))

    assert said in response.text
    assert 'value="Page"' in response.text
    assert not Source.objects.exists()


def test_a_row_in_which_nothing_was_written_is_no_source():
    article, client = a_draft(), desk("Content")
    empty = dict.fromkeys(A_ROW, "") | {"position": 1}

    client.post(change(article), with_source(form_of(client, change(article)), **empty))

    assert not Source.objects.exists()


def test_a_writers_new_source_on_what_readers_have_waits_for_a_reviewer():
    article, client = make_article(), desk("Content")

    client.post(change(article), with_source(form_of(client, change(article))))

    assert not article.sources.exists()
    proposal = article.versions.waiting().get()
    assert "sources: [+Read it." in told(snapshots.snapshot_of(article), proposal.content)
    publishing.take_over(proposal, by=staff("Reviewer"), now=MONDAY)
    assert article.sources.get().claim == "Read it."


def test_two_people_who_change_the_sources_of_a_question_see_each_others():
    faq, first, second = make_faq(), desk("Reviewer"), desk("Owner")
    make_source(faq)
    sent_second = form(second, faq) | {"sources-0-claim": "Theirs."}
    first.post(address(faq), form(first, faq) | {"sources-0-DELETE": "on"})

    refused = second.post(address(faq), sent_second)

    assert refused.status_code == 409
    assert not faq.sources.exists()
    again = {
        **sent_second,
        "revision": refused.context["adminform"].form["revision"].value(),
        "anew": "1",
    }
    second.post(address(faq), again)
    assert faq.sources.get().claim == "Theirs."


# ---- versions ------------------------------------------------------------------------------------
def told(before, after):
    return " ".join(
        f"{change.what}: "
        + "".join(f"[+{part.text}" for part in change.parts if part.kind == "new")
        for change in diff.contents(before, after)
    )


def test_a_version_that_is_put_back_brings_its_sources():
    article = make_article()
    make_source(article)
    kept = snapshots.snapshot_of(article)
    article.sources.all().delete()
    make_source(article, claim="Another.")

    snapshots.put_back(kept, article)

    assert [row.claim for row in article.sources.all()] == [
        "Needles may be rolled, stamped or moved by a motor."
    ]
    assert snapshots.say_the_same(kept, snapshots.snapshot_of(Article.objects.get()))


def test_a_version_of_before_there_were_sources_had_none():
    article = make_article()
    make_faq(on=article)
    old = snapshots.as_kept(snapshots.snapshot_of(article))
    del old["sources"], old["faqs"][0]["sources"]

    assert snapshots.say_the_same(old, snapshots.snapshot_of(article))
    make_source(FAQ.objects.get())
    assert not snapshots.say_the_same(old, snapshots.snapshot_of(article))
