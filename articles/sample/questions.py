"""Sixteen questions that people ask, in four groups."""

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
        "slug": "what-is-microneedling",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "What is microneedling?",
        "answer": prose("""
            <p>Ultra-fine needles make tiny channels in the skin, on purpose and under control. The skin
            answers with new collagen and elastin, fine new blood vessels and fresh cells. Its other
            name is collagen induction therapy.</p>
            <p>It is called minimally invasive: the channels are real, and they are tiny. It cannot do
            its work in a day. The skin goes on rebuilding for weeks to months.</p>
        """),
    },
    {
        "slug": "can-microneedling-make-pores-smaller",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "Can microneedling make my pores smaller?",
        "answer": prose("""
            <p>No, not literally. The size of a pore is mostly inherited, and microneedling cannot
            change that. It is a matter of genetics. What may change is the skin around the pore. With firmer support there, a pore
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
        "slug": "how-many-sessions-will-i-need",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "How many sessions will I need?",
        "answer": prose("""
            <p>One session cannot do the work of several. Many people plan three to six sessions, a few
            weeks apart. What makes sense for you, if anything, we can only suggest once we have seen
            your skin.</p>
            <p>You need not decide on the first day. After each session you can look again, and stop
            when you have had enough.</p>
        """),
    },
    {
        "slug": "is-it-like-a-peel-or-a-home-roller",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "Is it like a peel, or like a roller at home?",
        "answer": prose("""
            <p>Like neither. Compared with peels and heat, it does without strong chemicals and without
            major peeling. And the tools of a clinic are stronger and more precise than those for use at
            home.</p>
            <p>There is more in <a href="/articles/how-microneedling-compares/">how microneedling
            compares</a>.</p>
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
        "slug": "what-may-i-put-on-my-skin",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "What may I put on my skin afterward?",
        "answer": prose("""
            <p>Very little, for a few days: a gentle cleanser, a light moisturizer, and sunscreen every
            day. Do without strong exfoliants, retinol and scented products, and keep out of direct
            sun.</p>
            <p>If you are not sure about something, leave it out and ask us. Later on, gentle facials
            and serums go well with microneedling. You will find more in <a
            href="/articles/the-week-after/">the week after</a>.</p>
        """),
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
        "on_home_page": True,
    },
    {
        "slug": "what-does-holistic-mean",
        "published_at": PUBLISHED_AT,
        "group": "acupuncture",
        "question": "What do you mean by holistic?",
        "answer": prose("""
            <p>That the needles for your face are not the whole of it. Body acupuncture belongs to the
            treatment. So do preparation, aftercare and time to heal. It does not mean that we can treat
            everything.</p>
            <p>We would rather see skin calm and resilient than over-treated. There is more in <a
            href="/articles/face-and-body/">why we pair needles for the face with needles for the
            body</a>.</p>
        """),
    },
    {
        "slug": "can-i-come-for-acupuncture-alone",
        "published_at": PUBLISHED_AT,
        "group": "acupuncture",
        "question": "Can I come for acupuncture alone?",
        "answer": prose("""
            <p>Yes. Choose it when you ask for a consultation, and we will talk about that. We cannot
            tell you beforehand what it will do for you. You can ask us anything about it, though, and
            here are <a href="/articles/asking-about-acupuncture/">some questions to bring</a>.</p>
        """),
    },
    {
        "slug": "what-does-it-cost",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What does it cost?",
        "answer": prose("""
            <p>We tell you the price before you decide; call or text us. The consultation itself is
            complimentary. There is no treatment that day unless it is priced and you have agreed to
            it.</p>
        """),
        "on_home_page": True,
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
    {
        "slug": "what-happens-after-i-ask",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What happens after I ask for a consultation?",
        "answer": prose("""
            <p>Your request is not yet confirmed, but the time you chose is held for you. You read by
            when we will answer. Then we confirm the time, propose others, or tell you that we
            cannot.</p>
            <p>If no time suits you, say which days do. We will call, text or email you, whichever you
            like.</p>
        """),
    },
]
