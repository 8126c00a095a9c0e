"""Reasons to put microneedling off, and what to do with the time."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="marks",
    treatments=["holistic-microneedling"],
    faqs=[
        "what-if-it-is-not-right-for-me",
        "does-microneedling-help-with-acne-marks",
        "how-many-sessions-will-i-need",
        "what-does-a-consultation-cost",
    ],
    fields={
        "slug": "better-to-wait",
        "title": "When it is better to wait",
        "search_title": "When it is better to wait with microneedling",
        "summary": (
            "Microneedling is not for everyone, and not for every day. Open acne, very sensitive skin and "
            "other good reasons to put it off."
        ),
        "plate": "manzanita",
        "published_at": morning_of(2026, 8, 25),
        "last_reviewed_day": date(2026, 8, 25),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face",
                "The look of dark spots and of uneven tone",
                "The look of uneven texture and of pores",
            ]
        ),
        "cannot": "\n".join(
            [
                "Take the place of care for open acne",
                "Wipe away acne marks, or remove pores",
                "Stand in for sunscreen and steady skin care",
            ]
        ),
    },
    sections=[
        {
            "heading": "The short answer",
            "body": prose("""
                <p>Not every skin is ready for needles, and some are not ready today. It is better to
                wait, or to choose something gentler, if you have:</p>
                <ul>
                <li>open acne</li>
                <li>very sensitive skin</li>
                <li>certain skin conditions</li>
                </ul>
                <p>Many skin types do well with microneedling, so this is not a reason to rule yourself
                out. It is a reason to talk first. You need not know which group you are in. That is
                what a consultation is for.</p>
            """),
        },
        {
            "heading": "If you have open acne",
            "body": prose("""
                <p>We would like your skin to calm down first. It can be hard to hear. People with acne
                have often waited a good while already, and the marks are what brought them here.</p>
                <p>The marks can wait a little longer. Once skin has calmed, many people use
                microneedling for old scars and spots, which may come to look fainter over a series.
                Facial acne scars are one of its FDA-authorized uses, from the age of 22. If your skin
                is breaking out now, a licensed professional is the person to see about that.</p>
            """),
        },
        {
            "heading": "If your skin is very sensitive",
            "body": prose("""
                <p>Some skin objects to nearly everything. If yours stings when you wash it, or flares
                up at a new cream, tell us before you start. It may be wiser to choose something
                gentler. It may also turn out that a quieter week would do. We cannot judge that from a
                page, and neither can you.</p>
            """),
        },
        {
            "heading": "If you have a skin condition",
            "body": prose("""
                <p>No list is ever whole, and a long one would frighten someone without need. The
                reasons that people ask about most are in <a href="/articles/ask-us-first/">when to ask
                us first</a>. If you have a skin condition, or think that you might, say so when we
                meet. Tell us also about care that you have for it. If it is a question for a doctor, we
                will send you there first.</p>
            """),
        },
        {
            "heading": "If your calendar is in the way",
            "body": prose("""
                <p>Skin can be ready when a week is not. After a session your face is pink or warm, like
                a mild sunburn. Redness usually lasts one to three days, and skin may be dry or tight
                for a short time. For a few days you also do without direct sun, strong exfoliants,
                retinol and scented products.</p>
                <p>So a wedding, a trip to the beach or a big day at work is a fair reason to choose a
                later date. Pick days on which nobody minds how you look, yourself included.</p>
            """),
            "part": "days",
        },
        {
            "heading": "If you hope for something it cannot do",
            "body": prose("""
                <p>This is the reason people think of last. FDA-authorized microneedling covers facial
                acne scars, facial wrinkles and abdominal scars, in people aged 22 and over. Other uses
                are not on that list, and there the most we say is that skin may look better. Results
                are soft and gradual. If you want a great change, or a quick one, it is kinder to hear
                that now than after you have paid.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "What to do with the time",
            "body": prose("""
                <p>Waiting is not the same as doing nothing. The plain things count, and you can start
                on them tonight: a gentle cleanser, a light moisturizer, and sunscreen every day.
                Microneedling cannot stand in for any of them, now or later. Sun damage, for one, makes
                pores look larger.</p>
                <p>You can also use the time to find out more. Read <a
                href="/articles/your-first-session/">your first session, step by step</a>, and see
                whether it still appeals to you. Or come and talk. The consultation is complimentary,
                and nobody will mind if the answer is “not yet”.</p>
            """),
        },
        {
            "heading": "When the time has come",
            "body": prose("""
                <p>Then you have lost nothing. Skin rebuilds over weeks to months, and <a
                href="/articles/one-session-or-a-series/">a series</a> is slow by nature, so a later
                start is a small matter. We would rather see your skin calm and resilient than
                over-treated. Sometimes the calm has to come first.</p>
            """),
            "part": "facts",
        },
    ],
)
