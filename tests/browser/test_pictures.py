"""A photo of a phone on its way from the library into an article and to a reader."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from articles.models import Picture
from clinic.staff.roles import make_roles
from tests.articles.factories import make_article
from tests.articles.pictures import phone_photo
from tests.browser.desk import PASSWORD, sign_in
from tests.conftest import PHONE
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_photo_is_added_chosen_by_its_look_and_shown_in_the_size_that_fits(
    open_page, live_server, settings, tmp_path, axe
):
    settings.MEDIA_ROOT, settings.SECOND_FACTOR = tmp_path / "media", False
    make_office()
    make_roles()
    editor = User.objects.create_user("desk", password=PASSWORD, is_staff=True)
    editor.groups.add(Group.objects.get(name="Content"))
    article = make_article(published_at=None)
    page = sign_in(open_page(viewport=PHONE), "/admin/articles/picture/add/")

    photo = phone_photo((2000, 1500))
    page.get_by_label("File").set_input_files(
        {"name": photo.name, "mimeType": "image/jpeg", "buffer": photo.read()}
    )
    page.get_by_label("Name").fill("Red wall")
    page.get_by_role("textbox", name="Picture in words").fill("A red wall in the afternoon")
    page.get_by_label("Who is in the picture").select_option("A model")
    axe(page, best_practice=False)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    axe(page, best_practice=False)

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("summary").get_by_role("heading", name="Picture", exact=True).click()
    page.get_by_role("radio", name="Poppy", exact=True).check()
    chooser = page.locator(".field-picture", has=page.locator("#id_picture"))
    button = chooser.get_by_role("button", name="Red wall")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(chooser.get_by_role("combobox")).to_contain_text("Red wall")
    axe(page, best_practice=False)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    article.refresh_from_db()
    assert (article.plate, article.picture) == ("poppy", Picture.objects.get())

    page.goto(article.get_absolute_url())
    head = page.get_by_role("img", name="A red wall in the afternoon")
    expect(head).to_have_js_property("complete", True)
    expect(page.get_by_text("Photo of a model")).to_be_visible()
    shown = head.evaluate("image => [image.currentSrc.split('/').pop(), image.naturalWidth]")
    assert shown[0] == "400.webp"  # of 320 pixels that it takes on this phone
