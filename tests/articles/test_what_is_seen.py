"""Text is read as it is seen, by the checklist as by the search; and an update can be gone back
on.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from articles import checklist
from articles.checklist.claims import Vocabulary, claims
from articles.models import Article, Rule
from articles.sample.rules import RULES, add_missing
from articles.text.visible_text import plain
from tests.articles.factories import make_article, make_section
from tests.factories import MONDAY

UNSEEN = [
    *(
        "\u00ad",
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u17b5",
        "\u180b",
        "\u180e",
        "\u180f",
        "\u200b",
    ),
    *("\u2060", "\u3164", "\ufe00", "\ufe0f", "\ufeff", "\uffa0", "\U000e0041", "\U000e0100"),
]


@pytest.mark.parametrize("character", UNSEEN, ids=[f"U+{ord(each):04X}" for each in UNSEEN])
def test_characters_that_nobody_sees_hide_no_word(character):
    assert plain(f"cu{character}re") == "cure"
    assert plain(character) == ""


@pytest.mark.parametrize(
    "word",
    [
        *("\u0441ure", "cur\u0435", "c\u03c5re", "CUR\u0415", "\u0421ure"),
        *("cur\u00e9", "cu\u0336re", "\uff43ure"),
    ],
)
def test_a_word_is_known_by_what_it_looks_like(word):
    [said] = claims(plain(f"A {word} for acne"), Vocabulary("cure"))

    assert "".join(said) == plain(f"A {word} for acne"), "it is shown as it was written"


def test_a_side_in_which_nothing_is_seen_is_empty():
    assert Article(may_help="Scars", cannot="\u200b").is_one_sided
    assert Article(may_help="\u3164", cannot="Hurry").is_one_sided
    assert not Article(may_help="\u2060", cannot=" ").is_one_sided
    assert not Article(may_help="Scars", cannot="Hurry").is_one_sided


@pytest.mark.django_db
def test_the_checklist_finds_a_side_in_which_nothing_is_seen():
    Rule.objects.create(check_name="both_sides", reason="Both.")
    article = make_article(may_help="Scars", cannot="\u200b", published_at=None)
    make_section(article, heading="What to expect", part="expect")

    found = [
        each
        for each in checklist.of(article, now=MONDAY)
        if each.check == "both_sides" and each.reason
    ]

    assert [each.place.control for each in found] == ["id_cannot"]


@pytest.mark.django_db
def test_a_search_finds_words_however_they_are_typed():
    article = make_article("It doesn’t hurt")
    make_section(
        article,
        heading="How",
        body="<p>Micro\u00adneedling takes 5&nbsp;days, we can't say ﬁner.</p>",
    )

    asked = [
        "doesn't",
        "doesn’t",
        "micro\u200bneedling",
        "microneedling",
        "can’t",
        "5 days",
        "finer",
        "doesnt",
    ]
    found = {words: list(Article.objects.mentioning(words)) for words in asked}

    assert [words for words, articles in found.items() if articles != [article]] == ["doesnt"]


@pytest.mark.django_db
def test_going_back_takes_the_rule_along_that_the_code_before_does_not_know():
    Rule.objects.bulk_create(Rule(**row) for row in RULES)
    migration = import_module("articles.migrations.0008_a_check_of_parts")
    [step] = [each for each in migration.Migration.operations if hasattr(each, "reverse_code")]

    with connection.schema_editor() as editor:
        step.reverse_code(apps, editor)

    before = MigrationLoader(connection).project_state(
        ("articles", migration.Migration.dependencies[0][1])
    )
    assert add_missing(before.apps.get_model("articles", "Rule").objects) == 0, (
        "the update does not add it again"
    )
    assert sorted(Rule.objects.values_list("check_name", flat=True)) == sorted(
        {*Rule.Check.values} - {"parts"}
    )
    assert add_missing(Rule.objects) == 1
