"""A press on the page of an article or a question takes what is in its form along: all of it, or
nothing.
"""

import pytest
from django.urls import reverse

from articles.models import FAQ, Article, Rule, Version
from tests.articles.factories import make_article, make_faq, tomorrow
from tests.articles.forms import change, form_of, somebody
from tests.articles.staff import a_draft
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office")]
CLAIM = "It is painless."


def page(row, name="change"):
    return reverse(f"admin:articles_{row._meta.model_name}_{name}", args=[row.pk])


def test_what_is_published_is_what_the_form_says(owner):
    article = a_draft()
    typed = form_of(owner, change(article)) | {"title": "Typed, not saved"}

    opened = owner.post(page(article, "publish"), typed, follow=True)
    publishing = {"begins": "now", "revision": opened.context["row"].revision}
    owner.post(page(article, "publish"), publishing)

    assert "<b>Typed, not saved</b>" in opened.text
    assert opened.redirect_chain == [(page(article, "publish"), 302)]
    assert Article.objects.get().state(now=MONDAY) == "Published"
    assert Version.objects.get().content["fields"]["title"] == "Typed, not saved"


def test_asking_for_a_review_saves_and_drops_the_browsers_copy(owner):
    article = a_draft()
    typed = form_of(owner, change(article)) | {"title": "Typed"}

    response = owner.post(page(article, "ask_for_review"), typed)

    assert (response.status_code, response["Location"]) == (302, change(article))
    assert f"saved-{typed['_form']}" in response.cookies
    article.refresh_from_db()
    assert (article.title, article.stage) == ("Typed", "review")


def test_the_checklist_of_a_draft_looks_at_what_is_in_the_form(owner):
    article = a_draft()
    Rule.objects.filter(check_name="claim").update(is_on=True, words="painless")
    typed = form_of(owner, change(article)) | {"summary": CLAIM}

    opened = owner.post(page(article, "checklist"), typed, follow=True)

    assert "<mark>painless</mark>" in opened.text
    assert f'<button formaction="{page(article, "checklist")}">' in owner.get(change(article)).text


def test_the_checklist_of_what_readers_have_saves_nothing_by_itself(owner):
    article = make_article()

    text = owner.get(change(article)).text

    assert f'<a href="{page(article, "checklist")}">Checklist</a>' in text
    assert "The checklist shows what is stored; what is new is looked at when you save." in text


def test_a_mistake_in_the_form_stops_the_step_and_keeps_every_word(owner):
    article = make_article()
    for row, name in ((article, "retire"), (a_draft(title="B", slug="b"), "ask_for_review")):
        typed = form_of(owner, change(row)) | {"title": "", "summary": "Kept."}

        response = owner.post(page(row, name), typed)

        assert response.status_code == 422
        assert "Nothing is saved, and nothing else was done." in response.text
        assert response.context["adminform"].form["summary"].value() == "Kept."
        assert f'action="{change(row)}"' in response.text
    assert "Published since" in owner.post(page(article, "retire"), typed | {"title": ""}).text
    assert list(Article.objects.order_by("pk").values_list("stage", flat=True)) == [
        "draft",
        "draft",
    ]
    assert Article.objects.get(pk=article.pk).published_at
    assert not Version.objects.exists()


def test_what_is_taken_from_readers_never_showed_them_what_is_saved_with_it(owner):
    article = make_article()
    Rule.objects.filter(check_name="claim").update(is_on=True, words="painless")
    typed = form_of(owner, change(article)) | {"summary": CLAIM}

    response = owner.post(page(article, "withdraw"), typed)

    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.summary, article.published_at) == (CLAIM, None)
    kept = [
        (each.kind, each.content["fields"]["summary"]) for each in article.versions.order_by("pk")
    ]
    before = "What can change, and what cannot."
    assert kept == [("released", before), ("withdrawn", before)]


def test_who_presses_after_somebody_else_saved_is_told_and_nothing_is_done(owner):
    for row, name in ((make_article(), "retire"), (a_draft(title="B", slug="b"), "ask_for_review")):
        typed = form_of(owner, change(row)) | {"title": "Mine"}
        Article.objects.filter(pk=row.pk).update(title="Theirs", revision=7)

        response = owner.post(page(row, name), typed)

        assert response.status_code == 409
        assert "Somebody else saved this article" in response.text
        assert response.context["conflict"]["revision"] == 7
        assert list(
            row.versions.filter(kind="kept").values_list("content__fields__title", flat=True)
        ) == ["Mine"]
    assert set(Article.objects.values_list("stage", "title")) == {("draft", "Theirs")}
    assert Article.objects.exclude(published_at=None).count() == 1


def test_a_press_with_nothing_to_save_leaves_other_peoples_forms_alone(owner):
    article = a_draft(revision=3)

    owner.post(page(article, "ask_for_review"), form_of(owner, change(article)))

    article.refresh_from_db()
    assert (article.stage, article.revision) == ("review", 3)


def test_a_step_that_is_refused_says_why_and_what_was_written_is_saved(owner):
    article = a_draft()
    typed = form_of(owner, change(article)) | {"title": "Typed"}
    Article.objects.update(stage="review")

    response = owner.post(page(article, "ask_for_review"), typed, follow=True)

    assert "Only a draft or a retired article is given to review." in response.text
    assert Article.objects.get().title == "Typed"


@pytest.mark.parametrize(
    ("stands", "name", "becomes"),
    [
        ({"published_at": None}, "ask_for_review", "In review"),
        ({}, "retire", "Retired"),
        ({"published_at": None, "stage": "retired"}, "republish", "Published"),
        ({"published_at": tomorrow()}, "withdraw", "Draft"),
    ],
)
def test_a_questions_presses_save_it_too(owner, stands, name, becomes):
    make_article()  # so that no rule looks
    faq = make_faq(**stands)
    typed = form_of(owner, page(faq)) | {"question": "Typed?"}

    broken = owner.post(page(faq, name), typed | {"answer": ""})
    assert (broken.status_code, FAQ.objects.get().stage) == (422, faq.stage)
    owner.post(page(faq, name), typed)

    faq.refresh_from_db()
    assert (faq.question, faq.state(now=MONDAY)) == ("Typed?", becomes)


def test_a_writer_saves_and_asks_but_cannot_publish_by_the_same_door(client):
    client.force_login(somebody(role="Content"))
    draft, shown = a_draft(), make_article("Shown")
    typed = form_of(client, change(draft)) | {"title": "Typed"}

    refused = [
        client.post(page(draft, "publish"), typed),
        client.post(page(shown, "retire"), form_of(client, change(shown))),
    ]
    client.post(page(draft, "ask_for_review"), typed)

    assert [each.status_code for each in refused] == [403, 403]
    assert set(Article.objects.values_list("title", "stage")) == {
        ("Typed", "review"),
        ("Shown", "draft"),
    }
