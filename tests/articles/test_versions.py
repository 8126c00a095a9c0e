"""What an article said: kept with every change, compared in words, shown as it was, restored."""

import re
import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from articles import publishing, snapshots
from articles.models import FAQ, Article, ArticleFAQ, Picture, Section, Topic, Version
from articles.text import diff
from articles.text.tokens import Part
from tests.articles.factories import (
    make_article,
    make_faq,
    make_long_article,
    make_picture,
    make_section,
    make_treatment,
)
from tests.articles.forms import address, form
from tests.articles.staff import a_draft, desk, kinds, page, sent, staff
from tests.factories import MONDAY, make_concern

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
A_DAY = timedelta(days=1)


def parts(before, after):
    return [(part.kind, part.text) for part in diff.words(before, after)]


def told(before, after):
    """Each change as "where: what [-gone-] [+new+]"."""
    return [
        f"{change.where}: {change.what}: {shown(change.parts)}"
        for change in diff.contents(before, after)
    ]


def shown(parts):
    """A comparison in one line, with what is said of form: "same [-gone-] [+new+(bold)] <form>(now
    bold)".
    """
    marks = {"same": "{}", "gone": "[-{}-{}]", "new": "[+{}+{}]", "form": "<{}>{}"}
    said = [(part.kind, part.text.strip(), part.said and f"({part.said})") for part in parts]
    return "".join(marks[kind].format(text, form) for kind, text, form in said)


# ---- what is kept --------------------------------------------------------------------------------
def test_every_save_of_a_published_article_keeps_what_readers_have_and_had(monday):
    article, client = make_article(), desk("Reviewer")
    for title in ("First change", "Second change", "Second change"):
        monday.shift(A_DAY)
        sent(client, page(article), title=title)

    versions = list(article.versions.order_by("pk"))

    assert [version.content["fields"]["title"] for version in versions] == [
        "Pores, plainly",
        "First change",
        "Second change",
    ]
    assert [version.at for version in versions] == [
        article.published_at,
        MONDAY + A_DAY,
        MONDAY + 2 * A_DAY,
    ]
    assert {version.readable_from for version in versions} == {article.published_at}
    assert [version.by and version.by.username for version in versions] == [
        None,
        "reviewer",
        "reviewer",
    ]


def test_a_question_that_is_changed_or_deleted_leaves_what_readers_had_of_each_article():
    article, draft = make_article(), a_draft(title="A draft", slug="a-draft")
    faq = make_faq(on=article)
    ArticleFAQ.objects.create(article=draft, faq=faq)
    client = desk("Reviewer")
    words = {"question": faq.question, "slug": faq.slug, "answer": "<p>Changed.</p>"}
    places = {"group": faq.group_id, "position": 0}

    client.post(address(faq), form(client, faq) | words | places)
    client.post(reverse("admin:articles_faq_delete", args=[faq.pk]), {"post": "yes"})

    answers = [
        [each["answer"] for each in version.content["faqs"]]
        for version in article.versions.order_by("pk")
    ]
    assert answers == [["<p>Mostly not.</p>"], ["<p>Changed.</p>"], []]
    assert kinds(draft) == []


def test_a_draft_is_saved_without_a_version():
    article = a_draft()

    sent(desk("Content"), page(article), title="Changed")

    assert (Article.objects.get().title, kinds(article)) == ("Changed", [])


# ---- compared in words ---------------------------------------------------------------------------
def test_words_that_came_and_went_are_told_apart_from_those_that_stayed():
    assert parts("Pores may look finer.", "Pores may often look smaller.") == [
        ("same", "Pores may "),
        ("new", "often "),
        ("same", "look "),
        ("gone", "finer."),
        ("new", "smaller."),
    ]
    assert parts("", "") == []
    assert parts("the same", "the same") == [("same", "the same")]


def test_long_stretches_that_stayed_are_cut_to_what_stands_beside_a_change():
    words = " ".join(f"w{number}" for number in range(100))

    short = diff.shortened(diff.words(f"{words} old {words}", f"{words} new {words}"))

    assert [len(part.text.split()) for part in short] == [13, 1, 1, 13]
    assert short[0].text.startswith("… w88")
    assert short[-1].text.endswith("w11 … ")


