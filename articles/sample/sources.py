"""Sources of the sample: public pages that were read for what it says about safety.

Each says no more than its page did on the day on which it was read. What no page could be read for
is not said.
"""

from datetime import date

from articles.sample.rows import Row

READ_DAY = date(2026, 11, 30)


def source(publisher: str, title: str, address: str, claim: str) -> Row:
    return {
        "publisher": publisher,
        "title": title,
        "address": address,
        "claim": claim,
        "read_day": READ_DAY,
    }


DEVICES = source(
    "U.S. Food and Drug Administration",
    "Microneedling Devices",
    "https://www.fda.gov/medical-devices/aesthetic-cosmetic-devices/microneedling-devices",
    "Devices are authorized to improve how facial acne scars, facial wrinkles and abdominal scars look, in"
    " people aged 22 or older.",
)
ROLLERS = DEVICES | {
    "claim": "Some devices are rolled or stamped by hand, and their needles always stand out. In some with a"
    " motor, whoever treats you sets how deep and how fast the needles go.",
}
SIDE_EFFECTS = source(
    "Dermatologic Surgery, 2021 (summary)",
    "Safety Profile for Microneedling: A Systematic Review",
    "https://ouci.dntb.gov.ua/en/works/7X1Z3mr4",
    "In 85 articles, redness, swelling, pain and dry skin were the most common and went within a week. Darker"
    " spots, scars in lines and small lumps could last. Infection, darker skin and metal allergies raise the"
    " risk.",
)
FIRST_DAYS = source(
    "Yale Medicine",
    "Microneedling",
    "https://www.yalemedicine.org/conditions/microneedling/",
    "Swelling, redness and flaking are short-term. A numbing cream is generally put on beforehand.",
)
PREGNANCY = source(
    "Dermatologic Surgery, 2013 (summary in PubMed)",
    "Safety of cosmetic dermatologic procedures during pregnancy",
    "https://ncbi.nlm.nih.gov/pubmed?LinkName=books_pubmed_refs&from_uid=4567846",
    "There are no controlled trials of cosmetic procedures in pregnancy and the time after birth. It is wise"
    " to put off those that are not needed until the baby is born.",
)
ISOTRETINOIN = source(
    "Project Lead Health",
    "What do you tell your patients about microneedling while on isotretinoin?",
    "https://projectlead.health/clinical-corner/what-do-you-tell-your-patients-about-microneedling-while-on-isotretinoin/",
    "The leaflet of Accutane says to have no procedure that smooths skin until six months after the last dose."
    " Newer evidence sees little risk of scars. The dermatologist still advises most people to finish first.",
)
ISOTRETINOIN_TASK_FORCE = source(
    "American Society for Dermatologic Surgery, 2017 (summary)",
    "Consensus Recommendations Regarding the Safety of Lasers, Dermabrasion, Chemical Peels, Energy Devices,"
    " and Skin Surgery during and after Isotretinoin Use",
    "https://scholars.mssm.edu/en/publications/asds-guidelines-task-force-consensus-recommendations-regarding-th-2",
    "Many wait six months after isotretinoin because its leaflet says so. For some gentle procedures, the task"
    " force found too little evidence that waiting is needed.",
)
BLOOD_THINNER = source(
    "HealthDay, after the U.S. National Library of Medicine",
    "Health Tip: Use Warfarin Safely",
    "https://consumer.healthday.com/cardiovascular-health-information-20/heart-stroke-related-stroke-353/health-tip-use-warfarin-safely-638371.html",
    "Warfarin thins the blood and makes bleeding more likely. Tell everyone who gives you medical care that"
    " you take it, your dentist too.",
)
KELOIDS = source(
    "MedlinePlus, U.S. National Library of Medicine",
    "Keloids",
    "https://medlineplus.gov/ency/imagepages/2521.htm",
    "Keloids are overgrown scars that follow injuries of the skin, even small ones such as a pierced ear."
    " People with dark skin form them more readily.",
)
CLINIC_RULES = source(
    "BHSkin",
    "Dermapen Pre-treatment Instructions",
    "https://bhskin.com/dermapen-pre-post-treatment-instructions/",
    "This practice moves the visit when skin breaks out, wants to know about earlier cold sores, and asks for"
    " no sun in the 48 hours before and no hard exercise in the 48 hours after.",
)
SUNBURN = source(
    "Nutura Clinic",
    "Can I Get Microneedling if I Have a Sunburn?",
    "https://www.nuturaclinic.com/blog/can-i-get-microneedling-if-i-have-a-sunburn",
    "Needles can make the redness and pain of a sunburn worse. Wait until it is over.",
)
AT_HOME = source(
    "Allure",
    "The FDA May Soon Regulate At-Home Microneedling on Skin",
    "https://www.allure.com/story/fda-at-home-microneedling/amp",
    "A dermatologist says that home tools are neither as sterile nor as even, and that people may not know"
    " when not to use them: with herpes, a breakout, rosacea that flares, an open wound or keloids.",
)
INFECTION = source(
    "Advocare Woodbury Pediatrics",
    "Wound Infection",
    "https://advocarewoodburypeds.com/are-you-sick/Wound-Infection-AYS",
    "Call a doctor now about fever, pain, swelling or redness that grows, red streaks, or a wound in the face"
    " that looks infected.",
)
ALLERGIC_REACTION = source(
    "Sharecare",
    "When should I go to the emergency room for an allergic reaction?",
    "https://www.sharecare.com/health/allergy/when-go-er-allergic-reaction",
    "Call 911 or go to the emergency room when the face or throat swells, when breathing or swallowing is hard,"
    " or when somebody is dizzy or passes out.",
)
