"""Microneedling beside peels, heat and rollers for use at home."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="else",
    treatments=["holistic-microneedling"],
    faqs=[
        "what-is-microneedling",
        "is-it-like-a-peel-or-a-home-roller",
        "how-many-sessions-will-i-need",
        "what-does-it-cost",
    ],
    fields={
        "slug": "how-microneedling-compares",
        "title": "Needles, peels, heat: how microneedling compares",
        "search_title": "Needles, peels, heat: how microneedling compares",
        "summary": (
            "No treatment is right for every skin, and we are not neutral. What sets microneedling apart "
            "from peels, heat and rollers at home."
        ),
        "plate": "dudleya",
        "published_at": morning_of(2026, 10, 27),
        "last_reviewed_day": date(2026, 10, 27),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face",
                "The look of uneven texture and of pores",
                "The look of dark spots and of uneven tone",
                "How well skin takes up the products you use on it",
            ]
        ),
        "cannot": "\n".join(
            [
                "Suit every skin, or every week of the year",
                "Remove pores, or change the size you inherited",
                "Do in one visit what takes a series",
                "Stand in for sunscreen and steady skin care",
            ]
        ),
    },
    sections=[
        {
            "heading": "Who is speaking",
            "body": prose("""
                <p>A word of caution before you read on. We do microneedling, so we are not neutral. Nor
                can any page tell you which treatment suits your skin. It has not seen your skin. What
                it can do is set out what is different, so that you know what to ask, here or
                elsewhere.</p>
            """),
        },
        {
            "heading": "What microneedling works with",
            "body": prose("""
                <p>It works with needles, and with what skin does about them. Ultra-fine needles make
                tiny channels, on purpose and under control. The skin answers with new collagen and
                elastin, fine new blood vessels and fresh cells. The other name for it is collagen
                induction therapy. It is called minimally invasive. In plain words: the channels are
                real, and they are tiny.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Beside a peel",
            "body": prose("""
                <p>Two things are missing from microneedling that people may know from peels. There are
                no strong chemicals, and there is no major peeling afterward. That is not the same as
                nothing. Your face is pink or warm, like a mild sunburn, and redness usually lasts one
                to three days. Skin may be dry or tight for a short time.</p>
                <p>If you use peels or strong exfoliants at home, tell us. After a session you will have
                to leave them alone for a few days.</p>
            """),
            "part": "days",
        },
        {
            "heading": "Beside heat",
            "body": prose("""
                <p>There are also treatments that use heat. Microneedling works with needles, without strong
                chemicals and without major peeling. To say more than that would be to guess about
                devices that are not ours. If you have had a treatment with heat, tell us when, and how
                your skin took it.</p>
            """),
        },
        {
            "heading": "Beside a roller at home",
            "body": prose("""
                <p>You may have seen small rollers that are sold for use at home. The tools of a clinic are
                stronger and more precise than those. That is the difference that counts, and it cuts
                both ways. A stronger tool calls for someone who looks at your skin first, works through
                it one small section after another, and tells you when it is better to wait.</p>
                <p>There is more on <a href="/questions/#may-i-use-a-roller-at-home">rollers at home</a>. If
                you own one, bring your questions about it. We will not scold you. Do let us
                know that you use it, since it belongs to what your skin has been through.</p>
            """),
        },
        {
            "heading": "What goes well with it",
            "body": prose("""
                <p>Not everything is either this or that. Gentle facials and serums go well with
                microneedling, once the first days are over. In <a
                href="/treatments/holistic-microneedling/">Holistic Microneedling</a>, body acupuncture
                belongs to the treatment as well. And sunscreen goes with all of it.</p>
            """),
        },
        {
            "heading": "Slow by design",
            "body": prose("""
                <p>One session cannot show you much. Some people notice a glow within days, and fuller
                results come slowly. Many plan three to six sessions, a few weeks apart. If you have
                little time and want one large change, this may not be the treatment for you. We explain
                the wait in <a href="/articles/one-session-or-a-series/">one session or a
                series?</a></p>
            """),
            "drawing": "series",
        },
        {
            "heading": "What it may do, and what it cannot",
            "body": prose("""
                <p>Both lists are about microneedling alone. FDA-authorized microneedling covers facial
                acne scars, facial wrinkles and abdominal scars, in people aged 22 and over. For any
                other use, the most we say is that skin may look better for it.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "What to ask of any treatment",
            "body": prose("""
                <p>These questions are worth asking wherever you go:</p>
                <ul>
                <li>What does it do to my skin, in plain words?</li>
                <li>What can it not do?</li>
                <li>What is it authorized for, and is that what I want it for?</li>
                <li>Who should not have it?</li>
                <li>How will I look and feel in the days after?</li>
                <li>How many sessions, and at what price?</li>
                </ul>
                <p>Someone who answers the second question as gladly as the first is probably worth your
                time. If you would like to try it on us, the consultation is complimentary. There is
                also a page on <a href="/articles/better-to-wait/">when it is better to wait</a>.</p>
            """),
        },
    ],
)