def test_two_contents_are_told_apart_section_by_section_and_by_names():
    article = make_long_article(concern=make_concern())
    faq = make_faq(on=article)
    before = snapshots.snapshot_of(article)
    article.title, article.concern, article.may_help = (
        "Pores, anew",
        None,
        "The look of pores\nCalm",
    )
    article.save()
    article.treatments.add(make_treatment())
    Section.objects.filter(heading="Why").update(
        body='<p>Because of <a href="/visit/">sun</a>.</p><ul><li>sun</li></ul>'
    )
    Section.objects.filter(heading="Facts").update(part="")
    Section.objects.filter(heading="The days after").delete()
    make_section(article, heading="New", body="<p>All new.</p>")
    FAQ.objects.filter(pk=faq.pk).update(answer="<p>Mostly.</p>")

    assert told(before, snapshots.snapshot_of(article)) == [
        "The article: title: Pores,[-plainly-][+anew+]",
        "The article: concern: [-Visible pores-]",
        "The article: may help with: The look of pores[+Calm+]",
        "The article: treatments: [+Holistic Microneedling+]",
        "Why: text: [-Because.-][+Because of+][+sun+(a link to /visit/)][+.+]• sun",
        "Facts: followed by: [-Facts of the treatment-]",
        "New: new section: [+All new.+]",
        "The days after: section taken out: [-The days after-]",
        "The days after: followed by: [-The days after-]",
        "Common questions: answer to “Does it hurt?”: [-Mostly not.-][+Mostly.+]",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Good for skin.", "Good <strong>for</strong> skin.", "Good<for>(now bold)skin."),
        ("<em>Painless</em>", "<em>Pain</em>less", "Pain<less>(no longer italic)"),
        (
            'See <a href="/a/">this</a> now.',
            'See <a href="/b/" title="B">this</a> now.',
            "See<this>(the link now leads to /b/, with “B” beside it; before, to /a/)now.",
        ),
        ('<a href="/a/">This</a>', "This", "<This>(no longer a link; it led to /a/)"),
        ("Old words", "<strong>New</strong> words", "[-Old-][+New+(bold)]words"),
        ("An <strong>old</strong> word", "A <strong>new</strong> word", "[-An old-][+A new+]word"),
        ("One. Two.", "One.</p><p>Two.", "One.<Two.>(now begins a new paragraph)"),
        ("One.</p><p>Two.", "Zero.</p><p>One.</p><p>Two.", "[+Zero.+]One.\nTwo."),
    ],
)
def test_what_changed_of_form_alone_is_said_at_its_place(before, after, told):
    assert shown(diff.rich_words(f"<p>{before}</p>", f"<p>{after}</p>")) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("<p>Why</p>", "<h3>Why</h3>", "<Why>(was a paragraph, now a heading)"),
        (
            "<ul><li><p>sun</p></li><li>age</li></ul>",
            "<p>sun</p><p>age</p>",
            "<sun\nage>(was a bulleted list, now a paragraph)",
        ),
        (
            "<ul><li>sun</li></ul>",
            '<ol start="3"><li>sun</li></ol>',
            "<3. sun>(was a bulleted list, now a numbered list from 3)",
        ),
        (
            "<ul><li>a</li><li>b</li></ul>",
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "• a<• b>(was a bulleted list, now a bulleted list in a bulleted list)",
        ),
        ("<ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", "[+• a+]• b"),
        (
            "<ul><li>a</li></ul><ul><li>b</li></ul>",
            "<ul><li>a</li><li>b</li></ul>",
            "• a<• b>(now begins a new entry)",
        ),
        (
            "<p>So</p>",
            "<blockquote><p>So</p></blockquote>",
            "<So>(was a paragraph, now a quotation)",
        ),
        (
            "<table><tbody><tr><td>a</td><td></td></tr></tbody></table>",
            "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
            "<a>(was a table, now a heading cell in a table)[-| (empty)-][+| b+]",
        ),
        ("", "<h3>Why</h3><p>So</p>", "[+Why+(a heading)][+So+]"),
        (
            "<p>x</p>",
            "<p>x</p><ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
            "x[+1. a+(a numbered list)][+• b+(a bulleted list in a numbered list)][+2. c+(a numbered list)]",
        ),
    ],
)
def test_what_became_another_block_is_said(before, after, told):
    assert shown(diff.rich_words(before, after)) == told


