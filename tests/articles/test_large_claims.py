"""The clinic's own rules: what clinics like to promise is found, and what is careful is let
pass.
"""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models.signals import post_migrate

from articles.checklist.claims import claims, unworded, vocabulary
from articles.checklist.facts import contradictions
from articles.models import Rule
from articles.sample import rules
from articles.text.visible_text import plain
from clinic.office.models import Treatment

KNOWN = {row["check_name"]: vocabulary(row["words"]) for row in rules.RULES}
TREATMENT = Treatment(
    name="Microneedling",
    session_minutes_least=30,
    session_minutes_most=60,
    sessions_least=3,
    sessions_most=6,
    redness_days_least=1,
    redness_days_most=3,
)


def found(text):
    """The words by which a text does not pass."""
    text = plain(text)
    said = [*claims(text, KNOWN["claim"]), *unworded(text, KNOWN["looks"])]
    return [each.words for each in said] + [
        each.said.words for each in contradictions(text, [TREATMENT])
    ]


TOO_MUCH = {
    "Microneedling treats eczema": "eczema",
    "It treats psoriasis and dark circles": "psoriasis",
    "It lifts sagging skin and jowls": "sagging",
    "Microneedling helps hair grow back": "hair grow",
    "It helps with anxiety and insomnia": "anxiety",
    "Acupuncture treats migraine": "migraine",
    "Acupuncture for back pain": "back pain",
    "Microneedling is great for dermatitis": "dermatitis",
    "It treats acne": "treats acne",
    "Results last forever": "forever",
    "Do results last forever? Yes.": "forever",
    "Safe for everyone": "Safe for everyone",
    "It always works": "always works",
    "The most effective treatment in Los Angeles": "most effective",
    "It eliminates wrinkles": "eliminates",
    "Scars disappear": "Scars disappear",
    "Clears up acne": "Clears up",
    "You will look ten years younger": "years younger",
    "Say goodbye to acne scars": "goodbye to",
    "It detoxes the skin": "detoxes",
    "It boosts immunity": "immunity",
    "Sessions of 20 minutes are enough": "20 minutes",
    "One session is enough": "One session",
    "Ten sessions are needed": "Ten sessions",
    "Redness is gone within 2 hours": "2 hours",
    "Skin is red for an hour or two": "an hour or two",
}
CAREFUL = """
    It cannot treat eczema.
    Microneedling doesn’t treat eczema or psoriasis.
    If you have eczema, a licensed professional can help you.
    If your immune system is weak, tell us before you start.
    It treats acne scars. It may help with the look of dark circles.
    Treatment is always adapted to the person, and we are here for everyone who asks.
    It is not safe for everyone. No treatment suits everyone.
    Do results last forever? No, skin goes on aging.
    Do they last forever? Nobody knows.
    Results do not last forever. Nothing lasts forever.
    It won’t make you look ten years younger, and it does not always work.
    It cannot eliminate wrinkles. It will not make scars vanish.
    We always work with clean needles.
    It cannot detox the skin, and it cannot boost immunity.
    Two sessions are not enough. Is one session enough? Three to six sessions of 30 to 60 minutes.
    One visit is needed before we can say.
    If the redness bothers you, call us within two hours.
    The redness is gone within 48 hours.
"""


def test_what_promises_too_much_is_found():
    assert {text: found(text) for text in TOO_MUCH} == {
        text: [words] for text, words in TOO_MUCH.items()
    }


def test_both_numbers_of_a_series_are_held_against_the_treatment():
    assert found("12 sessions of 20 minutes") == ["12 sessions", "20 minutes"]
    assert found("It makes scars vanish") == ["makes scars vanish", "scars vanish"]


def test_what_is_careful_is_let_pass():
    assert {line: found(line) for line in CAREFUL.splitlines() if found(line)} == {}


def test_the_owner_has_room_for_words_of_their_own():
    longest = Rule._meta.get_field("words").max_length

    assert max(len(row["words"]) for row in rules.RULES) < longest / 2


# ---- new words at an update ----------------------------------------------------------------------
@contextmanager
def at_updates():
    """Tests do without what is done at every update; these are about it."""
    config = apps.get_app_config("articles")
    config.ready()
    yield
    post_migrate.disconnect(sender=config, dispatch_uid="articles.add_rules")


@pytest.mark.django_db
def test_an_update_renews_the_words_that_nobody_edited_and_leaves_the_owners(monkeypatch):
    call_command("load_sample", verbosity=0)
    monkeypatch.setattr(rules, "FORMER", {rules.digest("cure\nheal"), rules.digest("Be careful.")})
    Rule.objects.filter(check_name="claim").update(
        words="cure\r\nheal\r\n", reason="Our own.", is_on=False
    )
    Rule.objects.filter(check_name="looks").update(words="cure\nheal\nglow", reason="Be careful.")

    with at_updates():
        call_command("migrate", verbosity=0)

    now = {row["check_name"]: row for row in rules.RULES}
    claim, looks = (Rule.objects.get(check_name=name) for name in ("claim", "looks"))
    assert (claim.words, claim.reason, claim.is_on) == (now["claim"]["words"], "Our own.", False)
    assert (looks.words, looks.reason) == ("cure\nheal\nglow", now["looks"]["reason"])


def test_no_present_words_are_among_the_former_ones():
    present = {rules.digest(row[name]) for row in rules.RULES for name in ("words", "reason")}

    assert not present & rules.FORMER
