"""Addresses of links as people type them."""

import pytest

from articles.text.sanitizer import clean, completed

TYPED = {
    "www.example.com": "https://www.example.com",
    "example.com/page?a=1#b": "https://example.com/page?a=1#b",
    "Example.COM": "https://Example.COM",
    "ann@clinic.com": "mailto:ann@clinic.com",
    "ann.lee@mail.clinic.com": "mailto:ann.lee@mail.clinic.com",
}
AS_IT_IS = [
    *("https://example.com", "mailto:ann@clinic.com", "tel:+14242521210", "sms:+14242521210"),
    *(
        "/articles/x/",
        "#part",
        "/articles/x.com/",
        "visit.html",
        "price.pdf",
        "example",
        "a b.com",
        "",
    ),
]


def test_an_address_is_made_whole():
    assert {typed: completed(typed) for typed in TYPED} == TYPED


def test_what_is_an_address_already_or_leads_into_the_site_stays():
    assert [completed(address) for address in AS_IT_IS] == AS_IT_IS


def test_a_link_is_cleaned_with_its_address():
    html = (
        '<p><a href=" www.example.com/?a=1&amp;b=2 " title="a &gt; b"><strong>More</strong></a></p>'
    )

    cleaned = clean(html)

    assert cleaned == (
        '<p><a href="https://www.example.com/?a=1&amp;b=2" title="a &gt; b"><strong>More</strong></a></p>'
    )
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "attributes", ["href='javascript:alert(1)'", "href='data:text/html,x'", "href=''", ""]
)
def test_a_link_whose_address_is_refused_leaves_its_words(attributes):
    assert (
        clean(f"<p>See <a {attributes}>this <em>page</em></a>.</p>")
        == "<p>See this <em>page</em>.</p>"
    )
