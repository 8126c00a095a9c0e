"""Searches that found nothing: counted for staff, and nothing kept that could tell of somebody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from articles.models import Synonym, UnansweredDay, UnansweredSearch
from articles.search import unanswered
from articles.search.ordinary_words import ORDINARY
from articles.search.unanswered import MOST_A_DAY, MOST_NEW_A_DAY, forget, note, ordinary
from tests.articles.factories import make_faq
from tests.articles.staff import desk
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]
A_DAY = timedelta(days=1)
LIST = "admin:articles_unansweredsearch_changelist"


def search_on(days, typed="do you take insurance", times=1):
    for day in days:
        for _ in range(times):
            note(typed, now=MONDAY + day * A_DAY)


# ---- what is counted at all ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("parking", "parking"),
        ("  Do you take INSURANCE? ", "do you take insurance"),
        ("dry-needling", "dry needling"),
        ("¿Cuánto cuesta la sesión?", "cuanto cuesta la sesion"),
        ("embarazada", "embarazada"),
        ("I am pregnant", "i am pregnant"),
        ("gift cards", "gift cards"),
        ("tattoos’ removal", "tattoos removal"),
    ],
)
def test_ordinary_words_are_counted(typed, said):
    assert ordinary(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "anna whitfield",
        "Anna",
        "acne anna whitfield",
        "dr smith",
        "Hot Stone",  # as a name is written, whatever the words
        "rosa blanco",
        "maria de la cruz",
        "grace",
        "424 252 1210",
        "4242521210",
        "call me at four two four two",
        "ann@example.com",
        "ann at example dot com",
        "www.example.com",
        "1150 yale st",
        "yale street",
        "suite ten",
        "K7QF9D",
        "born 3/4/1990",
        "acne <script>",
        "pain\x00pain",
        "pain\u202eniap",
        "пончик",
        "prices and pain and acne and scars and",  # seven words
        "pain " * 40,
        "?",
        "",
        " ",
        "'",
    ],
)
def test_what_could_be_a_name_a_number_or_an_address_is_passed_over(typed):
    note(typed, now=MONDAY)

    assert ordinary(typed) == ""
    assert not UnansweredSearch.objects.exists()


def test_no_name_stands_in_the_list_of_ordinary_words():
    """The given and family names that are most common in California, and a few that are words."""
    names = [
        "james",
        "john",
        "robert",
        "michael",
        "william",
        "david",
        "richard",
        "joseph",
        "thomas",
        "charles",
        "daniel",
        "matthew",
        "anthony",
        "jose",
        "juan",
        "luis",
        "carlos",
        "jesus",
        "miguel",
        "angel",
        "maria",
        "mary",
        "patricia",
        "jennifer",
        "linda",
        "elizabeth",
        "barbara",
        "susan",
        "jessica",
        "sarah",
        "karen",
        "nancy",
        "lisa",
        "anna",
        "emily",
        "emma",
        "olivia",
        "sofia",
        "camila",
        "isabella",
        "valentina",
        "grace",
        "hope",
        "faith",
        "joy",
        "rose",
        "rosa",
        "lily",
        "daisy",
        "ruby",
        "pearl",
        "dawn",
        "summer",
        "april",
        "june",
        "august",
        "eve",
        "may",
        "will",
        "mark",
        "bill",
        "jack",
        "rob",
        "pat",
        "sue",
        "frank",
        "grant",
        "art",
        "ray",
        "chase",
        "miles",
        "drew",
        "luz",
        "cruz",
        "paz",
        "mar",
        "cielo",
        "smith",
        "johnson",
        "williams",
        "brown",
        "jones",
        "garcia",
        "miller",
        "davis",
        "rodriguez",
        "martinez",
        "hernandez",
        "lopez",
        "gonzalez",
        "wilson",
        "anderson",
        "taylor",
        "moore",
        "jackson",
        "martin",
        "lee",
        "perez",
        "thompson",
        "white",
        "harris",
        "sanchez",
        "clark",
        "ramirez",
        "lewis",
        "robinson",
        "walker",
        "young",
        "allen",
        "king",
        "wright",
        "scott",
        "torres",
        "nguyen",
        "hill",
        "flores",
        "green",
        "adams",
        "nelson",
        "baker",
        "hall",
        "rivera",
        "campbell",
        "mitchell",
        "carter",
        "roberts",
        "blanco",
        "rubio",
        "moreno",
        "delgado",
        "leon",
        "reyes",
        "nieves",
        "kim",
        "chen",
        "wong",
        "patel",
        "singh",
        "khan",
    ]

    assert ORDINARY & set(names) == set()
    assert all(word.isalpha() and word.isascii() for word in ORDINARY)


# ---- by the search page --------------------------------------------------------------------------
def test_a_whole_search_that_finds_nothing_is_counted_and_no_other(client):
    make_faq("Do you take cards?")
    Synonym.objects.create(typed="insurance", sentence="Ask us.")
    search = reverse("articles:search")

    client.get(search, {"q": "parking"}, headers={"X-As-Typed": "1"})  # letter by letter
    client.get(search, {"q": "cards"})
    client.get(search, {"q": "insurance"})  # a sentence answers it
    client.get(search, {"q": "anna whitfield"})
    client.get(search)
    client.head(search, {"q": "parking"})  # a link checker
    assert not UnansweredSearch.objects.exists()

    client.get(search, {"q": "parking valet"})
    assert UnansweredDay.objects.get().times == 1


def test_a_database_that_cannot_be_written_to_answers_all_the_same(client, monkeypatch):
    def refuse(said, *, now, language):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(unanswered, "_count", transaction.atomic(refuse))

    assert client.get(reverse("articles:search"), {"q": "parking valet"}).status_code == 200


# ---- words from the third day on -----------------------------------------------------------------
def test_words_are_kept_once_they_came_on_three_different_days():
    search_on([0, 0, 1], times=4)
    search = UnansweredSearch.objects.get()
    assert (search.words, search.days) == ("", 2)

    search_on([5])

    search = UnansweredSearch.objects.get()
    assert (search.words, search.days) == ("do you take insurance", 3)
    assert [seen.times for seen in search.seen.order_by("day")] == [8, 4, 1]


def test_before_that_nothing_in_the_database_says_what_it_was():
    search_on([0, 1])

    held = str(list(UnansweredSearch.objects.values())) + str(list(UnansweredDay.objects.values()))

    assert "insurance" not in held
    assert not {"address", "at", "session", "user"} & {
        field.name
        for model in (UnansweredSearch, UnansweredDay)
        for field in model._meta.get_fields()
    }


def test_the_same_words_are_one_search_however_they_are_typed():
    search_on([0], "Parking")
    search_on([1], "parking?")
    search_on([2], "¡PARKING!")

    assert UnansweredSearch.objects.get().words == "parking"


def test_the_database_itself_keeps_no_words_before_the_third_day():
    search_on([0, 1])

    with (
        pytest.raises(IntegrityError, match="words_of_a_search_are_kept_from_the_third_day"),
        transaction.atomic(),
    ):
        UnansweredSearch.objects.update(words="do you take insurance")


def test_a_search_of_before_a_new_key_is_counted_on(settings):
    search_on([0, 1])
    settings.SEALING_KEYS = ["q" * 43 + "=", *settings.SEALING_KEYS]

    search_on([2])

    assert UnansweredSearch.objects.get().days == 3


# ---- for ninety days -----------------------------------------------------------------------------
def test_words_go_when_fewer_than_three_days_are_left_and_the_row_after_the_last():
    search_on([0, 1, 2])

    assert forget(now=MONDAY + 90 * A_DAY) == 0
    assert UnansweredSearch.objects.get().words
    assert forget(now=MONDAY + 91 * A_DAY) == 0
    search = UnansweredSearch.objects.get()
    assert (search.words, search.days) == ("", 2)
    assert forget(now=MONDAY + 93 * A_DAY) == 1
    assert not UnansweredDay.objects.exists()


# ---- a flood -------------------------------------------------------------------------------------
def test_a_flood_of_made_up_searches_fills_a_bounded_number_of_rows(monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_NEW_A_DAY", 5)
    words = sorted(ORDINARY)[:12]

    for word in words:
        note(word, now=MONDAY)
    assert UnansweredSearch.objects.count() == 5
    for word in words:
        note(word, now=MONDAY + A_DAY)

    assert UnansweredSearch.objects.count() == 10
    assert MOST_NEW_A_DAY * 90 < 20_000


def test_one_search_is_counted_so_often_a_day_and_no_more(monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 3)

    search_on([0], times=7)

    assert UnansweredDay.objects.get().times == 3
    assert MOST_A_DAY < 2**15


@pytest.mark.parametrize("rows", [1, 3])
def test_counting_asks_the_same_few_queries(rows, django_assert_max_num_queries):
    for word in sorted(ORDINARY)[:rows]:
        search_on(range(-rows, 0), word)

    with django_assert_max_num_queries(10):
        note("insurance", now=MONDAY)


# ---- staff ---------------------------------------------------------------------------------------
def test_staff_see_how_often_it_was_asked_for_and_two_ways_to_answer_it():
    search_on([-40, -1, 0], times=3)
    search_on([-1, 0, 1], "parking", times=1)
    search_on([0, 1], "gift cards")

    html = desk("Owner").get(reverse(LIST)).text

    assert "asked 6 times this month" in html
    assert "asked 3 times this month" in html
    assert "9 times" in html
    assert html.index("do you take insurance") < html.index("parking")
    assert "gift" not in html
    assert "/admin/articles/faq/add/?question=do+you+take+insurance" in html
    assert "/admin/articles/synonym/add/?typed=parking" in html


def test_a_writer_may_answer_and_leaves_synonyms_to_reviewers():
    search_on([0, 1, 2])

    html = desk("Content").get(reverse(LIST)).text

    assert "Write an answer" in html
    assert "Add a synonym" not in html


def test_the_buttons_open_forms_that_hold_what_was_searched_for():
    owner = desk("Owner")

    question = owner.get(reverse("admin:articles_faq_add") + "?question=do+you+take+insurance")
    synonym = owner.get(reverse("admin:articles_synonym_add") + "?typed=parking")

    assert 'value="do you take insurance"' in question.text
    assert ">\nparking</textarea>" in synonym.text
    assert "Once it is saved." in synonym.text, "there is nothing to try yet"


def test_an_empty_list_says_when_a_word_comes_into_it():
    assert "on three different days, for 90 days" in desk("Owner").get(reverse(LIST)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_few_queries(rows, django_assert_max_num_queries):
    for word in sorted(ORDINARY)[:rows]:
        search_on([0, 1, 2], word)
    owner = desk("Owner")
    owner.get(reverse(LIST))

    with django_assert_max_num_queries(12):
        owner.get(reverse(LIST))


def test_what_staff_delete_is_forgotten_at_once():
    search_on([0, 1, 2])
    search = UnansweredSearch.objects.get()

    address = reverse("admin:articles_unansweredsearch_delete", args=[search.pk])
    desk("Owner").post(address, {"post": "yes"})

    assert not UnansweredDay.objects.exists()