@pytest.mark.parametrize(
    "html",
    [
        "</p></b>x<a>",
        "<td>x</li>" * 9,
        "<ul>" * 3000 + "x",
        "<a href='&quot;><script>'>x",
        "<p>&lt;ins&gt; x</p>",
        "<ol><li>x",
    ],
)
def test_text_that_is_no_whole_html_is_compared_all_the_same(html):
    assert "x" in shown(diff.rich_words(html, ""))
    assert len(shown(diff.rich_words(html, ""))) < 2000
    assert diff.rich_words(html, html) == [
        Part("same", "".join(part.text for part in diff.rich_words(html, html)))
    ]


def test_lines_that_became_one_are_told():
    assert (
        shown(diff.words("One\nTwo\nThree", "One Two\nThree"))
        == "One<Two>(begins no new line)Three"
    )


def test_pictures_that_changed_alone_are_told_and_so_are_their_words():
    leaf, other = make_picture("Leaf"), make_picture("Leaf")
    kept = make_picture("Face", alt="A face", depicts="model")
    article = make_article(picture=kept, sections=[{"heading": "Why", "picture": leaf}])
    before = snapshots.snapshot_of(article)
    Section.objects.update(picture=other, drawing="collagen", part="facts")
    Picture.objects.filter(pk=kept.pk).update(alt="An old face", depicts="patient")

    assert told(before, snapshots.snapshot_of(article)) == [
        "Why: own picture: <Leaf>(another of the same name)",
        "Why: drawing: [+How collagen supports a pore+]",
        "Why: followed by: [+Facts of the treatment+]",
        "Picture “Face”: picture in words: [-A-][+An old+]face",
        "Picture “Face”: who is in the picture: [-A model-][+An actual patient, who agreed to it+]",
    ]


def test_a_new_section_is_told_with_what_stands_beside_its_text():
    article = make_article()
    before = snapshots.snapshot_of(article)
    make_section(article, heading="How", body="<ul><li>so</li></ul>", drawing="collagen")

    assert told(before, snapshots.snapshot_of(article)) == [
        "How: new section: [+• so+(a bulleted list)]",
        "How: drawing: [+How collagen supports a pore+]",
    ]


def test_that_readers_no_longer_have_a_question_is_told():
    article = make_article()
    make_faq(on=article, answer="<p>Mostly not.</p>")
    before = snapshots.snapshot_of(article)
    FAQ.objects.update(published_at=None, answer="<p>Mostly <em>not</em>.</p>")

    assert told(before, snapshots.snapshot_of(article)) == [
        "Common questions: answer to “Does it hurt?”: Mostly<not>(now italic).",
        "Common questions: readers see “Does it hurt?”: [-from January 6, 2026, 9:00 am-][+never+]",
    ]


def test_a_section_that_moved_or_was_renamed_is_no_other_section():
    body = "<p>The sun is the largest cause of it.</p>"
    article = make_article(sections=[{"heading": "Why", "body": body}, {"heading": "How"}])
    before = snapshots.snapshot_of(article)
    Section.objects.filter(heading="Why").update(heading="Reasons", position=9)

    assert told(before, snapshots.snapshot_of(article)) == [
        "Reasons: heading: [-Why-][+Reasons+]",
        "The article: order of the sections: [-Why-]How[+Reasons+]",
    ]


def test_what_is_compared_stays_text():
    article = make_article()
    hostile = "<script>alert(1)</script><ins>"
    client = desk("Reviewer")
    publishing.keep_first(article, now=MONDAY)
    Article.objects.update(title=hostile)
    Section.objects.update(body='<p><a href="&lt;script&gt;">Because.</a></p>')

    html = client.get(page(article, "compare") + f"?before={article.versions.get().pk}").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;ins&gt;" in html
    assert "now a link to &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_thirty_sections_rewritten_are_compared_in_half_a_second():
    words = [f"word{number % 97}" for number in range(400)]
    first = make_article(
        sections=[{"heading": f"S{n}", "body": f"<p>{' '.join(words)}</p>"} for n in range(30)]
    )
    before = snapshots.snapshot_of(first)
    after = snapshots.snapshot_of(first)
    for section in after["sections"]:
        section["body"] = (
            f"<p>{' '.join(word[::-1] if n % 3 else word for n, word in enumerate(words))}</p>"
        )

    began = time.perf_counter()
    changes = diff.contents(before, after)

    assert len(changes) == 30
    assert time.perf_counter() - began < 0.5 * 4  # four times as much, for a busy machine


