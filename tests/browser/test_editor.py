"""Staff write: by keyboard, from Word, with a look before anything is saved, and after a crash."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.text.sanitizer import clean
from tests.articles.factories import make_article, make_faq, make_topic, make_treatment
from tests.articles.forms import ADD, change
from tests.articles.pasted_shapes import SHAPES
from tests.articles.word_documents import WORD
from tests.browser.desk import open_menu
from tests.browser.editor import sign_in, text_box
from tests.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def draft(**fields):
    sections = [
        {"heading": each, "body": f"<p>{each} it is.</p>"} for each in ("Why", "How", "When")
    ]
    return make_article(published_at=None, sections=sections, **fields)


def save(page):
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.get_by_text("successfully").first).to_be_visible()


def add_section(page, at, heading):
    page.get_by_role("button", name="Add another Section").click()
    page.locator(f"#id_sections-{at}-heading").fill(heading)


def wait_for_keeping(page):
    """What is written in the first moment is taken for the form as it came."""
    expect(text_box(page, "Why")).to_be_visible()
    page.wait_for_timeout(600)


def wait_for_copies(page, words, count):
    """Until so many copies in the browser hold `words`. The page's policy forbids
    `wait_for_function`.
    """
    found = "words => Object.values(localStorage).filter(copy => copy.includes(words)).length"
    for _ in range(100):
        if page.evaluate(found, words) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"“{words}” does not come to stand in {count} copies")


def paste(box, html):
    box.click()
    box.evaluate(
        """(box, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "");
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            box.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        html,
    )


def test_what_people_paste_says_in_the_text_box_what_it_said(open_page, writers):
    """The same shapes as the server's, by way of the text box."""
    page = sign_in(open_page(viewport=DESKTOP), ADD)
    page.locator("#id_sections-0-heading").fill("First")
    box, read = text_box(page, "First"), {}
    for name, shape in SHAPES.items():
        paste(box, shape.pasted)
        html = page.locator("#id_sections-0-body").evaluate("area => area.value")
        read[name] = " ".join(re.sub(r' data-type="[\w-]+"', "", clean(html)).split())
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")

    assert read == {name: shape.stored for name, shape in SHAPES.items()}


def test_an_article_with_every_part_is_written_previewed_and_saved(open_page, writers, axe):
    make_topic()
    make_treatment()
    make_faq()
    page = sign_in(open_page(viewport=DESKTOP), ADD)

    page.get_by_label("Title:", exact=True).fill("Sun and pores")
    page.get_by_label("Summary:").fill("What the sun does to the look of pores.")
    page.get_by_label("Topic:").select_option(label="Skin")
    page.get_by_text("Parts that come by themselves").click()
    page.get_by_label("Holistic Microneedling").check()
    page.locator("#id_sections-0-heading").fill("Second")
    page.locator("#id_sections-0-part").select_option(label="Facts of the treatment")
    page.locator("#id_sections-1-heading").fill("First")
    paste(text_box(page, "First"), WORD)
    expect(text_box(page, "First").locator("ol li")).to_have_text("First")
    page.locator("#articlefaq_set-group").get_by_role(
        "button", name=re.compile("^Add another")
    ).click()
    page.locator("#articlefaq_set-0 .select2-selection").click()
    page.locator(".select2-search__field").fill("hurt")
    page.get_by_role("option", name="Does it hurt?").click()
    up = page.get_by_role("button", name="Move up: “First”")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("“First” is now 1 of 2.")
    expect(up).to_be_focused()
    axe(page, best_practice=False)

    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview in a new tab").first.click()
    look = opened.value
    frame = look.frame_locator("iframe[title$='on a phone']")
    expect(frame.get_by_text("Preview, not published.")).to_be_visible()
    expect(frame.get_by_role("heading", name="Sun and pores")).to_be_visible()
    expect(frame.get_by_role("heading", level=3, name="Why pores look large")).to_be_visible()
    expect(frame.get_by_text("Does it hurt?")).to_be_visible()
    axe(look, best_practice=False)
    look.get_by_role("radio", name="a desktop").check()
    wide = look.frame_locator("iframe[title$='on a desktop']").get_by_role(
        "heading", name="Sun and pores"
    )
    expect(wide).to_be_visible()
    assert not Article.objects.exists(), "looking saves nothing"

    save(page)
    article = Article.objects.get()
    assert list(article.sections.values_list("heading", flat=True)) == ["First", "Second"]
    body = article.sections.first().body
    assert "<h3>Why pores look large</h3>" in body
    assert "<ul><li><p>Sun</p><ul><li><p>At noon</p></li></ul></li><li><p>Age</p></li></ul>" in body
    assert "<td" in body
    assert not re.search("mso|class=|style=|span", body, re.IGNORECASE)


