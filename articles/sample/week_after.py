"""The days after a session: what to use, what to leave alone, when to ask."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="aftercare",
    concern="else",
    treatments=["holistic-microneedling"],
    faqs=[
        "how-long-will-my-skin-be-pink",
        "what-may-i-put-on-my-skin",
        "when-might-i-see-results",
    ],
    fields={
        "slug": "the-week-after",
        "title": "The week after: caring for freshly needled skin",
        "search_title": "The week after microneedling: caring for your skin",
        "summary": (
            "Care cannot hurry your skin, but it can keep out of its way. What to use, what to leave alone, "
            "and when to ask somebody."
        ),
        "plate": "yarrow",
        "published_at": morning_of(2026, 9, 22),
        "last_reviewed_day": date(2026, 9, 22),
        "may_help": "\n".join(
            [
                "Skin that is still pink from the needles",
                "Skin that feels dry or tight for a short time",
                "Getting through the first days with few products and few worries",
            ]
        ),
        "cannot": "\n".join(
            [
                "Hurry the pace at which skin rebuilds",
                "Make up for direct sun in the first days",
                "Take the place of asking, when something worries you",
            ]
        ),
    },
    sections=[
        {
            "heading": "The short version",
            "body": prose("""
                <p>No product can do the work that your skin is doing now. What you can do is a little,
                and the same little every day. Wash gently. Moisturize lightly. Wear sunscreen, and stay
                out of direct sun. Let the strong things stand on the shelf.</p>
                <p>If that is all you read, it will do. The rest of this page is for people who like to
                know why, or who are reading it in front of the mirror.</p>
            """),
        },
        {
            "heading": "What you may see and feel",
            "body": prose("""
                <p>When you go home, your face is pink or warm, rather like a mild sunburn. The redness
                usually lasts one to three days. Your skin may also be dry or tight for a short
                time.</p>
                <p>None of this means that something went wrong. The needles have made tiny channels in
                your skin, on purpose and under control, and the skin is at work on them. It makes new
                collagen and elastin, fine new blood vessels and fresh cells. That goes on for weeks to
                months. By then you will have stopped looking.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Day by day",
            "body": prose("""
                <p>The days below are a guide and not a timetable. Skin differs from person to person.
                If we told you something else when you left, go by that, since we had seen your
                face.</p>
            """),
            "part": "days",
        },
        {
            "heading": "What to put on your skin",
            "body": prose("""
                <p>Three things are enough:</p>
                <ul>
                <li><strong>A gentle cleanser.</strong> Use it gently, too.</li>
                <li><strong>A light moisturizer.</strong> It is there for skin that feels dry or
                tight.</li>
                <li><strong>Sunscreen, every day.</strong> It is also the one habit to keep when all the
                rest is over.</li>
                </ul>
                <p>You may own gentle products already. Tell us what you use before you start, and we
                can say which of them may stay. There is no need to fill a new shelf for one week.</p>
            """),
        },
        {
            "heading": "What to leave alone",
            "body": prose("""
                <p>For a few days, do without:</p>
                <ul>
                <li>direct sun</li>
                <li>strong exfoliants</li>
                <li>retinol</li>
                <li>anything scented</li>
                </ul>
                <p>Labels are not always plain. If you cannot tell what a product is, leave it out, or
                text us its name. And “a few days” is not an exact figure, because skin is not exact.
                When you are in doubt, one more day of doing less is a fair choice.</p>
                <p>You may wonder about makeup, the gym or a swim. We have no rule here that would fit
                everyone. Ask us before you go home, and you will get an answer for your own skin.
                There is a little more on <a href="/questions/#may-i-exercise-or-drink-afterward">sport
                and alcohol</a>.</p>
            """),
        },
        {
            "heading": "What care may do, and what it cannot",
            "body": prose("""
                <p>Good aftercare makes the first days easier. It is part of how we work, beside
                preparation and time to heal. It has its limits all the same, and they are worth knowing
                before you spend money on creams.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "When the first days are over",
            "body": prose("""
                <p>Go back to your usual routine one step at a time, and keep the sunscreen. Later on,
                gentle facials and serums go well with microneedling. Skin may also take up the products
                you use more easily. That is a good reason to be choosy about them.</p>
                <p>Some people notice a glow within days. Fuller results come slowly and softly, and
                most often over <a href="/articles/one-session-or-a-series/">a series</a>. Until then,
                try not to look too hard. A kettle that is watched does boil, but it feels longer.</p>
            """),
        },
        {
            "heading": "When to ask",
            "body": prose("""
                <p>If your skin stays pink for longer than you were told, do not wait and wonder. Call
                or text us. If something worries you about your health, see a licensed professional. In
                an emergency, call 911.</p>
                <p>You do not have to be sure that it is serious. “It looks odd, and I do not like it”
                is a good enough reason to call. Which signs are for us, and which for a doctor, is told
                in <a href="/articles/when-to-call/">when to call</a>. If you have not had a session yet, <a
                href="/articles/your-first-session/">your first session, step by step</a> tells you what
                comes before all this.</p>
            """),
        },
    ],
)
