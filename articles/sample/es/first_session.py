"""The first session, step by step, with aftercare, in Spanish."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="aftercare",
    concern="texture",
    treatments=["holistic-microneedling"],
    faqs=[
        "duele-el-microneedling",
        "cuanto-tiempo-estara-rosada-la-piel",
        "y-si-el-microneedling-no-es-para-mi",
        "cuanto-cuesta-una-consulta",
    ],
    fields={
        "language": "es",
        "translation_of": "your-first-session",
        "slug": "su-primera-sesion",
        "title": "Su primera sesión de microneedling, paso a paso",
        "search_title": "Su primera sesión de microneedling, paso a paso",
        "summary": (
            "Quién debe esperar, qué se hace y en qué orden, cómo se siente y cómo cuidar la piel en los "
            "días siguientes."
        ),
        "plate": "poppy",
        "published_at": morning_of(2026, 10, 20),
        "last_reviewed_day": date(2026, 10, 20),
        "may_help": "\n".join(
            [
                "Las cicatrices de acné y las líneas finas de la cara, a lo largo de una serie",
                "El aspecto de la textura desigual y de los poros",
                "El aspecto de las manchas oscuras y del tono desigual",
                "Lo bien que la piel absorbe los productos que usted usa",
            ]
        ),
        "cannot": "\n".join(
            [
                "Hacer en una visita lo que requiere una serie",
                "Quitar los poros, ni cambiar el tamaño que usted heredó",
                "Reemplazar el protector solar y el cuidado constante de la piel",
            ]
        ),
    },
    sections=[
        {
            "heading": "Antes de venir",
            "body": prose("""
                <p>Primero los límites. El microneedling (microagujas) va bien con muchos tipos de piel, pero
                no es para todo el mundo. El acné activo, la piel muy sensible y ciertas afecciones de la piel
                son razones para esperar o para elegir algo más suave. Por eso una primera sesión empieza con
                una conversación.</p>
                <p>Cuando venga, cuéntenos:</p>
                <ul>
                <li>cómo está su piel ahora y cómo se pone en un mal día</li>
                <li>si tiene alguna afección de la piel, y qué atención recibe por ella</li>
                <li>qué se pone en la cara, sobre todo retinol, exfoliantes y productos con perfume</li>
                <li>qué espera y qué no le gustaría</li>
                </ul>
                <p>Las palabras sencillas sirven. “Me arde cuando me lavo” nos dice mucho. Si pensamos que
                debe esperar, se lo diremos.</p>
                <p>También ayuda elegir bien el día. Escoja uno con varios días tranquilos después, en los que
                pueda evitar el sol y no le importe que la cara se vea un poco
                sonrojada.</p>
            """),
        },
        {
            "heading": "Cuánto dura y cómo se siente",
            "body": prose("""
                <p>Una sesión dura de treinta a sesenta minutos, más o menos. La va a sentir: muchas personas
                hablan de una presión leve, o de algo que raspa. La mayoría la lleva bien, y antes se puede
                usar un gel anestésico. No es igual para cada persona, así que díganos cómo la siente. No
                tiene que aguantar nada en silencio.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "La sesión, en orden",
            "body": prose("""
                <ol>
                <li><strong>Limpieza.</strong> Le limpiamos la cara con suavidad.</li>
                <li><strong>Gel anestésico, si lo quiere.</strong> Díganos si quiere que se use, y si algo así le ha
                molestado antes en la piel.</li>
                <li><strong>Agujas.</strong> El instrumento se rueda o se presiona sobre una zona pequeña de
                la piel tras otra. Sus agujas son ultrafinas. Los canales que hacen son diminutos y
                controlados.</li>
                <li><strong>Hablar de esta noche.</strong> Repasamos con usted los cuidados posteriores, para
                que sepa qué hacer esta noche y esta semana.</li>
                </ol>
                <p>La acupuntura corporal también es parte del <a
                href="/es/treatments/holistic-microneedling/">Microneedling holístico</a>. Está ahí para el
                desequilibrio interno y para calmar el sistema nervioso. En qué momento de su visita se hace
                es algo que puede preguntarnos en la consulta.</p>
                <p>Tal vez conozca los rodillos que se venden para usar en casa. Los instrumentos de una
                clínica son más fuertes y más precisos. Y si conoce los peelings o los tratamientos con calor,
                tal vez note lo que aquí falta: no hay químicos fuertes, y la piel no se pela mucho.</p>
            """),
        },
        {
            "heading": "Qué puede hacer y qué no",
            "body": prose("""
                <p>Los resultados son suaves y graduales, y varían de una persona a otra. El microneedling
                autorizado por la FDA abarca las cicatrices de acné en la cara, las arrugas de la cara y las
                cicatrices del abdomen, en personas de 22 años o más. De cualquier otro uso, y los poros y las
                manchas oscuras son dos de ellos, lo más que decimos es que la piel puede verse mejor.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "Esa noche y los días siguientes",
            "body": prose("""
                <p>Cuando vuelve a casa, la cara está rosada y caliente, más o menos como con una quemadura de
                sol leve. Este enrojecimiento suele durar de uno a tres días. La piel también puede sentirse
                reseca o tirante por poco tiempo. Nada de eso necesita arreglo. Lo que pide es paciencia y muy
                pocos productos.</p>
            """),
            "part": "days",
        },
        {
            "heading": "Qué usar y qué dejar de lado",
            "body": prose("""
                <h3>Use</h3>
                <ul>
                <li>un limpiador suave</li>
                <li>una crema hidratante ligera</li>
                <li>protector solar, todos los días</li>
                </ul>
                <h3>Deje de lado por unos días</h3>
                <ul>
                <li>el sol directo</li>
                <li>los exfoliantes fuertes</li>
                <li>el retinol</li>
                <li>todo lo que tenga perfume</li>
                </ul>
                <p>Si tiene dudas sobre un producto, no lo use y pregúntenos. Más adelante, los faciales y los
                sueros suaves van bien con el microneedling. No hay prisa por agregarlos. Hay más sobre estos
                días en <a href="/articles/the-week-after/">la semana siguiente (en inglés)</a>.</p>
                <p>Si la piel sigue rosada más tiempo del que le dijimos, o si algo le preocupa, no espere con
                la duda. Llámenos, o consulte a un profesional de la salud con licencia.</p>
            """),
        },
        {
            "heading": "Cuándo puede ver algo",
            "body": prose("""
                <p>Después de una sesión, no busque mucho. Algunas personas ven la piel más luminosa en unos
                días. La textura, las líneas finas y las cicatrices tardan más, porque la piel se sigue
                renovando por semanas o meses. Si se mira al espejo cada mañana, es fácil que no lo note.</p>
                <p>Los cambios más claros suelen llegar con varias sesiones, con unas semanas entre una y
                otra. Si quiere tantas depende de usted, y no tiene que decidirlo el primer día. <a
                href="/es/articles/una-sesion-o-una-serie/">¿Una sesión o una serie?</a> puede ayudarle a
                elegir, aunque no puede elegir por usted.</p>
            """),
        },
    ],
)
