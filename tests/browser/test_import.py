"""An old page is pasted as it was copied, looked at, and made a draft."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, FAQGroup
from tests.articles.factories import make_topic
from tests.browser.editor import sign_in
from tests.browser.layout import too_wide
from tests.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PASTE = """(field, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, cancelable: true}));
}"""


def test_a_copied_page_keeps_its_headings_and_becomes_a_draft(open_page, writers, axe):
    make_topic()
    FAQGroup.objects.create(name="Visits", slug="visits")
    page = sign_in(open_page(viewport=PHONE), "/admin/articles/import/")
    field = page.get_by_label("Or the page, pasted")
    field.focus()
    field.evaluate(
        PASTE, "<h1>Sun and pores</h1><p>In short.</p><h2>Why</h2><p>• sun</p><p>• age</p>"
    )

    page.get_by_role("button", name="See what it would be").click()
    expect(page.get_by_role("cell", name="Section “Why”")).to_be_visible()
    assert too_wide(page, PHONE["width"]) == []
    axe.by_day_and_night(page, best_practice=False)
    page.get_by_role("button", name="Make the draft").click()

    expect(page.get_by_text("The draft is made, with 1 section.")).to_be_visible()
    assert (
        Article.objects.get().sections.get().body
        == "<ul><li><p>sun</p></li><li><p>age</p></li></ul>"
    )
