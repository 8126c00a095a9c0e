"""One session or a series: what each may do, and why collagen takes its time."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="lines",
    treatments=["holistic-microneedling"],
    faqs=[
        "when-might-i-see-results",
        "does-microneedling-help-with-acne-marks",
        "why-is-acupuncture-part-of-it",
        "what-does-a-consultation-cost",
    ],
    fields={
        "slug": "one-session-or-a-series",
        "title": "One session or a series? How collagen keeps its own time",
        "search_title": "Microneedling: one session or a series?",
        "summary": (
            "One session cannot do the work of several. Why many people plan three to six, a few weeks "
            "apart, and what to do with the time between."
        ),
        "plate": "oak",
        "published_at": morning_of(2026, 9, 8),
        "last_reviewed_day": date(2026, 9, 8),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face",
                "The look of uneven texture",
                "The look of pores, where skin has lost firmness",
                "The look of dark spots and of uneven tone",
            ]
        ),
        "cannot": "\n".join(
            [
                "Hurry the pace at which skin rebuilds",
                "Remove pores, or change the size you inherited",
                "Stand in for sunscreen and steady skin care",
                "Give two people the same result",
            ]
        ),
    },
    sections=[
        {
            "heading": "The short answer",
            "body": prose("""
                <p>One session cannot do the work of several. You may see brighter skin within days, and
                that is pleasant, but it is the small part. The deeper change is in collagen, and
                collagen is slow.</p>
                <p>So microneedling is most often planned as a series: many people have three to six
                sessions, a few weeks apart. That is what is usual, and not a rule. How many make sense
                for you, if any, is something we can only suggest once we have seen your skin.</p>
            """),
        },
        {
            "heading": "Why it takes so long",
            "body": prose("""
                <p>The needles are the quick part. They make tiny channels in the skin, under control,
                in the time of a lunch break. What follows is the skin’s own work, and it does not keep
                office hours. It makes new collagen and elastin, fine new blood vessels and fresh cells.
                This goes on for weeks, even months, after you have stopped thinking about it.</p>
                <p>It is a little like sowing seeds. The sowing takes an afternoon. What comes up keeps
                its own time, and tugging at it does not help. The weeks between two sessions are not a
                gap in the treatment. They are when your skin does its part.</p>
                <p>The drawing shows the idea. With each session the line climbs by a slow step. The
                line for a single session climbs as well, and then it levels off lower down. Nobody
                measured these lines, and yours would look different.</p>
            """),
            "drawing": "series",
        },
        {
            "heading": "How many, and how far apart",
            "body": prose("""
                <p>The figures below are ranges, because no two skins are alike. Think of them as a
                place to begin a talk, and not as a package to buy.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "What one session may do",
            "body": prose("""
                <p>Not a great deal that others would see. A change in pores or texture after one
                session is likely to be subtle. Some people notice a glow within days. Others notice
                nothing yet, and that does not mean that nothing is going on.</p>
                <p>One session can still be worth having for what you learn from it. You find out how it
                feels, how your skin takes it, and whether you would want to do it again. If you have
                not read it yet, <a href="/articles/your-first-session/">your first session, step by
                step</a> tells you what happens.</p>
            """),
        },
        {
            "heading": "What several may add",
            "body": prose("""
                <p>Each session gives the skin a fresh reason to rebuild, while the work of the last one
                may still be going on. Over a series, texture may look smoother. Acne scars and fine
                lines may soften. Tone may look brighter and more even, and pores may stand out less, as
                we explain in <a href="/articles/microneedling-and-pores/">what microneedling can do for
                pores</a>.</p>
                <p>All of it comes softly. People who hope to look like someone else by the weekend will
                be let down. People who like to look like themselves, rested, are closer to the
                mark.</p>
            """),
        },
        {
            "heading": "What even a series cannot do",
            "body": prose("""
                <p>More is not always more. We would rather see your skin calm and resilient than
                over-treated, and time to heal is part of the plan. FDA-authorized microneedling covers
                facial acne scars, facial wrinkles and abdominal scars, in people aged 22 and over. For
                other uses, such as the look of pores or of dark spots, what a series does varies from
                person to person.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "Looking after your skin in between",
            "body": prose("""
                <p>Every session has its own days of care. Redness usually lasts one to three days each
                time. During those days keep it simple, and keep out of direct sun.</p>
                <p>Then comes the dull part, and it matters as much: a gentle cleanser, a light
                moisturizer, and sunscreen every day. Sun damage is one of the things that make pores
                look larger. To have a series without sunscreen is to run a bath with the plug out.</p>
            """),
            "part": "days",
        },
        {
            "heading": "How to decide",
            "body": prose("""
                <p>A few questions are worth asking yourself before you ask us:</p>
                <ul>
                <li>What, exactly, would I like to see change?</li>
                <li>Would a soft, slow change be enough for me?</li>
                <li>Can I keep out of the sun for a few days, more than once?</li>
                <li>Is my skin calm right now, or would it be wiser to wait?</li>
                </ul>
                <p>The last one counts for most. With open acne, very sensitive skin or certain skin
                conditions it is better to wait, or to choose something gentler. Nothing is lost by that,
                as we say in <a href="/articles/better-to-wait/">when it is better to wait</a>.</p>
                <p>If you do plan a series, leave room in it. You can look again after each session and
                stop when you have had enough. In <a href="/treatments/holistic-microneedling/">Holistic
                Microneedling</a> the time to prepare and the time to heal are part of the treatment,
                and so is acupuncture for the rest of you.</p>
            """),
        },
    ],
)
