"""What the clinic says of itself: every fact that it gave us is there, and no claim that it may not
make.

The facts are those of the project's two sections on microneedling; a fact is carried if its words
stand in what `load_sample` publishes. The claims are looked for in every page as it is served, with
the words that only a screen reader or a search engine meets, and in the drawings.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from articles.checklist.claims import claims as claims_in
from articles.checklist.claims import unworded as unworded_in
from articles.checklist.claims import unworded_in_list, vocabulary
from articles.checklist.phrases import forms
from articles.models import FAQ, Article, Rule, Section
from articles.sample.rules import RULES
from clinic.office.models import Office, Practitioner, Treatment, TreatmentStep


# ---- reading -----------------------------------------------------------------------------------
class Words(HTMLParser):
    """The words of a page, a block a line: what is seen, and what is heard or found instead."""

    INLINE = {"a", "abbr", "b", "br", "em", "i", "span", "strong", "time"}
    HEARD = {"alt", "aria-label", "aria-description", "placeholder", "title"}
    FOUND = {"description", "og:description", "og:title", "twitter:description", "twitter:title"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = ""  # the tag whose text nobody reads as it stands
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.parts += [f"\n{values[name]}\n" for name in self.HEARD & set(values)]
        if tag == "meta" and {values.get("name"), values.get("property")} & self.FOUND:
            self.parts.append(f"\n{values['content']}\n")
        if tag in {"script", "style"}:
            self.unread = values.get("type", "") if tag == "script" else tag
            self.unread = self.unread or tag
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.unread = ""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self.unread == "application/ld+json":
            self.parts += [f"\n{Words(text)}\n" for text in strings(json.loads(data))]
        elif not self.unread:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        self.parts.append(" " if tag == "br" else "" if tag in self.INLINE else "\n")

    def __str__(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.parts).splitlines())
        return "\n".join(line for line in lines if line)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def sentences(text: str) -> list[str]:
    return [
        part
        for line in text.splitlines()
        for part in re.split(r"(?<=[.?!:;])[”\"]?\s+", line)
        if part
    ]


def content() -> str:
    """All that the rows of articles, questions and treatments say to readers."""
    now = timezone.now()
    articles = Article.objects.published(now=now)
    rows: list[models.QuerySet] = [
        Treatment.objects.all(),
        TreatmentStep.objects.all(),
        articles,
        Section.objects.filter(article__in=articles),
        FAQ.objects.published(now=now),
    ]
    texts = [
        getattr(row, field.attname)
        for queryset in rows
        for row in queryset
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    return "\n".join(str(Words(text.replace("\n", "<br>\n<p>"))) for text in texts)


def pages(client: Any) -> dict[str, str]:
    """The words of every page that a visitor can read, by its address, with somebody to read
    about.
    """
    licensed = {"license_type": "Licensed Acupuncturist", "license_number": "AC 00000"}
    Practitioner.objects.create(
        name="Sample person",
        **licensed,
        board_notice="Sample notice of a board.",
        is_published=True,
    )
    names = [
        "home",
        "articles:index",
        "articles:questions",
        "office:visit",
        "office:about",
        "bookings:book",
        "office:privacy",
        "office:accessibility",
    ]
    published = Article.objects.published(now=timezone.now())
    addresses = [reverse(name) for name in names]
    addresses += [row.get_absolute_url() for row in [*Treatment.objects.all(), *published]]
    addresses += [f"{reverse('bookings:book')}?article={article.slug}" for article in published[:1]]
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = str(Words(response.content.decode()))
    return found


def drawings() -> dict[str, str]:
    """The words in every drawing: title, description and labels."""
    folders = ["templates/svg", "static/img"]
    paths = [path for folder in folders for path in settings.BASE_DIR.glob(f"{folder}/*.svg")]
    return {
        str(path.relative_to(settings.BASE_DIR)): str(Words(path.read_text())) for path in paths
    }


@pytest.fixture
def loaded(db: None) -> None:
    call_command("load_sample", verbosity=0)


# ---- every fact is carried ---------------------------------------------------------------------
# Name of the fact: words that carry it, within one sentence or one line of a list.
FACTS = {
    # Microneedling and pores
    "pores do not open and close": r"\b(pores?|it) do(es)? not open and close",
    "pore size is mostly genetic": r"size of a pore is mostly inherited",
    "pore size: genetics, in that word": r"it is a matter of genetics",
    "larger: loss of collagen and elastin": r"collagen and elastin that the skin has lost",
    "larger: excess oil": r"^extra oil",
    "larger: sun damage": r"damage from the sun|sun damage[^.]*makes? pores look larger",
    "larger: acne scars or inflammation": r"^scars or inflammation from acne",
    "larger: laxity or thinning with age": r"skin that has grown slack or thin with age",
    "most seen on nose, cheeks, forehead": r"on the nose, the cheeks and the forehead",
    "also collagen induction therapy": r"(called|other name[^.]*) (for it, |is )?collagen induction therapy",
    "ultra-fine needles": r"ultra-fine needles (make|open) tiny channels",
    "controlled micro-channels": r"tiny channels[^.]*under control",
    "the skin answers: collagen and elastin": r"new collagen and elastin",
    "the skin answers: capillaries": r"fine new blood vessels",
    "the skin answers: skin cells": r"fresh cells",
    "minimally invasive": r"minimally invasive",
    "does not change a pore's size": r"inherited, and microneedling cannot change that",
    "changes how a pore looks": r"How it may change the look of pores",
    "way 1: firmer support around the pore": r"new collagen around the pore may hold its edges more firmly",
    "way 2: thin skin thicker and denser": r"thin skin may become thicker and denser",
    "way 3: smoother texture": r"texture may look smoother, so that a pore stands out less",
    "way 4: calmer, less inflamed skin": r"calmer skin, with less inflammation, pores may stand out less",
    "no oil-control treatment": r"side effect and not a treatment for oil",
    "done as a series": r"most often (planned|done) as a series",
    "remodelling for weeks to months": r"goes on rebuilding for weeks(, even| to) months",
    "subtle change after one session": r"after (a single|one) session[^.]* likely to be subtle",
    "clearer refinement after several": r"clearer changes tend to come (after|with) several sessions",
    "sessions weeks apart": r"sessions, a few weeks apart",
    "may help: enlarged or stretched pores": r"^the look of pores that seem enlarged or stretched",
    "may help: uneven texture": r"^the look of uneven texture",
    "may help: acne-related pore distortion": r"^the look of pores that acne has changed",
    "may help: loss of firmness around pores": r"^the look of skin that has lost firmness around the pores",
    "may help: smoothness and clarity": r"^how smooth and clear skin looks as a whole",
    "cannot: change genetic pore size for good": r"^change for good the pore size you inherited",
    "cannot: remove pores": r"^remove pores",
    "cannot: replace skin care or sun protection": r"^stand in for sunscreen and steady skin care",
    # Microneedling guide and FAQ
    "benefit: smoother texture": r"texture may look smoother",
    "benefit: fewer visible acne scars": r"acne scars and fine lines may soften",
    "benefit: fewer visible dark spots": r"scars and spots, which may come to look fainter",
    "benefit: brighter, more even tone": r"tone may look brighter and more even",
    "benefit: less noticeable fine lines": r"fine lines may soften",
    "benefit: less noticeable pores": r"pores? may stand out less",
    "benefit: better absorption of skin care": r"how well skin takes up the products you use",
    "soft, gradual results": r"results are soft and gradual",
    "suits many skin types": r"microneedling suits many skin types",
    "not for everyone": r"microneedling is not for everyone|it is not for everyone",
    "wait with open acne": r"open acne[^.]*reasons? to wait",
    "wait with very sensitive skin": r"very sensitive skin[^.]*reasons to wait",
    "wait with certain skin conditions": r"certain skin conditions are reasons to wait",
    "or choose something gentler": r"reasons to wait, or to choose something gentler",
    "tell the provider before starting": r"tell us about your skin before you start",
    "session: gentle cleanse": r"your face is (cleansed gently|gently cleansed)",
    "session: numbing gel may be used": r"a numbing gel may be used",
    "session: rolled or pressed, small sections": r"rolled or pressed over one small section",
    "session: 30 to 60 minutes": r"about thirty to sixty minutes",
    "session: light pressure or scratchy": r"light pressure, or (of )?something (a little )?scratchy",
    "afterward: like a mild sunburn": r"pink (and|or) warm, (rather )?like a mild sunburn",
    "afterward: redness 1 to 3 days": r"redness usually lasts one to three days",
    "afterward: dry or tight for a short time": r"dry or tight for a short time",
    "aftercare: gentle cleanser, light moisturizer": r"a gentle cleanser, a light moisturizer",
    "aftercare: no direct sun": r"(keep|stay)( your face)? out of direct sun",
    "aftercare: no strong exfoliants": r"(alone|without)[^.]*strong exfoliants|strong exfoliants[^.]*alone",
    "aftercare: no retinol": r"(alone|without|no)\b[^.]*retinol|retinol[^.]*alone",
    "aftercare: no scented products": r"(alone|without|no)\b[^.]*scented products|scented products[^.]*alone",
    "aftercare: for a few days": r"scented products alone for a few days",
    "aftercare: sunscreen daily": r"sunscreen,? every day|daily sunscreen",
    "often 3 to 6 treatments": r"three to six sessions",
    "a glow within days": r"notice a glow within days",
    "fuller results slowly": r"fuller results come slowly",
    "compared: no major peeling": r"compared with peels and heat[^.]*without major peeling",
    "compared: no strong chemicals": r"compared with peels and heat[^.]*without strong chemicals",
    "pairs with gentle facials and serums": r"gentle facials and serums go well with microneedling",
    "professional tools": r"tools of a clinic are stronger and more precise than those for use at home",
    "question: is it painful": r"^does microneedling hurt\?",
    "answer: mostly manageable": r"most (people )?find it easy to manage",
    "answer: numbing helps": r"a numbing gel may be used first",
    "question: how long is recovery": r"^how long will my skin be pink\?",
    "answer: aftercare helps": r"good aftercare makes the first days easier",
    "question: does it help acne marks": r"^does it help with acne marks\?",
    "answer: many use it for old marks": r"many people use microneedling to soften old scars and spots",
    "question: when are results seen": r"^when might I see a change\?",
    "answer: some see brighter skin in days": r"some people see brighter skin within days",
    "answer: the deeper change takes time": r"the deeper change comes slowly",
    # The clinic, as far as articles and treatments speak of it
    "body acupuncture: internal imbalance": r"acupuncture[^.]* for inner imbalance",
    "body acupuncture: calm the nervous system": r"to calm the nervous system",
    "acupuncture is a treatment too": r"you can (also )?come (to us )?for acupuncture alone",
    "stance: whole-body skin health": r"skin is part of a whole body",
    "stance: skin is a living organ": r"skin is a living organ",
    "stance: circulation": r"connected to your circulation",
    "stance: inflammation": r"connected to[^.]* inflammation",
    "stance: hormones": r"connected to[^.]* your hormones",
    "stance: stress": r"connected to[^.]* stress",
    "stance: overall health": r"connected to[^.]* your health as a whole",
    "stance: time to heal": r"so (do|are) (careful )?preparation, aftercare and time to heal",
    "stance: calm and resilient": r"rather see (your )?skin calm and resilient than over-treated",
    "the consultation is complimentary": r"consultation (itself )?is complimentary",
    "the consultation is for the curious": r"for people who are curious or have questions",
}

# Statements that sound like the facts and are not.
NOT_THE_FACTS = """
    Pores open and close. The size of a pore can be chosen. Oil. Sunshine is lovely. Scars.
    Needles make deep channels. The skin answers with new hair. It is invasive. A pore becomes smaller.
    It controls oil. One session is enough. Sessions are a day apart. The look of hair. Keep pores.
    Redness usually lasts one to five days. A session takes about ten to sixty minutes. Two to nine sessions.
    Use retinol, strong exfoliants and scented products, and lie in direct sun. Sunscreen is optional.
    Tools for use at home are stronger. Compared with peels and heat, it peels more, with stronger chemicals.
    Open acne is a reason to start. Very sensitive skin and skin conditions do not matter. For everyone.
    We would rather over-treat. The consultation is expensive.
