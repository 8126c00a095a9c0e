"""Synonyms as staff keep them: lines that can be searched for, each in one row, and tried at once."""

import pytest

from articles.models import Synonym
from tests.articles.factories import make_faq
from tests.clinic.seen import seen
from tests.factories import make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(admin_client):
    """A function that sends the form of a new synonym, or of a stored one."""
    make_office()

    def send(row=None, **fields):
        address = f"/admin/articles/synonym/{f'{row.pk}/change' if row else 'add'}/"
        sent = {"typed": "pain", "finds": "hurt", "sentence": "", "is_on": "on"} | fields
        return admin_client.post(address, sent | (seen(admin_client, address) if row else {}))

    return send


def test_a_new_synonym_is_found_by_the_next_search(save, client):
    make_faq("Does it hurt?")

    assert save(typed="pain\r\nDoes it ache?").status_code == 302

    assert Synonym.objects.get().typed == "pain\nDoes it ache?"
    for typed in ("pain", "PAINS", "does it ache"):
        assert "Does it <mark>hurt</mark>?" in client.get("/search/", {"q": typed}).text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"typed": "pain\n…"}, "“…” holds no word: take the line out."),
        ({"typed": "a b c d e f g h i"}, "a search takes 8 words, so keep to fewer."),
        ({"typed": "cost\nPrice?"}, "“Price?” already stands in “price, fee”"),
        ({"finds": "", "sentence": ""}, "Say which words of our pages it finds"),
    ],
)
def test_what_could_find_nothing_is_refused_with_every_word_kept(save, fields, why):
    Synonym.objects.create(typed="price\nfee", finds="cost")

    response = save(**fields)

    assert response.status_code == 200
    assert why in response.text
    assert fields.get("typed", "pain").split("\n")[0] in response.text
    assert Synonym.objects.count() == 1


def test_a_stored_one_keeps_its_own_words_and_leads_to_its_search(save, admin_client):
    row = Synonym.objects.create(typed="price & fee", finds="cost")

    assert save(row, typed="price & fee", finds="cost\nwhat you pay").status_code == 302

    row.refresh_from_db()
    assert row.finds == "cost\nwhat you pay"
    page = admin_client.get(f"/admin/articles/synonym/{row.pk}/change/").text
    assert '<a href="/search/?q=price+%26+fee">Search for “price &amp; fee”</a>' in page
