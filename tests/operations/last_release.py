"""The last release: what runs at the clinic while an update migrates its database.

Raise both when a release is made: the commit, and the last migration of each app in it.
"""

COMMIT = "e2a6fee"
MIGRATIONS = {
    "articles": "0016_changes_are_announced",
    "bookings": "0021_event_at",
    "clinic": "0011_changes_are_announced",
}

# Rules that today's tables have and the last release did not know, each with why what it writes
# keeps them.
ADMITTED: dict[str, str] = {
    "article_has_one_translation_a_language": "it knows no languages, and writes English alone",
    "article_is_an_original_or_a_translation": "it leaves both to the database: an original",
    "article_translates_another": "it writes no translation",
    "consultation_language_is_known": "it leaves the language to the database: English",
    "office_has_a_place_on_earth_or_none": "it knows no coordinates, and writes neither",
    "picture_that_is_a_portrait_says_of_whom": "it knows no portraits, and refuses to change one",
    "question_has_one_translation_a_language": "it knows no languages, and writes English alone",
    "question_is_an_original_or_a_translation": "it leaves both to the database: an original",
    "question_translates_another": "it writes no translation",
    "treatment_price_says_what_it_includes": "it writes no price and nothing that one includes",
    "treatment_shows_a_price_that_it_has": "it leaves what the page says to the database: nothing",
}
