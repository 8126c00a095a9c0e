"""Visibility: a search knows what readers have at that moment, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles.models import FAQ, Article, SearchDocument, SearchWord, Section
from articles.search import index
from clinic.operations import expired
from tests.articles.factories import make_article, make_faq, tomorrow

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_drafts_and_what_is_planned_are_not_found(found, find):
    make_article("Draft of mugwort", published_at=None)
    make_article("Mugwort, planned", published_at=tomorrow())
    make_faq("Mugwort in a draft?", published_at=None)

    assert found("mugwort") == []
    assert "ugwort?" not in find("mugwort")


def test_what_is_planned_is_found_from_its_moment_on(found):
    at = timezone.now() + timedelta(hours=3)
    make_article("Mugwort", published_at=at)
    assert found("mugwort") == []

    with time_machine.travel(at + timedelta(seconds=1)):
        assert found("mugwort") == ["/articles/mugwort/"]


def test_what_is_taken_back_is_found_no_more(found):
    article, faq = make_article("Mugwort"), make_faq("Mugwort?")
    assert len(found("mugwort")) == 2

    Article.objects.filter(pk=article.pk).update(published_at=None)
    FAQ.objects.filter(pk=faq.pk).update(published_at=None)

    assert found("mugwort") == []


def test_no_word_is_offered_that_only_drafts_have(find):
    make_article("Secretum", published_at=None)
    make_faq("Sacretum?", published_at=tomorrow())

    html = find("secreturn") + find("secretun") + find("sacretun")

    assert "showing" not in html
    assert "ecretum" not in html


def test_a_word_that_a_draft_has_is_mended_to_the_readers_own(find):
    make_article("Needels", published_at=None)
    make_article("Needles")

    assert "You typed <b>needels</b>; showing <b>needles</b>." in find("needels")


def test_a_form_of_a_word_that_a_draft_alone_has_is_not_shown(find):
    make_article("Rosaceas", published_at=None)
    make_article("Rosacea")

    html = find("rosaceaz")

    assert "showing <b>rosacea</b>" in html
    assert "osaceas" not in html


@pytest.mark.parametrize(
    "write",
    [
        lambda article: Section.objects.create(article=article, heading="Yarrow"),
        lambda article: Section.objects.bulk_create([Section(article=article, heading="Yarrow")]),
        lambda article: Section.objects.update(body="<p>Yarrow</p>"),
        lambda article: Article.objects.update(summary="Yarrow"),
        lambda article: make_faq("Yarrow?"),
        lambda article: make_article("Yarrow"),
    ],
)
def test_whatever_writes_a_text_it_is_found_at_once(found, write):
    article = make_article("Mugwort")
    assert found("yarrow") == []

    write(article)

    assert len(found("yarrow")) == 1


def test_words_that_were_taken_out_are_found_no_more(found):
    article = make_article("Mugwort", sections=[{"heading": "Yarrow"}, {"heading": "Toyon"}])
    assert found("yarrow") == ["/articles/mugwort/#yarrow"]

    article.sections.first().delete()
    assert (found("yarrow"), found("toyon")) == ([], ["/articles/mugwort/#toyon"])

    article.delete()
    assert found("toyon") == []


# ---- the index of PostgreSQL -----------------------------------------------------------------


def test_the_index_follows_rows_that_come_and_go():
    if not index.is_there():
        assert not SearchDocument.objects.exists()
        return
    article, faq = make_article("Mugwort"), make_faq("Mugwort?")
    assert index.mend() == 2
    assert index.mend() == 0

    Article.objects.update(slug="elsewhere", revision=7)  # no words of it
    assert index.mend() == 0

    with connection.cursor() as cursor:  # as code that knows nothing of the index would
        cursor.execute("DELETE FROM articles_section")
        cursor.execute("DELETE FROM articles_article")
        cursor.execute("UPDATE articles_faq SET question = 'Yarrow?'")
    row = SearchDocument.objects.get()
    assert (row.question_id, row.is_stale) == (faq.pk, True)
    assert not Article.objects.filter(pk=article.pk).exists()


def test_a_search_makes_a_few_anew_and_the_command_the_rest(found, capsys):
    if not index.is_there():
        return
    for number in range(index.A_SEARCH + 3):
        make_faq(f"Yarrow {number}?")

    found("yarrow")
    assert SearchDocument.objects.filter(is_stale=True).count() == 3

    call_command("index_search")
    assert capsys.readouterr().out == "Indexed 3, forgot 0 words that no text has.\n"
    FAQ.objects.all().delete()
    call_command("index_search", anew=True)
    assert capsys.readouterr().out.startswith("Indexed 0, forgot ")


def test_words_that_no_text_has_any_more_go_at_night(found):
    if not index.is_there():
        return
    make_faq("Yarrow?").delete()
    make_faq("Toyon?")
    found("toyon")
    SearchWord.objects.create(word="yarrow", stem="yarrow")

    assert expired.forget(now=timezone.now())["words that no text has any more"] == 1

    assert "toyon" in SearchWord.objects.values_list("word", flat=True)


def mended_elsewhere():
    """How many rows a search makes anew that somebody does at this moment."""

    def mend():
        try:
            return index.mend()
        finally:
            connection.close()

    with ThreadPoolExecutor() as elsewhere:
        return elsewhere.submit(mend).result()


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_being_written_is_made_anew_once_it_is(found):
    if not index.is_there():
        return
    make_article("Mugwort", sections=[{"heading": "Rest"}])
    with transaction.atomic():
        Section.objects.update(heading="Yarrow")  # of a row that was stale before
        assert mended_elsewhere() == 0

    assert found("yarrow") == ["/articles/mugwort/#yarrow"]


@pytest.mark.django_db(transaction=True)
def test_no_search_learns_words_while_some_are_forgotten():
    if not index.is_there():
        return
    make_faq("Toyon?")

    with transaction.atomic():
        index.forget_words()
        assert mended_elsewhere() == 0

    assert index.mend() == 1


def test_a_database_that_cannot_be_written_to_is_still_searched(found, monkeypatch):
    if not index.is_there():
        return
    make_faq("Yarrow?")
    assert found("yarrow") == ["/questions/#yarrow"]
    make_faq("Toyon?")

    def refuse(rows):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(index, "_index", refuse)

    assert found("yarrow") == ["/questions/#yarrow"]
    assert found("toyon") == []
