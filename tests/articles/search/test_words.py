"""Words as people write them: every spelling leads to what the site says."""

import pytest
from django.core.management import call_command

from articles.search.vocabulary import one_off
from articles.search.words import stem, stems, typed_words
from tests.articles import search_expectations_es
from tests.articles.factories import make_article, make_faq, make_section
from tests.articles.search_cases import ANSWER, ASKED
from tests.articles.search_expectations import LEADS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_word_is_found_however_it_is_typed(found):
    make_faq("One?", answer=ANSWER)
    make_section(make_article("One"), heading="More", body=ANSWER)
    both = ["/articles/one/#more", "/questions/#one"]

    # the home page says some of these words too
    finds = {typed: sorted(set(found(typed)) - {"/"}) for typed in ASKED}

    assert finds == {typed: both * is_found for typed, is_found in ASKED.items()}


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/search/", LEADS), ("/es/search/", search_expectations_es.LEADS)],
    ids=["in English", "in Spanish"],
)
def test_what_people_type_leads_somewhere_true(client, db, settings, address, expected):
    settings.DEVELOPMENT = True
    call_command("load_sample", verbosity=0)
    call_command("index_search", verbosity=0)
    leads = {}

    for typed, wanted in expected.items():
        context = client.get(address, {"q": typed}).context
        answers = [answer.address for answer in context["page"]][:3]
        is_there = any(address.startswith(wanted) for address in answers)
        if wanted == "sentence":
            is_there = bool(context["sentences"])
        leads[typed] = wanted if is_there else (answers, context["sentences"])

    assert leads == expected


def test_forms_of_a_word_have_one_stem_in_english_and_spanish():
    assert {stem(word) for word in ("needle", "needles", "needling", "needled")} == {"needl"}
    for forms_of_one in [
        ("cicatriz", "cicatrices"),
        ("inflamacion", "inflamaciones"),
        ("sesion", "sesiones"),
        ("poro", "poros"),
    ]:
        assert len({stem(word, "es") for word in forms_of_one}) == 1, forms_of_one


def test_a_hyphen_parts_a_word_and_joins_it():
    assert typed_words("Micro-needling’s") == ["micro", "needling"]
    assert stems("micro‑needling") == {"micro", "needl", "microneedl"}


def test_eight_words_of_a_hundred_letters_are_searched_for():
    assert len(typed_words("a b c d e f g h i j")) == 8
    assert typed_words("a" * 500) == ["a" * 60]


def test_every_spelling_that_is_one_mistake_away_is_tried():
    assert {"needle", "needled", "neeldes", "needlez", "neeedles"} <= one_off("needles")
    assert "needles" not in one_off("needles")