"""


def carries(sentence: str, fact: str) -> bool:
    return bool(re.search(FACTS[fact], sentence, re.IGNORECASE))


def uncarried(text: str) -> list[str]:
    """The facts that no sentence of `text` carries."""
    said = sentences(text)
    return [fact for fact in FACTS if not any(carries(sentence, fact) for sentence in said)]


@pytest.mark.usefixtures("loaded")
def test_every_fact_is_carried():
    assert uncarried(content()) == []


@pytest.mark.usefixtures("loaded")
def test_a_fact_is_missed_as_soon_as_its_sentences_are_gone():
    said = sentences(content())

    found_anyway = {}
    for fact in FACTS:
        others = [sentence for sentence in said if not carries(sentence, fact)]
        assert len(said) > len(others) > 0.95 * len(said), fact  # its words are not just any words
        if fact not in uncarried("\n".join(others)):
            found_anyway[fact] = others
    assert found_anyway == {}


def test_what_only_sounds_like_the_facts_carries_none():
    assert uncarried(NOT_THE_FACTS) == list(FACTS)


@pytest.mark.usefixtures("loaded")
def test_a_draft_carries_nothing():
    Article.objects.update(published_at=None)

    assert "fuller results slowly" in uncarried(content())


@pytest.mark.usefixtures("loaded")
def test_a_fact_that_has_a_field_is_kept_there():
    facts = Treatment.objects.get(slug="holistic-microneedling")

    assert (facts.session_minutes_least, facts.session_minutes_most) == (30, 60)
    assert (facts.sessions_least, facts.sessions_most) == (3, 6)
    assert (facts.redness_days_least, facts.redness_days_most) == (1, 3)
    # not known, so said of nobody: what development plans with is marked as made up
    assert facts.weeks_between_is_sample
    assert facts.time_between == "a few weeks"
    assert facts.feeling == "Lightly scratchy"
    assert all([facts.authorized_use, facts.may_help, facts.cannot, facts.not_yet])
    office = Office.objects.get()
    assert (office.phone.as_e164, office.instagram) == ("+14242521210", "acupunctury")
    assert office.address == "1150 Yale St, Suite 10, Santa Monica, CA 90403"


ENDINGS = {
    "en": [
        "Ask us in a complimentary consultation.",
        "is not medical advice. People differ, and treatment is always adapted to the person. "
        "If you have a health concern, please see a licensed professional.",
        "A comment or a question about this article? Text or call us: (424) 252-1210.",
        "Call or text (424) 252-1210",
    ],
    "es": [
        "Pregúntenos en una consulta sin costo.",
        "no es un consejo médico. Cada persona es distinta, y el tratamiento siempre se adapta a la "
        "persona. Si algo de su salud le preocupa, consulte a un profesional de la salud con licencia.",
        "¿Un comentario o una pregunta sobre este artículo? Envíenos un mensaje de texto o llámenos: "
        "(424) 252-1210.",
        "Llame o envíe un mensaje de texto al (424) 252-1210",
    ],
}


@pytest.mark.usefixtures("loaded")
def test_every_article_ends_with_invitation_disclaimer_place_for_comments_and_contact(client):
    for article in Article.objects.all():
        words = str(Words(client.get(article.get_absolute_url()).content.decode()))
        places = [words.find(ending) for ending in ENDINGS[article.language]]
        assert -1 not in places, (article.slug, places)
        assert places == sorted(places)


@pytest.mark.usefixtures("loaded")
def test_the_minutes_of_microneedling_are_not_said_of_body_acupuncture(client):
    said = [sentence for text in pages(client).values() for sentence in sentences(text)]

    timed = [sentence for sentence in said if re.search(r"\bminutes\b", sentence)]
    assert "Microneedling takes about 30 to 60 minutes." in timed
    assert [sentence for sentence in timed if "acupuncture" in sentence] == []


# ---- no claim that the clinic may not make -----------------------------------------------------
FORBIDDEN = vocabulary(
    next(rule["words"] for rule in RULES if rule["check_name"] == Rule.Check.CLAIM)
)
OF_SKIN = r"\b(acne|fine lines|marks?|pores?|scars?|spots?|wrinkles?)\b"


def is_about_data(claim: str, sentence: str, *, place: str) -> bool:
    """What is erased on the privacy page is data."""
    about_skin = re.search(OF_SKIN, sentence, re.IGNORECASE)
    return claim.lower() in forms("erase") and place == reverse("office:privacy") and not about_skin


def claims(texts: dict[str, str]) -> list[tuple[str, str, str]]:
    """Each forbidden claim in `texts`: where, which, and the sentence that makes it."""
    return [
        (place, said.words, "".join(said))
        for place, text in texts.items()
        for line in text.splitlines()
        for said in claims_in(line, FORBIDDEN)
        if not is_about_data(said.words, "".join(said), place=place)
    ]


@pytest.mark.usefixtures("loaded")
def test_no_page_makes_a_forbidden_claim(client):
    assert claims(pages(client)) == []


def test_no_drawing_makes_a_forbidden_claim():
    found = drawings()

    assert "The opening may look finer" in found["templates/svg/pore-3.svg"]
    assert claims(found) == []


def test_no_drawing_carries_a_figure_that_is_the_treatments():
    figures = r"\d+ (minutes?|days?|weeks?|months?|sessions?)\b"

    assert re.search(figures, "pink: 1–3 days")
    assert [place for place, text in drawings().items() if re.search(figures, text)] == []


CLAIMS = [
    ("cure", "Needles that cure acne"),
    ("cured", "Acne, cured"),
    ("cures", "It cures acne."),
    ("Curing", "Curing acne"),
    ("curative", "A curative hour"),
    ("cure", "It is a cure-all."),
    ("guarantee", "We guarantee it."),
    ("guaranteed", "Results are guaranteed."),
    ("guarantees", "No clinic guarantees more."),
    ("painless", "It is painless."),
    ("painlessly", "Done painlessly"),
    ("pain-less", "A pain-less visit"),
    ("pain-free", "A pain-free visit"),
    ("without pain", "An hour without pain"),
    ("no risk", "There is no risk."),
    ("risk-free", "A risk-free offer"),
    ("without any risks", "Skin without any risks"),
    ("Permanently", "Permanently finer pores"),
    ("permanence", "The permanence of results"),
    ("permanent", "It does not hurt, and results are permanent."),
    ("Erase", "Erase dark spots"),
    ("anti-aging", "Our anti-aging ritual"),
    ("antiaging", "Our antiaging ritual"),
    ("anti-ageing", "Our anti-ageing ritual"),
    ("best", "The best skin of your life"),
    ("miracle", "A small miracle"),
    ("miraculously", "Skin that miraculously clears"),
    ("Instant", "Instant results"),
    ("instantly", "You see it instantly."),
    ("Immediate results", "Immediate results"),
    ("Clinically proven", "Clinically proven"),
    ("scientifically tested", "It is scientifically tested."),
    ("proven to", "It is proven to work."),
    ("shrinks pores", "Microneedling shrinks pores."),
    ("shrunk, we say, every pore", "It has shrunk, we say, every pore."),
    ("Pores that shrink", "Pores that shrink"),
    ("shrink pores", "Can microneedling shrink pores? It can shrink pores."),
]


@pytest.mark.parametrize(("claim", "text"), CLAIMS, ids=[text for _, text in CLAIMS])
def test_a_forbidden_claim_is_seen(claim, text):
    assert claim in [found for _, found, _ in claims({"/": text})]


@pytest.mark.parametrize(
    "text",
    [
        "Can microneedling shrink pores?",
        "It cannot permanently change the pore size you inherited.",
        "You may be curious. Your answers are secure.",
    ],
)
def test_an_honest_sentence_is_let_pass(text):
    assert claims({"/": text}) == []


def test_erasing_is_spoken_of_for_data_and_on_the_privacy_page_alone():
    data, scars = "how to see, correct or erase it", "We erase scars."

    assert [claims({place: data}) == [] for place in ("/privacy/", "/")] == [True, False]
    assert claims({"/privacy/": scars}) != []


@pytest.mark.usefixtures("loaded")
def test_a_claim_that_staff_write_is_seen_on_the_page(client):
    fields = [
        (Article, "title"),
        (Article, "summary"),
        (Article, "may_help"),
        (Section, "heading"),
        (Section, "body"),
        (FAQ, "answer"),
        (Treatment, "lead"),
        (Treatment, "what_it_is"),
        (Treatment, "same_day"),
        (TreatmentStep, "text"),
        (Office, "parking"),
    ]
    for model, field in fields:
        first = model.objects.order_by("pk")[:1]
        model.objects.filter(pk__in=first).update(**{field: f"Painless {model.__name__} {field}."})

    seen = {sentence for _, _, sentence in claims(pages(client))}

    assert seen >= {f"Painless {model.__name__} {field}." for model, field in fields}


@pytest.mark.parametrize(
    "html",
    [
        '<img src="a.svg" alt="Painless">',
        '<a href="/" title="Painless">Skin</a>',
        '<nav aria-label="Painless"></nav>',
        '<meta name="description" content="Painless">',
        '<meta property="og:title" content="Painless">',
        '<input placeholder="Painless">',
        "<title>Painless</title>",
        "<svg><title>Painless</title></svg>",
        "<svg><desc>Painless</desc></svg>",
        "<svg><text x='1'>Painless</text></svg>",
        "<p>Pain<b>less</b></p>",
        '<script type="application/ld+json">{"text": ["<p>Painless</p>"]}</script>',
    ],
)
def test_a_claim_is_seen_where_only_some_meet_it(html):
    assert [claim.lower() for _, claim, _ in claims({"/": str(Words(html))})] == ["painless"]


def test_what_nobody_reads_is_not_read():
    html = '<p class="best">Skin</p><script>best()</script><style>.best{}</style><!-- best --><p>calm</p>'

    assert str(Words(html)) == "Skin\ncalm"


# ---- other uses are worded as looks ------------------------------------------------------------
OTHER_USES = vocabulary(
    next(rule["words"] for rule in RULES if rule["check_name"] == Rule.Check.LOOKS)
)


def unworded(text: str) -> list[str]:
    """Sentences that speak of another use as if the treatment changed more than how it looks."""
    return ["".join(said) for line in text.splitlines() for said in unworded_in(line, OTHER_USES)]


@pytest.mark.usefixtures("loaded")
def test_other_uses_are_worded_as_looks_on_every_page_and_drawing(client):
    texts = pages(client) | drawings()

    assert {place: found for place, text in texts.items() if (found := unworded(text))} == {}


@pytest.mark.usefixtures("loaded")
def test_a_list_of_what_it_may_help_with_names_looks_or_an_authorized_use():
    lists = [row.may_help for row in [*Treatment.objects.all(), *Article.objects.all()]]

    lines = [line for text in lists for line in text.splitlines()]
    assert len(lines) > 20
    assert [said for line in lines for said in unworded_in_list(line, OTHER_USES)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Microneedling makes pores smaller.",
        "Texture smooths over a series.",
        "Dark spots fade.",
        "It helps with uneven tone.",
        "Pores disappear.",
        "Reduces pigment",
    ],
)
def test_another_use_worded_as_a_fact_is_seen(text):
    assert unworded(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "It may help with the look of dark spots.",
        "Texture may look smoother.",
        "A pore may stand out less.",
        "It cannot make a pore smaller.",
        "Can microneedling make my pores smaller?",
    ],
)
def test_another_use_worded_as_a_look_is_let_pass(text):
    assert unworded(text) == []


# ---- both sides --------------------------------------------------------------------------------
@pytest.mark.usefixtures("loaded")
def test_wherever_a_page_lists_what_may_help_what_cannot_stands_beside_it(client):
    lines = {place: text.splitlines() for place, text in pages(client).items()}

    sides = {
        place: (here.count("It may help with"), here.count("It cannot"))
        for place, here in lines.items()
    }
    assert set(sides.values()) == {(0, 0), (1, 1)}
    english = Article.objects.filter(language="en")
    assert all(sides[article.get_absolute_url()] == (1, 1) for article in english)
    for article in Article.objects.exclude(language="en"):
        here = str(Words(client.get(article.get_absolute_url()).content.decode())).splitlines()
        assert (here.count("Puede ayudar con"), here.count("No puede")) == (1, 1)


@pytest.mark.usefixtures("loaded")
def test_the_page_of_the_treatment_says_what_it_is_authorized_for(client):
    words = pages(client)["/treatments/holistic-microneedling/"]

    assert (
        "FDA-authorized microneedling covers facial acne scars, facial wrinkles and abdominal scars, "
        "in people aged 22 and over." in words
    )
