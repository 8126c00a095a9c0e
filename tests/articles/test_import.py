"""A page of the old site becomes a draft, once somebody has looked at what it would be."""

import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles import importing
from articles.importing import blocks, recognition
from articles.importing.phrases import Clinic
from articles.models import FAQ, Article, ArticleFAQ, FAQGroup, OldAddress, Picture, Section
from tests.articles.factories import make_article, make_faq, make_topic
from tests.articles.forms import somebody
from tests.articles.old_pages import PLAIN, WIX, WORD, data_uri
from tests.factories import make_office

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/articles/import/"
CLINIC = Clinic("4242521210", ("1150 yale st", "@acupunctury"))


def lines(html):
    return " ".join(html.split())


def page_of(text):
    return recognition.read(text, CLINIC)


@pytest.fixture
def desk(client, media):
    """Somebody of the content staff, signed in, and what an article needs beside its words."""
    make_office(street="1150 Yale St", instagram="acupunctury", phone="+14242521210")
    make_topic()
    FAQGroup.objects.create(name="Visits", slug="visits")
    client.force_login(somebody(role="Reviewer"))
    return client


def sent(**fields):
    return {
        "source": "",
        "topic": make_topic().pk,
        "group": FAQGroup.objects.get(slug="visits").pk,
        "old_address": "",
        **fields,
    }


def look(client, **fields):
    return client.post(ADDRESS, sent(**fields))


def make(client, **fields):
    """Look, then press the button, with what the page gave back."""
    shown = look(client, **fields).context
    form = shown["form"]
    given = sent(source=form["source"].value(), old_address=form["old_address"].value() or "")
    for each in shown["pictures"]:
        given[each.add_prefix("alt")] = each["alt"].value()
    return client.post(
        ADDRESS,
        given | {k: v for k, v in fields.items() if k != "file"} | {"confirm": shown["shown"]},
    )


def upload(text, charset="utf-8"):
    return SimpleUploadedFile("page.html", text.encode(charset), content_type="text/html")


# ---- what is recognized ------------------------------------------------------------------------
def test_a_page_of_wix_finds_its_parts():
    page = page_of(WIX)

    assert (page.title, page.summary) == (
        "Sun and Your Pores",
        "Sun makes pores look larger. Shade, time and rest may calm them.",
    )
    assert [(each.heading, lines(each.html), each.part) for each in page.sections] == [
        (
            "Why they look larger",
            "<p>Pores do <em>not</em> open and close. Their size is <strong>mostly genetic</strong>."
            " They stand out more when skin is:</p>"
            "<ul><li><p>thin, or slack</p></li><li><p>oily &amp; inflamed</p></li>"
            "<li><p>sun-damaged &lt;often&gt;</p></li></ul>"
            "<h3>On the nose</h3><p>There it is seen most.</p>",
            "",
        ),
        (recognition.SIDES, "", "expect"),
    ]
    assert page.may_help == ["uneven texture", "stretched pores"]
    assert page.cannot == ["change genetic pore size", "replace sunscreen"]
    assert [(each.question, lines(each.html)) for each in page.questions] == [
        ("Does it hurt?", "<p>Mostly it is a light pressure.</p>"),
        (
            "How long am I pink?",
            "<p>Usually <em>1 to 3</em> days.</p><p>Sunscreen helps.</p>",
        ),
    ]


def test_what_is_left_out_of_it_is_named_with_its_reason():
    left_out = [(each.said, each.where) for each in page_of(WIX).left_out]

    assert left_out == [
        ("Home", "Left out: it stands before the title"),
        ("Jan 5", "Left out: a piece of the old site’s frame"),
        ("3 min read", "Left out: a piece of the old site’s frame"),
        (
            "Picture 2: A beach",
            "Left out: it is not in the file, and nothing is fetched:"
            " https://static.example.com/media/beach.jpg",
        ),
        (
            "Frequently Asked Questions",
            "Left out: the heading of the questions: they stand under the article by themselves",
        ),
        ("Contact Us", "Left out: the contact block: every page has the clinic’s own"),
        (
            "1150 Yale St, Suite 10, Santa Monica",
            "Left out: the contact block: every page has the clinic’s own",
        ),
        (
            "Call or text (424) 252\u20101210",
            "Left out: the contact block: every page has the clinic’s own",
        ),
        ("@acupunctury", "Left out: the contact block: every page has the clinic’s own"),
        (
            "Disclaimer: this post is for educational purposes and is no medical advice. See a licensed"
            " professional.",
            "Left out: the disclaimer: every article ends with the site’s own",
        ),
        ("Comments", "Left out: the place for comments: the site has none"),
        ("Write a comment...", "Left out: the place for comments: the site has none"),
    ]