def test_the_page_of_versions_lists_who_when_and_what_with_a_constant_number_of_queries(
    django_assert_max_num_queries,
):
    article, client, reviewer = make_article(), desk("Reviewer"), staff("Reviewer")
    publishing.keep_first(article, now=MONDAY)
    for _ in range(3):
        publishing.keep(article, Version.Kind.RELEASED, by=reviewer, now=MONDAY)
    publishing.keep(article, Version.Kind.PROPOSED, by=staff("Content"), now=MONDAY)

    with django_assert_max_num_queries(14):
        html = client.get(page(article, "versions")).text

    said = [
        " ".join(re.sub(r"<[^>]+>", "", each).split())
        for each in re.findall(r"<p><strong>.*?</p>", html)
    ]
    assert said == ["Proposed by content"] + ["Given to readers, by reviewer"] * 3 + [
        "Given to readers"
    ]


# ---- restored ------------------------------------------------------------------------------------
def test_a_restored_text_leaves_address_review_and_days(monday):
    article, client = make_article(), desk("Reviewer")
    sent(client, page(article), title="Changed", slug="changed", review_due_day="2027-11-20",
         **{"sections-0-body": "<p>Other.</p>"})  # fmt: skip
    first = article.versions.last()
    monday.shift(A_DAY)

    response = client.post(
        page(article, "restore"),
        {"version": first.pk, "revision": Article.objects.get(pk=article.pk).revision},
        follow=True,
    )

    stored = Article.objects.get()
    assert (stored.title, stored.sections.get().body) == ("Pores, plainly", "<p>Because.</p>")
    assert (stored.slug, str(stored.review_due_day)) == ("changed", "2027-11-20")
    assert (stored.published_at, stored.revision) == (article.published_at, 2)
    assert "says again what it said on" in response.text
    assert (kinds(article), article.versions.first().at) == (["released"] * 3, MONDAY + A_DAY)


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ({}, "Readers see it at once, in place of what they have now."),
        ({"published_at": MONDAY + A_DAY}, "Readers see it from November 24, 2026, 9:00 am on"),
        ({"published_at": None}, "Readers see nothing of it: the article is not published"),
    ],
    ids=["published", "scheduled", "draft"],
)
def test_before_a_version_is_restored_the_page_says_what_readers_will_see(stands, said):
    article, client = make_article(**stands), desk("Reviewer")
    first = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    sent(client, page(article), title="Changed")
    assert "Restore…" in client.get(page(article, "versions")).text

    asked = client.get(page(article, "restore"), {"version": first.pk})

    assert said in asked.text
    (change,) = asked.context["changes"]
    assert (change.what, [part.text for part in change.parts]) == (
        "title",
        ["Changed", "Pores, plainly"],
    )
    assert Article.objects.get().title == "Changed"


def test_restoring_leads_to_the_versions_while_it_does_not_say_which():
    article = make_article()

    response = desk("Reviewer").get(page(article, "restore"))

    assert (response.status_code, response["Location"]) == (302, page(article, "versions"))


def test_what_changed_meanwhile_is_shown_before_it_is_overwritten():
    article, client = make_article(), desk("Reviewer")
    first = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    sent(client, page(article), title="Changed")

    said = client.post(page(article, "restore"), {"version": first.pk, "revision": 0})

    assert said.status_code == 409
    assert "Nothing is restored yet." in said.text
    assert Article.objects.get().title == "Changed"
    client.post(page(article, "restore"), {"version": first.pk, "revision": 1})
    assert Article.objects.get().title == "Pores, plainly"


def test_a_draft_that_a_version_replaces_is_kept():
    article = make_article()
    publishing.retire(article, by=staff("Owner"), now=MONDAY)
    Article.objects.update(title="Work in progress")

    publishing.restore(article.versions.last(), by=staff("Content"), now=MONDAY)

    assert Article.objects.get().title == "Pores, plainly"
    assert article.versions.get(kind="kept").content["fields"]["title"] == "Work in progress"


