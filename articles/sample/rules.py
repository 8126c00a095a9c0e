"""The rules of the checklist before publishing, one a check, as the clinic and the law want them."""

from hashlib import sha256
from typing import Any

from articles.models import Rule
from articles.sample.rows import Row, prose

Check = Rule.Check

# How a rule's lines are read stands in its form in the admin, and in `articles.checklist.claims`. What a
# sentence denies (“not permanent”) passes without a line: `articles.checklist.denials`.
CLAIMS = """
cure
cure-all
curative
guarantee
painless
pain-less
pain-free
no pain
zero pain
0 pain
without pain
no risk
without risk
without any risk
zero risk
0 risk
risk-free
permanent
permanence
erase
anti-aging
antiaging
antiageing
best
miracle
miraculous
instant
instantaneous
immediate result
clinically proven
clinically tested
scientifically proven
scientifically tested
proven to
proven result
shrink … pore
shrank … pore
shrunk … pore
shrinkage … pore
pore … shrink
pore … shrank
pore … shrunk
pore … shrinkage
100 %
100 percent
100 per cent
hundred percent
hundred per cent
no side effect
zero side effects
0 side effects
without side effects
no downtime
zero downtime
0 downtime
without downtime
completely safe
perfectly safe
totally safe
"works for everyone"
"we promise"
"promise you"
gone for good
disappear for good
vanish for good
heal acne
heal scar
never hurt
regrow
regrowth
FDA-approved
scar-free
reverse aging
turn back time
turn back the clock
forever
for life
lifelong
last a lifetime
safe for everyone
safe for everybody
safe for anyone
safe for all
safe for every
"suits everyone"
"suits everybody"
"suits every skin"
suitable for everyone
suitable for all
suitable for every
"works for everybody"
"works on everyone"
"works on every"
work for every skin
always work
always help
"works every time"
never fail
most effective
most advanced
most powerful
more effective than
better than any
number one
unrivaled
unmatched
unbeatable
eliminate
eradicate
banish
make … vanish
make … disappear
scar … vanish
scar … disappear
scar … gone
wrinkle … vanish
wrinkle … disappear
wrinkle … gone
fine line … vanish
fine line … disappear
rid of … acne
rid of … scar
rid of … wrinkle
rid of … line
remove … scar
remove … wrinkle
clear up
clear acne
clear your acne
treat acne
treat your acne
stop acne
prevent acne
year younger
"years younger"
look younger
goodbye to
good bye to
farewell to
detox
detoxify
detoxification
toxin
immunity
boost … immune
strengthen … immune
allow: we always work
allow: we promise nothing
allow: treat acne scars
allow: day … suits you best
allow: time … suits you best
allow: best time to
allow: do your best
allow: permanent makeup
allow: permanent pacemaker
allow: redness … clear up
allow: Do results last forever?
allow: Do the results last forever?
allow: Will the results last forever?
allow: Is it safe for everyone?
allow: Is microneedling safe for everyone?
allow: Does it always work?
allow: Does microneedling always work?
allow: Can microneedling shrink pores?
"""

LOOKS = """
pore
texture
dark spot
old scars and spots
tone
pigment
pigmentation
hyperpigmentation
melasma
rosacea
stretch mark
cellulite
hair loss
hair growth
hair … grow
hair … grew
bald
baldness
alopecia
dark circle
eye bag
sagging
saggy
jowl
double chin
keloid
vitiligo
wart
eczema
psoriasis
dermatitis
active acne
cystic acne
breakout
anxiety
depression
insomnia
sleeplessness
migraine
headache
back pain
neck pain
joint pain
chronic pain
arthritis
fertility
infertility
menopause
hot flash
asthma
allergy
diabetes
blood pressure
cancer
addiction
weight loss
lose weight
list: spot
list: firm
list: firmness
list: mark
list: smooth
list: smoothness
list: clear
list: clarity
list: bright
list: brightness
with: help
with: smaller
with: finer
with: smooth
with: smoother
with: refine
with: more even
with: more refined
with: "evens"
with: fade
with: faint
with: fainter
with: shrink
with: tight
with: tighter
with: tighten
with: bright
with: brighter
with: brighten
with: soften
with: reduce
with: minimize
with: minimise
with: improve
with: "clear"
with: "clears"
with: clearer
with: "treat"
with: "treats"
with: less
with: fewer
with: lighten
with: "removes"
with: "removed"
with: "removing"
with: can remove
with: will remove
with: to remove
with: "rid of"
with: "gone"
with: melt
with: "closes"
with: "closed"
with: close pore
with: close the pore
with: close large pore
with: can close
with: work on
with: use it for
with: use microneedling for
with: used for
with: microneedling for
with: vanish
with: disappear
with: lift
with: relieve
with: ease
with: heal
with: fight
with: combat
with: prevent
with: resolve
with: fix
with: grow
with: grew
with: "ends"
with: "stops"
with: good for
with: great for
with: calm
with: work for
with: work wonders
with: works against
with: acupuncture for
allow: the look of
allow: may look
allow: may come to look
allow: may stand out less
allow: how they look
allow: doctor
allow: dermatologist
allow: licensed professional
allow: sunscreen … prevent
allow: before we treat
allow: wait until
allow: not … until
"""

