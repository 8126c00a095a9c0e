"""The pages to read, in a real browser: for everyone, at every width, with and without script."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import images
from articles.models import Article, Picture, Section, keep_picture
from clinic.office.models import Practitioner, TreatmentStep
from tests.articles.factories import make_article, make_faq, make_long_article, make_treatment
from tests.articles.pictures import encoded, upload
from tests.browser.layout import unfold
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask, make_office

pytestmark = pytest.mark.django_db(transaction=True)
LONG_WORD = "Acetylhexapeptidecomplexes"


@pytest.fixture
def addresses(live_server, settings, tmp_path):
    """Everything that readers see, some of it long. Returns the pages by name."""
    office = make_office(parking="Behind the house.", access="One step.")
    start = timezone.now() + timedelta(days=3)
    office.closures.create(starts_at=start, ends_at=start + timedelta(hours=3), reason="training")
    settings.MEDIA_ROOT = tmp_path / "media"
    treatment = make_treatment(
        shows_collagen_drawings=True,
        not_yet="Wait.",
        authorized_use="Scars.",
        price=180,
        price_includes=f"One session with {LONG_WORD}, and a call the day after.",
        price_on_page="shown",
    )
    make_treatment("Acupuncture", position=2)
    TreatmentStep.objects.create(treatment=treatment, title="Settle", text="Rest.")
    article = make_long_article()
    article.treatments.add(treatment)
    Section.objects.create(
        article=article,
        heading=f"A table of {LONG_WORD}",
        position=9,
        body=f"<table><tbody><tr><th><p>{LONG_WORD}</p></th><th><p>{LONG_WORD}</p></th><th><p>c</p></th></tr>"
        f"<tr><td><p>one</p></td><td><p>two</p></td><td><p>{LONG_WORD}</p></td></tr></tbody></table>"
        "<ol><li><p>first</p></li></ol><h3>Under it</h3><blockquote><p>Said.</p></blockquote>",
    )
    Practitioner.objects.update(
        about=f"One.\n\n{LONG_WORD}.",
        license_type="Licensed Acupuncturist",
        license_number="AC 00000",
        board_notice="Sample notice of a board.",
        is_published=True,
    )
    portrayed = Picture(name="A", alt="In words", depicts="portrait", practitioner=article.reviewer)
    keep_picture(portrayed, images.make(upload(encoded((900, 1200)))))
    treatment.practitioners.add(article.reviewer)
    make_faq(on=article, on_home_page=True)
    make_faq("What does it cost?", group="Visits", answer="<p>Nothing.</p>")
    for number in range(11):
        make_article(f"Another article, number {number}")
    named = [
        "home",
        "articles:index",
        "articles:questions",
        "office:visit",
        "office:about",
        "office:privacy",
        "office:accessibility",
    ]
    pages = {name: reverse(name) for name in named}
    pages |= {"treatment": treatment.get_absolute_url(), "article": article.get_absolute_url()}
    pages |= {
        "search": "/search/?q=another",
        "nothing": "/search/?q=tattoo",
        "missing": "/nowhere/",
    }
    return pages


def test_every_page_is_accessible(open_page, addresses, axe):
    page = open_page(
        reduced_motion="reduce"
    )  # a color on its way from one theme to the other misleads
    for address in addresses.values():
        page.goto(address)
        unfold(page)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})

            axe.by_day_and_night(page)


def test_every_page_fits_every_width_and_a_finger(open_page, addresses):
    page = open_page()
    for name, address in addresses.items():
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(address)

        small = page.evaluate(
            """[...document.querySelectorAll('a, button, summary, input')].filter(each => {
              const box = each.getBoundingClientRect(), inline = getComputedStyle(each).display === 'inline';
              const elsewhere = each.closest('.visually-hidden, .skip-link, h3');
              return box.width && !inline && box.height < 44 && !elsewhere;
            }).map(each => each.outerHTML.slice(0, 90))"""
        )
        assert small == [], name
        unfold(page)
        for width in (320, 360, 768, 965, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        for width in (320, 360, 640, 912, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, width, "text at 200%")


def test_everything_works_without_script(page_without_script, addresses):
    page = page_without_script
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()

    page.get_by_text("Does it hurt?").click()
    expect(page.get_by_text("Mostly not.")).to_be_visible()

    page.get_by_role("searchbox").fill("cost")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 answer for cost")).to_be_visible()
    page.get_by_role("link", name="What does it cost?").click()
    expect(page).to_have_url(re.compile("/questions/#what-does-it-cost$"))

    page.goto(addresses["article"])
    page.get_by_role("navigation", name="In this article").get_by_role(
        "link", name="Common questions"
    ).click()
    expect(page).to_have_url(re.compile("#common-questions$"))


def test_a_link_to_a_question_opens_it(page, addresses):
    page.goto("/questions/#does-it-hurt")

    expect(page.get_by_text("Mostly not.")).to_be_visible()


def test_the_first_tab_leads_to_the_content(page, addresses):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_staff_write_bold_text_in_an_article(desktop_page, addresses):
    """The editor runs under the site's policy: a rule broken on any of these pages fails this
    test.
    """
    User.objects.create_superuser("desk", password="a long enough password")
    page = desktop_page
    page.goto("/admin/")
    page.get_by_label("Username").fill("desk")
    page.get_by_label("Password:").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    page.goto(reverse("admin:articles_article_changelist"))
    page.get_by_role("link", name="Pores, plainly").click()

    box = page.get_by_role("textbox", name="Text of “How”")  # which is empty
    box.click()
    page.locator("#sections-1 .ProseMirror-focused").wait_for()
    page.keyboard.type("Plain and ")
    box.get_by_text("Plain and").wait_for()
    page.keyboard.press("Control+b")
    page.keyboard.type("bold")
    box.locator("strong", has_text="bold").wait_for()
    page.get_by_role("button", name="Add another Section").click()
    page.locator("#id_sections-7-heading").fill("A new section")
    page.get_by_role("textbox", name="Text of “A new section”").press_sequentially("Its text")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("was changed successfully").wait_for()

    sections = list(Section.objects.filter(article__slug="pores-plainly"))
    assert sections[1].body == "<p>Plain and <strong>bold</strong></p>"
    assert (sections[-1].heading, sections[-1].body) == ("A new section", "<p>Its text</p>")


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        ("America/New_York", ["Where you are: Tuesday, November 24, 5:00 pm EST"]),
        ("Asia/Tokyo", ["Where you are: Wednesday, November 25, 7:00 am GMT+9"]),
        ("America/Los_Angeles", []),
        ("America/Tijuana", []),
    ],
)
def test_a_time_is_said_again_where_the_clock_differs_and_never_instead(
    open_page, live_server, zone, line
):
    consultation = ask(make_office(), starts_at=TUESDAY_AT_TWO, now=MONDAY)
    page = open_page(timezone_id=zone)

    page.goto(consultation.get_absolute_url())

    said = page.locator("time[data-zone]").first.inner_text().split()
    assert " ".join(said) == "Tuesday, November 24, 2:00 pm Pacific time"
    assert page.locator(".elsewhere").all_inner_texts() == line


def fonts_asked_for(page):
    files = page.evaluate("""async () => {
        await document.fonts.ready;
        return performance.getEntriesByType('resource').map(entry => entry.name);
    }""")
    return {file.rpartition("/")[2] for file in files if file.endswith(".woff2")}


def test_pages_fetch_the_rest_of_a_font_only_where_they_show_it(page, clinic):
    first = {
        "cabin.woff2",
        "goudy-bookletter-1911.woff2",
        "sorts-mill-goudy-italic.woff2",
    }
    articles = [article.get_absolute_url() for article in Article.objects.all()]
    for address in ["/", "/articles/", "/questions/", "/visit/", "/book/", *articles]:
        page.goto(address)
        unfold(page)
        assert fonts_asked_for(page) <= first, address

    Article.objects.update(title="J\u00f6rg asks")
    page.goto("/articles/")
    assert fonts_asked_for(page) - first != set()


def test_pictures_in_the_first_view_are_not_lazy(open_page, addresses):
    page = open_page()
    pages = ["/", "/articles/", "/articles/?page=2", "/nowhere/"]
    for address in [*pages, addresses["article"], addresses["treatment"]]:
        for width, height in ((360, 780), (1280, 900), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            lazy = page.evaluate(
                """[...document.querySelectorAll('img[loading=lazy]')].filter(image => {
                  const box = image.getBoundingClientRect();
                  return box.height && box.top < innerHeight;
                }).map(image => image.src)"""
            )
            assert lazy == [], (address, width)
