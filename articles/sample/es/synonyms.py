"""Synonyms of the search in Spanish: what people type, the words of our Spanish pages, and an honest
sentence.

Each row was held against what the Spanish pages say. Where only an English page knows of it, or none
does, a sentence says that, and how to ask us.
"""

from articles.sample.rows import Row
from articles.sample.synonyms import row

ASK_US = "Llámenos o envíenos un mensaje de texto, y se lo decimos."
IN_ENGLISH_ALONE = f"De esto hablan nuestras páginas solo en inglés. {ASK_US}"
NOT_SURE_WHERE = "Llámenos o envíenos un mensaje de texto si no sabe bien dónde estacionarse."

SYNONYMS: list[Row] = [
    # What it is like, and what it costs
    row(
        "dolor, duele, doler, doloroso, dolorosa, me va a doler, arde, ardor, miedo a las agujas",
        "duele, raspa, gel anestésico",
    ),
    row(
        "precio, precios, costo, costos, cuánto cuesta, cuesta, cuánto vale, cuánto cobran, tarifa,"
        " tarifas, caro, barato, económico",
        "cuánto cuesta, precio",
    ),
    row("gratis, gratuito, gratuita, consulta gratis, consulta gratuita", "sin costo"),
    row(
        "recuperación, recuperarse, tiempo de recuperación, cuánto tarda en sanar, enrojecimiento,"
        " rojo, roja, rojez, cara roja, irritación, irritada",
        "rosada, enrojecimiento",
    ),
    row(
        "efectos secundarios, efecto secundario, riesgo, riesgos, peligro, peligros, peligroso, es"
        " seguro, seguridad, complicaciones, infección, infectado, hinchazón, emergencia, mala"
        " reacción",
        "efectos secundarios, cuándo debo llamar",
    ),
    row(
        "resultado, resultados, antes y después, funciona, sirve, cuándo se ve, cuánto tarda",
        "ver un cambio, resultados",
    ),
    row("cuántas, cuántas veces, cada cuánto, paquete, paquetes", "cuántas, sesiones, serie"),
    row(
        "cuidados, después de la sesión, qué ponerme, bloqueador, bloqueador solar, protector,"
        " maquillaje, crema, cremas, humectante",
        "protector solar, crema hidratante, cuidados posteriores",
    ),
    # Who asks first, or waits
    row(
        "embarazo, embarazada, embarazadas, encinta, lactancia, amamantar, amamantando, dar pecho,"
        " dando pecho",
        "embarazada, embarazo, amamanto",
    ),
    row("isotretinoína, accutane, roaccutane, absorica, claravis", "isotretinoína"),
    row(
        "anticoagulante, anticoagulantes, diluyente de la sangre, adelgazar la sangre, warfarina,"
        " coumadin, eliquis, xarelto, plavix",
        "anticoagulante",
    ),
    row("queloide, queloides, cicatriz abultada, cicatrices abultadas", "queloide"),
    row("rosácea", "rosácea"),
    row("eccema, eczema, dermatitis, psoriasis", "eccema, afecciones de la piel"),
    row("herpes, herpes labial, fuego, fuegos, calentura, llaga", "herpes labial"),
    row("quemadura, quemadura de sol, quemado, bronceado, broncearse", "quemadura de sol"),
    row("brote, brotes, grano, granos, barro, barros, espinilla, espinillas", "acné activo"),
    row("edad, qué edad, menor, menores, menor de edad, adolescente", "22 años"),
    row(
        "contraindicaciones, contraindicación, quién no debe, es para mí, candidato, candidata",
        "preguntar antes, esperar, no es para mí",
    ),
    # What people call it
    row(
        "microagujas, micro agujas, microaguja, aguja, agujas, micropunción, inducción de colágeno,"
        " dermapen, skinpen",
        "microneedling",
    ),
    row("dermaroller, derma roller, rodillo, rodillos, en casa", "rodillos"),
    row(
        "peeling, peelings, exfoliación química, láser, microdermoabrasión, microdermabrasión",
        "peelings, calor",
    ),
    row(
        "cicatriz, cicatrices, marca, marcas, hoyitos, huecos",
        "marcas de acné, cicatrices de acné",
    ),
    row(
        "mancha, manchas, paño, melasma, pigmentación, hiperpigmentación, manchas de sol",
        "manchas oscuras, tono desigual",
    ),
    row(
        "arruga, arrugas, líneas de expresión, patas de gallo, antiarrugas, antiedad, flacidez",
        "líneas finas, arrugas, firmeza",
    ),
    row(
        "poros abiertos, poros grandes, poros dilatados, cerrar los poros, genética, hereditario",
        "poros",
    ),
    row("acupunturista, acupuntura corporal, agujas en el cuerpo", "acupuntura"),
    row(
        "cita, citas, turno, turnos, agendar, reservar, reserva, reservación, evaluación",
        "consulta",
    ),
    row(
        "primera vez, primera visita, qué esperar, cómo es, qué me hacen, cuánto dura",
        "primera sesión, paso a paso",
    ),
    # What our Spanish pages do not describe
    row(
        "ejercicio, gimnasio, deporte, deportes, correr, yoga, nadar, natación, sauna, alcohol,"
        " vino, cerveza",
        "",
        IN_ENGLISH_ALONE,
    ),
    row(
        "botox, bótox, dysport, relleno, rellenos, juvederm, hydrafacial, dermaplaning,"
        " radiofrecuencia, plasma, prp, exosomas, depilación",
        "",
        "Nuestras páginas describen la acupuntura y el microneedling. Pregúntenos por cualquier otra"
        " cosa.",
    ),
    row(
        "seguro médico, aseguranza, aseguradora, hsa, fsa, plan de pagos, pagos, financiamiento,"
        " tarjeta de regalo, descuento, descuentos",
        "",
        f"De esto nuestras páginas todavía no dicen nada. {ASK_US}",
    ),
    row(
        "estacionamiento, parqueo, aparcamiento, parking, estacionar, estacionarse, dónde estacionar",
        "estacionamiento",
        NOT_SURE_WHERE,
    ),
    row(
        "horario, horarios, horas, abierto, abren, cerrado, a qué hora, cuándo abren",
        "horario de atención",
    ),
    row("dirección, ubicación, dónde están, cómo llegar, mapa", "dirección"),
    row("teléfono, número, contacto, contactar, correo, llamar", "mensaje de texto"),
    row(
        "habla español, hablan español, en español, español, intérprete",
        "",
        "Estas páginas están en español. Si prefiere hablar en español, díganoslo al pedir la"
        " consulta.",
    ),
]
