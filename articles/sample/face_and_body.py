"""Why needles for the face and needles for the body belong together here."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="acupuncture",
    concern="acupuncture",
    treatments=["holistic-microneedling", "acupuncture"],
    faqs=[
        "why-is-acupuncture-part-of-it",
        "what-does-holistic-mean",
        "can-i-come-for-acupuncture-alone",
        "what-does-it-cost",
    ],
    fields={
        "slug": "face-and-body",
        "title": "Why we pair needles for the face with needles for the body",
        "search_title": "Why we pair microneedling with body acupuncture",
        "summary": (
            "We cannot promise what acupuncture will do for your skin, and we do not try. Here is why it is "
            "part of our work all the same."
        ),
        "plate": "ceanothus",
        "published_at": morning_of(2026, 10, 6),
        "last_reviewed_day": date(2026, 10, 6),
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
                "Remove pores, or change the size you inherited",
                "Do in one visit what takes a series",
                "Stand in for sunscreen and steady skin care",
                "Take the place of a licensed professional who looks after your health",
            ]
        ),
    },
    sections=[
        {
            "heading": "The limit first",
            "body": prose("""
                <p>You may have heard large promises made for acupuncture. You will find none here. We
                cannot tell you beforehand what it will do for you, or for your skin. What we can tell
                you is how we work, why we chose to work that way, and what you may ask us about
                it.</p>
            """),
        },
        {
            "heading": "Two kinds of needles",
            "body": prose("""
                <p>The word is the same, and the work is not.</p>
                <ul>
                <li><strong>For the face.</strong> Microneedling uses a tool with ultra-fine needles. It
                is rolled or pressed over one small section of skin after another. The needles make tiny
                channels, on purpose and under control. The skin answers with new collagen and elastin,
                fine new blood vessels and fresh cells.</li>
                <li><strong>For the body.</strong> We use acupuncture for inner imbalance, and to calm
                the nervous system. It is not there to make channels in your skin.</li>
                </ul>
                <p>Together, the two make up what we call <a
                href="/treatments/holistic-microneedling/">Holistic Microneedling</a>. The first looks
                after the part of you that is in the mirror. The second is for the rest.</p>
            """),
        },
        {
            "heading": "What the face part is like",
            "body": prose("""
                <p>Your face is gently cleansed, and a numbing gel may be used. Then come the needles.
                Many people speak of light pressure, or of something a little scratchy. Most find it
                easy to manage. If you do not, say so. You do not have to put up with anything in
                silence.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Skin does not come alone",
            "body": prose("""
                <p>Skin is a living organ. It is connected to your circulation, to inflammation, to your
                hormones, to stress and to your health as a whole.</p>
                <p>A face always arrives with a person. That person may be rested or worn out, calm or
                in a hurry. We do not think that it makes sense to care for the one and overlook the
                other.</p>
                <p>Think of someone who tends a garden. They look at the leaves, of course. They also
                look at the soil and the water, and at how much sun the place gets. They do not believe
                that water mends everything, and they do not skip it either. That is close to how we
                think about skin. We care for it as one part of a whole body.</p>
            """),
        },
        {
            "heading": "Four quiet parts",
            "body": prose("""
                <p>Beside the microneedling itself, four things belong to the treatment. None of them is
                showy:</p>
                <ul>
                <li><strong>Acupuncture,</strong> for the body.</li>
                <li><strong>Preparation.</strong> We talk about your skin, and about whether this is a
                good time.</li>
                <li><strong>Aftercare.</strong> You go home knowing what to use and what to leave
                alone.</li>
                <li><strong>Time to heal.</strong> Skin goes on rebuilding for weeks to months, and we
                let it.</li>
                </ul>
                <p>What they share is a slow pace. More treatment is not always better treatment. We
                would rather see your skin calm and resilient than over-treated.</p>
            """),
        },
        {
            "heading": "What to expect of it",
            "body": prose("""
                <p>The two lists below are about the microneedling. For acupuncture we have no such
                list, and we would sooner leave a gap than fill it with guesses. Results are soft and
                gradual, and they differ from person to person.</p>
                <p>FDA-authorized microneedling covers facial acne scars, facial wrinkles and abdominal
                scars, in people aged 22 and over. For other uses, the most we say is that skin may look
                better.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "The days after",
            "body": prose("""
                <p>Your face is pink or warm at first, and the redness usually lasts one to three days.
                It asks for little. <a href="/articles/the-week-after/">The week after</a> tells you
                what to use, and what to do without.</p>
            """),
            "part": "days",
        },
        {
            "heading": "What you may want to ask",
            "body": prose("""
                <p>There is much that a page cannot settle. Ask us when in your visit the acupuncture
                comes, how long it takes, and what we would hope for in your case. Ask what happens if
                you are wary of needles. Tell us about any health concern, and about care that you have
                for it.</p>
                <p>You can also come for <a href="/treatments/acupuncture/">acupuncture alone</a>. If
                you only want to know more, a consultation is made for that. There is a list of
                questions to bring in <a href="/articles/asking-about-acupuncture/">curious about
                acupuncture?</a></p>
            """),
        },
    ],
)
