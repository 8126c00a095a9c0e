"""The search page: what is found by kind, in pages, with the answering sentence marked."""

from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Synonym
from articles.search import finding
from clinic.changes.public_pages import CACHE_CONTROL, QUERY
from clinic.office.models import Office
from tests.articles.factories import make_article, make_faq, make_treatment

pytestmark = pytest.mark.django_db


# ---- what is found -------------------------------------------------------------------------------
@pytest.mark.both_databases
def test_every_word_is_found_on_its_own_or_in_a_section(found):
    make_article("Keratin", sections=[{"heading": "Slow", "body": "<p>It takes months.</p>"}])
    make_article("Rest", summary="Keratin and sleep", sections=[])

    assert found("keratin months") == ["/articles/keratin/#slow"]
    assert found("KERATIN") == ["/articles/keratin/", "/articles/rest/"]
    assert found("keratin tattoo") == []


@pytest.mark.both_databases
def test_title_goes_before_heading_and_heading_before_text(found):
    text = [{"heading": "More", "body": "<p>Mugwort.</p>"}]
    make_article("Two", sections=[{"heading": "Mugwort", "body": "<p>Tea.</p>"}])
    make_article("Three", sections=text, published_at=timezone.now() - timedelta(days=1))
    make_article("Mugwort", sections=[])
    make_faq("Four?", answer="<p>Mugwort.</p>")
    make_faq("And mugwort?", answer="<p>Tea.</p>")

    assert found("mugwort") == [
        "/questions/#and-mugwort",
        "/articles/mugwort/",
        "/articles/two/#mugwort",
        "/questions/#four",
        "/articles/three/#more",
    ]


@pytest.mark.both_databases
def test_search_looks_in_what_is_read_and_not_in_markup(found):
    body = '<p>It is <strong>slow</strong>.</p><p>Rest &amp; <a href="/visit/">come</a>.</p>'
    make_article("Collagen", may_help="Fine lines", cannot="Moles", sections=[{"body": body}])

    asked = ["IT IS SLOW", "rest & come", "fine", "moles", "strong", "href", "amp", "slow.rest"]
    assert [each for each in asked if found(each)] == [
        "IT IS SLOW",
        "rest & come",
        "fine",
        "moles",
    ] + [
        "slow.rest"  # a full stop parts words, as it does where it is read
    ]


@pytest.mark.both_databases
def test_treatments_and_pages_are_found_from_their_facts(found):
    treatment = make_treatment(name="Cupping", slug="cupping", what_it_is="Cups on the back.")
    Office.objects.update(parking="Behind the house.")

    assert found("cups") == [treatment.get_absolute_url()]
    assert found("park") == ["/visit/"]
    assert found("cookies") == ["/privacy/"]


@pytest.mark.both_databases
def test_more_than_can_be_looked_through_is_said(find, found, monkeypatch):
    monkeypatch.setattr(finding, "MOST_FOUND", 2)
    monkeypatch.setattr("articles.search.page.MOST_FOUND", 2)
    for number, day in enumerate(["Old", "New", "Newest"]):
        make_article(f"{day} nap", published_at=timezone.now() + timedelta(hours=number - 5))
    make_article("Calm", summary="A nap.")

    assert found("nap") == ["/articles/newest-nap/", "/articles/new-nap/"]
    assert "2+ answers for <b>nap</b>" in find("nap")


# ---- synonyms and mistakes -----------------------------------------------------------------------
@pytest.mark.both_databases
def test_a_synonym_finds_the_words_of_our_pages(found):
    Synonym.objects.create(typed="price\nhow much", finds="cost\nwhat you pay")
    Synonym.objects.create(typed="off", finds="cost", is_on=False)
    make_faq("What does it cost?", answer="<p>Nothing.</p>")
    make_faq("When do I pay?", answer="<p>When you leave.</p>")

    both = ["/questions/#what-does-it-cost", "/questions/#when-do-i-pay"]
    assert found("Prices?") == found("how much") == found("how much is the price") == both
    assert found("off") == []


@pytest.mark.both_databases
def test_a_sentence_stands_instead_of_answers_or_above_them(find):
    Synonym.objects.create(typed="botox", sentence="Ask <us>.")
    Synonym.objects.create(typed="glare", finds="light", sentence="Wear a hat.")
    make_faq("Is light bad?")

    assert '<p class="panel task">Ask &lt;us&gt;.</p>' in find("botox")
    assert "We found nothing" not in find("botox")
    with_answers = find("glare")
    assert '<p class="panel task">Wear a hat.</p>' in with_answers
    assert "1 answer for <b>glare</b>" in with_answers


@pytest.mark.both_databases
def test_a_mended_mistake_is_said_and_claims_nothing(find):
    make_faq("What about rosacea?")

    mended = find("rosacae")
    assert "You typed <b>rosacae</b>; showing <b>rosacea</b>." in mended
    assert "1 answer." in mended, "it is not one for what was typed"
    assert "showing" not in find("rosacea") + find("rosa") + find("xylophone")
    assert "showing" not in find("rosacae xylophone"), "one of them is found nowhere"


@pytest.mark.both_databases
def test_nothing_is_said_to_be_shown_where_what_was_meant_is_not_found_either(find):
    make_faq("What about rosacea?")
    make_faq("What about freckles?")

    html = find("rosacae freckels")

    assert "We found nothing for <b>rosacae freckels</b>" in html
    assert "showing" not in html


@pytest.mark.both_databases
def test_a_mistake_in_what_a_synonym_knows_is_mended(find):
    Synonym.objects.create(typed="recovery", finds="days after")
    make_faq("What about the days after?")

    html = find("recoverry")

    assert "You typed <b>recoverry</b>; showing <b>recovery</b>." in html
    assert "What about the <mark>days</mark> <mark>after</mark>?" in html


