"""Signs around the words that are searched for do not count, in the lists of staff."""

import pytest
from django.urls import reverse

from articles.models import FAQGroup
from articles.models.search import wanted
from tests.articles.factories import make_article, make_faq, make_section
from tests.articles.search_cases import ANSWER
from tests.factories import make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["acne?", "(scars)", "scars & marks", "“can’t”"])
def test_staff_find_drafts_and_questions_past_signs(admin_client, typed):
    make_office()
    question = make_faq("One?", answer=ANSWER, published_at=None)
    article = make_article("One", published_at=None)
    make_section(article, heading="More", body=ANSWER)
    make_article("Two")

    lists = [
        admin_client.get(reverse(f"admin:articles_{name}_changelist"), {"q": typed}).context["cl"]
        for name in ("article", "faq")
    ]

    assert [list(each.result_list) for each in lists] == [[article], [question]]


def test_other_lists_of_staff_look_past_signs_too(admin_client):
    make_office()
    group = FAQGroup.objects.create(name="Scars and marks", slug="scars")

    found = admin_client.get(
        reverse("admin:articles_faqgroup_changelist"), {"q": "“scars”, marks?"}
    )

    assert list(found.context["cl"].result_list) == [group]


def test_a_long_run_of_signs_costs_no_more_than_its_length():
    assert wanted("!" * 200_000 + "acne" + "?" * 200_000) == ["acne"]
