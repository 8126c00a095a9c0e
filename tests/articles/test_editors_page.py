"""How the page is made on which an article or a question is written."""

import pytest

from articles.admin.articles import ArticleAdmin
from articles.admin.questions import FAQAdmin
from tests.articles.factories import make_article
from tests.articles.forms import change, form_of


@pytest.mark.parametrize("admin", [ArticleAdmin, FAQAdmin])
def test_it_is_made_of_three_classes_of_ours(admin):
    ours = [
        each for each in admin.__mro__ if each.__module__.split(".")[0] in ("articles", "clinic")
    ]

    assert len(ours) == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office")
def test_what_was_sent_stays_as_it_was_sent(owner):
    article = make_article(published_at=None, edition=1)
    sent = form_of(owner, change(article)) | {"edition": 0, "sections-0-position": 7}

    told = owner.post(change(article), sent)

    assert told.status_code == 409
    assert told.context["inline_admin_formsets"][0].formset.data["sections-0-position"] == "1"
    assert told.wsgi_request.POST["sections-0-position"] == "7"