def test_a_writer_restores_nothing_that_readers_see():
    article = make_article()
    version = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    client = desk("Content")

    with pytest.raises(PermissionDenied):
        publishing.restore(version, by=staff("Content"), now=MONDAY)
    assert (
        client.post(
            page(article, "restore"),
            {"version": version.pk, "revision": Article.objects.get(pk=article.pk).revision},
        ).status_code
        == 403
    )
    assert "Restore" not in client.get(page(article, "versions")).text


def test_a_version_whose_topic_is_gone_is_restored_under_the_present_one():
    article = make_article()
    version = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    article.topic = Topic.objects.create(name="New", slug="new")
    article.save()
    Topic.objects.exclude(slug="new").delete()

    publishing.restore(version, by=staff("Owner"), now=MONDAY)

    assert Article.objects.get().topic.slug == "new"


@pytest.mark.parametrize("key", ["", "0", "999999", "x", "9" * 30, "\0"])
def test_versions_of_other_articles_and_none_are_not_found(key):
    article, client = make_article(), desk("Owner")
    others = publishing.keep(make_article("Other"), Version.Kind.KEPT, by=None, now=MONDAY)

    for wanted in (key, others.pk):
        assert client.post(
            page(article, "restore"),
            {"version": wanted, "revision": Article.objects.get(pk=article.pk).revision},
        ).status_code in (400, 404)


# ---- what did this page say on … -----------------------------------------------------------------
def test_the_page_of_a_day_is_shown_as_readers_saw_it_then(monday):
    article, client = a_draft(), desk("Reviewer")
    make_faq(on=article)
    make_faq("Not yet asked?", on=article, published_at=MONDAY + 9 * A_DAY)
    publishing.publish(article, by=staff("Owner"), now=MONDAY)
    monday.move_to(MONDAY + 3 * A_DAY)
    sent(client, page(article), title="Changed", slug="changed")
    monday.move_to(MONDAY + 5 * A_DAY)
    publishing.retire(article, by=staff("Owner"), now=MONDAY + 5 * A_DAY)
    monday.move_to(MONDAY + 20 * A_DAY)

    def on(day):
        return client.get(page(article, "on"), {"day": day})

    then, later = on("2026-11-24"), on("2026-11-26")

    assert "<h1>Pores, plainly</h1>" in then.text
    assert "As readers saw it on November 24, 2026." in then.text
    assert ("Does it hurt?" in then.text, "Not yet asked?" in then.text) == (True, False)
    assert ("noindex" in then.text, "no-store" in then["Cache-Control"]) == (True, True)
    assert "application/ld+json" not in then.text
    assert "<h1>Changed</h1>" in later.text
    assert "It changed on that day" in later.text
    assert "On November 22, 2026 it was not published." in on("2026-11-22").text
    assert "On December 1, 2026 it was not published." in on("2026-12-01").text
    assert "That day has yet to come." in on("2027-01-01").text
    assert on("sometime").status_code == 422


def test_an_article_that_never_changed_said_what_it_says():
    article = make_article()

    response = desk("Content").get(page(article, "on"), {"day": "2026-05-03"})

    assert "<h1>Pores, plainly</h1>" in response.text
    assert "1 minute read" in response.text
    publishing.retire(article, by=staff("Owner"), now=MONDAY)
    assert publishing.as_read_at(article, MONDAY - A_DAY)["fields"]["title"] == "Pores, plainly"
    assert publishing.as_read_at(article, MONDAY) is None


def test_the_page_of_a_day_is_for_staff_who_see_articles(client):
    address = page(make_article(), "on") + "?day=2026-05-03"

    assert client.get(address).status_code == 302
    assert desk("Front desk").get(address).status_code == 403


def test_a_version_is_shown_with_the_reading_time_it_had():
    article = make_article(sections=[{"heading": "Long", "body": "<p>" + "word " * 900 + "</p>"}])
    version = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    Section.objects.update(body="", words=0)

    html = desk("Content").get(page(article, "on"), {"version": version.pk}).text

    assert "5 minute read" in html
    assert "Kept beside another text, November 23, 2026, 9:00 am." in html
