"""Eight questions that people ask, in four groups."""

from articles.sample.rows import Row, morning_of, prose

FAQ_GROUPS: list[Row] = [
    {"slug": "microneedling", "name": "Microneedling"},
    {"slug": "after-a-session", "name": "After a session"},
    {"slug": "acupuncture", "name": "Acupuncture and the whole person"},
    {"slug": "visits", "name": "Consultations and visits"},
]

PUBLISHED_AT = morning_of(2026, 9, 8)

FAQS: list[Row] = [
    {
        "slug": "can-microneedling-make-pores-smaller",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "Can microneedling make my pores smaller?",
        "answer": prose("""
            <p>No, not literally. The size of a pore is mostly inherited, and microneedling cannot
            change that. What may change is the skin around the pore. With firmer support there, a pore
            may stand out less.</p>
            <p>There is more in <a href="/articles/microneedling-and-pores/">what microneedling can do
            for pores, and what it cannot</a>.</p>
        """),
        "on_home_page": True,
    },
    {
        "slug": "does-microneedling-hurt",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "Does microneedling hurt?",
        "answer": prose("""
            <p>You will feel it, but most people find it easy to manage. They speak of light pressure,
            or of something a little scratchy. A numbing gel may be used first. If it is too much at any
            point, say so.</p>
        """),
        "on_home_page": True,
    },
    {
        "slug": "does-microneedling-help-with-acne-marks",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "Does it help with acne marks?",
        "answer": prose("""
            <p>It cannot wipe them away, and open acne is a reason to wait. Once skin has calmed, many
            people use microneedling to soften old scars and spots, which may come to look fainter over
            a series.</p>
            <p>Facial acne scars are among its FDA-authorized uses, from the age of 22. Dark spots are
            not, so there the most we say is that it may help with how they look.</p>
        """),
    },
    {
        "slug": "how-long-will-my-skin-be-pink",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "How long will my skin be pink?",
        "answer": prose("""
            <p>Redness usually lasts one to three days. It looks and feels rather like a mild sunburn,
            and skin may be dry or tight for a short time.</p>
            <p>Keep to a gentle cleanser, a light moisturizer and daily sunscreen, and stay out of
            direct sun. Leave strong exfoliants, retinol and scented products alone for a few days.</p>
        """),
        "on_home_page": True,
    },
    {
        "slug": "when-might-i-see-results",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "When might I see a change?",
        "answer": prose("""
            <p>Not all at once. Some people see brighter skin within days. The deeper change comes
            slowly, as the skin goes on rebuilding for weeks to months.</p>
            <p>That is why it is most often done as <a href="/articles/one-session-or-a-series/">a
            series, and not in one session</a>.</p>
        """),
    },
    {
        "slug": "why-is-acupuncture-part-of-it",
        "published_at": PUBLISHED_AT,
        "group": "acupuncture",
        "question": "Why is acupuncture part of a skin treatment?",
        "answer": prose("""
            <p>Because skin is part of a whole body, and we look after it that way. In Holistic
            Microneedling, body acupuncture is there for inner imbalance and to calm the nervous system.
            It stands beside preparation, aftercare and time to heal. It replaces none of them.</p>
            <p>You can also come for <a href="/treatments/acupuncture/">acupuncture alone</a>.</p>
        """),
    },
    {
        "slug": "what-does-a-consultation-cost",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What does a consultation cost?",
        "answer": prose("""
            <p>Nothing. It is complimentary, and you owe us nothing afterward. There is no treatment
            that day unless it is priced and you have agreed to it.</p>
        """),
        "on_home_page": True,
    },
    {
        "slug": "what-if-it-is-not-right-for-me",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What if microneedling is not right for me?",
        "answer": prose("""
            <p>Then we will say so, and a consultation is a good time to find out. Microneedling suits
            many skin types, but open acne, very sensitive skin and certain skin conditions are reasons
            to wait, or to choose something gentler.</p>
            <p>Tell us about your skin before you start. You need not know the right words for it.</p>
        """),
    },
]
