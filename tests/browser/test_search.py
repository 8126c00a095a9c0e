"""Search in a real browser: while somebody types they see what the server answers."""

import re

import pytest
from django.utils.html import strip_tags
from playwright.sync_api import expect

from tests.articles.factories import make_article, make_faq, make_section
from tests.articles.search_cases import ANSWER, ASKED
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 150  # milliseconds after the last letter


def test_while_one_types_the_answers_are_those_of_the_server(page, live_server, client):
    make_office()
    make_faq("One?", answer=ANSWER)
    make_faq("What does it cost?", group="Visits", answer="<p>Nothing.</p>")
    make_section(make_article("One"), heading="More", body=ANSWER)
    box, found = page.get_by_role("searchbox"), page.locator("#found h3 a")
    groups = page.get_by_role("navigation", name="Groups")
    page.clock.install()
    page.goto("/questions/")
    for typed in list(ASKED)[::4]:  # all of them are tried on the server
        asked = client.get("/search/", {"q": typed, "kind": "questions"}).context
        answers = asked.get("instead") or asked.get("page") or []
        with page.expect_response(lambda response: "/search/" in response.url):
            box.fill(typed)
            page.clock.run_for(WAIT)

        expect(found).to_have_text([strip_tags(each.title) for each in answers])
    expect(groups).to_be_hidden()

    box.fill("cost")
    page.clock.run_for(WAIT)
    expect(page.get_by_role("status")).to_have_text("1 answer for cost.")
    found.click()  # on this very page
    expect(page.locator("#what-does-it-cost .prose")).to_be_visible()

    box.fill("acne")
    page.clock.run_for(WAIT)
    page.locator("#found").get_by_role("link", name=re.compile("^All")).click()
    page.locator("#found").get_by_role("link", name="One", exact=True).click()
    expect(page).to_have_url(re.compile("/articles/one/#more$"))
    page.go_back()
    expect(box).to_have_value("acne")
    expect(found).to_have_text(["One?", "One"])  # questions first
