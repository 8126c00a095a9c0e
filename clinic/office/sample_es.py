"""Sample data of the clinic in Spanish: the texts of `clinic.office.sample`, by the slug of their
row.

What is no text (numbers, drawings, what is shown) belongs to the row itself. Words follow
docs/glossary.md.
"""

from clinic.office.sample import Row

OFFICE: Row = {
    "parking": (
        "Nota de muestra, se define antes de abrir: dónde pueden estacionarse los pacientes, por cuánto tiempo "
        "y cuánto cuesta."
    ),
    "access": (
        "Nota de muestra, se define antes de abrir: escalones, elevador y a quién llamar para recibir ayuda "
        "desde la puerta."
    ),
}

# Notes of opening hours have no slug: they are found by what they say.
HOURS_NOTES: dict[str, str] = {"By phone": "Por teléfono"}

PRACTITIONER: Row = {"name": "Revisora de muestra, se define antes de abrir"}

CONCERNS: dict[str, Row] = {
    "pores": {
        "name": "Poros visibles",
        "invitation": "Reserve una consulta sobre los poros",
    },
    "texture": {
        "name": "Textura de la piel",
        "invitation": "Reserve una consulta sobre la textura de la piel",
    },
    "marks": {
        "name": "Marcas o cicatrices de acné",
        "invitation": "Reserve una consulta sobre las marcas de acné",
    },
    "lines": {
        "name": "Líneas finas o firmeza",
        "invitation": "Reserve una consulta sobre las líneas finas",
    },
    "acupuncture": {
        "name": "Acupuntura para el bienestar general",
        "invitation": "Reserve una consulta sobre acupuntura",
    },
    "else": {
        "name": "Otro tema",
        "invitation": "Reserve una consulta",
    },
}

MICRONEEDLING: Row = {
    "name": "Microneedling holístico",
    "menu_name": "Microneedling",
    "search_title": "Microneedling holístico en Santa Monica",
    "lead": (
        "Agujas finas para la cara, acupuntura para el cuerpo y tiempo suficiente para que la piel responda."
    ),
    "feeling": "Un raspado leve",
    "what_it_is": "\n\n".join(
        [
            "En el microneedling (microagujas), unas agujas ultrafinas abren canales diminutos en la piel, a "
            "propósito y de forma controlada. Su otro nombre, terapia de inducción de colágeno, dice para qué "
            "sirve.",
            "La piel trata cada canal como una pequeña reparación. Responde con colágeno y elastina nuevos, "
            "vasos sanguíneos finos y células nuevas. Es un trabajo lento. Con las semanas y los meses, la "
            "superficie puede llegar a verse más lisa, más firme y más pareja. Lo que se ve, y cuándo, cambia "
            "de una persona a otra.",
            "En Acupunctury lo llamamos holístico porque las agujas son solo una parte. La acupuntura corporal "
            "también es parte, para el desequilibrio interno y para calmar el sistema nervioso. Lo son también "
            "una buena preparación, los cuidados posteriores y el tiempo para sanar. Preferimos ver la piel "
            "tranquila y resistente, y no tratada en exceso.",
        ]
    ),
    "may_help": "\n".join(
        [
            "Las cicatrices de acné y las líneas finas de la cara",
            "El aspecto de la textura desigual y de los poros que parecen estirados o grandes",
            "El aspecto de las manchas oscuras y del tono desigual",
            "El aspecto de la piel que ha perdido firmeza alrededor de los poros",
            "Lo bien que la piel absorbe los productos que usted usa",
        ]
    ),
    "cannot": "\n".join(
        [
            "Cambiar el tamaño de poro que usted heredó, ni quitar poros",
            "Hacer en una visita el trabajo de una serie",
            "Controlar la grasa de la piel",
            "Reemplazar el protector solar y el cuidado constante de la piel",
        ]
    ),
    "authorized_use": (
        "El microneedling autorizado por la FDA abarca las cicatrices de acné en la cara, las arrugas de la "
        "cara y las cicatrices del abdomen, en personas de 22 años o más. Otros usos, como el aspecto de los "
        "poros o de las manchas oscuras, no están en esa lista, y lo que hacen varía de una persona a otra."
    ),
    "not_yet": "\n\n".join(
        [
            "El microneedling va bien con muchos tipos de piel, pero no con toda piel en todo momento. El acné "
            "activo, la piel muy sensible y ciertas afecciones de la piel son razones para esperar o para "
            "elegir algo más suave.",
            "Antes de empezar, díganos cómo está su piel y qué se pone en ella. Si pensamos que debe esperar, "
            "se lo diremos.",
        ]
    ),
    "same_day": (
        "Rosada y caliente, más o menos como una quemadura de sol leve. No exponga la cara al sol directo."
    ),
    "next_day": "Un limpiador suave, una crema hidratante ligera, protector solar y sombra.",
    "redness_fades": (
        "El enrojecimiento baja. La piel puede sentirse reseca o tirante por poco tiempo; use pocos productos."
    ),
    "following_days": (
        "Protector solar todos los días. Todavía sin retinol, exfoliantes fuertes ni productos con perfume."
    ),
    "after_that": (
        "De vuelta a su rutina de siempre, con protector solar. El colágeno se sigue formando por semanas."
    ),
    "call_us_if": "\n".join(
        [
            "algo en su piel le preocupa o no está en esta página",
            "no sabe si puede usar un producto",
        ]
    ),
    "steps": [
        {
            "title": "Primero hablamos",
            "text": "Usted nos cuenta cómo está su piel y qué le preocupa. Miramos y le decimos con claridad "
            "si hoy es un buen día para hacerlo.",
        },
        {
            "title": "Limpieza, y gel anestésico si lo quiere",
            "text": "Le limpiamos la cara con suavidad. Se puede usar un gel anestésico, así que díganos si "
            "lo quiere.",
        },
        {
            "title": "Microneedling",
            "text": "El instrumento se rueda o se presiona sobre una zona pequeña tras otra. Muchas personas "
            "sienten una presión leve, o algo que raspa un poco. Si es demasiado, díganoslo.",
        },
        {
            "title": "Acupuntura corporal",
            "text": "Las agujas para el cuerpo son parte del Microneedling holístico, para el desequilibrio "
            "interno y para calmar el sistema nervioso. Pregúntenos en qué momento de su visita se ponen.",
        },
        {
            "title": "Vuelva a casa sabiendo qué hacer",
            "text": "Repasamos con usted los cuidados posteriores: qué ponerse en la piel esa noche y qué "
            "dejar de lado por unos días.",
        },
    ],
}

