"""Sample data of the clinic, for `manage.py load_sample`.

What is known of the clinic is stated. What only the clinic can say (hours, parking, who reviews) is
a sample, and says so where a visitor could read it. Staff edit all of it in the admin.
"""

from datetime import time
from typing import Any

from clinic import languages
from clinic.office.models import PriceOnPage, Weekday
from clinic.office.models.site_languages import SAMPLE_DAY

Row = dict[str, Any]  # a model's fields by name

OFFICE: Row = {
    "name": "Acupunctury",
    "street": "1150 Yale St",
    "suite": "Suite 10",
    "city": "Santa Monica",
    "state": "CA",
    "postal_code": "90403",
    "phone": "+14242521210",
    "instagram": "acupunctury",
    "time_zone": "America/Los_Angeles",
    "parking": "Sample note, set before launch: where patients may park, for how long, and what it costs.",
    "access": "Sample note, set before launch: steps, elevator, and who to call for help from the door.",
    "hours_are_samples": True,
}

MAIL_ADDRESSES = ["office@acupunctury.example"]

TUESDAY_TO_FRIDAY = [Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY]

OPENING_HOURS: list[Row] = [
    {"weekday": Weekday.MONDAY, "opens": time(10), "closes": time(16), "note": "By phone"},
    *[
        {"weekday": day, "opens": time(9), "closes": time(18)}
        for day in [*TUESDAY_TO_FRIDAY, Weekday.SATURDAY]
    ],
]

CONSULTATION_HOURS: list[Row] = [
    *[{"weekday": day, "opens": time(10), "closes": time(12)} for day in TUESDAY_TO_FRIDAY],
    *[{"weekday": day, "opens": time(14), "closes": time(17)} for day in TUESDAY_TO_FRIDAY],
    {"weekday": Weekday.SATURDAY, "opens": time(10), "closes": time(12)},
]

# On, to be seen on one's own machine. Outside development samples do not count, so it is off there.
LANGUAGES: list[Row] = [
    {
        "code": languages.SPANISH,
        "is_on": True,
        "answered_by": "Sample note, set before launch: who answers in Spanish",
        "health_pages_reviewed_by": "Sample reviewer, set before launch",
        "consents_seen_by_counsel_on": SAMPLE_DAY,
    }
]

PRACTITIONER: Row = {"name": "Sample reviewer, set before launch"}

CONCERNS: list[Row] = [
    {
        "slug": "pores",
        "name": "Visible pores",
        "invitation": "Book a consultation about pores",
    },
    {
        "slug": "texture",
        "name": "Skin texture",
        "invitation": "Book a consultation about skin texture",
    },
    {
        "slug": "marks",
        "name": "Acne marks or scars",
        "invitation": "Book a consultation about acne marks",
    },
    {
        "slug": "lines",
        "name": "Fine lines or firmness",
        "invitation": "Book a consultation about fine lines",
    },
    {
        "slug": "acupuncture",
        "name": "Acupuncture for general wellbeing",
        "invitation": "Book a consultation about acupuncture",
    },
    {
        "slug": "else",
        "name": "Something else",
        "invitation": "Book a consultation",
    },
]

# Made up: the clinic has not said how far apart its sessions are. Entered in development alone,
# where the planner of a series is shown with it, marked as a sample.
MADE_UP_SPACING: Row = {
    "weeks_between_least": 4,
    "weeks_between_most": 6,
    "weeks_between_is_sample": True,
}

