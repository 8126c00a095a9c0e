"""What readers have or will have, writers leave alone; whoever publishes knows what they
publish.
"""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse

from articles import publishing, snapshots
from articles.admin.article_save import ArticleSave
from articles.models import FAQ, Article, OldAddress, Override, Picture, Version
from tests.articles.factories import forbid, make_article, make_faq, make_picture
from tests.articles.forms import address, change, form, form_of
from tests.articles.staff import a_draft, desk, kinds, page, sent, staff
from tests.clinic.seen import seen
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
A_DAY = timedelta(days=1)
CLAIM = "It is painless."


def an_answer(proposal):
    """What the button beside a proposal sends, of an article that was not changed yet."""
    seen = publishing.proposal_revision(proposal)
    return {"version": proposal.pk, "seen": seen, "revision": 0, "answer": "take_over"}


# ---- questions, pictures, topics -----------------------------------------------------------------
def test_writers_give_no_question_to_readers_and_leave_those_alone_that_readers_have():
    shown, draft = make_faq(), make_faq("Not yet?", published_at=None)
    writer = desk("Content")

    sent = form(writer, draft) | {"answer": "<p>Anew.</p>", "stage": "retired"}
    answers = [
        writer.post(
            address(draft), sent | {"published_at_0": "2026-01-01", "published_at_1": "09:00"}
        ),
        writer.post(address(shown), sent | {"question": "Taken?"}),
        writer.post(address(shown, "delete"), {"post": "yes"}),
    ]
    bulk = {"action": "delete_selected", "_selected_action": [shown.pk], "post": "yes"}
    writer.post(reverse("admin:articles_faq_changelist"), bulk)

    assert [answer.status_code for answer in answers] == [302, 403, 403]
    draft.refresh_from_db()
    assert (draft.answer, draft.published_at, draft.stage) == ("<p>Anew.</p>", None, "draft")
    assert FAQ.objects.get(pk=shown.pk).question == "Does it hurt?"
    assert "a reviewer or the owner" in writer.get(address(shown)).text
    assert "a reviewer or the owner" not in writer.get(address(draft)).text


@pytest.mark.parametrize(("role", "position"), [("Content", 0), ("Reviewer", 7)])
def test_the_order_of_questions_is_changed_in_the_list_by_those_who_publish(role, position):
    faq = make_faq()
    rows = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": faq.pk,
        "form-0-position": 7,
    }

    desk(role).post(reverse("admin:articles_faq_changelist"), rows | {"_save": "Save"})

    assert FAQ.objects.get().position == position


def test_a_picture_that_readers_have_is_described_by_those_who_publish_and_its_words_are_kept():
    used, free = make_picture(depicts="patient"), make_picture("Free")
    article = make_article(sections=[{"heading": "Why", "picture": used}])
    said = {"name": "Leaf", "alt": "Another", "depicts": "nobody"}

    content, reviewer = desk("Content"), desk("Reviewer")
    assert content.post(address(used), said).status_code == 403
    assert content.post(address(free), said | seen(content, address(free))).status_code == 302
    assert "a reviewer or the owner" in content.get(address(used)).text
    reviewer.post(address(used), said | seen(reviewer, address(used)))

    assert Picture.objects.get(pk=used.pk).alt == "Another"
    words = [version.content["pictures"][0]["alt"] for version in article.versions.order_by("pk")]
    assert words == ["A leaf", "Another"]
    then = desk("Content").get(page(article, "on"), {"version": article.versions.last().pk}).text
    assert 'alt="A leaf"' in then
    assert "Photo of an actual patient" in then