ACUPUNCTURE: Row = {
    "name": "Acupuntura",
    "menu_name": "Acupuntura",
    "search_title": "Acupuntura en Santa Monica",
    "lead": (
        "Agujas finas para el cuerpo: como tratamiento propio o como parte del Microneedling holístico."
    ),
    "what_it_is": "\n\n".join(
        [
            "Puede venir solo por acupuntura. También es la parte corporal del Microneedling holístico, donde "
            "la usamos para el desequilibrio interno y para calmar el sistema nervioso.",
            "Aquí no hay una lista de promesas. Lo que la acupuntura puede hacer por usted es una pregunta "
            "sobre usted, así que preferimos hablar antes que afirmar. Pregunte lo que quiera y espere una "
            "respuesta clara, aunque sea que no lo sabemos.",
            "Una idea está detrás de los dos tratamientos. La piel es parte de todo el cuerpo, y cuidarla "
            "requiere preparación, cuidados posteriores y tiempo para sanar.",
        ]
    ),
    "not_yet": (
        "Si algo de su salud le preocupa, consulte a un profesional de la salud con licencia. Antes de "
        "empezar, díganos qué atención médica recibe ya, para que podamos decirle si es mejor esperar."
    ),
    "steps": [
        {
            "title": "Pida una consulta",
            "text": "Es sin costo y no le compromete a nada. Diga que le interesa la acupuntura; no hace falta "
            "decir por qué.",
        },
        {
            "title": "Pregúntenos todo",
            "text": "Cuánto dura una sesión, cuántas le sugerimos y cuánto cuestan. Pregunte también qué es lo "
            "que no sabemos.",
        },
        {
            "title": "Decida con calma",
            "text": "Ese día no hay tratamiento, a menos que tenga un precio y usted lo haya aceptado. Volver "
            "a casa para pensarlo es una buena respuesta.",
        },
    ],
}

TREATMENTS: dict[str, Row] = {
    "holistic-microneedling": MICRONEEDLING,
    "acupuncture": ACUPUNCTURE,
}
