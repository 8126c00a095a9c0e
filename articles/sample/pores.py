"""What microneedling can do for pores, and what it cannot."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="pores",
    treatments=["holistic-microneedling"],
    faqs=[
        "can-microneedling-make-pores-smaller",
        "does-microneedling-hurt",
        "how-long-will-my-skin-be-pink",
        "when-might-i-see-results",
    ],
    fields={
        "slug": "microneedling-and-pores",
        "title": "What microneedling can do for pores, and what it cannot",
        "search_title": "Microneedling and pores: what it can and cannot do",
        "summary": (
            "Pores do not open and close, and microneedling cannot remove them. They can look larger as the "
            "skin around them loses support, and that part may change."
        ),
        "plate": "eucalyptus",
        "published_at": morning_of(2026, 11, 3),
        "last_reviewed_day": date(2026, 11, 3),
        "ways": "\n".join(
            [
                "New collagen around the pore may hold its edges more firmly, so that it may look finer.",
                "Thin skin may become thicker and denser, and so make a better frame.",
                "Texture may look smoother, so that a pore stands out less from the skin beside it.",
            ]
        ),
        "indirect_way": (
            "In calmer skin, with less inflammation, pores may stand out less. This is a side effect "
            "and not a treatment for oil."
        ),
        "may_help": "\n".join(
            [
                "The look of pores that seem enlarged or stretched",
                "The look of pores that acne has changed",
                "The look of uneven texture",
                "The look of skin that has lost firmness around the pores",
                "How smooth and clear skin looks as a whole",
            ]
        ),
        "cannot": "\n".join(
            [
                "Change for good the pore size you inherited",
                "Remove pores",
                "Stand in for sunscreen and steady skin care",
            ]
        ),
    },
    sections=[
        {
            "heading": "Why pores look larger",
            "body": prose("""
                <p>A pore is not a door. It does not open and close, and how big yours are is mostly a
                matter of family. Microneedling does not change that.</p>
                <p>How big they <em>look</em> is a different question, and several things have a say in
                it:</p>
                <ul>
                <li>collagen and elastin that the skin has lost</li>
                <li>extra oil</li>
                <li>damage from the sun</li>
                <li>scars or inflammation from acne</li>
                <li>skin that has grown slack or thin with age</li>
                </ul>
                <p>Picture a drawstring bag. While the cord is firm, the mouth stays neat. When the cord
                frays, the mouth sags. Around a pore, collagen and elastin are the cord. You are most
                likely to notice it on the nose, the cheeks and the forehead.</p>
                <p>So there are two questions, and it pays to keep them apart. Can the pore itself be
                made smaller? No. Can the skin around it gain firmer support? It may. The rest of this
                page is about that second question.</p>
            """),
        },
        {
            "heading": "What microneedling is",
            "body": prose("""
                <p>Ultra-fine needles make tiny channels in the skin, on purpose and under control. The
                skin answers with new collagen and elastin, fine new blood vessels and fresh cells.
                That is why it is also called collagen induction therapy.</p>
                <p>One thing to know before you weigh it up. FDA-authorized microneedling covers facial
                acne scars, facial wrinkles and abdominal scars, in people aged 22 and over. The look of
                pores is not on that list. So read what follows as what may happen, and not as a
                promise.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "How it may change the look of pores",
            "body": prose("""
                <p>Look at the drawing, and then look at the pore in it. It is the same pore each time.
                What changes is the net of fibers on either side. When that net is sparse, the edges of
                the pore have little to lean on. As new fibers fill in, the edges may be held more
                firmly, and the pore may look finer.</p>
                <p>There are four ways in which this may happen. Three have to do with how the skin is
                built. The last one is indirect, and we would not suggest a treatment for its sake
                alone.</p>
            """),
            "drawing": "collagen",
            "part": "ways",
        },
        {
            "heading": "Why it is done as a series",
            "body": prose("""
                <p>After a single session, any change in your pores is likely to be subtle. You may see
                it when nobody else does. Collagen is slow: once the needles have done their part, the
                skin goes on rebuilding for weeks, even months.</p>
                <p>Clearer changes tend to come after several sessions. Many people plan three to six
                sessions, a few weeks apart. How many make sense for you is something to settle once we
                have seen your skin. We have written more about <a
                href="/articles/one-session-or-a-series/">one session or a series</a>.</p>
            """),
            "drawing": "series",
        },
        {
            "heading": "What to expect of it",
            "body": prose("""
                <p>Here are both sides, next to each other, because neither is the truth alone. Skin
                differs from person to person, and so does what it makes of a treatment.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "When it is better to wait",
            "body": prose("""
                <p>Microneedling suits many skin types, but not every skin on every day. If you have
                open acne, very sensitive skin or certain skin conditions, it is better to wait, or to
                choose something gentler. Tell us about your skin before you start. You need not know
                the right words for it. There is more under <a
                href="/questions/#what-if-it-is-not-right-for-me">What if microneedling is not right for
                me?</a></p>
            """),
        },
        {
            "heading": "The days after",
            "body": prose("""
                <p>At first your face is pink and warm, rather like a mild sunburn. The redness usually
                lasts one to three days. Skin may be dry or tight for a short time, and mostly it wants
                to be left in peace. The whole account, with what to use and what to leave alone, is in
                <a href="/articles/your-first-session/">your first session, step by step</a>.</p>
            """),
            "part": "days",
        },
        {
            "heading": "The rest of you",
            "body": prose("""
                <p>We call our treatment <a href="/treatments/holistic-microneedling/">Holistic
                Microneedling</a> because a face does not come alone. Body acupuncture is part of it,
                for inner imbalance and to calm the nervous system. So are careful preparation,
                aftercare and time to heal. We would rather see your skin calm and resilient than
                over-treated.</p>
                <blockquote><p>The aim is not a face without pores. It is skin so calm that you forget
                to look for them.</p></blockquote>
            """),
        },
    ],
)
