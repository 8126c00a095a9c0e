"""What staff, or somebody in their place, store as rich text is inert, however it got there."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import FAQ, Section
from articles.text.sanitizer import EXTENSIONS, clean, has_words
from tests.articles.factories import make_article, make_faq
from tests.factories import make_office

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick='alert(1)'>x</p>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='https://a.example' target='_blank' onmouseover='alert(1)' style='color:red'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='https://evil.example'><input name=q><button>x</button></form>",
    "<style>body{display:none}</style><link rel=stylesheet href='https://evil.example'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><base href='https://evil.example'>",
    "<p style='position:fixed;inset:0' class='hp' id='main'>x</p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<h1>x</h1><h2>x</h2>",
    "<<script>script>alert(1)<</script>/script>",
    "</a></span><a href=''><table><tr><td><a href='javascript:x'></blockquote>",
    "<blockquote><ul><li><a href=''><p></p></a></li></ul></blockquote>",
    "<table background='https://evil.example'><tr><td colspan='2' onclick=x>x</td></tr></table>",
]
TAGS = "p a table tbody thead tr td th blockquote span div ul ol li h1 h3 strong em b br script style svg math"
PIECES = [f"<{slash}{tag}>" for slash in ("", "/") for tag in TAGS.split()]
PIECES += [
    "<a href=''>",
    "<a href='javascript:x'>",
    "<a href='/visit/'>",
    "<a href='ann@a.example'>",
]
PIECES += [
    "<span style='font-weight:bold'>",
    "<p style='mso-list:l0 level1'>",
    "<td colspan=2>",
    "<ol start=3>",
]
PIECES += ["words", " ", "&nbsp;", "&lt;", "<", ">", "'", '"', "\n", "\u200b", "<!--", "-->"]
ALLOWED = {
    "p": set(),
    "br": set(),
    "strong": set(),
    "em": set(),
    "ul": set(),
    "ol": {"start", "type"},
    "li": set(),
    "blockquote": set(),
    "h3": set(),
    "a": {"href", "rel", "title"},
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"colspan", "rowspan", "colwidth"},
    "td": {"colspan", "rowspan", "colwidth"},
}


class Reader(HTMLParser):
    """Collects every tag and attribute that is not in the list above."""

    def __init__(self):
        super().__init__()
        self.foreign = []

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED:
            self.foreign.append(tag)
        for name, value in attributes:
            if name not in ALLOWED.get(tag, set()):
                self.foreign.append(f"{tag} {name}")
            if name == "href" and not re.match(r"(https?:|mailto:|tel:|sms:|/|#)", value or ""):
                self.foreign.append(f"{tag} {name}={value}")


def foreign(html):
    reader = Reader()
    reader.feed(html)
    return reader.foreign


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_text_is_inert_after_cleaning(html):
    assert foreign(clean(html)) == []
    assert "alert(1)" not in re.sub(r"&lt;.*?&gt;.*", "", clean(html)) or "<script" not in clean(
        html
    )


@pytest.mark.parametrize("html", HOSTILE)
def test_cleaning_twice_changes_nothing_more(html):
    assert clean(clean(html)) == clean(html)


@settings(max_examples=400, deadline=None, database=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_cleaning_comes_to_rest_at_something_inert_whatever_it_is_given(html):
    cleaned = clean(html)

    assert clean(cleaned) == cleaned
    assert foreign(cleaned) == []


@pytest.mark.parametrize(
    ("html", "has"),
    [
        ("<p>Yes.</p>", True),
        ("<table><tbody><tr><td>5</td></tr></tbody></table>", True),
        ("<p>&nbsp;</p>", False),
        ("<script>words</script>", False),
        ("<a" * 600, False),
        ("<h3></h3><p><strong> </strong>\u200b</p>", False),
        ('<p><a href="/visit/">…</a></p>', False),
    ],
)
def test_only_letters_and_digits_are_words(html, has):
    assert has_words(html) is has


@pytest.mark.django_db
@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_text_is_inert_however_it_is_stored(html):
    article = make_article(sections=[])
    saved = Section.objects.create(article=article, heading="x", body=html)
    bulk = Section.objects.bulk_create([Section(article=article, heading="x", body=html)])[0]
    faq = make_faq(answer=html)

    for row in (saved, bulk, faq):
        row.refresh_from_db()
    assert foreign(saved.body) == foreign(bulk.body) == foreign(faq.answer) == []


@pytest.mark.django_db
def test_hostile_text_is_inert_after_an_update():
    faq = make_faq()

    FAQ.objects.update(answer="<p>Fine</p><script>alert(1)</script>")

    faq.refresh_from_db()
    assert faq.answer == "<p>Fine</p>"


@pytest.mark.django_db
def test_plain_fields_are_shown_as_text(client):
    make_office()
    typed = {"title": "<script>alert(1)</script>", "summary": "<b>bold</b>", "ways": "<i>x</i>"}
    article = make_article(slug="x", sections=[{"heading": "<img src=x>", "part": "ways"}], **typed)

    for address in [article.get_absolute_url(), reverse("articles:index")]:
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>bold" not in html
        assert "<img src=x" not in html
        assert "<i>x" not in html


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain, <strong>bold</strong> and <em>soft</em>.</p>",
        "<ul><li><p>one</p></li></ul><ol><li><p>two</p></li></ol>",
        "<h3>Title</h3><blockquote><p>Said.</p></blockquote>",
        "<table><tbody><tr><th><p>a</p></th><td><p>b</p></td></tr></tbody></table>",
    ],
)
def test_what_the_editor_writes_is_kept(html):
    assert clean(html) == html


@pytest.mark.parametrize(
    "href", ["https://a.example/", "mailto:a@b.example", "tel:+14242521210", "/visit/", "#why"]
)
def test_honest_links_are_kept(href):
    assert f'href="{href}"' in clean(f'<p><a href="{href}">x</a></p>')


def test_empty_paragraphs_are_dropped():
    assert clean("<p></p><p>One</p><p> &nbsp;<br></p>") == "<p>One</p>"


def test_the_table_of_extensions_is_the_only_configuration():
    assert Section._meta.get_field("body").config["extensions"] == EXTENSIONS
    assert FAQ._meta.get_field("answer").config["extensions"] == EXTENSIONS


def test_lists_in_lists_stay_as_deep_as_anybody_writes_them():
    deep = "<ul><li><p>x</p>" * 50 + "</li></ul>" * 50

    assert clean(deep) == deep


def test_of_tags_in_tags_without_end_the_words_stay():
    assert clean("<ul><li>needles " * 1_000).split() == ["needles"] * 1_000


def test_paragraphs_that_never_close_are_no_depth():
    assert clean("<p>one" * 1_000) == "<p>one</p>" * 1_000
