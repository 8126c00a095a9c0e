"""Search in two languages: a page finds its own, and says apart what is there in another alone."""

import re
from datetime import timedelta

import pytest

from articles.models import FAQ, SearchWord, Synonym, UnansweredSearch
from articles.search import index
from clinic.office.models import SiteLanguage
from tests.articles.factories import make_faq
from tests.factories import MONDAY, make_office, turn_on_spanish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BELOW = re.compile(r'<section class="stack" aria-labelledby="in-(\w+)">(.*?)</section>', re.DOTALL)


@pytest.fixture
def search(client):
    """A function that searches pages of a language and returns the titles that are found in it, and
    those below by their language.
    """
    make_office()
    turn_on_spanish()

    def ask(typed, path="/es/search/"):
        html = client.get(path, {"q": typed}).text
        below = {code: _titles(part) for code, part in BELOW.findall(html)}
        return _titles(BELOW.sub("", html)), below

    return ask


def _titles(html):
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)
    return [re.sub("<[^>]+>", "", each) for each in found]


def spanish_faq(question, *, of, answer, **fields):
    return make_faq(question, answer=f"<p>{answer}</p>", language="es", translation_of=of, **fields)


@pytest.fixture
def questions():
    """One that is translated, one that is there in English alone."""
    pain = make_faq("Does it hurt?", answer="<p>Redness and inflammation pass.</p>")
    make_faq("May I swim?", answer="<p>Inflammation after swimming: wait.</p>")
    return spanish_faq("¿Duele?", of=pain, answer="Las inflamaciones bajan.")


def test_a_page_finds_texts_of_its_language_and_below_what_it_lacks(search, questions):
    assert search("inflamación") == (["¿Duele?"], {})
    assert search("inflammation") == ([], {"en": ["May I swim?"]})
    assert search("inflammation", "/search/") == (["Does it hurt?", "May I swim?"], {})
    assert search("inflamaciones", "/search/") == ([], {"es": ["¿Duele?"]})


def test_nothing_of_a_language_that_is_off_is_found(search, questions):
    SiteLanguage.objects.update(is_on=False)

    assert search("inflamaciones", "/search/") == ([], {})


def test_drafts_of_a_translation_are_found_by_nobody(search, questions):
    FAQ.objects.filter(pk=questions.pk).update(published_at=None)

    assert search("inflamación") == ([], {})
    # the English one, which has no translation now
    assert search("redness") == ([], {"en": ["Does it hurt?"]})


def test_answers_in_another_language_are_marked_as_such(search, questions, client):
    below = BELOW.search(client.get("/es/search/", {"q": "swimming"}).text)[2]

    assert '<div lang="en-US">' in below


def test_a_mistake_is_mended_by_words_of_the_pages_language(search, questions, client):
    assert search("inflamasiones") == (["¿Duele?"], {})
    assert "inflamasiones" not in _shown_instead(client.get("/search/", {"q": "swiming"}))
    assert _shown_instead(client.get("/es/search/", {"q": "inflamasiones"})) == ["inflamaciones"]


def _shown_instead(response):
    return [word.shown for word in response.context["mended"]]


def test_a_synonym_is_of_one_language(search, questions):
    Synonym.objects.create(language="es", typed="hinchazón", finds="inflamación")
    Synonym.objects.create(language="en", typed="hinchazon", finds="redness")

    assert search("hinchazon") == (["¿Duele?"], {})
    assert search("hinchazón", "/search/") == (["Does it hurt?"], {})


def test_a_search_in_vain_is_counted_for_its_language(search, time_machine):
    for day in range(3):
        time_machine.move_to(MONDAY + timedelta(days=day))
        search("insurance", "/search/")
        search("insurance")

    kept = UnansweredSearch.objects.values_list("words", "language", "days")
    assert sorted(kept) == [("insurance", "en", 3), ("insurance", "es", 3)]


def test_a_word_of_both_languages_has_a_stem_in_each(search, questions):
    """Where words are kept: SQLite reads the texts themselves."""
    spanish_faq("¿Es natural?", of=make_faq("Is it natural?"), answer="Natural.")
    search("natural")

    rows = SearchWord.objects.filter(word="natural").values_list("language", "stem")
    kept = [("en", "natur"), ("es", "natural")]
    assert sorted(rows) == (kept if index.is_there() else [])
