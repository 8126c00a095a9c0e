"""What can go wrong after a session, and whom to call about it."""

from datetime import date

from articles.sample import sources
from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="aftercare",
    concern="else",
    treatments=["holistic-microneedling"],
    faqs=[
        "what-can-go-wrong",
        "how-long-will-my-skin-be-pink",
        "may-i-exercise-or-drink-afterward",
        "may-i-use-a-roller-at-home",
    ],
    fields={
        "slug": "when-to-call",
        "title": "What can go wrong, and when to call",
        "search_title": "After microneedling: when to call",
        "summary": (
            "Most of what skin does after a session passes by itself. Some things do not. Which are for us, "
            "which for a doctor, and which for 911."
        ),
        "plate": "toyon",
        "published_at": morning_of(2026, 11, 17),
        "last_reviewed_day": date(2026, 11, 17),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face",
                "The look of uneven texture and of pores",
                "The look of dark spots and of uneven tone",
            ]
        ),
        "cannot": "\n".join(
            [
                "Spare each person its side effects",
                "Be judged from a page, or from a photo alone",
                "Take the place of a doctor when something is wrong",
            ]
        ),
    },
    sections=[
        {
            "heading": "The short answer",
            "body": prose("""
                <p>Microneedling has side effects. Most are mild, and gone soon. A few are not. You do
                not have to know which is which, and you need not be sure before you ask.</p>
                <ul>
                <li><strong>It looks odd, or it lasts:</strong> call or text us.</li>
                <li><strong>It gets worse, or you feel ill:</strong> a doctor or urgent care, the same
                day.</li>
                <li><strong>You cannot breathe well, or your face or throat swells:</strong> 911.</li>
                </ul>
            """),
        },
        {
            "heading": "What is to be expected",
            "body": prose("""
                <p>You will feel the session, and most people find it easy to manage. A numbing gel may
                be used. When you go home, your face is pink or warm, like a mild sunburn. Redness
                usually lasts one to three days. Skin may be dry or tight for a short time, and it may
                flake or swell a little.</p>
                <p>People differ. In studies, such things were gone within a week.</p>
            """),
            "part": "days",
        },
        {
            "heading": "What is less usual",
            "body": prose("""
                <p>A review looked at eighty-five articles on microneedling. These are the things in it
                that can last:</p>
                <ul>
                <li>spots that turn darker than the skin around them</li>
                <li>scars in fine lines</li>
                <li>small lumps, where the skin reacts</li>
                </ul>
                <p>Some things made trouble more likely: an infection that was there before, darker skin,
                and an allergy to metal. Products that are not meant to go into the skin call for care
                too. So tell us about all of these before we begin. What else we want
                to know is in <a href="/articles/ask-us-first/">when to ask us first</a>.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Call or text us about these",
            "body": prose("""
                <ul>
                <li>Your skin stays pink or swollen for longer than you were told.</li>
                <li>It itches or burns after you put something on it.</li>
                <li>A spot turns darker, or a small lump stays.</li>
                <li>A cold sore comes up. Call your doctor about it too.</li>
                <li>You do not know what to make of it.</li>
                </ul>
                <p>We will not tell you on the phone what it is. We can look at it, and we can say who
                should see it. If we are closed, do not wait for us.</p>
            """),
        },
        {
            "heading": "See a doctor or go to urgent care the same day",
            "body": prose("""
                <p>Needles open the skin, and an open skin can become infected. Go the same day, at any
                hour, if you notice:</p>
                <ul>
                <li>fever</li>
                <li>redness that spreads, or a red streak</li>
                <li>pain that is strong, or that grows after the second day</li>
                <li>pus, or skin that is hot and swollen</li>
                <li>feeling weak or very ill</li>
                </ul>
                <p>Say that you had microneedling, and when. An infection in the face should not
                wait.</p>
            """),
        },
        {
            "heading": "Call 911",
            "body": prose("""
                <p>Call if your face or throat swells, if it is hard to breathe or to swallow, or if you
                are dizzy or pass out. These are signs of a dangerous allergic reaction. Do not call us first.</p>
            """),
        },
        {
            "heading": "Sport, alcohol and sun",
            "body": prose("""
                <p>Stay out of direct sun for a few days. About sport, practices differ. One that we
                read asks people to skip hard exercise for 48 hours. About alcohol we found no source
                that we would build a rule on. Ask us before you go home, and you will get an answer for
                your own skin. <a href="/articles/the-week-after/">The week after</a> has the rest.</p>
            """),
        },
        {
            "heading": "If you did it at home",
            "body": prose("""
                <p>The same signs count after a roller at home. Home tools may be neither as sterile nor
                as even as those of a clinic. So do not wait any longer than you would after a session
                with us, and say what you used.</p>
            """),
        },
        {
            "heading": "Why we tell you all this",
            "body": prose("""
                <p>Because you should hear it before you decide, and not after. Microneedling can do
                some things and not others, and it is not for everyone. If this page makes you want to
                wait, that is a good use of it.</p>
            """),
            "part": "expect",
        },
    ],
    sources=[
        sources.FIRST_DAYS,
        sources.SIDE_EFFECTS,
        sources.INFECTION,
        sources.ALLERGIC_REACTION,
        sources.CLINIC_RULES,
        sources.AT_HOME,
    ],
)