def test_a_page_of_word_finds_its_parts():
    page = page_of(WORD)

    assert page.title == "After a session: what to keep away from"
    assert page.summary.startswith("Skin heals while it is left alone.")
    assert [(each.heading, lines(each.html)) for each in page.sections] == [
        (
            "The first days",
            "<ul><li><p>direct sun</p></li><li><p>strong exfoliants</p></li></ul>"
            "<ol><li><p>Cleanse gently.</p></li><li><p>Moisturize.</p></li></ol>",
        ),
        (recognition.SIDES, ""),
    ]
    assert page.may_help == ["a calm evening", "a soft “pillow”"]
    assert [each.said for each in page.left_out] == [
        "Book your complimentary consultation",
        "Book your free consultation today.",
    ]


def test_text_without_markup_is_read_line_by_line():
    page = page_of(PLAIN)

    assert page.title == "Why we begin with a talk"
    assert page.summary.startswith("Nobody is treated on a first call.")
    assert [(each.heading, each.html) for each in page.sections] == [
        (
            "What we ask",
            "<p>Which products you use, and what your skin does after them.</p>"
            "<ul><li><p>sleep</p></li><li><p>stress</p></li></ul>",
        )
    ]
    assert [(each.question, each.html) for each in page.questions] == [
        ("Does it cost something?", "<p>The talk is complimentary.</p>"),
        ("May I bring somebody?", "<p>Yes.</p>"),
    ]
    assert [each.said for each in page.left_out] == ["Phone: (424) 252-1210"]


def test_a_short_paragraph_that_calls_itself_a_disclaimer_is_left_out():
    page = page_of(f"{PLAIN}\nDisclaimer: this is no medical advice.\n")

    assert "Disclaimer: this is no medical advice." in [each.said for each in page.left_out]


@pytest.mark.parametrize("text", [WIX, WORD, PLAIN])
def test_every_word_is_in_the_draft_or_named(text):
    """Each block of the source stands in the table, whatever becomes of it."""
    source = importing.source.read(text)
    said = " ".join(each.text for each in blocks.blocks(source.html, is_plain=source.is_plain))

    named = " ".join(place.said for place in page_of(text).places)

    assert set(said.split()) - set(named.split()) == set()


# ---- letters -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("charset", "said"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1252", "windows-1252"), ("cp1252", "")],
)
def test_a_file_is_read_in_its_own_letters(charset, said):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""

    assert "naïve “skin” – señora" in importing.decoded(
        f"{meta}<p>naïve “skin” – señora</p>".encode(charset)
    )


def test_what_is_no_text_is_refused():
    with pytest.raises(importing.Unreadable, match="no web page"):
        importing.decoded(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(importing.Unreadable, match="More tags"):
        page_of("<div>" * 500 + "Deep</p>")


NAMES = [f"a{number}" for number in range(3000)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"<p {' '.join(NAMES)}>x</p>", "More tags"),
        ("<p " + '="x" '.join(NAMES) + ">x</p>", "More tags"),
        (f"<p x='>' {'=1 '.join(NAMES)}>x</p>", "More tags"),
        ("<td>x</td>" * 60_000, "longer than an article"),
    ],
    ids=["without values", "attributes", "behind a bracket", "tags"],
)
def test_what_would_take_seconds_to_read_is_refused_first(text, said):
    with pytest.raises(importing.Unreadable, match=said):
        page_of(text)


def test_a_picture_whose_address_has_many_lines_is_no_monster():
    lines = "\n".join(["A" * 76] * 3000)

    page_of(f'<h1>Rest</h1><p>Sleep.</p><img alt="Bed" src="data:image/png;base64,{lines}">')