# ---- how it is shown -----------------------------------------------------------------------------
def test_the_answering_sentence_is_marked_and_led_to(find):
    make_faq(
        "Red?",
        answer="<p>You may be pink like after some sun for a day or so. Redness – or more – fades, 1-3 days.</p>",
    )

    html = unescape(find("redness fades"))

    sentence = "<mark>Redness</mark> – or more – <mark>fades</mark>, 1-3 days."
    assert f"<p>{sentence}</p>" in html
    assert f"/questions/#red:~:text={quote('Redness – or more – fades, 1')}%2D3%20days." in html


def test_what_staff_and_visitors_typed_is_escaped(find):
    make_faq(
        "Is 1 < 2 & <b>?", answer="<p>1 &lt; 2 &amp;&amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )

    html = find("1 <script>alert(1)</script> 2")

    assert "<script>alert" not in html
    assert "Is <mark>1</mark> &lt; <mark>2</mark> &amp; &lt;b&gt;?" in html
    assert "&lt;<mark>script</mark>&gt;" in html


def test_no_line_of_what_may_help_stands_alone(find):
    make_article("Collagen", may_help="Fine lines", cannot="Moles", sections=[])

    html = find("fine lines")

    assert "What can change, and what cannot." in html
    assert "<mark>Fine</mark>" not in html


def test_answers_are_chosen_by_kind(find, found):
    make_faq("Mugwort?")
    make_article("Mugwort")

    html = find("mugwort")

    assert 'href="/search/?q=mugwort&amp;kind=questions">Questions <span>1</span>' in html
    assert found("mugwort", kind="articles") == ["/articles/mugwort/"]
    assert len(found("mugwort", kind="treatments")) == 2  # of which nothing is found
    assert len(found("mugwort", kind="made-up")) == 2


def test_ten_answers_stand_on_a_page(found):
    for number in range(12):
        make_faq(f"Mugwort {number}?", position=number)

    assert [len(found("mugwort", page=page)) for page in ("1", "2", "99", "x")] == [10, 2, 2, 10]


def test_where_nothing_is_found_questions_are_near_and_we_can_be_asked(find):
    make_faq("Does it hurt?", on_home_page=True)
    make_faq("What does it cost?")

    near, far = find("cost of xylophones"), find("xylophones")

    assert "Questions that may be near" in near
    assert "What does it <mark>cost</mark>?" in near
    assert "Questions that people ask" in far
    assert "Does it hurt?" in far
    assert near.count('href="tel:') > 2


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_the_same_few_queries(client, find, django_assert_num_queries, rows):
    make_treatment()
    for number in range(rows):
        make_faq(f"Mugwort {number}?")
        make_article(f"Mugwort {number}")
    find("mugwort")  # which mends the index

    with django_assert_num_queries(27):  # of which a web server keeps the ten of facts
        client.get("/search/?q=mugwort")


# ---- whose it is ---------------------------------------------------------------------------------
def test_what_was_searched_for_is_kept_by_nobody(client, find):
    response = client.get("/search/?q=mugwort")

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert QUERY not in response.wsgi_request.META
    assert '<meta name="robots" content="noindex">' in response.text
    assert not response.cookies


@pytest.mark.parametrize("q", ["", "?", "& …", "%00", "   "])
def test_without_a_word_the_box_is_shown_as_to_everybody(client, find, q):
    response = client.get(f"/search/?q={q}")

    assert (response.status_code, response["Cache-Control"]) == (200, CACHE_CONTROL)
    assert response.wsgi_request.META[QUERY] == ""
    assert "We found nothing" not in response.text


def test_no_log_line_holds_what_was_searched_for(client, find, caplog):
    client.get("/search/?q=quokka")
    client.get("/questions/?q=quokka")

    assert len(caplog.messages) >= 2
    assert "quokka" not in caplog.text


@pytest.mark.parametrize(
    "q",
    [
        "%00x",
        "<script>alert(1)</script>",
        "%25_x",
        "a" * 5000,
        "%F0%9F%98%80",
        "'--x",
        "%FF",
        "x\\",
    ],
)
@pytest.mark.both_databases
def test_search_survives_whatever_is_typed(client, find, q):
    response = client.get(f"/search/?q={q}")

    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(("page", "kind"), [("index", "articles"), ("questions", "questions")])
def test_the_pages_that_had_a_search_lead_to_it(client, find, page, kind):
    make_faq()

    response = client.get(reverse(f"articles:{page}"), {"q": "acne & scars", "page": "2"})

    assert response.status_code == 302
    assert response["Location"] == f"/search/?q=acne+%26+scars&kind={kind}"
    assert "no-store" in response["Cache-Control"]
    box = client.get(reverse(f"articles:{page}"), {"q": "?"}).text
    assert 'role="search" action="/search/"' in box
    assert f'<input type="hidden" name="kind" value="{kind}">' in box


def test_the_sample_loads_its_synonyms_once_and_sentences_wait_for_a_reader(settings):
    call_command("load_sample", verbosity=0)
    Synonym.objects.filter(sentence="").update(finds="edited")
    before = list(Synonym.objects.values("typed", "finds", "is_on"))
    call_command("load_sample", verbosity=0)

    assert list(Synonym.objects.values("typed", "finds", "is_on")) == before
    is_on = set(Synonym.objects.values_list("sentence", "is_on"))
    assert all(on == (settings.DEVELOPMENT or not sentence) for sentence, on in is_on)
