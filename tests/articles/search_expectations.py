"""What people type, and where it leads with the sample content, as plain data.

One of the first three answers stands at this address, or begins it. "sentence" is an honest sentence
instead of answers.
"""

HURTS = "/questions/#does-microneedling-hurt"
COSTS = "/questions/#what-does-it-cost"
PINK = "/questions/#how-long-will-my-skin-be-pink"
WRONG = "/questions/#what-can-go-wrong"
PREGNANT = "/questions/#may-i-come-while-pregnant-or-nursing"
MEDICINES = "/questions/#what-if-i-take-isotretinoin-or-a-blood-thinner"
KELOIDS = "/questions/#what-if-i-form-keloids"
THIS_WEEK = "/questions/#should-i-still-come-this-week"
ASK_FIRST = "/questions/#should-i-ask-first-or-wait"
WHAT_IS_IT = "/questions/#what-is-microneedling"
AT_HOME = "/questions/#may-i-use-a-roller-at-home"
MARKS = "/questions/#does-microneedling-help-with-acne-marks"
SPORT = "/questions/#may-i-exercise-or-drink-afterward"
PORES = "/questions/#can-microneedling-make-pores-smaller"

LEADS = {
    # what it is like, and what it costs
    "pain": HURTS,
    "painful": HURTS,
    "does it hurt": HURTS,
    "is it painful?": HURTS,
    "numbing": HURTS,
    "prices": COSTS,
    "price": COSTS,
    "how much does it cost": COSTS,
    "how much": COSTS,
    "recovery": PINK,
    "recovery time": PINK,
    "downtime": PINK,
    "rednes": PINK,
    "sunscren": PINK,
    "side effects": WRONG,
    "risks": WRONG,
    "is it safe": WRONG,
    "infection": WRONG,
    # who asks first, or waits
    "keloid": KELOIDS,
    "keloids": KELOIDS,
    "rosacea": KELOIDS,
    "rosaceea": KELOIDS,
    "eczema": KELOIDS,
    "pregnant": PREGNANT,
    "pregnancy": PREGNANT,
    "breastfeeding": PREGNANT,
    "accutane": MEDICINES,
    "acutane": MEDICINES,
    "isotretinoin": MEDICINES,
    "blood thinner": MEDICINES,
    "blood thinners": MEDICINES,
    "warfarin": MEDICINES,
    "cold sore": THIS_WEEK,
    "sunburn": THIS_WEEK,
    "breakout": THIS_WEEK,
    "under 22": ASK_FIRST,
    "candidate": ASK_FIRST,
    # the treatment, by whatever name
    "micro-needling": WHAT_IS_IT,
    "micro needling": WHAT_IS_IT,
    "microneedeling": WHAT_IS_IT,
    "acupunture": "/questions/#why-is-acupuncture-part-of-it",
    "home roller": AT_HOME,
    "dermaroller": AT_HOME,
    "acne": MARKS,
    "acne?": MARKS,
    "acne scars": MARKS,
    "exercise": SPORT,
    "gym": SPORT,
    "alcohol": SPORT,
    "genetics": PORES,
    "hormones": "/articles/face-and-body/",
    "circulation": "/articles/face-and-body/",
    # the office
    "parking": "/visit/",
    "hours": "/visit/",
    "opening hours": "/visit/",
    "where are you": "/visit/",
    "cancel my appointment": "/consultation/find/",
    # what our pages do not describe
    "botox": "sentence",
    "fillers": "sentence",
    "insurance": "sentence",
    "gift card": "sentence",
    # Spanish
    "dolor": HURTS,
    "precio": COSTS,
    "cuánto cuesta": COSTS,
    "cuanto cuesta": COSTS,
    "embarazada": PREGNANT,
    "lactancia": PREGNANT,
    "efectos secundarios": WRONG,
    "recuperación": PINK,
    "horario": "/visit/",
    "dirección": "/visit/",
    "estacionamiento": "/visit/",
    "cicatrices": MARKS,
    "cicatriz": MARKS,
    "poros": PORES,
    "rosácea": KELOIDS,
    "acupuntura": "/questions/#why-is-acupuncture-part-of-it",
    "español": "sentence",
}
