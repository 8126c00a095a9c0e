"""Synonyms of the search: what people type, the words of our pages, and an honest sentence.

Each row was held against what the pages say. Where they say nothing, a sentence says that, and how
to ask us.
"""

from articles.models import Synonym
from articles.sample.rows import Row

ASK_US = "Call or text us, and we will tell you."
NOT_SURE_WHERE = "Call or text us if you are not sure where to park."


def row(typed: str, finds: str = "", sentence: str = "") -> Row:
    """Of words and phrases with commas between them."""
    lines = ("\n".join(part.strip() for part in text.split(",")) for text in (typed, finds))
    return {"typed": next(lines), "finds": next(lines).strip(), "sentence": sentence}


SYNONYMS: list[Row] = [
    # What it is like, and what it costs
    row(
        "pain, painful, painless, does it hurt, sore, sting, needle phobia, afraid of needles",
        "hurt, scratchy, numbing",
    ),
    row(
        "price, prices, pricing, cost, costs, how much, how much does it cost, fee, fees, rates,"
        " expensive, cheap, affordable",
        "what does it cost, price",
    ),
    row("free, complimentary consultation, free consultation", "complimentary"),
    row(
        "recovery, recover, recovery time, downtime, down time, healing time, how long to heal, red,"
        " red face, redness",
        "pink, redness",
    ),
    row(
        "side effects, side effect, risks, risk, dangers, dangerous, is it safe, safe, safety,"
        " complications, infection, infected, emergency, bad reaction",
        "side effects, when to call",
    ),
    row("results, before and after, does it work, how long until", "see a change, results"),
    row("how many, how often, package, packages, course", "how many sessions, series"),
    row("sunscreen, spf, makeup, make up, moisturizer", "on my skin, sunscreen"),
    # Who asks first, or waits
    row(
        "pregnant, pregnancy, expecting, nursing, breastfeeding, breast feeding, lactation",
        "pregnant, nursing",
    ),
    row("accutane, roaccutane, absorica, claravis, isotretinoin", "isotretinoin"),
    row(
        "blood thinner, blood thinners, anticoagulant, anticoagulants, warfarin, coumadin, eliquis,"
        " xarelto, plavix",
        "blood thinner",
    ),
    row("keloid, keloids, raised scars, hypertrophic", "keloid"),
    row("rosacea", "rosacea"),
    row("eczema, atopic dermatitis, dermatitis, psoriasis", "eczema, skin conditions"),
    row("cold sore, cold sores, fever blister, herpes", "cold sore"),
    row("sunburn, sunburnt, sunburned, tan, tanning", "sunburn"),
    row("breakout, breakouts, pimple, pimples, zits, active acne", "open acne, breakout"),
    row("age, how old, minor, minors, teen, teenager, under 18, too young", "under 22, aged 22"),
    row("contraindications, who should not, am i a candidate, candidate", "ask first, wait"),
    # What people call it
    row(
        "micro-needling, micro needling, microneedle, collagen induction, needling, skin needling,"
        " dermapen, skinpen",
        "microneedling",
    ),
    row("dermaroller, derma roller, derma rolling, at home, home kit, diy", "roller at home"),
    row("chemical peel, peels, microdermabrasion, laser, lasers, ipl", "peel, heat"),
    row("acne scars, scars, scarring, pockmarks", "acne marks, acne scars"),
    row(
        "dark spots, hyperpigmentation, pigmentation, melasma, sun spots, age spots",
        "dark spots, uneven tone",
    ),
    row("wrinkle, wrinkles, anti aging, antiaging, crow's feet", "fine lines, wrinkles"),
    row("large pores, big pores, open pores, genetics, hereditary", "pores"),
    row("exercise, gym, workout, running, yoga, sport, sports, swimming, sauna", "exercise, sport"),
    row("alcohol, wine, drinking", "alcohol"),
    row("appointment, appointments, schedule, book, booking, reservation", "consultation"),
    row("first visit, what to expect, what happens", "first session, step by step"),
    # What our pages do not describe
    row(
        "botox, dysport, filler, fillers, juvederm, hydrafacial, dermaplaning, radiofrequency, prp,"
        " exosomes, coolsculpting, waxing",
        "",
        "Our pages describe acupuncture and microneedling. Ask us about anything else.",
    ),
    row(
        "insurance, hsa, fsa, payment plan, financing, gift card, gift cards, discount",
        "",
        f"Our pages say nothing of this yet. {ASK_US}",
    ),
    row(
        "parking, park, valet, where to park",
        "parking",
        NOT_SURE_WHERE,
    ),
    row("hours, opening hours, open, closed, what time, when are you open", "hours"),
    row("address, location, directions, where are you, map", "address"),
    row("phone, phone number, contact, email", "call or text"),
    # Spanish words on an English page: they lead to what it says
    row("dolor, duele, doloroso", "hurt, scratchy"),
    row(
        "precio, precios, costo, costos, cuánto cuesta, cuanto cuesta, cuesta", "what does it cost"
    ),
    row("embarazada, embarazo, lactancia, amamantar", "pregnant, nursing"),
    row("recuperación, enrojecimiento, rojo", "pink, redness"),
    row("efectos secundarios, riesgos, riesgo", "side effects, when to call"),
    row("cicatriz, cicatrices, marcas", "acne marks, acne scars"),
    row("queloide, queloides", "keloid"),
    row("manchas, mancha", "dark spots"),
    row("arrugas, líneas finas", "fine lines"),
    row("poros", "pores"),
    row("acné, granos, espinillas", "open acne, acne"),
    row("rosácea", "rosacea"),
    row("anticoagulante, anticoagulantes", "blood thinner"),
    row("isotretinoína", "isotretinoin"),
    row("horario, horarios, abierto, a qué hora", "hours"),
    row("dirección, ubicación, dónde están, donde estan", "address"),
    row("acupuntura", "acupuncture"),
    row("microagujas, agujas, aguja", "microneedling"),
    row("cita, citas, consulta, consultas", "consultation"),
    row("ejercicio, gimnasio", "exercise, sport"),
    row(
        "estacionamiento, parqueo, aparcamiento",
        "parking",
        NOT_SURE_WHERE,
    ),
    row(
        "español, en español, spanish, habla español",
        "",
        f"Where the head of this page says Español, that leads to our pages in Spanish. {ASK_US}",
    ),
]


def missing_synonyms(rows: list[Row], language: str) -> list[Row]:
    """Those whose first word no row of the language is for yet, so that an edited one does not come
    twice.
    """
    stored = Synonym.objects.filter(language=language).values_list("typed", flat=True)
    known = {line for typed in stored for line in typed.splitlines()}
    new = [row for row in rows if row["typed"].splitlines()[0] not in known]
    return [{**row, "language": language} for row in new]
