"""How the page is made on which an article or a question is written."""

import pytest

from articles.admin.articles import ArticleAdmin
from articles.admin.questions import FAQAdmin
from tests.articles.factories import make_article
from tests.articles.forms import change, form_of
from tests.articles.staff import a_draft, desk, page


@pytest.mark.parametrize("admin", [ArticleAdmin, FAQAdmin])
def test_it_is_made_of_three_classes_of_ours(admin):
    ours = [
        each for each in admin.__mro__ if each.__module__.split(".")[0] in ("articles", "clinic")
    ]

    assert len(ours) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office")
def test_what_was_sent_stays_as_it_was_sent(owner):
    article = make_article(published_at=None, revision=1)
    sent = form_of(owner, change(article)) | {"revision": 0, "sections-0-position": 7}

    told = owner.post(change(article), sent)

    assert told.status_code == 409
    assert told.context["inline_admin_formsets"][0].formset.data["sections-0-position"] == "1"
    assert told.wsgi_request.POST["sections-0-position"] == "7"


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office", "roles")
def test_who_may_not_take_it_is_refused_before_anything_is_compared():
    article, writer = a_draft(revision=1), desk("Content")
    sent = form_of(writer, change(article)) | {"revision": 0}

    assert writer.post(page(article, "retire"), sent).status_code == 403
    assert not article.versions.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office")
def test_a_form_that_comes_back_from_a_press_is_saved_by_its_own_page(owner):
    article = a_draft(revision=1)
    sent = form_of(owner, change(article)) | {"revision": 0, "title": ""}

    told = owner.post(page(article, "ask_for_review"), sent)

    assert told.status_code == 422
    assert f'<form action="{change(article)}"' in told.text
