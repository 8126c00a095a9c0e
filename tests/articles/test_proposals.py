"""A writer goes on with what they proposed until a reviewer answers it, and neither meets words
unseen.
"""

import pytest

from articles import publishing
from articles.models import Article, Version
from tests.articles.factories import make_article, make_faq, make_section, make_treatment
from tests.articles.forms import change, form_of, with_section
from tests.articles.staff import desk, kinds, page, sent, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
FROM_READERS = "?from=readers"


def rows(client, address):
    """What stands in the form's sections and questions."""
    forms = [each.formset.forms for each in client.get(address).context["inline_admin_formsets"]]
    return [form["heading"].value() for form in forms[0]], [
        form["faq"].value() for form in forms[1]
    ]


def proposed(article, client=None, **changes):
    """An article with a change that a writer has proposed."""
    sent(client or desk("Content"), page(article), **changes)
    return article.versions.waiting().latest("pk")


# ---- the writer ----------------------------------------------------------------------------------
def test_the_form_opens_with_the_words_that_wait_in_their_order():
    article, writer = make_article(), desk("Content")
    make_section(article, heading="How")
    faq, treatment = make_faq(), make_treatment()
    form = form_of(writer, change(article)) | {
        "title": "Proposed",
        "treatments": [treatment.pk],
        "sections-0-position": 2,
        "sections-1-position": 1,
        "articlefaq_set-TOTAL_FORMS": 1,
        "articlefaq_set-0-faq": faq.pk,
        "articlefaq_set-0-position": 1,
    }
    writer.post(change(article), with_section(form, heading="New", body="<p>So.</p>"))

    opened = writer.get(change(article))

    shown = opened.context["adminform"].form
    assert (shown["title"].value(), shown["treatments"].value()) == ("Proposed", [treatment.pk])
    assert rows(writer, change(article)) == (["How", "Why", "New"], [faq.pk])
    assert "This form holds <b>your proposal</b> of November 23, 2026, 9:00 am" in opened.text
    assert rows(writer, change(article) + FROM_READERS) == (["Why", "How"], [])


def test_saving_changes_the_same_proposal_and_the_reviewer_reads_the_newest_words():
    article, writer = make_article(), desk("Content")
    make_section(article, heading="How")
    first = proposed(article, writer, title="First", **{"sections-0-body": "<p>Proposed.</p>"})

    response = sent(writer, page(article), summary="Second thoughts")

    again = article.versions.get()
    assert (again.pk, again.kind, response.status_code) == (first.pk, "proposed", 302)
    assert [again.content["fields"][name] for name in ("title", "summary")] == [
        "First",
        "Second thoughts",
    ]
    assert [each["heading"] for each in again.content["sections"]] == ["Why", "How"]
    assert again.content["sections"][0]["body"] == "<p>Proposed.</p>"
    assert "Second thoughts" in desk("Reviewer").get(page(article, "proposals")).text
    assert "Your proposal is changed." in writer.get(page(article)).text


def test_a_writer_may_begin_again_from_what_readers_have():
    article, writer = make_article(), desk("Content")
    first = proposed(article, writer, title="First")
    assert FROM_READERS in writer.get(page(article)).text

    writer.post(
        page(article), form_of(writer, page(article) + FROM_READERS) | {"summary": "Another"}
    )

    again = article.versions.get()
    assert again.pk == first.pk
    assert [again.content["fields"][name] for name in ("title", "summary")] == [
        "Pores, plainly",
        "Another",
    ]


def test_what_was_saved_elsewhere_meanwhile_is_told_and_may_then_be_replaced():
    article, writer = make_article(), desk("Content")
    before = form_of(writer, change(article)) | {"title": "In the other tab"}
    proposal = proposed(article, writer, title="In this tab")

    told = writer.post(change(article), before)

    assert told.status_code == 409
    assert "Your proposal was saved elsewhere after you had opened this form." in told.text
    assert "In this tab" not in told.context["adminform"].form["title"].value()
    assert ">[taken out:</span>this" in told.text
    assert article.versions.get().content["fields"]["title"] == "In this tab"
    seen = told.context["adminform"].form["proposal"].value()
    assert writer.post(change(article), before | {"proposal": seen}).status_code == 302
    assert article.versions.get().content["fields"]["title"] == "In the other tab"
    assert article.versions.get().pk == proposal.pk


def test_what_is_wrong_in_it_comes_back_with_every_row_and_is_not_doubled():
    article, writer = make_article(), desk("Content")
    proposed(article, writer, **{"sections-0-heading": "Proposed"})

    refused = sent(writer, page(article), title="")
    form = refused.context["adminform"].form
    again = {each.html_name: each.value() for each in form} | {"title": "Mended"}
    for each in refused.context["inline_admin_formsets"]:
        for row in [each.formset.management_form, *each.formset.forms]:
            again |= {field.html_name: field.value() or "" for field in row}
    saved = writer.post(
        page(article), {name: value for name, value in again.items() if value is not None}
    )

    assert (form.errors.keys(), saved.status_code) == ({"title"}, 302)
    content = article.versions.get().content
    assert content["fields"]["title"] == "Mended"
    assert [each["heading"] for each in content["sections"]] == ["Proposed"]


