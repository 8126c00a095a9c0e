"""An address that readers knew leads them on, in one step, to wherever it is now."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles import publishing, redirects
from articles.models import Article, OldAddress
from tests.articles.factories import make_article
from tests.articles.staff import a_draft, desk, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
A_DAY = timedelta(days=1)


def led(client, address):
    """Where an address leads, in one step; None if there is nothing."""
    response = client.get(address)
    assert response.status_code in (301, 404), f"{address} answers {response.status_code}"
    return response.get("Location")


def paths():
    return list(OldAddress.objects.values_list("path", flat=True))


# ---- a changed slug ------------------------------------------------------------------------------
def test_an_old_slug_leads_to_the_article_whatever_is_asked_of_it(client):
    article = make_article()

    sent(desk("Reviewer"), page(article), slug="pores-anew")

    for address, place in {
        "/articles/pores-plainly/": "/articles/pores-anew/",
        "/articles/pores-plainly": "/articles/pores-anew/",
        "/articles/pores-plainly/?from=mail&x=%C3%A9": "/articles/pores-anew/?from=mail&x=%C3%A9",
        "/articles/pores-anew?x=1": "/articles/pores-anew/?x=1",
    }.items():
        assert led(client, address) == place
    assert client.get("/articles/pores-plainly/")["Cache-Control"] == "no-cache"
    assert client.post("/articles/pores-plainly/").status_code == 405


def test_three_renames_and_one_back_make_neither_chain_nor_loop(client):
    article, reviewer = make_article(slug="a"), desk("Reviewer")
    for slug in ("b", "c", "d"):
        sent(reviewer, page(article), slug=slug)
    assert [led(client, f"/articles/{slug}/") for slug in "abc"] == ["/articles/d/"] * 3

    sent(reviewer, page(article), slug="a")

    assert [led(client, f"/articles/{slug}/") for slug in "bcd"] == ["/articles/a/"] * 3
    assert client.get("/articles/a/").status_code == 200
    assert paths() == ["/articles/b", "/articles/c", "/articles/d"]


def test_a_slug_that_another_article_takes_is_that_articles(client):
    article, reviewer = make_article(slug="a"), desk("Reviewer")
    sent(reviewer, page(article), slug="b")
    other = make_article("Other", slug="other", published_at=None)

    sent(reviewer, page(other), slug="a")

    assert led(client, "/articles/a/") == "/articles/b/"
    publishing.publish(Article.objects.get(pk=other.pk), by=staff("Owner"), now=MONDAY)
    assert paths() == []
    assert client.get("/articles/a/").status_code == 200


def test_a_present_slug_wins_over_an_old_address_that_was_stored_besides(client):
    article = make_article(slug="a")
    OldAddress.objects.create(path="/articles/a", article=make_article("Other"))

    assert client.get("/articles/a/").status_code == 200
    assert led(client, "/articles/a") == article.get_absolute_url()


def test_a_slug_that_no_reader_saw_leaves_nothing_behind():
    draft, planned = a_draft(), make_article("Planned", published_at=MONDAY + A_DAY)
    reviewer = desk("Reviewer")

    for article in (draft, planned):
        sent(reviewer, page(article), slug=f"{article.slug}-anew")

    assert Article.objects.filter(slug__endswith="-anew").count() == 2
    assert paths() == []


def test_an_old_address_of_what_readers_do_not_see_is_not_found(client):
    article = make_article(slug="now")
    OldAddress.objects.create(path="/articles/then", article=article)
    publishing.retire(article, by=staff("Owner"), now=MONDAY)

    assert led(client, "/articles/then/") is None
    assert led(client, "/articles/now/") is None


# ---- the old blog --------------------------------------------------------------------------------
def test_addresses_of_the_old_blog_lead_on_at_any_depth_and_encoded(
    client, django_assert_num_queries
):
    article = make_article(slug="now")
    for path in ("/post/Sun-And-Pores", "/post/2024/05/deep", "/post/caf\xe9-skin"):
        OldAddress.objects.create(path=path, article=article)
    OldAddress.objects.create(path="/blog", page="/questions/#about-skin")

    with django_assert_num_queries(1):
        client.get("/post/Sun-And-Pores")
    assert led(client, "/post/Sun-And-Pores/") == "/articles/now/"
    assert led(client, "/post/2024/05/deep") == "/articles/now/"
    assert led(client, "/post/caf%C3%A9-skin?x=1") == "/articles/now/?x=1"
    assert led(client, "/blog?x=1") == "/questions/?x=1#about-skin"
    for address in (
        "/post/sun-and-pores",
        "/post/",
        "/post/nothing",
        "/post/" + "x" * 500,
        "/post/%FF%0A",
    ):
        assert led(client, address) is None
    assert client.get("/posters/").status_code == 404


# ---- by hand -------------------------------------------------------------------------------------
def test_an_address_is_entered_as_it_was_copied(client):
    article, desk_ = make_article(slug="now"), desk("Reviewer")
    add = reverse("admin:articles_oldaddress_add")
    assert "Import a list" in desk_.get(reverse("admin:articles_oldaddress_changelist")).text

    desk_.post(
        add, {"path": " https://www.old.example/post/caf%C3%A9/?x=1#y ", "article": article.pk}
    )
    desk_.post(add, {"path": "/post/two", "page": "https://www.new.example/articles/now/"})
    desk_.post(add, {"path": "/post/three", "page": "/post/two"})
    desk_.post(add, {"path": "/post/four", "page": "/visit"})

    assert [(each.path, each.article, each.page) for each in OldAddress.objects.order_by("pk")] == [
        ("/post/caf\xe9", article, ""),
        ("/post/two", article, ""),
        ("/post/three", article, ""),
        ("/post/four", None, "/visit/"),
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"path": "post/x", "page": "/visit/"}, "begins with a slash"),
        ({"path": "/visit/", "page": "/"}, "No other is looked for"),
        ({"path": "/articles/now", "page": "/visit/"}, "An article has that address now"),
        ({"path": "/articles/feed/", "page": "/visit/"}, "address of a page of this site"),
        ({"path": "/post/" + "x" * 300, "page": "/visit/"}, "longer than"),
        ({"path": "/post/%00", "page": "/visit/"}, "no address has"),
        ({"path": "/post/%FF", "page": "/visit/"}, "no address has"),
        ({"path": "/post/x", "page": "/nowhere/"}, "There is no page /nowhere/"),
        ({"path": "/post/x", "page": "/articles/nowhere/"}, "no article with the slug"),
        ({"path": "/post/x", "page": "/admin/"}, "There is no page /admin/"),
        (
            {"path": "/post/x", "page": "/consultation/a-token/"},
            "There is no page /consultation/a-token/",
        ),
        ({"path": "/post/x", "page": "//elsewhere.example/x"}, "There is no page"),
        ({"path": "/post/x", "page": "javascript:alert(1)//"}, "begins with one slash"),
        ({"path": "/post/x"}, "Choose an article or name a page"),
        ({"path": "http://[x/post", "page": "/visit/"}, "no address"),
    ],
)
def test_what_leads_nowhere_is_refused_with_a_reason(fields, why):
    make_article(slug="now")

    response = desk("Reviewer").post(reverse("admin:articles_oldaddress_add"), fields)

    assert why in response.text
    assert paths() == []


# ---- from a list ---------------------------------------------------------------------------------
LIST = """\
https://www.old.example/post/one, now
/post/two\t/questions/