def test_writers_see_topics_and_groups_and_leave_them_alone():
    article, faq = make_article(), make_faq()

    answers = [
        desk("Content").post(address(row), {"name": "Cures"}) for row in (article.topic, faq.group)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert desk("Content").get(address(article.topic)).status_code == 200
    reviewer, form = desk("Reviewer"), address(faq.group)
    typed = {"name": "Other", "slug": "o", "position": 0}
    assert reviewer.post(form, typed | seen(reviewer, form)).url


def test_the_second_to_change_a_question_sees_both_texts_and_may_then_save():
    faq, first, second = make_faq(), desk("Owner"), desk("Reviewer")
    hers, his = form(first, faq), form(second, faq)
    first.post(address(faq), hers | {"answer": "<p>Long work.</p>"})

    told = second.post(address(faq), his | {"answer": "<p>Other words.</p>"})
    unsaid = second.post(address(faq), {**his, "answer": "<p>Other words.</p>", "revision": ""})

    assert (told.status_code, unsaid.status_code) == (409, 409)
    assert FAQ.objects.get().answer == "<p>Long work.</p>"
    assert "Long work." in told.text
    again = {each.html_name: each.value() for each in told.context["adminform"].form}
    assert again["answer"] == "<p>Other words.</p>"
    assert second.post(
        address(faq), his | {"answer": again["answer"], "revision": again["revision"]}
    ).url
    assert FAQ.objects.get().answer == "<p>Other words.</p>"


# ---- what was looked at is what is decided -----------------------------------------------------
@pytest.mark.parametrize(("name", "stage"), [("publish", "draft"), ("republish", "retired")])
def test_what_was_changed_after_it_was_looked_at_is_not_published(name, stage):
    article, owner = a_draft(stage=stage), desk("Owner")
    seen = {"begins": "now", "revision": article.revision}
    sent(desk("Content"), page(article), summary="Changed meanwhile")

    refused = [
        owner.post(page(article, name), data, follow=True) for data in (seen, {"begins": "now"})
    ]

    assert Article.objects.get().published_at is None
    for response in refused:
        assert "Its text was changed after you had opened this page." in response.text
    owner.post(page(article, name), {"begins": "now", "revision": 1})
    assert Article.objects.get().published_at == MONDAY


def test_the_pages_with_the_button_carry_the_edition():
    article = a_draft(revision=4)

    for name in ("publish", "change"):
        assert (
            '<input type="hidden" name="revision" value="4"'
            in desk("Owner").get(page(article, name)).text
        )


def test_a_save_that_waited_for_the_publishing_of_the_article_becomes_a_proposal(monkeypatch):
    article, writer = a_draft(), desk("Content")
    form = form_of(writer, change(article)) | {"summary": "Changed"}
    lock = ArticleSave.locked

    def published_meanwhile(self, object_id):
        publishing.publish(article, by=staff("Owner"), now=MONDAY)
        return lock(self, object_id)

    monkeypatch.setattr(ArticleSave, "locked", published_meanwhile)
    writer.post(change(article), form)

    assert Article.objects.get().summary == "What can change, and what cannot."
    assert kinds(article) == ["released", "proposed"]


def test_a_form_that_does_not_say_which_edition_it_is_of_is_told_as_if_it_were_old():
    article, client = a_draft(), desk("Owner")
    form = form_of(client, change(article))
    del form["revision"]

    response = client.post(change(article), form | {"summary": "Blindly"})

    assert response.status_code == 409
    assert Article.objects.get().summary == "What can change, and what cannot."


# ---- old addresses -------------------------------------------------------------------------------
def test_a_draft_or_a_planned_article_takes_no_address_that_leads_readers_on(monday):
    article, owner, reader = make_article(slug="pores"), desk("Owner"), Client()
    sent(owner, page(article), slug="pores-anew")
    other = a_draft(title="Other", slug="other")

    sent(desk("Content"), page(other), slug="pores")
    publishing.publish(
        Article.objects.get(pk=other.pk), by=staff("Owner"), now=MONDAY, at=MONDAY + A_DAY
    )

    assert reader.get("/articles/pores/").url == "/articles/pores-anew/"
    monday.shift(A_DAY)
    assert reader.get("/articles/pores/").status_code == 200
    sent(owner, page(other), title="Saved once more")
    assert not OldAddress.objects.exists()


# ---- proposals -----------------------------------------------------------------------------------
def test_a_proposal_remembers_the_text_its_writer_began_with():
    article, writer, owner = make_article(), desk("Content"), desk("Owner")
    held = form_of(writer, change(article))
    sent(owner, page(article), title="Corrected")

    writer.post(change(article), held | {"summary": "By the writer"})

    assert article.versions.waiting().get().content["edition"] == 0
    assert (
        "The article was changed after this was proposed"
        in owner.get(page(article, "proposals")).text
    )


def test_a_proposal_is_taken_over_into_the_text_that_stood_beside_it():
    article, owner = make_article(), desk("Owner")
    sent(desk("Content"), page(article), summary="By the writer")
    answer = an_answer(article.versions.get())
    assert 'name="revision" value="0"' in owner.get(page(article, "proposals")).text
    sent(owner, page(article), title="Corrected")

    told = owner.post(page(article, "answer"), answer)

    assert told.status_code == 409
    assert "Its text was changed after you had opened this page." in told.text
    assert 'name="revision" value="1"' in told.text
    assert "Corrected" in told.text
    assert Article.objects.get().title == "Corrected"
    owner.post(page(article, "answer"), answer | {"revision": 1})
    assert Article.objects.get().summary == "By the writer"


def test_a_browser_drops_its_copy_of_what_was_proposed():
    article, writer = make_article(), desk("Content")
    form = form_of(writer, change(article)) | {"title": "Changed"}

    assert f"saved-{form['_form']}" in writer.post(change(article), form).cookies


# ---- the checklist of what readers have ----------------------------------------------------------
def test_findings_stand_beside_a_proposal_and_stop_it_until_there_is_a_reason():
    article, owner = make_article(), desk("Owner")
    forbid("painless")
    sent(desk("Content"), page(article), summary=CLAIM)
    answer = an_answer(article.versions.get())

    assert "Summary: “painless”" in owner.get(page(article, "proposals")).text
    refused = owner.post(page(article, "answer"), answer)
    assert (refused.status_code, Article.objects.get().summary) == (
        422,
        "What can change, and what cannot.",
    )
    owner.post(page(article, "answer"), answer | {"_reason": "A quotation."})

    assert Article.objects.get().summary == CLAIM
    assert Override.objects.get().reason == "A quotation."


def test_a_version_with_a_claim_is_not_restored_for_readers_without_a_reason():
    article, owner = make_article(summary=CLAIM), desk("Owner")
    version = publishing.keep(article, Version.Kind.RELEASED, by=None, now=MONDAY)
    sent(owner, page(article), summary="Better")
    forbid("painless")

    press = {"version": version.pk, "revision": 1}

    refused = owner.post(page(article, "restore"), press)
    assert (refused.status_code, Article.objects.get().summary) == (422, "Better")
    assert "painless" in refused.text
    owner.post(page(article, "restore"), press | {"_reason": "A quotation."})

    assert Article.objects.get().summary == CLAIM


def test_a_save_of_what_readers_have_is_kept_back_for_new_findings_alone():
    article, owner = make_article(indirect_way="Old and painless."), desk("Owner")
    forbid("painless")
    form = form_of(owner, change(article)) | {"title": "Still as before"}
    assert owner.post(change(article), form).status_code == 302

    form = form_of(owner, change(article)) | {"summary": CLAIM}
    refused = owner.post(change(article), form)

    assert refused.status_code == 422
    assert refused.context["adminform"].form["summary"].value() == CLAIM
    assert "Summary: “painless”" in refused.text
    assert Article.objects.get().summary == "What can change, and what cannot."
    assert [each.title for each in Article.objects.all()] == ["Still as before"]
    assert owner.post(change(article), form | {"_reason": "A quotation."}).status_code == 302
    assert Article.objects.get().summary == CLAIM
    assert [each.reason for each in Override.objects.all()] == ["A quotation."]


# ---- what it said then ---------------------------------------------------------------------------
def test_a_question_stands_on_the_page_of_a_day_as_it_was_published_then(monday):
    article, owner = make_article(), desk("Owner")
    read, unread = (
        make_faq("Was read?", on=article),
        make_faq("Was never?", on=article, published_at=None),
    )
    publishing.keep_first(article, now=MONDAY)
    monday.shift(3 * A_DAY)
    assert owner.post(address(read, "withdraw")).status_code == 302
    owner.post(address(unread, "delete"), {"post": "yes"})

    then, today = (
        owner.get(page(article, "on"), {"day": day}).text for day in ("2026-11-24", "2026-11-26")
    )

    assert ("Was read?" in then, "Was never?" in then) == (True, False)
    assert "Was read?" not in today


def test_versions_of_old_are_shown_and_compared_by_what_they_kept():
    article = make_article()
    faq = make_faq(on=article)
    version = publishing.keep(article, Version.Kind.RELEASED, by=None, now=MONDAY)
    old = json.loads(json.dumps(snapshots.snapshot_of(article), cls=DjangoJSONEncoder))
    del old["pictures"], old["faqs"][0]["published_at"]
    version.content = old
    version.save()

    assert publishing.keep_released(article, by=staff("Owner"), now=MONDAY) is None
    faq.delete()
    assert "Does it hurt?" in desk("Owner").get(page(article, "on"), {"version": version.pk}).text


def test_a_restored_version_says_that_it_lost_a_picture():
    picture = make_picture()
    article, owner = make_article(picture=picture), desk("Owner")
    version = publishing.keep(article, Version.Kind.RELEASED, by=None, now=MONDAY)
    Article.objects.update(picture=None)
    picture.delete()

    response = owner.post(
        page(article, "restore"),
        {"version": version.pk, "revision": Article.objects.get(pk=article.pk).revision},
        follow=True,
    )

    assert "1 picture has been deleted since" in response.text