def test_the_preview_of_a_proposal_shows_its_rows_once():
    article, writer = make_article(), desk("Content")
    proposed(article, writer, **{"sections-0-heading": "Proposed"})

    shown = writer.post(page(article, "preview"), form_of(writer, change(article)), follow=True)

    text = writer.get(shown.context["link"]).text
    assert (text.count('<h2 id="proposed">'), text.count('<h2 id="why">')) == (1, 0)


def test_who_goes_on_after_an_answer_proposes_anew_and_is_told():
    article, writer = make_article(), desk("Content")
    proposal = proposed(article, writer, title="First")
    held = form_of(writer, change(article)) | {"title": "Better"}
    publishing.turn_away(proposal, by=staff("Reviewer"), now=proposal.at)

    response = writer.post(change(article), held, follow=True)

    assert kinds(article) == ["declined", "proposed"]
    assert "The proposal that you went on with was answered meanwhile." in response.text
    assert article.versions.waiting().get().content["fields"]["title"] == "Better"


def test_a_change_of_the_article_meanwhile_is_told_to_both_until_the_writer_begins_again():
    article, writer, owner = make_article(), desk("Content"), desk("Owner")
    proposed(article, writer, title="First")
    sent(owner, page(article), summary="Corrected")

    assert "The article was changed after you had begun with it." in writer.get(page(article)).text
    sent(writer, page(article), title="Second")
    assert (
        "The article was changed after this was proposed"
        in owner.get(page(article, "proposals")).text
    )

    writer.post(page(article), form_of(writer, page(article) + FROM_READERS) | {"title": "Third"})
    told = owner.get(page(article, "proposals")).text
    assert "The article was changed after this was proposed" not in told


def test_nothing_left_to_propose_leaves_the_proposal_that_waits():
    article, writer = make_article(), desk("Content")
    proposed(article, writer, title="First")

    response = writer.post(
        page(article), form_of(writer, page(article) + FROM_READERS), follow=True
    )

    assert "Your proposal waits as you last saved it." in response.text
    assert article.versions.get().content["fields"]["title"] == "First"


def test_a_proposal_without_a_question_that_is_gone_can_still_be_gone_on_with():
    article, writer = make_article(), desk("Content")
    faq, other = make_faq(), make_faq("Does it last?")
    for number, each in enumerate((faq, other)):
        make_faq(f"Q{number}")
        article.faqs.add(each)
    proposed(article, writer, title="First")
    faq.delete()

    assert rows(writer, change(article))[1] == [other.pk]
    assert sent(writer, page(article), title="Second").status_code == 302


# ---- others --------------------------------------------------------------------------------------
def test_another_writers_proposal_is_said_on_top_and_stays_its_own():
    article, ines = make_article(), desk("Content")
    hers = proposed(article, ines, title="By Ines")
    other = staff("Reviewer")
    other.username = "theo"
    other.pk = None
    other.save()
    other.groups.set(staff("Content").groups.all())
    theo = type(ines)()
    theo.force_login(other)

    opened = theo.get(change(article))
    sent(theo, page(article), title="By Theo")

    assert "Proposed by content on November 23, 2026, 9:00 am" in opened.text
    assert page(article, "proposals") in opened.text
    assert "your proposal" not in opened.text
    assert opened.context["adminform"].form["title"].value() == "Pores, plainly"
    titles = {
        each.by.username: each.content["fields"]["title"] for each in article.versions.waiting()
    }
    assert titles == {"content": "By Ines", "theo": "By Theo"}
    assert article.versions.get(pk=hers.pk).content["fields"]["title"] == "By Ines"


def test_who_publishes_opens_what_readers_have():
    article = make_article()
    proposed(article, title="Proposed")

    assert (
        desk("Owner").get(change(article)).context["adminform"].form["title"].value()
        == "Pores, plainly"
    )


@pytest.mark.parametrize("answer", ["take_over", "turn_away"])
def test_words_that_the_writer_changed_meanwhile_are_shown_before_they_are_answered(answer):
    article, writer, reviewer = make_article(), desk("Content"), desk("Reviewer")
    proposal = proposed(article, writer, title="First")
    looked_at = {
        "version": proposal.pk,
        "seen": publishing.proposal_revision(proposal),
        "revision": 0,
        "answer": answer,
    }
    assert (
        f'name="seen" value="{looked_at["seen"]}"' in reviewer.get(page(article, "proposals")).text
    )
    sent(writer, page(article), title="Second")

    told = [
        reviewer.post(page(article, "answer"), data)
        for data in (looked_at, looked_at | {"seen": ""})
    ]

    assert [each.status_code for each in told] == [409, 409]
    assert "Its writer changed this proposal after you had opened this page." in told[0].text
    assert "Second" in told[0].text
    assert (Article.objects.get().title, kinds(article)) == ("Pores, plainly", ["proposed"])
    now_seen = looked_at | {"seen": publishing.proposal_revision(Version.objects.get())}
    assert reviewer.post(page(article, "answer"), now_seen).status_code == 302


def test_saving_the_same_words_again_disturbs_no_reviewer():
    article, writer = make_article(), desk("Content")
    seen = publishing.proposal_revision(proposed(article, writer, title="First"))

    sent(writer, page(article))

    assert publishing.proposal_revision(article.versions.get()) == seen