def test_after_a_crash_the_copy_comes_back_with_sections_that_were_not_saved(
    open_page, writers, axe
):
    article = draft()
    page = sign_in(open_page(viewport=PHONE), change(article))
    context = page.context
    wait_for_keeping(page)
    page.get_by_label("Title:", exact=True).fill("Written for hours")
    text_box(page, "How").fill("Not saved.")
    add_section(page, 3, "Brand new")
    text_box(page, "Brand new").fill("Also not saved.")
    page.get_by_role("button", name="Move up: “Brand new”").click()
    wait_for_copies(page, "Also not saved", 1)
    page.close()

    page = context.new_page()
    page.goto(change(article))
    expect(page.get_by_text("that was not saved.")).to_be_visible()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Written for hours")
    expect(text_box(page, "How")).to_have_text("Not saved.")
    expect(text_box(page, "Brand new")).to_have_text("Also not saved.")
    axe(page, best_practice=False)
    save(page)

    page.goto(change(article))
    expect(text_box(page, "How")).to_have_text("Not saved.")
    page.wait_for_timeout(600)  # an offer would come by now
    expect(page.get_by_text("that was not saved.")).to_have_count(0)
    headings = list(article.sections.values_list("heading", flat=True))
    assert headings == ["Why", "How", "Brand new", "When"]

    page.get_by_label("Title:", exact=True).fill("Left behind")
    wait_for_copies(page, "Left behind", 1)
    open_menu(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Log in again")).to_be_visible()
    wait_for_copies(page, "Left behind", 0)


def test_two_write_at_once_and_neither_text_is_lost(open_page, writers, axe):
    article = draft()
    hers = sign_in(open_page(viewport=DESKTOP), change(article))
    his = sign_in(open_page(viewport=DESKTOP), change(article), "theo")
    text_box(hers, "How").fill("How Ines sees it.")
    text_box(his, "How").fill("How Theo has it.")
    save(his)

    hers.get_by_role("button", name="Save and continue editing").first.click()

    expect(hers.get_by_text("Somebody else saved this article")).to_be_visible()
    expect(hers.locator("ins").filter(has_text="Ines sees")).to_be_visible()
    expect(hers.locator("del").filter(has_text="Theo has")).to_be_visible()
    expect(text_box(hers, "How")).to_have_text("How Ines sees it.")
    axe(hers, best_practice=False)
    hers.get_by_role("button", name="Save mine on top of it").click()
    expect(hers.get_by_text("successfully").first).to_be_visible()
    assert article.sections.get(heading="How").body == "<p>How Ines sees it.</p>"
    assert article.versions.count() == 2


def test_sections_are_moved_by_mouse(open_page, writers):
    article = draft()
    page = sign_in(open_page(viewport={"width": 1280, "height": 4000}), change(article))
    for heading in ("Why", "How", "When"):
        expect(text_box(page, heading)).to_be_visible()  # from here on nothing moves by itself

    page.locator("#sections-2 .acu-grip").drag_to(page.locator("#sections-0 > h3"))

    expect(page.locator("#said")).to_have_text("“When” is now 1 of 3.")
    save(page)
    assert list(article.sections.values_list("heading", flat=True)) == ["When", "Why", "How"]


def test_a_second_page_leaves_alone_what_is_being_written_in_the_first(open_page, writers):
    article = draft()
    first = sign_in(open_page(viewport=DESKTOP), change(article))
    wait_for_keeping(first)
    first.get_by_label("Title:", exact=True).fill("Being written")
    wait_for_copies(first, "Being written", 1)

    second = first.context.new_page()
    second.goto(change(article))
    second.wait_for_timeout(1000)  # an offer would come by now
    expect(second.get_by_text("that was not saved.")).to_have_count(0)
    second.evaluate("localStorage.clear()")
    wait_for_copies(second, "Being written", 1)  # the first may not have seen yet that it is gone

    first.close()
    second.reload()
    expect(second.get_by_text("that was not saved.")).to_be_visible()

    second.get_by_role("button", name="Restore it").click()
    wait_for_copies(second, "Being written", 1)
    third = second.context.new_page()
    third.goto(change(article))
    open_menu(third)
    third.get_by_role("button", name="Log out").click()
    expect(third.get_by_text("Log in again")).to_be_visible()
    second.wait_for_timeout(3500)  # it would be written again by now
    wait_for_copies(third, "Being written", 0)


def test_a_proposal_is_gone_on_with_and_rescued_without_doubling_its_rows(open_page, writers, axe):
    article = make_article(
        sections=[{"heading": each, "body": "<p>So.</p>"} for each in ("Why", "How")]
    )
    page = sign_in(open_page(viewport=PHONE), change(article))
    text_box(page, "Why").fill("What is proposed.")
    page.locator("[name=_continue], [name=_save]").first.click()
    expect(page.get_by_text("Your change is proposed.")).to_be_visible()

    page.goto(change(article))
    expect(page.get_by_text("This form holds your proposal")).to_be_visible()
    expect(text_box(page, "Why")).to_have_text("What is proposed.")
    axe(page)
    wait_for_keeping(page)
    page.get_by_role("button", name="Move down: “Why”").click()
    text_box(page, "Why").fill("What is better.")
    wait_for_copies(page, "What is better.", 1)
    page.goto("about:blank")
    page.goto(change(article))
    page.get_by_role("button", name="Restore it").click()

    expect(page.get_by_label("Heading:")).to_have_count(
        3
    )  # with the row from which others are made
    expect(text_box(page, "Why")).to_have_text("What is better.")
    page.locator("[name=_continue], [name=_save]").first.click()
    expect(page.get_by_text("Your proposal is changed.")).to_be_visible()
    content = article.versions.get().content
    assert [(each["heading"], each["body"]) for each in content["sections"]] == [
        ("How", "<p>So.</p>"),
        ("Why", "<p>What is better.</p>"),
    ]


def test_what_was_proposed_is_not_offered_again(open_page, writers):
    article = make_article()
    page = sign_in(open_page(viewport=DESKTOP), change(article))
    wait_for_keeping(page)
    page.get_by_label("Summary:").fill("What is proposed.")
    wait_for_copies(page, "What is proposed.", 1)

    page.locator("[name=_continue], [name=_save]").first.click()
    expect(page.get_by_text("Your change is proposed.")).to_be_visible()

    page.wait_for_timeout(1000)  # an offer would come by now
    expect(page.get_by_text("that was not saved.")).to_have_count(0)
    wait_for_copies(page, "What is proposed.", 0)
