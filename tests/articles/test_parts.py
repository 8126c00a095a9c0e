"""What stands after a section's text: each part and drawing has its template, and shows when it is
filled.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from articles.models import Article, ArticlePart, Drawing, Section
from tests.articles.factories import make_article, make_treatment
from tests.articles.forms import change

FOLDERS = {ArticlePart: "articles/parts", Drawing: "partials/drawings"}
FILLED = {
    ArticlePart.WAYS: {"ways": "Firmer edges"},
    ArticlePart.EXPECT: {"may_help": "The look of pores", "cannot": "Remove pores"},
}
SEEN = {
    ArticlePart.WAYS: '<ol class="ways">',
    ArticlePart.EXPECT: '<div class="cancan">',
    ArticlePart.FACTS: '<dl class="facts">',
    ArticlePart.DAYS: '<ol class="days-strip">',
}


@pytest.mark.parametrize("choices", FOLDERS)
def test_every_choice_has_its_template_and_every_template_its_choice(choices):
    names = {choice.template for choice in choices}

    for name in names:
        get_template(name)
    folder = Path(settings.BASE_DIR, "templates", FOLDERS[choices])
    assert {f"{FOLDERS[choices]}/{file.name}" for file in folder.iterdir()} == names


def test_every_part_is_looked_for_here():
    assert set(SEEN) == set(ArticlePart)


def shown(client, article):
    """The parts that are seen on its page."""
    text = client.get(article.get_absolute_url()).text
    return [part for part in SEEN if SEEN[part] in text]


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office")
@pytest.mark.parametrize("part", ArticlePart)
def test_a_part_is_shown_once_there_is_something_to_show(client, part):
    empty = make_article("Empty", sections=[{"heading": "Why", "part": part}])
    filled = make_article(
        "Filled", sections=[{"heading": "Why", "part": part}], **FILLED.get(part, {})
    )
    if part not in FILLED:
        filled.treatments.add(make_treatment())

    assert (shown(client, empty), shown(client, filled)) == ([], [part])


@pytest.mark.django_db
@pytest.mark.usefixtures("monday", "office")
def test_what_an_old_version_names_and_is_no_more_is_passed_over(client):
    article = make_article(sections=[{"heading": "Why", "part": "gone", "drawing": "gone"}])

    assert client.get(article.get_absolute_url()).status_code == 200
    assert (ArticlePart.of("gone"), Drawing.of(""), ArticlePart.of("ways")) == (
        None,
        None,
        ArticlePart.WAYS,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
def test_the_admin_offers_every_part_and_a_field_for_what_is_written_for_it(owner):
    text = owner.get(change(make_article())).text

    for value, label in [*Section._meta.get_field("part").choices, *Drawing.choices]:
        assert f'value="{value}"' in text, label
    for fields in FILLED.values():
        for name in fields:
            assert Article._meta.get_field(name)
            assert f'name="{name}"' in text
