"""What a sentence denies it does not claim; and a “not” elsewhere in it denies nothing."""

import sys

import pytest

from articles.checklist.claims import Vocabulary, claims, unworded, vocabulary
from articles.models import Rule
from articles.sample.rules import RULES
from articles.text.visible_text import plain

KNOWN = {row["check_name"]: vocabulary(row["words"]) for row in RULES}
CLAIM, LOOKS = KNOWN[Rule.Check.CLAIM], KNOWN[Rule.Check.LOOKS]

DENIED = """
    Microneedling is not a cure. There is no cure for melasma. We do not call it a cure.
    The results are not permanent. Nothing is permanent. Results are neither instant nor permanent.
    It is not painless. It’s not yet FDA-approved. It is not FDA-approved for this.
    Microneedling cannot erase a scar. Microneedling cannot shrink pores. Pores do not shrink.
    No treatment is risk-free. No treatment is completely safe. It is not without risk.
    It does not bring immediate results. Do not expect scars to disappear. It is not proven to help.
    Nobody can promise you a result. Nothing we do cures acne. There is no treatment that cures acne.
    We do not claim that it cures acne. Microneedling does not heal scars.
    It is not more effective than peels. None of this is permanent. It is hardly painless.
    Is it painless? No. Is it painless? Not always. Is it permanent? No, skin goes on aging.
    Is it safe for everyone? No treatment is safe for everyone.
"""
NOT_DENIED = """
    Does it cure acne? No doubt about it.
    Is it painless? Nothing hurts at all.
    Is it safe for everyone? Nobody has ever been hurt.
    Will scars disappear? Never doubt it.
    It does not hurt and eliminates acne.
    It does not hurt and your wrinkles vanish.
    It does not hurt but cures acne.
    It does not hurt or eliminates acne.
    It does not hurt – it cures acne.
    It does not hurt & eliminates acne.
    It is not expensive and lasts for life.
    There are no injections and it is safe for all.
    Why not get rid of your acne?
    Isn’t it painless?
    Do not wait to get rid of your wrinkles.
    It is not expensive to look younger.
    You will not believe how it gets rid of wrinkles.
    If you do not like your scars we make them disappear.
    It is not only a cure.
    No doubt it cures acne.
    No clinic guarantees more.
    No other treatment cures acne.
    You will not find a more effective cure.
    There is no scar that it cannot erase.
    Without surgery it erases scars.
    It promises zero pain, 0 downtime.
    It is 100 per cent safe.
"""
OTHER_USES_LET_PASS = """
    Use sunscreen to prevent dark spots. We ask about cancer before we treat you.
    Wait until a breakout is gone. Microneedling does not treat melasma or rosacea. Melasma does not fade.
    Choose the day that suits you best.
"""
OTHER_USES_FOUND = """
    It does not hurt, and it removes melasma.
    It is not a cure but pores shrink.
    Dark spots fade without pain.
    It does not just fade pigment, it removes melasma.
"""


def found(text, *, claim=CLAIM):
    return [each.words for each in claims(plain(text), claim)]


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


def test_what_is_denied_is_let_pass():
    assert {line: found(line) for line in lines(DENIED) if found(line)} == {}


def test_a_denial_of_something_else_lets_nothing_pass():
    assert [line for line in lines(NOT_DENIED) if not found(line)] == []


def test_other_uses_pass_where_they_are_denied_and_not_beside_another_denial():
    by_line = {line: list(unworded(plain(line), LOOKS)) for line in lines(OTHER_USES_LET_PASS)}

    assert {line: said for line, said in by_line.items() if said} == {}
    assert [found(line) for line in lines(OTHER_USES_LET_PASS)] == [[], [], []]
    assert [line for line in lines(OTHER_USES_FOUND) if not list(unworded(line, LOOKS))] == []


@pytest.mark.parametrize("between", ["and", "but", "or", "x;", "x,", "x —"])
def test_an_owners_line_lets_pass_within_one_clause(between):
    known = Vocabulary("glow\nallow: soft … glow")

    assert (
        found("A soft and clear glow", claim=Vocabulary("glow\nallow: soft and clear glow")) == []
    )
    assert found("A soft morning glow", claim=known) == []
    assert found(f"A soft {between} glow", claim=known) == ["glow"]


def test_a_no_in_the_owners_own_words_denies_nothing():
    assert found("No big pain at all", claim=Vocabulary("no … pain")) == ["No big pain"]
    assert found("It is not true that there is no big pain", claim=Vocabulary("no … pain")) == []


def test_dots_and_denials_reach_over_fifteen_words():
    many, too_many = "so " * 15, "so " * 16

    known = Vocabulary("make … vanish")
    assert [len(found(f"We make {words}vanish", claim=known)) for words in (many, too_many)] == [
        1,
        0,
    ]
    denied = [f"It is not {'very ' * times}permanent" for times in (14, 15)]
    assert [found(text) for text in denied] == [[], ["permanent"]]


@pytest.mark.parametrize(
    "text", ["cure not ", "not ", "shrink ", "make not vanish ", "rid of not acne "]
)
@pytest.mark.parametrize("check", [Rule.Check.CLAIM, Rule.Check.LOOKS])
def test_twice_as_long_a_sentence_is_at_most_twice_the_work(text, check):
    once, twice = (work(text * times, KNOWN[check]) for times in (150, 300))

    assert twice < 2.2 * once


def work(text, known):
    """How many calls it takes to look through a sentence."""
    calls = 0

    def count(frame, event, function):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        assert list(claims(text, known)) is not None
        assert list(unworded(text, known)) is not None
    finally:
        sys.setprofile(before)
    return calls
