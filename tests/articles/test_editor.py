"""The page on which an article is written: what it saves, whom it tells, and what it never
loses.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, ArticleFAQ, Section, Version
from tests.articles.factories import (
    make_article,
    make_faq,
    make_section,
    make_topic,
    make_treatment,
)
from tests.articles.forms import ADD, change, form_of, somebody, with_section
from tests.factories import MONDAY, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def ines(client):
    make_office()
    client.force_login(somebody())
    return client


@pytest.fixture
def theo():
    client = Client()
    client.force_login(somebody("theo"))
    return client


@pytest.fixture
def draft():
    sections = [
        {"heading": each, "body": f"<p>{each} it is.</p>"} for each in ("Why", "How", "When")
    ]
    return make_article(published_at=None, sections=sections)


def headings(article):
    return list(article.sections.values_list("heading", flat=True))


# ---- rows --------------------------------------------------------------------------------------
def test_an_article_is_written_on_one_page(ines):
    faq, treatment = make_faq(), make_treatment()
    sent = form_of(ines, ADD) | {
        "title": "Sun and pores",
        "slug": "sun-and-pores",
        "summary": "What the sun does.",
        "topic": make_topic().pk,
        "treatments": [treatment.pk],
        "articlefaq_set-TOTAL_FORMS": 1,
        "articlefaq_set-0-faq": faq.pk,
        "articlefaq_set-0-position": 0,
    }
    sent = with_section(sent, heading="First", body="<p>One.</p>", part="facts")
    sent = with_section(sent, heading="Second", body="<p>Two.</p>")

    assert ines.post(ADD, sent).status_code == 302

    article = Article.objects.get()
    assert headings(article) == ["First", "Second"]
    assert list(article.faqs.all()) == [faq]
    assert list(article.treatments.all()) == [treatment]


def test_sections_stand_in_the_order_of_their_numbers(ines, draft):
    sent = form_of(ines, change(draft))
    places = {"Why": 3, "How": 1, "When": 2}
    for at in range(3):
        sent[f"sections-{at}-position"] = places[sent[f"sections-{at}-heading"]]

    ines.post(change(draft), with_section(sent, heading="Last"))

    assert headings(draft) == ["How", "When", "Why", "Last"]


def test_a_part_moves_from_one_section_to_another_in_one_save(ines, draft):
    Section.objects.filter(heading="Why").update(part="ways")
    sent = form_of(ines, change(draft)) | {"sections-0-part": "", "sections-1-part": "ways"}

    ines.post(change(draft), sent)

    assert dict(draft.sections.values_list("heading", "part")) == {
        "Why": "",
        "How": "ways",
        "When": "",
    }


def test_a_question_is_attached_once(ines, draft):
    faq = make_faq(on=draft)
    sent = form_of(ines, change(draft)) | {
        "articlefaq_set-TOTAL_FORMS": 2,
        "articlefaq_set-1-faq": faq.pk,
        "articlefaq_set-1-position": 0,
    }

    response = ines.post(change(draft), sent)

    assert "is attached twice" in response.text
    assert ArticleFAQ.objects.count() == 1


def test_a_question_that_another_page_attached_meanwhile_is_no_failure(ines, draft):
    faq = make_faq()
    sent = form_of(ines, change(draft)) | {
        "articlefaq_set-TOTAL_FORMS": 1,
        "articlefaq_set-0-faq": faq.pk,
        "articlefaq_set-0-position": 0,
    }
    ArticleFAQ.objects.create(article=draft, faq=faq)

    assert "is attached twice" in ines.post(change(draft), sent).text


def test_rows_of_another_article_stay_with_it(ines, draft):
    other = make_article("Another", sections=[{"heading": "Theirs"}])
    sent = form_of(ines, change(draft)) | {"sections-0-id": other.sections.get().pk}

    ines.post(change(draft), sent | {"sections-0-heading": "Taken"})

    assert headings(other) == ["Theirs"]


def test_a_question_says_where_it_stands_before_it_is_changed(ines, draft):
    faq = make_faq(on=draft, on_home_page=True)
    other = make_article("Another")
    ArticleFAQ.objects.create(article=other, faq=faq)

    page = ines.get(f"/admin/articles/faq/{faq.pk}/change/").text

    assert "Used in 4 places" in page
    for address in (change(draft), change(other), "/questions/#does-it-hurt", 'href="/"'):
        assert address in page
    assert "Used in 4 places" in ines.get(change(draft)).text


# ---- what saving costs -------------------------------------------------------------------------
def queries_of_a_save(client, article, changed):
    sent = form_of(client, change(article))
    for at in range(changed):
        sent[f"sections-{at}-body"] = f"<p>Changed {article.revision} and {at}.</p>"
    with CaptureQueriesContext(connection) as asked:
        assert client.post(change(article), sent).status_code == 302
    article.refresh_from_db()
    return len(asked)


def test_a_save_costs_one_query_for_each_changed_section_and_none_for_the_others(ines):
    few = make_article(
        "Few", published_at=None, sections=[{"heading": f"Section {n}"} for n in range(3)]
    )
    many = make_article(
        "Many", published_at=None, sections=[{"heading": f"Section {n}"} for n in range(30)]
    )
    for number in range(5):
        make_faq(f"Question {number}?", on=many)
    make_faq("Only one?", on=few)
    queries_of_a_save(ines, few, 0)  # the first of a day notes that the session was used

    costs = [queries_of_a_save(ines, few, 0), queries_of_a_save(ines, many, 0)]
    more = [queries_of_a_save(ines, many, changed) for changed in (1, 11, 21)]

    assert costs[0] == costs[1]
    assert [more[1] - more[0], more[2] - more[1]] == [10, 10]


def test_new_sections_cost_one_query_each(ines, draft):
    def cost(new):
        sent = form_of(ines, change(draft))
        for number in range(new):
            sent = with_section(sent, heading=f"New {number}")
        with CaptureQueriesContext(connection) as asked:
            ines.post(change(draft), sent)
        return len(asked)

    cost(1)

    assert cost(5) - cost(1) == 4


# ---- two at once -------------------------------------------------------------------------------
def test_an_edition_rises_with_every_save(ines, draft):
    for expected in (1, 2):
        ines.post(change(draft), form_of(ines, change(draft)))
        draft.refresh_from_db()
        assert draft.revision == expected


@pytest.fixture
def conflict(ines, theo, draft):
    """Theo saved while Ines wrote; then Ines pressed Save."""
    hers = form_of(ines, change(draft)) | {"sections-1-body": "<p>How Ines sees it.</p>"}
    hers = with_section(hers, heading="By Ines", body="<p>New.</p>")
    his = form_of(theo, change(draft)) | {"sections-1-body": "<p>How Theo has it.</p>"}
    his |= {"sections-0-DELETE": "on", "title": "Theo’s title"}
    theo.post(change(draft), his)
    return ines.post(change(draft), hers)


def test_the_second_to_save_is_told_and_sees_what_differs(conflict, draft):
    assert conflict.status_code == 409
    assert "Somebody else saved this article after you had opened it." in conflict.text
    assert re.search(r"<ins><span[^>]*>\[added:</span>Ines sees\s*<", conflict.text)
    assert re.search(r"<del><span[^>]*>\[taken out:</span>Theo has\s*<", conflict.text)
    draft.refresh_from_db()
    assert draft.title == "Theo’s title", "what the first saved stays"


def test_the_form_of_the_second_still_holds_every_word(conflict):
    form = conflict.context["inline_admin_formsets"][0].formset

    assert [each["heading"].value() for each in form.forms] == ["Why", "How", "When", "By Ines"]
    assert form.forms[1]["body"].value() == "<p>How Ines sees it.</p>"
    assert conflict.context["adminform"].form["title"].value() == "Pores, plainly"


def test_the_text_of_the_second_is_kept_at_once(conflict, draft):
    kept = Version.objects.get()

    assert (kept.kind, kept.by.username, kept.at) == ("kept", "ines", MONDAY)
    assert [each["heading"] for each in kept.content["sections"]] == [
        "Why",
        "How",
        "When",
        "By Ines",
    ]


def sent_again(response, **more):
    sent = {"_form": response.context["form_key"]}
    forms = [response.context["adminform"].form]
    for each in response.context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    for form in forms:
        sent |= {each.html_name: "" if each.value() is None else each.value() for each in form}
    return {name: value for name, value in sent.items() if value is not False} | more


def test_the_form_of_the_second_is_previewed_with_each_row_once(conflict, ines, draft):
    address = reverse("admin:articles_article_preview", args=[draft.pk])

    shown = ines.post(address, sent_again(conflict), follow=True)

    text = ines.get(shown.context["link"]).text
    assert [text.count(f">{heading}</h2>") for heading in ("Why", "How", "By Ines")] == [1, 1, 1]


def test_the_second_may_save_on_top_and_the_first_text_is_kept_too(conflict, ines, draft):
    revision = conflict.context["conflict"]["revision"]

    response = ines.post(change(draft), sent_again(conflict, _on_top=revision))

    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, headings(draft)) == ("Pores, plainly", ["Why", "How", "When", "By Ines"])
    kept = [
        [each["heading"] for each in version.content["sections"]]
        for version in Version.objects.all()
    ]
    assert sorted(kept) == [["How", "When"], ["Why", "How", "When", "By Ines"]]


def test_pressing_save_once_more_is_told_again_and_keeps_nothing_twice(conflict, ines, draft):
    again = ines.post(change(draft), sent_again(conflict))

    assert again.status_code == 409
    assert Version.objects.count() == 1


def test_on_top_of_what_one_has_seen_and_of_nothing_newer(conflict, ines, theo, draft):
    theo.post(change(draft), form_of(theo, change(draft)) | {"title": "Theo’s second"})

    response = ines.post(
        change(draft), sent_again(conflict, _on_top=conflict.context["conflict"]["revision"])
    )

    assert response.status_code == 409
    assert "second" in response.text


def test_restoring_a_version_elsewhere_counts_as_somebody_else(ines, draft):
    before = form_of(ines, change(draft))
    ines.post(change(draft), before | {"title": "Second title"})
    version = Version.objects.create(
        article=draft, kind="kept", at=MONDAY, content=_content_of(draft, title="Restored")
    )
    mine = form_of(ines, change(draft)) | {"title": "Third title"}
    ines.post(
        f"/admin/articles/article/{draft.pk}/restore/", {"version": version.pk, "revision": 1}
    )

    assert Article.objects.get().title == "Restored"
    assert ines.post(change(draft), mine).status_code == 409


def _content_of(article, **fields):
    from articles import snapshots

    content = snapshots.snapshot_of(Article.objects.get(pk=article.pk))
    content["fields"] |= fields
    return content


# ---- nothing is lost ---------------------------------------------------------------------------
def test_after_a_save_the_browser_drops_its_copy_and_after_a_refusal_it_does_not(ines, draft):
    sent = form_of(ines, change(draft))

    refused = ines.post(change(draft), sent | {"title": ""})
    saved = ines.post(change(draft), sent)

    assert not [name for name in refused.cookies if name.startswith("saved")]
    assert refused.context["form_key"] == sent["_form"], "the copies of one writing belong together"
    assert f"saved-{sent['_form']}" in saved.cookies
    assert saved.cookies[f"saved-{sent['_form']}"]["path"] == "/admin/"


def test_what_was_written_about_an_article_that_is_gone_stays_in_the_browser(ines, draft):
    sent = form_of(ines, change(draft))
    Article.objects.all().delete()

    response = ines.post(change(draft), sent)

    assert response.status_code == 302
    assert not [name for name in response.cookies if name.startswith("saved")]


def test_a_form_key_of_somebodys_own_making_becomes_no_cookie(ines, draft):
    sent = form_of(ines, change(draft)) | {"_form": "x; path=/"}

    response = ines.post(change(draft), sent)

    assert response.status_code == 302
    assert not [name for name in response.cookies if name.startswith("saved")]


def test_an_article_survives_eight_idle_hours(client, settings, monday):
    """The session has ended when the form is sent: after signing in again all of it comes back."""
    from datetime import timedelta

    settings.SESSION_COOKIE_AGE = 8 * 60 * 60
    settings.SECOND_FACTOR = False
    make_office()
    somebody(role="Content")
    article = make_article(
        published_at=None, sections=[{"heading": f"Section {n}"} for n in range(30)]
    )
    sign_in = {"username": "ines", "password": "a long password 1", "next": change(article)}
    client.post("/admin/login/", sign_in)
    sent = form_of(client, change(article)) | {"sections-7-body": "<p>Hours of work.</p>"}
    monday.shift(timedelta(hours=9))

    refused = client.post(change(article), sent)
    typed = re.search(r'name="typed" value="([^"]+)"', refused.text)[1]
    back = client.post("/admin/login/", sign_in | {"typed": typed}, follow=True)

    assert refused.status_code == 403
    kept = dict(back.context["typed"].fields)
    assert client.post(change(article), kept).status_code == 302
    assert article.sections.get(heading="Section 7").body == "<p>Hours of work.</p>"


def test_every_rich_text_and_row_can_be_reached_without_script(ines, draft):
    make_section(draft, heading="More")
    page = ines.get(change(draft)).text

    assert page.count('name="sections-') >= 4 * 5
    assert 'type="number" name="sections-0-position"' in page