def test_a_charset_that_python_would_run_is_not_asked():
    assert importing.decoded(b'<meta charset="zlib"><p>x</p>').endswith("<p>x</p>")


# ---- the page ----------------------------------------------------------------------------------
def test_the_list_of_articles_leads_there(desk):
    assert f'href="{ADDRESS}"' in desk.get("/admin/articles/article/").text
    assert desk.get(ADDRESS).status_code == 200


def test_nothing_is_stored_before_the_button_is_pressed(desk):
    shown = look(desk, file=upload(WIX))

    assert shown.status_code == 200
    assert "Make the draft" in shown.text
    assert "Why they look larger" in shown.text
    assert shown.context["form"]["source"].value() == WIX
    assert not Article.objects.exists()
    assert not FAQ.objects.exists()
    assert not Picture.objects.exists()


def test_the_button_makes_a_draft(desk):
    now = timezone.now()
    made = make(desk, file=upload(WIX), **{"picture-1-depicts": "nobody"})
    article = Article.objects.get()

    assert made.url == f"/admin/articles/article/{article.pk}/change/"
    assert (article.title, article.slug) == ("Sun and Your Pores", "sun-and-your-pores")
    assert article.state(now=now) == "Draft"
    assert article.written_by.username == "ines"
    assert article.may_help == "uneven texture\nstretched pores"
    assert article.cannot == "change genetic pore size\nreplace sunscreen"
    sections = list(article.sections.values_list("heading", "part", "picture__alt"))
    assert sections == [
        ("Why they look larger", "", "A leaf in the shade"),
        (recognition.SIDES, "expect", None),
    ]
    asked = [row.faq for row in ArticleFAQ.objects.filter(article=article)]
    assert [(faq.question, faq.group.slug, faq.published_at) for faq in asked] == [
        ("Does it hurt?", "visits", None),
        ("How long am I pink?", "visits", None),
    ]
    old = OldAddress.objects.get()
    assert (old.path, old.article) == ("/post/sun-and-your-pores", article)


def test_its_page_opens_and_it_can_be_published_like_any_other(desk):
    make(desk, source=PLAIN)

    page = desk.get(f"/admin/articles/article/{Article.objects.get().pk}/change/")

    assert "The draft is made, with 1 section and 2 questions. Only staff see it." in page.text


def test_a_picture_is_left_out_until_somebody_says_who_is_in_it(desk):
    make(desk, file=upload(WIX))

    assert Article.objects.get().sections.filter(picture=None).count() == 2
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("picture", "alt", "why"),
    [
        (data_uri(), "", "Describe the picture in words, or leave it out."),
        ("data:image/png;base64,aGVsbG8=", "A leaf", "This is not a picture we can read."),
        ("data:image/svg+xml;base64,PHN2Zy8+", "A leaf", "This is not a picture we can read."),
    ],
)
def test_a_picture_that_cannot_be_taken_says_why(desk, picture, alt, why):
    html = f'<h1>Leaves</h1><h2>Green</h2><p>They are.</p><img src="{picture}" alt="{alt}">'
    refused = make(desk, source=html, **{"picture-1-depicts": "nobody"})

    assert refused.status_code == 422
    assert why in refused.text
    assert refused.context["form"]["source"].value() == html
    assert not Article.objects.exists()


def test_pressed_twice_it_is_made_once(desk):
    make(desk, source=PLAIN)
    again = make(desk, source=PLAIN)

    assert again.url.endswith(f"/{Article.objects.get().pk}/change/")
    assert FAQ.objects.count() == 2


def test_a_source_that_was_changed_is_shown_again(desk):
    shown = look(desk, source=PLAIN).context["shown"]

    again = look(desk, source=PLAIN.replace("stress", "rest"), confirm=shown)

    assert again.status_code == 200
    assert "Make the draft" in again.text
    assert not Article.objects.exists()


def test_a_question_that_is_asked_already_stands_here_too(desk):
    known = make_faq("May I bring somebody?")

    make(desk, source=PLAIN)

    assert list(Article.objects.get().faqs.order_by("articlefaq__position"))[1] == known
    assert FAQ.objects.count() == 2


