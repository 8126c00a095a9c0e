"""The first session, step by step, with aftercare."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="aftercare",
    concern="texture",
    treatments=["holistic-microneedling"],
    faqs=[
        "does-microneedling-hurt",
        "how-long-will-my-skin-be-pink",
        "what-if-it-is-not-right-for-me",
        "what-does-a-consultation-cost",
    ],
    fields={
        "slug": "your-first-session",
        "title": "Your first microneedling session, step by step",
        "search_title": "Your first microneedling session, step by step",
        "summary": (
            "Who should wait, what happens and in what order, how it feels, and how to look after your "
            "skin in the days that follow."
        ),
        "plate": "poppy",
        "published_at": morning_of(2026, 10, 20),
        "last_reviewed_day": date(2026, 10, 20),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face, over a series",
                "The look of uneven texture and of pores",
                "The look of dark spots and of uneven tone",
                "How well skin takes up the products you use on it",
            ]
        ),
        "cannot": "\n".join(
            [
                "Do in one visit what takes a series",
                "Remove pores, or change the size you inherited",
                "Stand in for sunscreen and steady skin care",
            ]
        ),
    },
    sections=[
        {
            "heading": "Before you come",
            "body": prose("""
                <p>Limits first. Microneedling suits many skin types, but it is not for everyone. Open
                acne, very sensitive skin and certain skin conditions are reasons to wait, or to choose
                something gentler. That is why a first session begins with a talk.</p>
                <p>When you come, tell us:</p>
                <ul>
                <li>what your skin is doing now, and what it does on a bad day</li>
                <li>any skin condition, and any care you have for it</li>
                <li>what you put on your face, above all retinol, exfoliants and scented products</li>
                <li>what you hope for, and what you would not want</li>
                </ul>
                <p>Plain words are fine. “It stings when I wash it” tells us a good deal. If we think
                that you should wait, we will say so.</p>
                <p>It also helps to choose the day well. Pick one with a few quiet days after it, when
                you can keep out of the sun and do not mind looking a little flushed.</p>
            """),
        },
        {
            "heading": "How long it takes, and how it feels",
            "body": prose("""
                <p>A session takes about thirty to sixty minutes. You will feel it: many people speak of
                light pressure, or of something scratchy. Most find it easy to manage, and a numbing gel
                may be used first. It is not the same for everyone, so tell us how it is for you. You do
                not have to put up with anything in silence.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "The session, in order",
            "body": prose("""
                <ol>
                <li><strong>Cleanse.</strong> Your face is cleansed gently.</li>
                <li><strong>Numb, if you like.</strong> A numbing gel may be used. Say whether you would
                like one, and whether such a thing has bothered your skin before.</li>
                <li><strong>Needle.</strong> The tool is rolled or pressed over one small section of
                skin after another. Its needles are ultra-fine. The channels they make are tiny and
                under control.</li>
                <li><strong>Talk about tonight.</strong> We go through aftercare with you, so that you
                know what to do this evening and this week.</li>
                </ol>
                <p>Body acupuncture belongs to <a href="/treatments/holistic-microneedling/">Holistic
                Microneedling</a> too. It is there for inner imbalance and to calm the nervous system.
                When in your visit it comes is a thing to ask us at the consultation.</p>
                <p>You may know rollers that are sold for use at home. The tools of a clinic are
                stronger and more precise. And if you know peels, or treatments with heat, you may
                notice what is missing here: there are no strong chemicals, and there is no major
                peeling.</p>
            """),
        },
        {
            "heading": "What it can and cannot do",
            "body": prose("""
                <p>Results are soft and gradual, and they differ from person to person. FDA-authorized
                microneedling covers facial acne scars, facial wrinkles and abdominal scars, in people
                aged 22 and over. For any other use, and pores and dark spots are two of them, the most
                we say is that skin may look better for it.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "That evening, and the days after",
            "body": prose("""
                <p>When you go home, your face is pink and warm, rather like a mild sunburn. This
                redness usually lasts one to three days. Your skin may also feel dry or tight for a
                short time. None of that needs fixing. What it asks for is patience, and very few
                products.</p>
            """),
            "part": "days",
        },
        {
            "heading": "What to use, and what to leave alone",
            "body": prose("""
                <h3>Use</h3>
                <ul>
                <li>a gentle cleanser</li>
                <li>a light moisturizer</li>
                <li>sunscreen, every day</li>
                </ul>
                <h3>Leave alone for a few days</h3>
                <ul>
                <li>direct sun</li>
                <li>strong exfoliants</li>
                <li>retinol</li>
                <li>anything scented</li>
                </ul>
                <p>If you are not sure about a product, leave it out and ask us. Later on, gentle
                facials and serums go well with microneedling. There is no hurry to add them. More about
                these days is in <a href="/articles/the-week-after/">the week after</a>.</p>
                <p>If your skin stays pink for longer than you were told, or something worries you, do
                not wait and wonder. Call us, or see a licensed professional.</p>
            """),
        },
        {
            "heading": "When you may see something",
            "body": prose("""
                <p>After one session, do not look for much. Some people see brighter skin within days.
                Texture, fine lines and scars take longer, since the skin goes on rebuilding for weeks
                to months. If you look in the mirror each morning you may well miss it.</p>
                <p>Clearer changes tend to come with several sessions, a few weeks apart. Whether you
                want that many is up to you, and you need not decide on the first day. <a
                href="/articles/one-session-or-a-series/">One session or a series?</a> may help you
                choose, though it cannot choose for you.</p>
            """),
        },
    ],
)
