"""How hard a text is to read."""

import pytest

from articles.text.readability import grade, running_text, syllables


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("skin", 1), ("made", 1), ("edges", 2), ("needles", 2), ("rolled", 1), ("treated", 2), ("pores", 1),
        ("people", 2), ("little", 2), ("texture", 2), ("session", 2), ("gently", 2), ("closely", 2),
        ("being", 2), ("collagen", 3), ("elastin", 3), ("gradual", 3), ("careful", 2), ("induction", 3),
        ("facial", 2), ("microneedling", 4), ("acupuncture", 4), ("consultation", 4), ("moisturizer", 4),
        ("resilient", 4), ("serums", 2), ("scratchy", 2), ("usually", 4), ("authorized", 3), ("quiet", 2),
        ("while", 1), ("channels", 2), ("changes", 2), ("serious", 3), ("used", 1), ("the", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_people_say_them(word, expected):
    assert syllables(word) == expected


def test_the_grade_is_the_one_of_flesch_and_kincaid():
    easy = "The cat sat on the mat."
    hard = "Percutaneous collagen induction facilitates neovascularization, notwithstanding epidermal integrity."

    assert grade([easy]) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert grade([easy, easy]) == grade([easy])
    assert grade([hard]) > 12


def test_nothing_to_read_is_easy_to_read():
    assert grade([]) == grade(["", "…"]) == 0


def test_headings_and_fragments_are_no_running_text():
    html = "<h3>Why</h3><p>Because <em>it</em> is so.</p><ul><li>sun</li><li>It is late.</li></ul>"

    assert running_text(html) == ["Because it is so.", "It is late."]
