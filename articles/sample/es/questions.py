"""Questions that people ask, in Spanish: those of the translated articles and of the home page, and
three about safety.
"""

from articles.sample.es import sources
from articles.sample.rows import Row, morning_of, prose

PUBLISHED_AT = morning_of(2026, 9, 8)
SAFETY_PUBLISHED_AT = morning_of(2026, 11, 10)

FAQS: list[Row] = [
    {
        "language": "es",
        "translation_of": "can-microneedling-make-pores-smaller",
        "slug": "puede-el-microneedling-achicar-los-poros",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "¿Puede el microneedling achicar los poros?",
        "answer": prose("""
            <p>No, no en sentido literal. El tamaño de un poro es sobre todo heredado, y el microneedling
            (microagujas) no puede cambiarlo. Es cosa de genética. Lo que puede cambiar es la piel alrededor
            del poro. Con un sostén más firme, un poro puede notarse menos.</p>
            <p>Hay más en <a href="/es/articles/microneedling-y-poros/">qué puede hacer el microneedling por
            los poros y qué no</a>.</p>
        """),
        "on_home_page": True,
    },
    {
        "language": "es",
        "translation_of": "does-microneedling-hurt",
        "slug": "duele-el-microneedling",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "¿Duele el microneedling?",
        "answer": prose("""
            <p>Lo va a sentir, pero la mayoría de las personas lo lleva bien. Hablan de una presión leve, o de
            algo que raspa un poco. Antes se puede usar un gel anestésico. Si en algún momento es demasiado,
            díganoslo.</p>
        """),
        "on_home_page": True,
    },
    {
        "language": "es",
        "translation_of": "does-microneedling-help-with-acne-marks",
        "slug": "ayuda-con-las-marcas-de-acne",
        "published_at": PUBLISHED_AT,
        "group": "microneedling",
        "question": "¿Ayuda con las marcas de acné?",
        "answer": prose("""
            <p>No puede borrarlas, y el acné activo es una razón para esperar. Cuando la piel ya se calmó,
            muchas personas usan el microneedling para suavizar cicatrices y manchas viejas, que a lo largo de
            una serie pueden llegar a verse más tenues.</p>
            <p>Las cicatrices de acné en la cara están entre sus usos autorizados por la FDA, desde los 22
            años. Las manchas oscuras no, así que ahí lo más que decimos es que puede ayudar con su
            aspecto.</p>
        """),
    },
    {
        "language": "es",
        "translation_of": "how-long-will-my-skin-be-pink",
        "slug": "cuanto-tiempo-estara-rosada-la-piel",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "¿Cuánto tiempo estará rosada la piel?",
        "answer": prose("""
            <p>El enrojecimiento suele durar de uno a tres días. Se ve y se siente más o menos como una
            quemadura de sol leve, y la piel puede estar reseca o tirante por poco tiempo.</p>
            <p>Use solo un limpiador suave, una crema hidratante ligera y protector solar todos los días, y
            evite el sol directo. Deje de lado por unos días los exfoliantes fuertes, el retinol y los
            productos con perfume.</p>
        """),
        "on_home_page": True,
    },
    {
        "language": "es",
        "translation_of": "when-might-i-see-results",
        "slug": "cuando-podria-ver-un-cambio",
        "published_at": PUBLISHED_AT,
        "group": "after-a-session",
        "question": "¿Cuándo podría ver un cambio?",
        "answer": prose("""
            <p>No todo a la vez. Algunas personas ven la piel más luminosa en unos días. El cambio más
            profundo llega despacio, porque la piel se sigue renovando por semanas o meses.</p>
            <p>Por eso casi siempre se hace <a href="/es/articles/una-sesion-o-una-serie/">en serie, y no en
            una sola sesión</a>.</p>
        """),
    },
    {
        "language": "es",
        "translation_of": "what-can-go-wrong",
        "slug": "que-efectos-secundarios-hay",
        "published_at": SAFETY_PUBLISHED_AT,
        "group": "after-a-session",
        "question": "¿Qué efectos secundarios hay, y cuándo debo llamar?",
        "answer": prose("""
            <p>El enrojecimiento, la hinchazón y la piel reseca son comunes, y pasan. Con menos frecuencia,
            hay manchas que se oscurecen, quedan cicatrices finas o bultitos, o la piel se infecta.</p>
            <p>Llámenos o envíenos un mensaje de texto si dura más de lo que le dijimos. Vaya el mismo día a un médico o a un centro de atención urgente (urgent care) si el enrojecimiento se extiende, si el dolor aumenta, o si tiene fiebre o
            pus. Llame al 911 si se le hincha la cara o la garganta, o si le cuesta respirar. Hay más en <a
            href="/articles/when-to-call/">cuándo llamar (en inglés)</a>.</p>
        """),
        "sources": [sources.SIDE_EFFECTS, sources.INFECTION, sources.ALLERGIC_REACTION],
    },
    {
        "language": "es",
        "translation_of": "why-is-acupuncture-part-of-it",
        "slug": "por-que-la-acupuntura-es-parte",
        "published_at": PUBLISHED_AT,
        "group": "acupuncture",
        "question": "¿Por qué la acupuntura es parte de un tratamiento de la piel?",
        "answer": prose("""
            <p>Porque la piel es parte de todo un cuerpo, y así la cuidamos. En el Microneedling holístico, la
            acupuntura corporal está ahí para el desequilibrio interno y para calmar el sistema nervioso. Está
            junto a la preparación, los cuidados posteriores y el tiempo para sanar. No reemplaza ninguno de
            ellos.</p>
            <p>También puede venir <a href="/es/treatments/acupuncture/">solo por acupuntura</a>.</p>
        """),
        "on_home_page": True,
    },
    {
        "language": "es",
        "translation_of": "what-does-it-cost",
        "slug": "cuanto-cuesta",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "¿Cuánto cuesta?",
        "answer": prose("""
            <p>Le decimos el precio antes de que usted decida; llámenos o envíenos un mensaje de texto. La
            consulta misma es sin costo. Ese día no hay tratamiento, a menos que tenga un precio y usted lo
            haya aceptado.</p>
        """),
        "on_home_page": True,
    },
    {
        "language": "es",
        "translation_of": "what-does-a-consultation-cost",
        "slug": "cuanto-cuesta-una-consulta",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "¿Cuánto cuesta una consulta?",
        "answer": prose("""
            <p>Nada. Es sin costo, y después no nos debe nada. Ese día no hay tratamiento, a menos que tenga
            un precio y usted lo haya aceptado.</p>
        """),
    },
    {
        "language": "es",
        "translation_of": "what-if-it-is-not-right-for-me",
        "slug": "y-si-el-microneedling-no-es-para-mi",
        "published_at": PUBLISHED_AT,
        "group": "visits",
        "question": "¿Y si el microneedling no es para mí?",
        "answer": prose("""
            <p>Entonces se lo diremos, y una consulta es un buen momento para saberlo. El microneedling va
            bien con muchos tipos de piel, pero el acné activo, la piel muy sensible y ciertas afecciones de
            la piel son razones para esperar o para elegir algo más suave.</p>
            <p>Cuéntenos de su piel antes de empezar. No hace falta que sepa las palabras correctas.</p>
        """),
    },
    {
        "language": "es",
        "translation_of": "should-i-ask-first-or-wait",
        "slug": "quien-debe-preguntar-antes-o-esperar",
        "published_at": SAFETY_PUBLISHED_AT,
        "group": "visits",
        "question": "¿Quién debe preguntar antes, o esperar?",
        "answer": prose("""
            <p>Nadie tiene que saberlo sin ayuda. Por favor, hable con nosotros y con el profesional que le
            atiende si está embarazada o amamanta, o si toma isotretinoína o un anticoagulante. Lo mismo vale
            si tiene un queloide, rosácea, eccema u otra afección de la piel, y si tiene menos de 22 años.</p>
            <p>Con acné activo, un herpes labial (fuego) o una quemadura de sol reciente, espere primero. Cada
            uno de estos casos está en <a href="/articles/ask-us-first/">cuándo preguntarnos antes (en
            inglés)</a>.</p>
        """),
        "sources": [sources.DEVICES],
    },
    {
        "language": "es",
        "translation_of": "may-i-come-while-pregnant-or-nursing",
        "slug": "puedo-venir-si-estoy-embarazada-o-amamanto",
        "published_at": SAFETY_PUBLISHED_AT,
        "group": "visits",
        "question": "¿Puedo venir si estoy embarazada o amamanto?",
        "answer": prose("""
            <p>A conversar, sí. Sobre una sesión, pregúntenos a nosotros y al profesional que le atiende. No
            hay estudios controlados de tratamientos estéticos en el embarazo, ni en el tiempo después del
            parto. Una revisión aconseja dejar lo que puede esperar para cuando el bebé haya nacido.</p>
            <p>Si amamanta, pregunte también por el gel anestésico. También puede venir con <a
            href="/articles/asking-about-acupuncture/">preguntas sobre acupuntura (en inglés)</a>.</p>
        """),
        "sources": [sources.PREGNANCY],
    },
]
