"""What comes from Word, Wix or Google Docs keeps its structure and loses its looks."""

import pytest

from articles.text.sanitizer import clean
from tests.articles.pasted_shapes import SHAPES
from tests.articles.word_documents import WIX, WORD


def lines(html):
    return " ".join(html.split())


def test_words_structure_stays_and_its_looks_go():
    assert lines(clean(WORD)) == (
        "<h3>Why pores look large</h3>"
        "<p>Pores are <strong>mostly genetic</strong>, says Santa Monica, and <em>often</em> unseen.</p>"
        "<ul><li><p>Sun</p><ul><li><p>At noon</p></li></ul></li><li><p>Age</p></li></ul>"
        "<ol><li><p>First</p></li></ol>"
        '<p>See <a href="https://www.fda.gov/medical-devices">the FDA</a>.</p>'
        "<table><tbody><tr><td><p>Day 1</p></td><td><p>Pink</p></td></tr></tbody></table>"
    )


def test_wixs_boxes_go_and_what_is_in_them_stays():
    assert lines(clean(WIX)) == (
        "<h3><strong>What to expect</strong></h3><p><em>Mild</em> redness is <strong>usual</strong>.</p>"
        "<ul><li><p>Gentle cleanser</p></li>"
        '<li><p><a href="/questions/">Questions</a></p></li></ul>'
        "<p>Loose words</p><p>in a box</p>"
    )


@pytest.mark.parametrize("html", [WORD, WIX])
def test_cleaned_once_it_is_clean(html):
    assert clean(clean(html)) == clean(html)


def test_google_docs_wrapper_makes_nothing_bold():
    html = '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span>Plain</span></p></b>'

    assert clean(html) == "<p>Plain</p>"


def test_a_thousand_boxes_in_boxes_are_read():
    assert clean("<div>" * 5000 + "Deep" + "</div>" * 5000) == "<p>Deep</p>"


def test_what_the_editor_wrote_is_not_read_twice():
    html = "<p>3 &lt; 4 &amp; <strong>5</strong></p><ul><li><p>a</p></li></ul>"

    assert clean(html) == html


def test_signs_stay_signs():
    assert (
        clean('<p class="x">3 &lt; 4 &amp; 5 &gt; 4, &lt;b&gt;</p>')
        == "<p>3 &lt; 4 &amp; 5 &gt; 4, &lt;b&gt;</p>"
    )


# ---- what a reader reads before and after --------------------------------------------------------
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_is_pasted_says_what_it_said(shape):
    assert lines(clean(shape.pasted)) == shape.stored


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_what_was_stored_once_stays(shape):
    assert clean(shape.stored) == shape.stored
