"""What the rules of the checklist look for: words that the owner can edit in the admin."""

# How a rule's lines are read stands in its form in the admin, and in `articles.checklist.claims`.
# What a sentence denies (“not permanent”) passes without a line: `articles.checklist.denials`.
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
