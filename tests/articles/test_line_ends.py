"""Browsers send lines with ends of their own: what nobody touched is unchanged all the same."""

import pytest

from articles import snapshots
from articles.models import Article, Version
from articles.text import diff
from tests.articles.factories import make_article
from tests.articles.staff import a_draft, desk, kinds, page, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
LISTS = {
    "ways": "Firmer edges\nDenser skin",
    "indirect_way": "Calmer\nskin",
    "may_help": "The look of pores\nAcne scars",
    "cannot": "Remove pores\nHurry",
}
AS_SENT = {name: lines.replace("\n", "\r\n") for name, lines in LISTS.items()}


def test_a_writer_who_touched_nothing_proposes_nothing():
    article = make_article(**LISTS)
    writer = desk("Content")

    response = sent(writer, page(article), **AS_SENT)

    assert writer.get(response.url).text.count("Nothing differs from what readers have") == 1
    assert not Version.objects.exists()


def test_a_reviewer_who_touched_nothing_makes_no_new_version():
    article = make_article(**LISTS)

    for _ in range(2):
        assert sent(desk("Reviewer"), page(article), **AS_SENT).status_code == 302

    assert kinds(article) == ["released"], "the one that was kept before the first save"
    assert Article.objects.filter(**LISTS).exists()


def test_lines_are_stored_alike_whichever_way_they_come():
    made = a_draft(**AS_SENT)
    assert (made.ways, Article.objects.get().ways) == (LISTS["ways"], LISTS["ways"])

    Article.objects.update(ways="One\r\nTwo")
    assert Article.objects.get().ways == "One\nTwo"


def test_versions_of_old_with_other_line_ends_say_the_same():
    article = make_article(**LISTS)
    now = snapshots.snapshot_of(article)
    old = {**now, "fields": now["fields"] | AS_SENT}

    assert snapshots.say_the_same(old, now)
    assert diff.contents(old, now) == []
    assert not snapshots.say_the_same({**now, "fields": now["fields"] | {"ways": "Other"}}, now)