/post/three nothing-of-the-sort
/post/one, now
just words and more words
/post/four    https://www.new.example/articles/now/
"""


def imported(client, text, **more):
    return client.post(reverse("admin:articles_oldaddress_import"), {"lines": text} | more)


def test_a_list_is_shown_first_and_stored_on_confirming_without_its_broken_lines():
    article, client = make_article(slug="now"), desk("Reviewer")
    OldAddress.objects.create(path="/post/two", article=article)

    shown = imported(client, LIST)

    assert (shown.status_code, paths()) == (422, ["/post/two"])
    assert [(line.number, line.broken) for line in shown.context["broken"]] == [
        (4, "There is no article with the slug “nothing-of-the-sort”."),
        (5, "Line 1 has the same old address."),
        (6, "A line is an old address, a comma, and a new one."),
    ]
    assert [(line.path, str(line.place), line.does) for line in shown.context["whole"]] == [
        ("/post/one", "Pores, plainly", "New"),
        ("/post/two", "/questions/", "Led to Pores, plainly until now"),
        ("/post/four", "Pores, plainly", "New"),
    ]
    assert "/post/three nothing-of-the-sort" in shown.context["form"]["lines"].value()

    stored = imported(client, LIST, confirm=shown.context["digest"])

    assert paths() == ["/post/four", "/post/one", "/post/two"]
    assert OldAddress.objects.get(path="/post/two").page == "/questions/"
    assert stored.context["form"]["lines"].value().splitlines() == [
        "/post/three nothing-of-the-sort",
        "/post/one, now",
        "just words and more words",
    ]


def test_a_list_that_was_changed_after_it_was_shown_is_shown_again():
    make_article(slug="now")
    client = desk("Reviewer")
    shown = imported(client, "/post/one, now")

    again = imported(client, "/post/one, now\n/post/two, now", confirm=shown.context["digest"])

    assert (again.status_code, paths()) == (200, [])
    assert imported(client, "/post/one, now", confirm=shown.context["digest"]).status_code == 302
    assert paths() == ["/post/one"]


def test_an_empty_list_and_one_too_long_are_refused_with_a_sentence():
    client = desk("Reviewer")

    assert "Paste the list here." in imported(client, " \n ").text
    long = "\n".join(f"/post/{number}, now" for number in range(redirects.MOST_LINES + 1))
    assert "at most 500 lines" in imported(client, long).text


def test_writers_look_at_old_addresses_and_change_none():
    client = desk("Content")

    listed = client.get(reverse("admin:articles_oldaddress_changelist"))
    assert (listed.status_code, "Import a list" in listed.text) == (200, False)
    assert client.get(reverse("admin:articles_oldaddress_import")).status_code == 403
    assert imported(client, "/post/one, /visit/").status_code == 403
