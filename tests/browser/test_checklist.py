"""The checklist before publishing, on a phone and by keyboard: found, mended, let stand."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Override, Rule
from articles.sample.rules import RULES
from tests.articles.factories import make_article, make_faq, make_treatment
from tests.browser.desk import sign_in, tab_to
from tests.conftest import PHONE
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(live_server, settings):
    settings.SITE_URL = live_server.url
    User.objects.create_superuser("desk", password="a long password for one test")
    make_office()
    Rule.objects.bulk_create(Rule(**row) for row in RULES)
    article = make_article(
        may_help="The look of pores\nFirmness",
        cannot="Remove pores",
        last_reviewed_day=timezone.localdate(),
        sections=[
            {"heading": "Why", "body": "<p>It is painless, and nine sessions fade dark spots.</p>"},
            {
                "heading": "How long",
                "body": '<p>A session takes two hours. See <a href="/gone/">more</a>.</p>',
            },
            {"heading": "What to expect", "part": "expect"},
        ],
    )
    article.treatments.add(make_treatment())
    make_faq(on=article, answer="<p>We guarantee it.</p>")
    return article


def test_what_is_found_is_mended_or_let_stand(open_page, article, axe):
    address = f"/admin/articles/article/{article.pk}/"
    page = sign_in(open_page(viewport=PHONE), f"{address}change/")
    page.get_by_role("link", name="Checklist", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Checklist")
    expect(page.locator("mark").first).to_have_text("painless")
    axe(page, best_practice=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="Section 2, “How long”: text").first.click()
    expect(page.locator("#sections-1")).to_be_in_viewport()
    page.go_back()

    summary = page.locator("summary", has_text="Let it stand").first
    tab_to(page, summary)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep the reason, and let it stand").first.press("Enter")
    expect(page.get_by_text("Say why it may stand.")).to_be_visible()
    axe(page, best_practice=False)
    page.get_by_label("Why it may stand").first.fill("It is a quotation.")
    page.get_by_role("button", name="Keep the reason, and let it stand").first.press("Enter")

    expect(page.get_by_text("It may stand. Your reason is kept.")).to_be_visible()
    expect(page.get_by_text("“It is a quotation.”")).to_be_visible()
    assert Override.objects.get().by.username == "desk"
