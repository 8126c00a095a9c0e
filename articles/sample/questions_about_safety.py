"""Eight questions about safety: who asks first, what can go wrong, and what comes after."""

from articles.sample import sources
from articles.sample.rows import Row, morning_of, prose

PUBLISHED_AT = morning_of(2026, 11, 10)

FAQS: list[Row] = [
    {
        "slug": "should-i-ask-first-or-wait",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "Who should ask first, or wait?",
        "answer": prose("""
            <p>Nobody has to know that alone. Please talk to us and to the clinician who treats you if
            you are pregnant or nursing, or take isotretinoin or a blood thinner. The same goes for a
            keloid, rosacea, eczema or another skin condition, and if you are under 22.</p>
            <p>With open acne, a cold sore or a fresh sunburn, wait first. Each of these has its place in
            <a href="/articles/ask-us-first/">when to ask us first</a>.</p>
        """),
        "sources": [sources.DEVICES],
    },
    {
        "slug": "may-i-come-while-pregnant-or-nursing",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "May I come while I am pregnant or nursing?",
        "answer": prose("""
            <p>Come and talk, yes. About a session, ask us and the clinician who treats you. There are no
            controlled trials of cosmetic care in pregnancy, or in the time after birth. A review
            advises people to put off what can wait until the baby is born.</p>
            <p>If you are nursing, ask about the numbing gel as well. You may come for <a
            href="/articles/asking-about-acupuncture/">questions about acupuncture</a> too.</p>
        """),
        "sources": [sources.PREGNANCY],
    },
    {
        "slug": "what-if-i-take-isotretinoin-or-a-blood-thinner",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What if I take isotretinoin (Accutane) or a blood thinner?",
        "answer": prose("""
            <p>Tell us before you plan a session, and ask the doctor who prescribed it. Do not stop a
            medicine for the sake of your skin.</p>
            <p>The leaflet of isotretinoin says to wait for six months after the last dose. Newer reviews
            see less reason for that with gentle kinds of care, so experts do not all agree. A blood
            thinner makes bleeding more likely. What that means for you is not for a page to say.</p>
        """),
        "sources": [
            sources.ISOTRETINOIN,
            sources.ISOTRETINOIN_TASK_FORCE,
            sources.BLOOD_THINNER,
        ],
    },
    {
        "slug": "what-if-i-form-keloids",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "What if I form keloids, or have rosacea or eczema?",
        "answer": prose("""
            <p>Ask us, and ask the doctor who knows your skin, before you plan anything. A keloid can
            follow even a small wound, and microneedling makes tiny ones on purpose.</p>
            <p>While rosacea flares, a dermatologist whom we read would not use needles. About eczema we
            found no page that we would build a rule on. Certain skin conditions are a reason to wait,
            or to choose something gentler. Tell us also about care that you have for yours.</p>
        """),
        "sources": [sources.KELOIDS, sources.AT_HOME],
    },
    {
        "slug": "should-i-still-come-this-week",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "A breakout, a cold sore, a sunburn: should I still come?",
        "answer": prose("""
            <p>Not for a session. Call or text us, and we will move it. Open acne is a reason to wait. A
            cold sore should be over first. So should a sunburn, since needles can make it worse.</p>
            <p>Tell us also if you have had cold sores before, and ask your doctor about it. For a
            consultation you may come as you are.</p>
        """),
        "sources": [sources.CLINIC_RULES, sources.AT_HOME, sources.SUNBURN],
    },
    {
        "slug": "what-can-go-wrong",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "What are the side effects, and when should I call?",
        "answer": prose("""
            <p>Redness, swelling and dry skin are common, and pass. Less often, spots turn darker, fine
            scars or small lumps stay, or the skin becomes infected.</p>
            <p>Call or text us if it lasts longer than you were told. Go to a doctor or urgent care the
            same day if redness spreads, if pain grows, or if you have a fever or pus. Call 911 if your
            face or throat swells, or if it is hard to breathe. More is in <a
            href="/articles/when-to-call/">when to call</a>.</p>
        """),
        "sources": [sources.SIDE_EFFECTS, sources.INFECTION, sources.ALLERGIC_REACTION],
    },
    {
        "slug": "may-i-exercise-or-drink-afterward",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "May I exercise or drink alcohol afterward?",
        "answer": prose("""
            <p>Give your skin a rest first. Practices differ about sport. One that we read asks people to
            skip hard exercise for 48 hours.</p>
            <p>About alcohol we found no source that we would build a rule on, so we name no hours. Ask
            us before you go home. What we tell you when we have seen your face counts more than this
            page.</p>
        """),
        "sources": [sources.CLINIC_RULES],
    },
    {
        "slug": "may-i-use-a-roller-at-home",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "May I use a roller at home instead?",
        "answer": prose("""
            <p>That is up to you, and we would talk about it first. The tools of a clinic are stronger
            and more precise than those for use at home. In some of them, the depth and speed of the
            needles can be set.</p>
            <p>Home tools may be neither as sterile nor as even. And nobody looks at your skin first, to
            say that it is better to wait. If you use one, tell us before a session.</p>
        """),
        "sources": [sources.ROLLERS, sources.AT_HOME],
    },
]
