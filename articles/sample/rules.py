"""The rules of the checklist before publishing, one a check, as the clinic and the law want them."""

from typing import Any

from articles.models import Rule
from articles.sample.rows import Row, prose

Check = Rule.Check

# How a rule's lines are read stands in its form in the admin, and in `articles.checklist.claims`.
CLAIMS = """
cure
cure-all
curative
guarantee
painless
pain-less
pain-free
no pain
without pain
no risk
without risk
without any risk
zero risk
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
hundred percent
no side effect
without side effects
no downtime
zero downtime
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
allow: cannot … guarantee
allow: do not guarantee
allow: does not guarantee
allow: not guaranteed
allow: no guarantee
allow: nobody … guarantee
allow: no one … guarantee
allow: no miracle
allow: not a miracle
allow: cannot cure
allow: does not cure
allow: no treatment cures
allow: nothing cures
allow: no treatment is … without risk
allow: nothing is … without risk
allow: nothing is … painless
allow: cannot … heal
allow: cannot … regrow
allow: cannot … permanent
allow: does not … permanent
allow: do not … permanent
allow: will not … permanent
allow: never … permanent
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
allow: the look of
allow: may look
allow: may come to look
allow: may stand out less
allow: how they look
allow: cannot
allow: can't
allow: not
allow: don't
allow: doesn't
allow: won't
allow: isn't
allow: aren't
allow: no
allow: never
allow: neither
allow: nor
allow: without
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
        years on. For all else write “may help with the look of” or “may look finer”.""",
        LOOKS,
    ),
    rule(
        Check.BOTH_SIDES,
        "What it cannot do stands beside what it may help with: neither is the truth alone.",
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


def add_missing(rules: Any) -> int:
    """A row for each check that has none, by a manager of rules; what is there stays. Returns how many."""
    known = set(rules.values_list("check_name", flat=True))
    missing = [row for row in RULES if row["check_name"] not in known]
    for row in missing:
        rules.create(**row)
    return len(missing)