MICRONEEDLING: Row = {
    "slug": "holistic-microneedling",
    "name": "Holistic Microneedling",
    "menu_name": "Microneedling",
    "search_title": "Holistic Microneedling in Santa Monica",
    "lead": "Fine needles for the face, acupuncture for the body, and enough time for skin to answer.",
    "plate": "eucalyptus",
    "price_on_page": PriceOnPage.TOLD,
    "session_minutes_least": 30,
    "session_minutes_most": 60,
    "sessions_least": 3,
    "sessions_most": 6,
    **MADE_UP_SPACING,
    "redness_days_least": 1,
    "redness_days_most": 3,
    "feeling": "Lightly scratchy",
    "what_it_is": "\n\n".join(
        [
            "Ultra-fine needles open tiny channels in the skin, on purpose and under control. The other name "
            "for it, collagen induction therapy, says what it is for.",
            "The skin treats each channel as a small job of repair. It answers with new collagen and "
            "elastin, fine new blood vessels and fresh cells. It is slow work. Over weeks and months the "
            "surface may come to look smoother, firmer and more even. What you see, and when, differs from "
            "person to person.",
            "At Acupunctury we call it holistic because the needles are only a part of it. Body acupuncture "
            "belongs to it, for inner imbalance and to calm the nervous system. So do careful preparation, "
            "aftercare and time to heal. We would rather see skin calm and resilient than over-treated.",
        ]
    ),
    "may_help": "\n".join(
        [
            "Acne scars and fine lines on the face",
            "The look of uneven texture, and of pores that seem stretched or enlarged",
            "The look of dark spots and of uneven tone",
            "The look of skin that has lost firmness around the pores",
            "How well skin takes up the products you use on it",
        ]
    ),
    "cannot": "\n".join(
        [
            "Change the pore size you inherited, or remove pores",
            "Do the work of a series in one visit",
            "Control oil",
            "Stand in for sunscreen and steady skin care",
        ]
    ),
    "authorized_use": (
        "FDA-authorized microneedling covers facial acne scars, facial wrinkles and abdominal scars, in "
        "people aged 22 and over. Other uses, such as the look of pores or of dark spots, are not on that "
        "list, and what they do varies from person to person."
    ),
    "not_yet": "\n\n".join(
        [
            "Microneedling suits many skin types, but not every skin on every day. Open acne, very sensitive "
            "skin and certain skin conditions are reasons to wait, or to choose something gentler.",
            "Before you start, tell us what your skin is doing and what you put on it. If we think that you "
            "should wait, we will say so.",
        ]
    ),
    "same_day": "Pink and warm, rather like a mild sunburn. Keep your face out of direct sun.",
    "next_day": "A gentle cleanser, a light moisturizer, sunscreen, and shade.",
    "redness_fades": "Redness fades. Skin may feel dry or tight for a short time; keep it simple.",
    "following_days": "Sunscreen every day. Still no retinol, strong exfoliants or scented products.",
    "after_that": "Back to your usual routine, sunscreen included. Collagen goes on building for weeks.",
    "call_us_if": "\n".join(
        [
            "something on your skin worries you, or is not on this page",
            "you cannot tell whether you may use a product",
        ]
    ),
    "shows_collagen_drawings": True,
    "steps": [
        {
            "title": "We talk first",
            "text": "You tell us what your skin is doing and what worries you. We look, and we say plainly "
            "whether today is a good day for it.",
        },
        {
            "title": "Cleanse, and numb if you like",
            "text": "Your face is gently cleansed. A numbing gel may be used, so tell us whether you would "
            "like one.",
        },
        {
            "title": "Microneedling",
            "text": "The tool is rolled or pressed over one small section after another. Many people feel "
            "light pressure, or something a little scratchy. If it is too much, say so.",
        },
        {
            "title": "Body acupuncture",
            "text": "Needles for the body belong to Holistic Microneedling, for inner imbalance and to calm "
            "the nervous system. Ask us when in your visit they come.",
        },
        {
            "title": "Go home knowing what to do",
            "text": "We go through aftercare with you: what to put on your skin that night, and what to "
            "leave alone for a few days.",
        },
    ],
}

# Little is known of it yet that the site may state, so its page says little.
ACUPUNCTURE: Row = {
    "slug": "acupuncture",
    "name": "Acupuncture",
    "menu_name": "Acupuncture",
    "search_title": "Acupuncture in Santa Monica",
    "lead": "Fine needles for the body: as a treatment of its own, or as part of Holistic Microneedling.",
    "plate": "mugwort",
    "price_on_page": PriceOnPage.TOLD,
    "what_it_is": "\n\n".join(
        [
            "You can come to us for acupuncture alone. It is also the body part of Holistic Microneedling, "
            "where we use it for inner imbalance and to calm the nervous system.",
            "You will find no list of promises here. What acupuncture may do for you is a question about "
            "you, so we would rather talk than claim. Ask whatever you like, and expect a plain answer, "
            "even if it is that we do not know.",
            "One idea stands behind both. Skin is part of a whole body, and caring for it takes preparation, "
            "aftercare and time to heal.",
        ]
    ),
    "not_yet": (
        "If you have a health concern, please see a licensed professional about it. Tell us about any care "
        "that you already have before you start, so that we can say whether it is better to wait."
    ),
    "steps": [
        {
            "title": "Ask for a consultation",
            "text": "It is complimentary, and it commits you to nothing. Say that you are curious about "
            "acupuncture; you need not say why.",
        },
        {
            "title": "Ask us everything",
            "text": "How long a session takes, how many we would suggest and what they cost. Ask what we do "
            "not know, too.",
        },
        {
            "title": "Decide in your own time",
            "text": "There is no treatment that day unless it is priced and you have agreed to it. Going "
            "home to think is a good answer.",
        },
    ],
}

TREATMENTS = [MICRONEEDLING, ACUPUNCTURE]
