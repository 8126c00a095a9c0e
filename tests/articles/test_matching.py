"""Two texts are compared in little time, whatever their words are, and every word of both is
told.
"""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text import diff
from articles.text.matching import LOOKS, matching

CYCLE = [f"w{number}" for number in range(101)]
TURNED = CYCLE[::-1]
SEVERAL = st.lists(st.sampled_from("abcdefgh"), max_size=40)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(CYCLE * 118, TURNED * 118, id="a cycle and its reverse"),
        pytest.param(["a", "b", "c"] * 4000, ["c", "b", "a"] * 4000, id="three words"),
    ],
)
def test_large_texts_of_few_words_are_compared_within_seconds(old, new):
    began = time.process_time()

    parts = diff.words(" ".join(old), " ".join(new))

    assert time.process_time() - began < 3
    assert [part.kind for part in parts] != ["gone", "new"]


@settings(max_examples=200, deadline=None, database=None)
@given(SEVERAL, SEVERAL, st.sampled_from([0, 300, LOOKS]))
def test_what_is_said_to_have_stayed_is_the_same_in_both_and_in_order(old, new, looks):
    found = matching(old, new, looks=looks)

    assert all(old[same.old :][: same.size] == new[same.new :][: same.size] for same in found)
    for one, other in pairwise(found):
        assert one.old + one.size <= other.old
        assert one.new + one.size <= other.new


def test_in_a_large_text_a_few_changes_are_told_as_few():
    words = [f"word{number} of the" for number in range(4000)]
    changed = ["first", *words[:2000], "middle", *words[2001:], "last"]

    parts = diff.words(" ".join(words), " ".join(changed))

    assert [(part.kind, part.text.strip()) for part in parts if part.kind != "same"] == [
        ("new", "first"),
        ("gone", "word2000 of the"),
        ("new", "middle"),
        ("new", "last"),
    ]


def test_what_was_put_before_a_text_that_now_stands_twice_is_new():
    words = CYCLE * 20

    parts = diff.words(" ".join(words), " ".join([*TURNED, *words, "between", *words]))

    kept = "".join(part.text for part in parts if part.kind == "same").split()
    assert len(kept) > 0.9 * len(words)
