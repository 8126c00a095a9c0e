"""Cover drawings: no page shows one twice, and a new article begins with one that its neighbors do
not have.
"""

import re
from collections import Counter
from itertools import product
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from articles import drawings
from articles.models import Article
from clinic.office.models import Plate
from tests.articles.factories import make_article, make_picture, make_topic, make_treatment
from tests.articles.forms import ADD, form_of
from tests.articles.walk import drawn, walk

pytestmark = pytest.mark.django_db
PLATES = Plate.values
FOLDER = Path(settings.BASE_DIR, "static", "img")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def shown_twice(pages):
    counted = {address: Counter(shown) for address, shown in pages.items()}
    return {
        address: names
        for address, each in counted.items()
        if (names := [name for name, count in each.items() if count > 1])
    }


def test_no_public_page_of_the_sample_shows_a_drawing_twice(client):
    call_command("load_sample")

    pages = walk(client)
    not_there = drawn(client.get("/nowhere/").text)

    assert len(pages) > 20  # with topics, questions, treatments and the booking page
    assert shown_twice(pages) == {}
    as_files = {name for shown in pages.values() for name in shown if "-" in name}
    assert as_files <= {file.stem for file in FOLDER.glob("*.svg")}
    assert len(pages["/articles/"]) == Article.objects.in_language("en").count() == 10
    assert len(pages["/es/articles/"]) == 10  # three, and below them the seven that it lacks
    assert not_there == ["plate-poppy"]


def test_ten_articles_written_one_after_another_show_ten_drawings(owner, office):
    """Each form begins with one that none of its neighbors has, so nobody has to choose."""
    topics = [make_topic("Skin"), make_topic("Needles")]
    for number in range(10):
        plate = drawings.for_a_new_article()
        make_article(f"Made up {number}", plate=plate, topic=topics[number % 2])
    begun_with = form_of(owner, ADD)["plate"]

    pages = walk(Client())

    has = set(Article.objects.values_list("plate", flat=True))
    assert len(has) == 10
    assert begun_with in set(PLATES) - has
    assert len(pages["/articles/"]) == 10
    assert shown_twice(pages) == {}
    assert {f"/articles/made-up-{number}/" for number in range(10)} <= pages.keys()
    assert set(pages["/articles/made-up-0/"]) > {f"plate-{PLATES[0]}"}


def test_articles_that_all_have_one_drawing_do_not_show_it_twice(client, office):
    """What staff chose once stays where it can: on the article's own page, and on its card."""
    topics = [make_topic("Skin"), make_topic("Needles")]
    for number in range(20):
        make_article(f"Made up {number}", plate="toyon", topic=topics[number % 2])

    pages = walk(client)

    assert shown_twice(pages) == {}
    for number in range(20):
        assert pages[f"/articles/made-up-{number}/"][0] == "plate-toyon"
    assert pages["/articles/"].count("plate-toyon") == 1
    assert "/articles/?page=2" in pages


def test_whatever_articles_stand_on_a_page_each_shows_a_drawing_of_its_own():
    choices, picture = Random(16), make_picture()
    for round_, beside in product(range(100), [[], ["mugwort"], ["oak", "sage"]]):
        rows = [
            Article(
                pk=key + 1,
                plate=choices.choice([*PLATES, "of a later release"]),
                picture=picture if choices.random() < 0.2 else None,
            )
            for key in range(10)
        ]

        found = drawings.cards(rows, beside=beside)

        shown = [plate for article, plate in found if not article.picture_id]
        assert [article for article, _ in found] == rows
        assert len({*shown, *beside}) == len(shown) + len(beside), round_
        assert set(shown) <= set(PLATES)
        own = {each.plate for each in rows if not each.picture_id} & set(PLATES)
        assert own - set(beside) <= set(shown)  # nobody's is changed who need not give way


def test_a_page_with_more_articles_than_drawings_still_has_one_for_each():
    rows = [Article(pk=key + 1, plate="oak") for key in range(2 * len(PLATES))]

    assert {plate for _, plate in drawings.cards(rows)} == set(PLATES)


def test_of_all_articles_in_a_row_as_many_as_there_are_drawings_differ():
    chosen = []
    for number in range(30):
        plate = "poppy" if number in (7, 20) else drawings.for_a_new_article()
        make_article(f"Made up {number}", plate=plate, published_at=None)
        chosen.append(plate)

    for last in range(30):
        row = chosen[max(0, last - 9) : last]
        assert chosen[last] not in row or last in (7, 20)


@pytest.mark.parametrize("plate", PLATES)
def test_each_drawing_is_light_knows_the_dark_and_holds_nothing_that_runs(plate):
    svg = (FOLDER / f"plate-{plate}.svg").read_text()

    assert len(svg) < 4400
    assert 'viewBox="0 0 400 300"' in svg
    assert "@media(prefers-color-scheme:dark)" in svg
    assert not re.search(r"<script|<image|\bon\w+=|url\(|https?://(?!www\.w3\.org/2000/svg)", svg)


def test_a_drawing_of_a_later_release_is_shown_as_one_that_is_there(client, office):
    article = make_article(plate="of a later release")
    treatment = make_treatment(plate="of a later release")

    for address in (article.get_absolute_url(), treatment.get_absolute_url(), "/articles/"):
        assert drawn(client.get(address).text) == ["plate-eucalyptus"]
