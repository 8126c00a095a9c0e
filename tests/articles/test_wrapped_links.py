"""Links that a mail program, a search engine or a messenger has wrapped lead to the page itself."""

from urllib.parse import quote

import pytest
from django.db import connection

from articles import redirects
from articles.checklist.links import Site, links
from articles.text.sanitizer import clean
from articles.text.wrapped_links import is_opaque, unwrapped
from tests.articles.factories import LONG_AGO, make_article

REAL = "https://www.nih.gov/skin?page=1&part=2#pores"
HELD = quote(REAL, safe="")
SAFELINK = (
    f"https://nam10.safelinks.protection.outlook.com/?url={HELD}&data=05%7C01%7Cmaya%40example.com"
)
TEAMS = "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
PROOFPOINT = "https://urldefense.proofpoint.com/v2/url"
WRAPPED = {
    "Outlook": SAFELINK,
    "Outlook, unescaped": "https://eur02.safelinks.protection.outlook.com/?url=https://www.nih.gov/&data=1",
    "Outlook, by another path": f"https://nam10.safelinks.protection.outlook.com/ap/w-59/?url={HELD}",
    "Teams": f"{TEAMS}?url={HELD}&locale=en",
    "Google": f"https://www.google.com/url?q={HELD}&sa=D&source=editors&ust=1",
    "Google, from its results": f"https://www.google.com/url?sa=t&url={HELD}&ved=2ah",
    "Facebook": f"https://l.facebook.com/l.php?u={HELD}&h=AT1",
    "Facebook on phones": f"http://lm.facebook.com/l.php?u={HELD}",
    "Instagram": f"https://l.instagram.com/?u={HELD}&e=1",
    "YouTube": f"https://www.youtube.com/redirect?event=x&q={HELD}",
    "LinkedIn": f"https://www.linkedin.com/redir/redirect?url={HELD}",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={HELD}&c=E,1",
    "Proofpoint 2": f"{PROOFPOINT}?u=https-3A__www.nih.gov_skin-3Fpage-3D1-26part-3D2-23pores&d=Dw",
    "Proofpoint 3": f"https://urldefense.com/v3/__{REAL}__;!!abc!def$",
    "FireEye": f"https://protect2.fireeye.com/v1/url?k=1-2&q=1&e=3&u={HELD}",
    "Symantec": f"https://clicktime.symantec.com/3abc?u={HELD}",
    "DuckDuckGo": f"https://duckduckgo.com/l/?uddg={HELD}&rut=1",
    "Reddit": f"https://out.reddit.com/t3_1?url={HELD}&token=A",
    "Pinterest": f"https://www.pinterest.com/offsite/?url={HELD}&pin=1",
    "Tumblr": f"https://t.umblr.com/redirect?z={HELD}&t=A",
    "Yelp": f"https://www.yelp.com/biz_redir?url={HELD}&cachebuster=1",
    "Amazon": f"https://abc.r.us-east-1.awstrack.me/L0/{HELD}/1/0100-abc/x=1",
    "Postmark": f"https://click.pstmrk.it/3s/{quote(REAL.removeprefix('https://'), safe='')}/abc/d",
    "Cisco": f"https://secure-web.cisco.com/1aBc-d/{HELD}",
    "two layers": f"https://l.facebook.com/l.php?u={quote(SAFELINK, safe='')}",
}
UNTOUCHED = [
    *(REAL, "https://www.google.com/maps?q=1150+Yale+St", "https://www.google.com/url", "/url?q=https://x.example"),
    *("https://example.com/url?q=https://www.nih.gov/", "https://www.google.com/url?q=javascript:alert(1)"),
    *("https://www.google.com/url?q=/search", "https://l.facebook.com/l.php?u=mailto:a@example.com"),
    *("https://safelinks.protection.outlook.com.evil.example/?url=https://www.nih.gov/", "https://["),
    "mailto:a@b.example",
    "https://click.pstmrk.it/3s/abc/def",
    "https://clinic.us1.list-manage.com/track/click?u=1&id=2",
    "https://urldefense.com/v3/__https://example.com/*a__;Iw!!abc$",
]  # fmt: skip


@pytest.mark.parametrize("who", WRAPPED)
def test_the_page_itself_is_found_in_a_wrapped_link(who):
    real = "https://www.nih.gov/" if who == "Outlook, unescaped" else REAL

    assert unwrapped(WRAPPED[who]) == real


@pytest.mark.parametrize("address", UNTOUCHED)
def test_any_other_link_stays(address):
    assert unwrapped(address) == address


@pytest.mark.parametrize("who", WRAPPED)
def test_a_text_is_stored_with_the_page_itself(who):
    address = WRAPPED[who].replace("&", "&amp;")

    cleaned = clean(f'<p>See <a href="{address}" title="x">the page</a>.</p>')

    assert [link.address for link in links(cleaned)] == [unwrapped(WRAPPED[who])]
    assert [link.words for link in links(cleaned)] == ["the page"]
    assert clean(cleaned) == cleaned


def test_an_address_that_is_written_out_is_read_as_the_page_itself():
    address = SAFELINK.replace("&", "&amp;")

    cleaned = clean(f'<p><a href="{address}">{address}</a></p>')

    real = REAL.replace("&", "&amp;")
    assert cleaned == f'<p><a href="{real}">{real}</a></p>'
    assert "maya" not in cleaned


def test_nothing_gets_past_the_sanitizer_inside_a_wrapped_link():
    hidden = quote('https://x.example/"onmouseover="alert(1)', safe="")

    cleaned = clean(f'<p><a href="https://www.google.com/url?q={hidden}">x</a></p>')

    assert 'onmouseover="' not in cleaned


@pytest.mark.django_db
def test_what_was_stored_wrapped_is_found_with_the_page_itself():
    article = make_article()
    with connection.cursor() as cursor:  # past the field, which would unwrap it
        cursor.execute(
            "UPDATE articles_section SET body = %s", [f'<p><a href="{SAFELINK}">x</a></p>']
        )
    section = article.sections.get()
    site = Site(
        [SAFELINK],
        shown=type("Shown", (), {"article": article, "sections": [section]})(),
        now=LONG_AGO,
    )

    trouble = site.trouble(links(section.body)[0].address)

    assert (
        trouble
        == f"leads through another site first: the page itself is {REAL}. Save this text once more"
    )
    section.save()
    assert [link.address for link in links(section.body)] == [REAL]
    assert site.trouble(REAL) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://protect-us.mimecast.com/s/abc?domain=nih.gov",
        "https://t.co/abc",
        "https://a.list-manage.com/track/click?u=1",
    ],
)
def test_a_link_that_hides_where_it_leads_is_known(address):
    assert is_opaque(address)
    assert not is_opaque(REAL)


@pytest.mark.django_db
def test_an_old_address_may_be_pasted_wrapped():
    old = quote("https://www.old.example/post/sun-and-pores", safe="")

    assert redirects.old_path(f"https://www.google.com/url?q={old}&sa=D") == "/post/sun-and-pores"