ALT = """
image of
picture of
photo of
photograph of
drawing of
"""


def rule(check: Check, reason: str, words: str = "") -> Row:
    return {"check_name": check, "reason": prose(reason), "words": words.strip()}


RULES: list[Row] = [
    rule(
        Check.CLAIM,
        """Nobody can promise how skin answers, and the law does not let us. Say what may happen, and how
        sure we are of it.""",
        CLAIMS,
    ),
    rule(
        Check.LOOKS,
        """Microneedling is authorized for facial acne scars, facial wrinkles and abdominal scars, from 22
        years on. For all else write “may help with the look of” or “may look finer”. Nothing is said to help
        against an illness.""",
        LOOKS,
    ),
    rule(
        Check.BOTH_SIDES,
        "What it cannot do stands beside what it may help with: neither is the truth alone.",
    ),
    rule(
        Check.PARTS,
        "A part with nothing in it is left out without a word, and its section leads to nothing.",
    ),
    rule(Check.REVIEW, "Readers see who reviewed an article, and when. A review holds for a year."),
    rule(
        Check.FACTS,
        """The facts beside the text come from the treatment. A reader who finds two different numbers trusts
        neither.""",
    ),
    rule(
        Check.ALT,
        """A picture in words is for people who cannot see it: one plain sentence, and not a list of search
        words.""",
        ALT,
    ),
    rule(Check.DEPICTS, "The law wants a picture of a person to say whether it is a model or a patient."),
    rule(
        Check.GRADE,
        """Most people read with ease what asks for eight years of school. Shorter sentences and shorter words
        bring it down.""",
        "8",
    ),
    rule(Check.LINKS, "A link that leads nowhere costs a reader’s trust."),
    rule(
        Check.NEXT_STEP,
        "Whoever has read it should find the next step: choose what the invitation is about, or add a link.",
    ),
]


# Of words and reasons that were the clinic's before. Whoever has one of them still has never edited it.
FORMER = {
    "bd2f085f7e0d18d2",
    "3138f2dccde50164",
    "7f38acc1b8f93b49",
    "f2b6626299d1e780",
    "59fd2ae0b260302e",
}


def digest(text: str) -> str:
    return sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def renew_unedited(rules: Any) -> int:
    """Former words and reasons of the clinic's become what they are now. Returns for how many rules."""
    renewed = 0
    present = {row["check_name"]: row for row in RULES}
    for kept in rules.filter(check_name__in=present):
        old = [name for name in ("words", "reason") if digest(getattr(kept, name)) in FORMER]
        for name in old:
            setattr(kept, name, present[kept.check_name][name])
        if old:
            kept.save(update_fields=old)
            renewed += 1
    return renewed


def add_missing(rules: Any) -> int:
    """A row for each check that has none, by a manager of rules; what is there stays. Returns how many.

    Rules as an earlier migration had them get none for a check that the code of that time does not know.
    """
    known = set(rules.values_list("check_name", flat=True))
    checks = {value for value, _ in rules.model._meta.get_field("check_name").choices}
    missing = [row for row in RULES if row["check_name"] in checks - known]
    for row in missing:
        rules.create(**row)
    return len(missing)
