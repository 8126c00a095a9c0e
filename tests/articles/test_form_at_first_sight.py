"""What the article's and the question's form show at once, what is folded, and what it is
called.
"""

import re

import pytest
from django.contrib.admin.models import LogEntry

from articles import publishing, snapshots
from articles.models import Article, Section, Version
from tests.articles.factories import make_article, make_faq, make_topic
from tests.articles.forms import ADD, change, form_of, somebody
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office")]
NEW = {"title": "New", "slug": "new", "summary": "So."}


def folded(text):
    """The names of the groups that one has to open."""
    return re.findall(r"<details><summary>\s*<h2[^>]*>([^<]+)<", text)


def question_page(faq):
    return f"/admin/articles/faq/{faq.pk}/change/"


# ---- the text comes first ------------------------------------------------------------------------
def test_the_sections_follow_the_title_and_what_is_rarely_needed_is_folded_below(owner):
    text = owner.get(ADD).text

    places = [
        text.index(each)
        for each in ('id="id_topic"', 'id="sections-group"', 'id="id_review_due_day"')
    ]
    assert places == sorted(places)
    assert folded(text) == [
        "Parts that come by themselves",
        "Picture",
        "Review",
        "Where the invitation leads",
        "In search results",
    ]


def test_a_group_is_open_where_something_is_filled_in_or_wrong(owner):
    article = make_article(may_help="This", cannot="That", search_title="Pores")
    always = ["Picture", "Review", "Where the invitation leads"]
    assert folded(owner.get(change(article)).text) == always

    wrong = form_of(owner, change(article)) | {"review_due_day": "yesterday"}
    assert folded(owner.post(change(article), wrong).text) == [
        "Picture",
        "Where the invitation leads",
    ]


def test_a_proposal_opens_the_groups_that_it_fills(client):
    article, writer = make_article(), somebody("carl", role="Content")
    content = snapshots.snapshot_of(article)
    content["fields"] |= {"may_help": "This", "cannot": "That"}
    publishing.propose(article, content, by=writer, now=MONDAY)
    client.force_login(writer)

    assert "Parts that come by themselves" not in folded(client.get(change(article)).text)
    assert "Parts that come by themselves" in folded(
        client.get(f"{change(article)}?from=readers").text
    )


# ---- without a script ----------------------------------------------------------------------------
def test_a_new_article_has_two_sections_to_write_in_and_keeps_only_what_was_written(owner):
    sent = form_of(owner, ADD) | NEW | {"topic": make_topic().pk}
    assert sent["sections-TOTAL_FORMS"] == 2
    sent |= {"sections-0-body": "<p></p>", "sections-0-position": 1}
    sent |= {"sections-1-heading": "Why", "sections-1-body": "<p>So.</p>", "sections-1-position": 2}

    assert owner.post(ADD, sent).status_code == 302

    assert list(Section.objects.values_list("heading", "body")) == [("Why", "<p>So.</p>")]
    again = form_of(owner, change(Article.objects.get()))
    assert again["sections-TOTAL_FORMS"] == 1, "who has one adds more by a press"


def test_what_was_written_below_no_heading_is_not_lost(owner):
    sent = form_of(owner, ADD) | NEW | {"topic": make_topic().pk, "sections-0-body": "<p>So.</p>"}

    response = owner.post(ADD, sent)

    assert response.status_code == 200
    assert not Article.objects.exists()


# ---- words ---------------------------------------------------------------------------------------
def test_an_address_is_called_one_and_says_where_it_stands(owner):
    article, faq, topic = make_article(), make_faq(), make_topic()
    pages = {
        change(article): "/articles/",
        question_page(faq): "/questions/#",
        f"/admin/articles/topic/{topic.pk}/change/": "/articles/?topic=",
        f"/admin/articles/faqgroup/{faq.group_id}/change/": "/questions/#about-",
    }

    for address, place in pages.items():
        text = owner.get(address).text
        assert f"What comes after {place} in its web address" in text
        assert ">Address:</label>" in text
        assert "Slug" not in text
    for listed in ("topic", "faqgroup"):
        assert "Slug" not in owner.get(f"/admin/articles/{listed}/").text

    taken = form_of(owner, ADD) | NEW | {"slug": article.slug, "topic": topic.pk}
    assert "This address is taken. Choose another one." in owner.post(ADD, taken).text


