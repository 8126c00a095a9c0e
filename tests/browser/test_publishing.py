"""From a draft to readers, and back to what was said before: as a reviewer does it, on a phone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Rule
from articles.sample.rules import RULES
from clinic.office.models import Practitioner
from tests.articles.factories import make_article
from tests.browser.desk import PASSWORD, sign_in
from tests.conftest import PHONE
from tests.factories import make_concern, make_office

pytestmark = pytest.mark.django_db(transaction=True)
SUMMARY, CLAIM = "It is lightly scratchy, and takes a while.", "It is painless, and takes a while."


@pytest.fixture
def draft(live_server, settings):
    settings.SITE_URL = live_server.url
    desk = User.objects.create_superuser("desk", password=PASSWORD)
    Practitioner.objects.create(name="Lena Park", account=desk)
    make_office()
    Rule.objects.all().delete()
    Rule.objects.bulk_create(Rule(**row) for row in RULES)
    return make_article(
        "What a session is like",
        summary=CLAIM,
        concern=make_concern(),
        last_reviewed_day=timezone.localdate(),
        published_at=None,
        sections=[{"heading": "How it feels", "body": "<p>It is lightly scratchy.</p>"}],
    )


def test_a_draft_is_mended_scheduled_read_and_put_back(open_page, draft, axe):
    change, public = f"/admin/articles/article/{draft.pk}/change/", draft.get_absolute_url()
    page, reader = sign_in(open_page(viewport=PHONE), change), open_page(viewport=PHONE)

    page.get_by_role("button", name="Ask for a review").click()
    expect(page.get_by_text("In review").first).to_be_visible()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_role("alert")).to_contain_text("painless")
    axe(page, best_practice=False)
    page.goto(change)
    page.get_by_label("Summary").fill(SUMMARY)
    page.get_by_role("button", name="Save and continue editing").first.click()

    page.get_by_role("button", name="Publish it").click()
    page.get_by_label("from a day on").check()
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.locator("[name=day]").fill(tomorrow.isoformat())
    expect(page.get_by_label("I reviewed it today, and sign as Lena Park")).to_be_checked()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("Scheduled").first).to_be_visible()
    assert reader.goto(public).status == 404

    Article.objects.update(published_at=timezone.now() - timedelta(minutes=1))  # its day has come
    assert reader.goto(public).status == 200
    expect(reader.get_by_text(SUMMARY)).to_be_visible()

    page.goto(change)
    page.get_by_label("Summary").fill("It takes half an hour.")
    page.get_by_role("button", name="Save and continue editing").first.click()
    reader.goto(public)
    expect(reader.get_by_text("It takes half an hour.")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    compare = page.get_by_role("link", name="Compare with now").last
    expect(compare).to_be_visible()  # the page is there: axe would look at the one before
    axe(page, best_practice=False)
    compare.click()
    expect(page.locator("del, ins").first).to_be_visible()
    axe(page, best_practice=False)
    page.go_back()
    page.get_by_role("link", name="Restore").last.click()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_text("says again what it said on")).to_be_visible()
    reader.goto(public)
    expect(reader.get_by_text(SUMMARY)).to_be_visible()
