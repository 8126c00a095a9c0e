"""Who should ask before a session, or wait: pregnancy, medicines, conditions, this week, age."""

from datetime import date

from articles.sample import sources
from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="else",
    treatments=["holistic-microneedling"],
    faqs=[
        "should-i-ask-first-or-wait",
        "may-i-come-while-pregnant-or-nursing",
        "what-if-i-take-isotretinoin-or-a-blood-thinner",
        "what-if-i-form-keloids",
        "should-i-still-come-this-week",
    ],
    fields={
        "slug": "ask-us-first",
        "title": "When to ask us first",
        "search_title": "When to ask first about microneedling",
        "summary": (
            "Pregnancy, some medicines, some kinds of skin, a burn from last weekend: reasons to talk before "
            "you plan a session, and whom to ask."
        ),
        "plate": "matilija",
        "published_at": morning_of(2026, 11, 10),
        "last_reviewed_day": date(2026, 11, 10),
        "may_help": "\n".join(
            [
                "Acne scars and fine lines on the face",
                "The look of dark spots and of uneven tone",
                "The look of uneven texture and of pores",
            ]
        ),
        "cannot": "\n".join(
            [
                "Take the place of care from a doctor",
                "Make up for sun, or for skin care that is left out",
                "Be right for each person on each day",
            ]
        ),
    },
    sections=[
        {
            "heading": "What this page is for",
            "body": prose("""
                <p>No page can say yes or no to you. It has not seen your skin, and it does not know
                your health. This one names the reasons that people ask about most. If one of them is
                yours, it means one thing: talk first. Ask us, and ask the clinician who treats you. We
                go by what they say.</p>
                <p>Leave medical details out of the form on this site. Call us, or keep them for the
                talk.</p>
            """),
        },
        {
            "heading": "If you are pregnant or nursing",
            "body": prose("""
                <p>Little is known here. There are no controlled trials of cosmetic care in pregnancy,
                or in the time after birth. A review advises people to put off what can wait until the
                baby is born.</p>
                <p>So please tell us, also if you are not sure yet. Ask your midwife or your doctor. If
                you are nursing, ask about the numbing gel too. Nothing about this is in a hurry.</p>
            """),
        },
        {
            "heading": "If you take a medicine",
            "body": prose("""
                <h3>Isotretinoin</h3>
                <p>You may know it as Accutane. Its leaflet says to have no care that smooths the skin
                while you take it, and for six months after. Newer reviews see less reason to wait that
                long with gentle kinds of care. So experts do not all say the same. That is why the
                person who prescribed it should decide with you.</p>
                <h3>Blood thinners</h3>
                <p>They make bleeding more likely, and microneedling makes tiny wounds on
                purpose. Tell us, as you would
                tell your dentist. Do not stop a medicine for the sake of your skin. Whether anything
                should change is up to the doctor who prescribed it.</p>
                <p>The same goes for any other medicine. If you are not sure that it matters, tell us
                all the same.</p>
            """),
        },
        {
            "heading": "If your scars grow",
            "body": prose("""
                <p>Some skin makes more scar than it needs. A keloid can follow so small a thing as a
                pierced ear, and dark skin forms one more readily. If you have a keloid, or if they run in your family, ask us
                and a dermatologist before you plan anything.</p>
            """),
        },
        {
            "heading": "If you have rosacea or eczema",
            "body": prose("""
                <p>A dermatologist whom we read would not use needles while rosacea flares. About eczema we
                found no page that we would build a rule on. So we say what holds for both. Certain skin
                conditions are a reason to wait, or to choose something gentler. Tell us which you have,
                what it is doing now, and what care you have for it. Then ask the doctor who knows your
                skin.</p>
            """),
        },
        {
            "heading": "If something is going on this week",
            "body": prose("""
                <ul>
                <li><strong>Open acne.</strong> We would like it to calm down first. It is a question
                for a doctor.</li>
                <li><strong>A cold sore.</strong> Move the visit. Tell us also if you had one before,
                and ask your doctor about it.</li>
                <li><strong>A sunburn.</strong> Wait until it is over. Needles can make it worse.</li>
                <li><strong>A wound, or skin that looks infected.</strong> Have it seen to first.</li>
                </ul>
                <p>Moving a visit costs you nothing but a few days. If you are not sure, call or text
                us.</p>
            """),
            "part": "days",
        },
        {
            "heading": "If you are under 22",
            "body": prose("""
                <p>FDA-authorized microneedling is for people aged 22 and over. It covers facial acne
                scars, facial wrinkles and abdominal scars. If you are younger, ask us, and ask your
                doctor about your skin. There may be other ways that are meant for you.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "What else to tell us",
            "body": prose("""
                <p>Tell us about allergies, to metal and to numbing gels above all. Say if you have had
                trouble with healing, and what your skin did after other care. You need not know the
                right words for it. “My skin did not like that” is a good start.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "What asking costs",
            "body": prose("""
                <p>Nothing. The consultation is complimentary, and we tell you the price of a session
                before you decide. If the answer is “not now”, you have lost little. <a
                href="/articles/better-to-wait/">When it is better to wait</a> says what to do with the
                time. And if you have had a session and something worries you, read <a
                href="/articles/when-to-call/">when to call</a>.</p>
            """),
        },
    ],
    sources=[
        sources.PREGNANCY,
        sources.ISOTRETINOIN,
        sources.ISOTRETINOIN_TASK_FORCE,
        sources.BLOOD_THINNER,
        sources.KELOIDS,
        sources.AT_HOME,
        sources.CLINIC_RULES,
        sources.SUNBURN,
        sources.DEVICES,
        sources.SIDE_EFFECTS,
    ],
)
