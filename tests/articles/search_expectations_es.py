"""What people type on Spanish pages, and where it leads with the sample content, as plain data.

As in `search_expectations`: one of the first three answers stands at this address, or begins it.
"""

HURTS = "/es/questions/#duele-el-microneedling"
COSTS = "/es/questions/#cuanto-cuesta"
PINK = "/es/questions/#cuanto-tiempo-estara-rosada-la-piel"
WRONG = "/es/questions/#que-efectos-secundarios-hay"
PREGNANT = "/es/questions/#puedo-venir-si-estoy-embarazada-o-amamanto"
ASK_FIRST = "/es/questions/#quien-debe-preguntar-antes-o-esperar"
MARKS = "/es/questions/#ayuda-con-las-marcas-de-acne"
PORES = "/es/questions/#puede-el-microneedling-achicar-los-poros"
CHANGE = "/es/questions/#cuando-podria-ver-un-cambio"
ACUPUNCTURE = "/es/questions/#por-que-la-acupuntura-es-parte"
FIRST_SESSION = "/es/articles/su-primera-sesion/"
SERIES = "/es/articles/una-sesion-o-una-serie/"
ABOUT_PORES = "/es/articles/microneedling-y-poros/"

LEADS = {
    # what it is like, and what it costs
    "dolor": HURTS,
    "duele": HURTS,
    "¿me va a doler?": HURTS,
    "precio": COSTS,
    "precios": COSTS,
    "cuánto cuesta": COSTS,
    "cuanto cuesta": COSTS,
    "gratis": COSTS,
    "recuperación": PINK,
    "recuperacion": PINK,
    "enrojecimiento": PINK,
    "enrojecimento": PINK,
    "protector solar": PINK,
    "maquillaje": PINK,
    "efectos secundarios": WRONG,
    "resultados": CHANGE,
    # who asks first
    "embarazo": PREGNANT,
    "embarazada": PREGNANT,
    "lactancia": PREGNANT,
    "queloide": ASK_FIRST,
    "queloides": ASK_FIRST,
    "rosácea": ASK_FIRST,
    "rosacea": ASK_FIRST,
    "anticoagulantes": ASK_FIRST,
    "isotretinoína": ASK_FIRST,
    # what it is for
    "poros": PORES,
    "poro": PORES,
    "poros abiertos": PORES,
    "cicatrices": MARKS,
    "cicatriz": MARKS,
    "cicatrizes": MARKS,
    "acne": MARKS,
    "manchas": MARKS,
    "arrugas": ABOUT_PORES,
    "inflamación": ABOUT_PORES,
    "colageno": SERIES,
    # the sessions
    "primera sesión": FIRST_SESSION,
    "primera vez": FIRST_SESSION,
    "cuántas sesiones": SERIES,
    "serie": SERIES,
    "microagujas": PORES,
    "micro agujas": PORES,
    "acupuntura": ACUPUNCTURE,
    # the clinic
    "parqueo": "/es/visit/",
    "estacionamiento": "/es/visit/",
    "horario": "/es/visit/",
    "a qué hora abren": "/es/visit/",
    "dirección": "/es/visit/",
    "reservar cita": "/es/book/",
    # what our pages do not say
    "botox": "sentence",
    "seguro médico": "sentence",
    "español": "sentence",
}
