"""Pages in two languages: read at every width, and translated by a writer."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.desk import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 780}


def test_a_reader_goes_from_a_spanish_list_to_an_english_article_and_back(open_page, clinic):
    page = open_page(viewport=PHONE)
    page.goto("/es/articles/")

    page.get_by_role("link", name="Needles, peels, heat").click()

    assert page.url.endswith("/articles/how-microneedling-compares/")
    page.goto("/es/articles/microneedling-and-pores/")
    assert page.url.endswith("/es/articles/microneedling-y-poros/")
    page.get_by_role("contentinfo").get_by_role("link", name="English").click()
    assert page.url.endswith("/articles/microneedling-and-pores/")


def test_a_writer_begins_a_translation_with_the_english_beside_it(open_page, axe, clinic):
    page = sign_in(open_page(viewport={"width": 1280, "height": 900}))
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="When it is better to wait").click()
    page.get_by_role("link", name="Translations").first.click()
    axe(page, best_practice=False)

    page.get_by_role("button", name="Translate into Spanish").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Change article")
    expect(page.locator("#original")).to_contain_text("The Spanish translation of")
    expect(page.locator("#id_title_helptext .acu-original")).to_have_text(
        "When it is better to wait"
    )
    axe(page, best_practice=False)
    page.locator("#id_title").fill("Cuándo es mejor esperar")
    page.locator("#id_summary").fill("Algunas razones para esperar, y por qué.")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".success")).to_contain_text("was changed successfully")
    assert Article.objects.filter(title="Cuándo es mejor esperar", language="es").exists()
