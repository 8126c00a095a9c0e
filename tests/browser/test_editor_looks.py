"""The editor's page and the preview at the widths of staff: nothing is cut off, and what is folded
opens.
"""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.articles.factories import make_article, make_faq
from tests.articles.forms import change
from tests.browser.editor import sign_in, text_box
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_whole_desktop_is_seen_on_a_phone_and_the_link_is_copied(open_page, writers, axe):
    article = make_article(published_at=None)
    make_faq(on=article)
    page = sign_in(open_page(viewport=PHONE), change(article))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator("#articlefaq_set-0 td.original p")).to_be_hidden()

    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview in a new tab").first.click()
    look = opened.value
    look.get_by_role("radio", name="a desktop").check()

    frame = look.locator("iframe[title$='on a desktop']")
    expect(frame).to_be_visible()
    widths = frame.evaluate(
        "frame => [frame.contentWindow.innerWidth, frame.getBoundingClientRect().right, innerWidth]"
    )
    assert widths[0] >= DESKTOP["width"] - 2
    assert widths[1] <= widths[2] == PHONE["width"]
    assert look.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    look.get_by_role("button", name="Copy the link").click()
    expect(look.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    link = look.get_by_label("Link for a colleague").input_value()
    assert look.evaluate("navigator.clipboard.readText()") == link
    axe(look, best_practice=False)


def test_a_press_saves_by_itself_and_a_link_opens_what_is_folded(open_page, writers, axe):
    article = make_article(published_at=None)
    page = sign_in(open_page(viewport=DESKTOP), change(article))
    page.goto(f"{change(article)}#id_concern")
    expect(page.get_by_label("Concern:")).to_be_in_viewport()
    expect(page.get_by_label("Title in search results")).to_be_hidden()

    box = text_box(page, "Why")
    assert box.bounding_box()["height"] >= 5 * 20
    box.click()
    page.locator("#sections-0").get_by_role("button", name="paragraph").press("Enter")
    page.locator("#sections-0").get_by_role("button", name="Smaller heading").click()
    expect(box.locator("h3")).to_have_text("Because.")
    page.get_by_label("Title:", exact=True).fill("By Enter alone")
    page.keyboard.press("Enter")
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Article.objects.get().stage == "draft", "Enter saves, and presses nothing else"

    page.goto(change(article))
    page.get_by_label("Title:", exact=True).fill("With a press")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.get_by_text("waits for a review.")).to_be_visible()
    axe(page, best_practice=False)
    article.refresh_from_db()
    assert (article.title, article.stage) == ("With a press", "review")
    assert article.sections.get().body == "<h3>Because.</h3>"