def test_a_writer_who_proposes_reads_address_too(client):
    client.force_login(somebody(role="Content"))

    assert "<label>Address:</label>" in client.get(change(make_article())).text


def test_that_only_staff_see_it_is_said_of_drafts_alone(owner):
    said = "Until it is published only staff see"
    rows = [make_article(), make_article("B", published_at=None)]
    faqs = [make_faq(), make_faq("Why?", published_at=None)]
    addresses = [*(change(each) for each in rows), *(question_page(each) for each in faqs), ADD]

    assert [said in owner.get(each).text for each in addresses] == [False, True, False, True, True]
    assert "Empty: no reader sees it" not in owner.get(change(rows[1])).text


# ---- who may only read ---------------------------------------------------------------------------
def test_a_writer_reads_a_published_answer_as_text_and_no_markup(client):
    client.force_login(somebody(role="Content"))
    faq = make_faq(answer='<p>Mostly <strong>not</strong>.</p><script>alert("x")</script>')

    text = client.get(question_page(faq)).text

    assert '<div class="acu-prose"><p>Mostly <strong>not</strong>.</p></div>' in text
    assert "&lt;p&gt;" not in text
    assert "alert(" not in text


# ---- versions ------------------------------------------------------------------------------------
def test_versions_of_one_minute_are_told_apart(owner, monday):
    article = make_article()
    kept = {"article": article, "kind": "kept", "content": snapshots.snapshot_of(article)}
    Version.objects.create(**kept, at=MONDAY)
    monday.shift(20)
    for _ in range(2):
        Version.objects.create(**kept, at=MONDAY.replace(second=20))
    Version.objects.create(**kept, at=MONDAY.replace(hour=MONDAY.hour - 1))

    text = owner.get(f"/admin/articles/article/{article.pk}/versions/").text

    day = "November 23, 2026"
    assert re.findall(r"<time [^>]*>([^<]+)<", text) == [
        f"{day}, 9:00:20 am (2)",
        f"{day}, 9:00:20 am",
        f"{day}, 9:00:00 am",
        f"{day}, 8:00 am",
    ]
    assert f"{day}, 9:00:20 am (2): Kept beside another text</option>" in text


# ---- whose text ----------------------------------------------------------------------------------
def test_a_text_that_another_takes_the_place_of_says_whose_it_was(client):
    article = make_article(published_at=None)
    for name, title in (("theo", "Theirs"), ("ines", "Mine")):
        client.force_login(somebody(name))
        if name == "theo":
            client.post(change(article), form_of(client, change(article)) | {"title": title})
            continue
        sent = form_of(client, change(article)) | {"title": title, "revision": 0}
        told = client.post(change(article), sent)
        client.post(change(article), sent | {"_on_top": told.context["conflict"]["revision"]})

    whose = {each.content["fields"]["title"]: each.by.username for each in Version.objects.all()}
    assert (Article.objects.get().title, whose) == ("Mine", {"Mine": "ines", "Theirs": "theo"})


def test_a_press_that_changed_no_text_makes_nobody_its_writer(client):
    article = make_article(published_at=None)
    theo, ines = somebody("theo"), somebody("ines")
    client.force_login(theo)
    client.post(change(article), form_of(client, change(article)) | {"title": "Theirs"})
    client.force_login(ines)
    sent = form_of(client, change(article)) | {"title": "Mine", "revision": 0}
    client.post(f"/admin/articles/article/{article.pk}/ask_for_review/")
    assert LogEntry.objects.latest("pk").user == ines

    client.post(change(article), sent | {"_on_top": 1})

    assert Version.objects.get(by=theo).content["fields"]["title"] == "Theirs"
