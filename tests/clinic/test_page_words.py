"""What the clinic's own pages say: the site's words, or the clinic's, with facts that cannot break."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from clinic import languages
from clinic.office import facts, page_words
from clinic.office.models import Office, PageWords, Practitioner, Treatment
from clinic.office.page_words import PLACEHOLDERS, WORDS, Kind, Known, filling, troubles
from clinic.site import errors

HOSTILE = "<script>alert(1)</script> & \"'{city}"


@pytest.fixture
def home(db, office, client):
    return lambda: client.get("/").text


def say(key, text):
    PageWords.objects.create(key=key, text=text)


def a_treatment(**fields):
    known = {
        "name": "Microneedling",
        "slug": "microneedling",
        "session_minutes_least": 30,
        "session_minutes_most": 60,
        "sessions_least": 3,
        "sessions_most": 6,
        "redness_days_least": 1,
        "redness_days_most": 3,
    }
    return Treatment(**known | fields)


def known(**fields):
    return Known(
        Office(name="Acupunctury", city="Santa Monica", phone="+14242521210"), a_treatment(**fields)
    )


def said(key, own=None, **fields):
    return page_words.said(key, own or {}, known(**fields))


# ---- what is said --------------------------------------------------------------------------------
@pytest.mark.both_databases
def test_the_clinics_words_take_the_place_of_the_sites(home):
    say("home.title", "Skin takes its time.")
    say("home.lead", "We are in {city}. Call {phone}.")

    page = home()

    assert '<h1 id="h">Skin takes its time.</h1>' in page
    assert 'property="og:title" content="Skin takes its time"' in page
    assert 'We are in Santa Monica. Call <a href="tel:+14242521210">(424) 252-1210</a>.' in page
    assert "Patient work" not in page


@pytest.mark.both_databases
def test_they_are_read_with_the_office_and_in_no_query_of_their_own(
    office, django_assert_num_queries
):
    say("home.title", "One")
    say("home.lead", "Two")

    with django_assert_num_queries(1):
        found = Office.objects.current().page_words

    assert found == {"home.title": "One", "home.lead": "Two"}


@pytest.mark.both_databases
def test_without_any_there_are_none(office):
    assert Office.objects.current().page_words == {}
    assert Office().page_words == {}


def test_no_row_is_empty_and_none_is_there_twice(db):
    say("home.title", "One")

    for key, text in (("home.lead", ""), ("home.title", "Two")):
        with pytest.raises(IntegrityError), transaction.atomic():
            say(key, text)


def test_whatever_is_written_is_words_and_no_markup(home, client):
    for words in WORDS.values():
        say(words.key, HOSTILE)
    Practitioner.objects.create(
        name="A", license_type="L", license_number="1", board_notice="x", is_published=True
    )

    addresses = ["home", "office:about", "articles:index", "articles:questions", "office:visit"]
    pages = [client.get(reverse(name)).text for name in [*addresses, "office:privacy"]]
    pages += [client.get("/articles/?q=xylophone").text, client.get("/nothing/").text]

    for page in pages:
        assert "<script>alert" not in page
        assert "{city}" not in page


def test_the_page_for_a_wrong_address_asks_no_database(home, django_assert_num_queries, rf):
    say("missing.title", "Not here")
    home()  # so that this process has read the office

    with django_assert_num_queries(0):
        page = errors.not_found(rf.get("/nothing/")).text

    assert "<h1>Not here</h1>" in page


# ---- facts in them -------------------------------------------------------------------------------
def test_a_sentence_that_holds_an_empty_fact_is_left_out_as_a_whole():
    assert said("home.work", session_minutes_least=None, session_minutes_most=None) == (
        "Gentle cleansing, a numbing gel if you want it, then fine needles in small sections."
        " Body acupuncture belongs to the treatment; ask us when in your visit it comes."
    )
    assert "Microneedling takes about 30 to 60 minutes." in said("home.work")


def test_where_nothing_is_left_something_else_is_said():
    unknown = {"redness_days_least": None, "redness_days_most": None}

    assert said("home.pink") == "Pink for one to three days, then weeks of quiet rebuilding."
    assert said("home.pink", **unknown) == "Weeks of quiet rebuilding."
    assert said("home.pink", {"home.rebuilding": "Weeks."}, **unknown) == "Weeks."
    assert said("home.pink", {"home.pink": "Red: {stays_pink}."}, **unknown) == (
        "Weeks of quiet rebuilding."
    )
    assert said("home.series", sessions_least=None, sessions_most=None) == ""


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("St. James. No. 5. Yes.", ["St. James.", "No. 5.", "Yes."]),
        ("“One.” Two", ["“One.”", "Two"]),
        (
            "Ask Dr. Li at 1150 Yale St. Suite 10. Come in.",
            ["Ask Dr. Li at 1150 Yale St. Suite 10.", "Come in."],
        ),
        ("About 1.5 hours", ["About 1.5 hours"]),
        ("", []),
    ],
)
def test_sentences_end_where_people_end_them(text, sentences):
    assert list(filling.sentences(text)) == sentences


def test_a_link_that_begins_a_sentence_begins_with_a_capital_letter():
    html = said("questions.missed")

    assert html.startswith('Did we miss yours? <a href="/ask/">Ask a question</a>, <a href="sms:')
    assert ">text us</a>, or " in html
    assert ">ask in a consultation</a>." in html


def test_a_placeholder_of_another_release_leaves_its_sentence_out():
    assert said("home.lead", {"home.lead": "Come in. We have {parking_lots}."}) == "Come in."


def test_a_fact_is_no_markup_either():
    hostile = Known(Office(name="<b>x</b>", city="C", phone="+14242521210"), None)

    assert page_words.said("about.lead", {}, hostile).startswith(
        "The people who treat at &lt;b&gt;x&lt;/b&gt;"
    )
    assert page_words.note("note.privacy", {"note.privacy": "<p>{name}</p>"}, hostile, str) == (
        "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    )


def test_notes_and_headings_hold_only_facts_that_the_clinic_always_has():
    for words in WORDS.values():
        if words.kind is Kind.RICH or words.key.endswith("title"):
            for name in words.knows:
                assert not PLACEHOLDERS[name].may_be_empty
    required = {"name", "city", "street", "state", "postal_code", "phone"}
    assert not any(Office._meta.get_field(name).blank for name in required)


# ---- placeholders that are wrong -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "text", "trouble"),
    [
        (
            "home.title",
            "In {citty}",
            "There is no {citty} here. Did you mean {city}? Those here are",
        ),
        ("home.title", "In {City}", "Did you mean {city}?"),
        ("home.title", "In {stays_pink}", "There is no {stays_pink} here."),
        (
            "home.title",
            "In {city",
            "A brace stands alone. Those here are {name}, {city}, {address}",
        ),
        ("home.title", "In city}", "A brace stands alone."),
        ("home.title", "In {{city}}", "A brace stands alone."),
        ("home.title", "In {}", "There is no {} here."),
        ("home.title", "In { city }", "Type {city} anew, in one piece"),
        ("home.how_link", "In {city}", "This text has no placeholders: write it without braces."),
        ("home.about_link", "Of {it}", "The only one here is {treatment}."),
        ("note.visit", "<p>{ci<b>ty</b>}</p>", "Type {city} anew, in one piece"),
        ("note.visit", '<p><a href="tel:{phone}">x</a></p>', "A link’s address holds a brace."),
        ("missing.request", "Call {phone}.", "Put {find_your_request} back in"),
        ("questions.none_text", "{text_us}.", "Put {phone} back in (its phone number)"),
    ],
)
def test_a_placeholder_that_is_wrong_is_said_to_be_with_those_that_there_are(key, text, trouble):
    found = troubles(WORDS[key], text)

    assert len(found) == 1
    assert trouble in found[0]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_sites_own_words_are_right(words):
    assert troubles(words, words.default) == []
    assert len(words.default) <= words.most
    assert set(words.needs) <= set(words.knows) <= set(PLACEHOLDERS)
    assert not words.instead or words.instead in WORDS


def test_every_text_has_its_place_on_a_page(settings):
    """None is in the table that no template shows, and no template asks for another."""
    asked = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = template.read_text()
        asked |= {key for key in WORDS if f'"{key}"' in source}
    english = [words for words in WORDS.values() if words.language == languages.ENGLISH]
    instead = {words.instead for words in english} - {""}

    assert asked | instead == {words.key for words in english}


# ---- notes ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["privacy", "accessibility", "visit"])
def test_a_note_stands_apart_and_takes_nothing_away(name, office, client):
    address = reverse(f"office:{name}")
    before = client.get(address).text
    assert "A note from the clinic" not in before

    say(f"note.{name}", "<p>Ring twice in {city}.</p><ul><li>Then wait</li></ul>")
    page = client.get(address).text

    assert '<h2 class="h3" id="clinic-note">A note from the clinic</h2>' in page
    assert "<p>Ring twice in Santa Monica.</p><ul><li>Then wait</li></ul>" in page
    assert [line for line in before.splitlines() if line not in page] == []


def test_a_note_that_was_written_past_the_form_is_cleaned_all_the_same(office, client):
    say("note.visit", '<p onclick="x()">Hi<script>x()</script></p><h2>Big</h2><iframe></iframe>')

    page = client.get(reverse("office:visit")).text

    assert '<div class="prose"><p>Hi</p><p>Big</p></div>' in page


# ---- for search ----------------------------------------------------------------------------------
def test_the_words_of_pages_can_be_searched(db):
    call_command("load_sample", verbosity=0)
    say("home.title", "Skin takes its time.")
    say("note.visit", "<p>Ring <b>twice</b>.</p><p>R&amp;B in {city}</p>")
    found = page_words.texts_of_pages(facts.office())

    assert [(page.title, page.url) for page in found] == [("Home", "/"), ("Visit us", "/visit/")]
    assert found[0].text.startswith("Skin takes its time.\nHolistic microneedling with")
    assert "(424)" not in found[0].text
    assert "How it works" not in found[0].text
    assert found[1].text == "Ring twice.\nR&B in Santa Monica"