def test_two_pages_of_one_title_have_two_addresses(desk):
    make_article("Why we begin with a talk")

    make(desk, source=PLAIN)

    assert Article.objects.filter(slug="why-we-begin-with-a-talk-2").exists()


# ---- what is in the way ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Paste a page here, or choose a file."),
        ({"source": "Only a title"}, "There is no text in it, only a title."),
        ({"source": "<p></p>"}, "There is no title in it."),
        ({"source": PLAIN, "old_address": "/visit/"}, "The old address begins with /post/"),
        ({"source": PLAIN, "topic": "999"}, "not one of the available choices"),
        ({"source": "a" * 2_000_001}, "at most 2000000 characters"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_keeps_every_word(desk, fields, why):
    refused = look(desk, **fields)

    assert refused.status_code == 422
    assert why in refused.text
    for name, typed in fields.items():
        assert refused.context["form"][name].value() == typed
    assert "Make the draft" not in refused.text


def test_a_file_that_is_too_large_is_refused(desk):
    refused = look(desk, source="My words", file=upload("a" * 2_000_001))

    assert refused.status_code == 422
    assert "larger than 2 MB" in refused.text
    assert "My words" in refused.text


def test_an_old_address_that_leads_elsewhere_is_left_alone(desk):
    other = make_article()
    OldAddress.objects.create(path="/post/talk", article=other)

    refused = make(desk, source=PLAIN, old_address="/post/talk")

    assert refused.status_code == 422
    assert "/post/talk leads to “Pores, plainly” already." in refused.text
    assert OldAddress.objects.get().article == other
    assert not Article.objects.exclude(pk=other.pk).exists()


# ---- who ---------------------------------------------------------------------------------------
def test_who_writes_may_import_but_enters_no_old_address(desk):
    desk.force_login(somebody("theo", role="Content"))

    assert "A reviewer enters old addresses" in desk.get(ADDRESS).text
    make(desk, source=PLAIN, old_address="/post/talk")

    assert Article.objects.get().written_by.username == "theo"
    assert not OldAddress.objects.exists()


def test_who_adds_no_articles_imports_none(desk):
    desk.force_login(somebody("mae", role="Front desk"))

    assert desk.get(ADDRESS).status_code == 403
    assert look(desk, source=PLAIN).status_code == 403
    assert desk.delete(ADDRESS).status_code == 405


# ---- hostile pages -----------------------------------------------------------------------------
HOSTILE = """<h1>Nice<script>alert(1)</script> <img src=x onerror=alert(2)></h1>
<p>First.</p><h2 onclick="alert(3)">Two <svg onload=alert(4)></svg></h2>
<p><a href="javascript:alert(5)">here</a> <a href="https://example.com/" onmouseover=alert(6)>there</a></p>
<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name=q></form>
<p>{{ request }} {% load static %} &lt;script&gt;alert(7)&lt;/script&gt;</p>
<img src="https://evil.example/pixel.gif?who=you"><p>Q1: <b>Is</b> &lt;i&gt;it&lt;/i&gt;? A: <u onclick=alert(8)>Yes</u></p>"""


def test_a_hostile_page_is_inert_and_nothing_is_fetched(desk, monkeypatch):
    def refuse(*_args, **_given):
        raise AssertionError("something is fetched")

    shown = look(desk, source=HOSTILE)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    make(desk, source=HOSTILE)
    stored = [
        *Section.objects.values_list("heading", flat=True),
        *Section.objects.values_list("body", flat=True),
        *FAQ.objects.values_list("answer", flat=True),
        *Article.objects.values_list("title", flat=True),
    ]

    written = " ".join(stored)
    assert "https://example.com/" in written
    assert not any(
        sign in written for sign in ("javascript:", "<script", "onclick", "onmouse", "<svg")
    )
    assert "evil.example" not in written
    assert "<script>alert" not in shown.text
    assert "https://evil.example/pixel.gif?who=you" in shown.text  # named, not fetched
    assert 'src="https://evil.example' not in shown.text


def test_marks_of_our_own_in_a_page_are_nobodys():
    page = page_of("<h1>A\ue001b</h1><p>\ue0021\ue002</p><h2>C\ue0019</h2><p>d\ue002</p>")

    assert (page.title, page.sections[0].heading) == ("Ab", "C9")
    assert page.pictures == []
