"""Acupuncture, for the curious: what a consultation is, and what one may ask there."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="acupuncture",
    concern="acupuncture",
    treatments=["acupuncture"],
    faqs=[
        "can-i-come-for-acupuncture-alone",
        "what-does-a-consultation-cost",
        "what-happens-after-i-ask",
    ],
    fields={
        "slug": "asking-about-acupuncture",
        "title": "Curious about acupuncture? What you may ask us",
        "search_title": "Curious about acupuncture? What you may ask us",
        "summary": (
            "A page cannot tell you what acupuncture would be like for you. A talk may get you further. What "
            "to bring, what to ask, and how to arrange it."
        ),
        "plate": "sage",
        "published_at": morning_of(2026, 8, 11),
        "last_reviewed_day": date(2026, 8, 11),
        "may_help": "\n".join(
            [
                "Questions that no page can answer",
                "Finding out what a visit would involve, and its price",
                "Finding out whether it is better to wait",
                "Making up your mind, in your own time",
            ]
        ),
        "cannot": "\n".join(
            [
                "Tell you beforehand what a treatment will do for you",
                "Take the place of care from a licensed professional",
                "Bind you to anything",
            ]
        ),
    },
    sections=[
        {
            "heading": "What this page cannot tell you",
            "body": prose("""
                <p>It cannot tell you how acupuncture would feel to you. It cannot tell you what it
                would do for you, or how soon. We could fill the space with fine words, and you would
                know no more than before. So this page is about something else. It is about how to ask,
                and what you may fairly expect when you do.</p>
            """),
        },
        {
            "heading": "What we use it for",
            "body": prose("""
                <p>In few words: for inner imbalance, and to calm the nervous system. You may come for
                <a href="/treatments/acupuncture/">acupuncture alone</a>. It is also the body part of <a
                href="/treatments/holistic-microneedling/">Holistic Microneedling</a>, where fine
                needles for the face do a different job.</p>
                <p>Behind both stands one idea. Skin belongs to a whole body, and a whole body does not
                like to be rushed. What that means in practice is told in <a
                href="/articles/face-and-body/">why we pair needles for the face with needles for the
                body</a>.</p>
            """),
        },
        {
            "heading": "What a consultation is",
            "body": prose("""
                <p>It is a talk, for people who are curious or have questions. It is complimentary. You
                need not be sure that you want anything, and you need not say why you are asking. There
                is no treatment that day unless it is priced and you have agreed to it.</p>
                <p>You are not taking an exam, and neither are we selling a plan. You ask, we answer,
                and then you go home. If you decide that it is not for you, the talk has done its
                work.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "Questions worth bringing",
            "body": prose("""
                <p>Any question is a good one. If none comes to mind, borrow these:</p>
                <ul>
                <li>What would you hope for in my case, and how sure are you?</li>
                <li>What does it feel like? What if I am wary of needles?</li>
                <li>How long does a session take, and how many would you suggest?</li>
                <li>What does it cost?</li>
                <li>Who would treat me, and what license do they hold?</li>
                <li>Is there a reason for me to wait?</li>
                <li>How would we know that it is not working?</li>
                </ul>
                <p>Write them on a slip of paper, since they tend to slip away once you sit down. And
                notice how we answer. A plain “we do not know” is worth more than a smooth reply.</p>
            """),
        },
        {
            "heading": "What it helps us to know",
            "body": prose("""
                <p>Tell us about any health concern, and about care that you already have for it. Tell
                us what you would not want. If you have had acupuncture before and did not like it, that
                is useful too.</p>
                <p>Keep all of this for the talk itself. The form on this site asks you to leave out
                medical details, and we mean it. If you have a health concern, please see a licensed
                professional about it as well. A talk with us does not replace that, and neither does
                this page.</p>
            """),
        },
        {
            "heading": "How to arrange it",
            "body": prose("""
                <p>Choose a time on our booking page, or say which days suit you. You do not need an
                account. A request is not yet confirmed. We may confirm it, propose other times, or have
                to decline. Either way you will hear from us, and the page says by when.</p>
                <p>If you do not like forms, call or text us. Asking “What is this like?” in a text is a
                perfectly good beginning.</p>
            """),
        },
        {
            "heading": "And then?",
            "body": prose("""
                <p>Then you think about it. Sleep on it, or talk to someone who knows you. If you come up
                with another question on the way home, text it to us. We will tell you the price before
                you decide, and we will not chase you. Care that is good for you
                next month does not have to start this week.</p>
                <blockquote><p>You may come for an answer, and for nothing more.</p></blockquote>
            """),
        },
    ],
)
