"""One session or a series: what each may do, and why collagen takes its time, in Spanish."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="lines",
    treatments=["holistic-microneedling"],
    faqs=[
        "cuando-podria-ver-un-cambio",
        "ayuda-con-las-marcas-de-acne",
        "por-que-la-acupuntura-es-parte",
        "cuanto-cuesta-una-consulta",
    ],
    fields={
        "language": "es",
        "translation_of": "one-session-or-a-series",
        "slug": "una-sesion-o-una-serie",
        "title": "¿Una sesión o una serie? El colágeno lleva su propio ritmo",
        "search_title": "Microneedling: ¿una sesión o una serie?",
        "summary": (
            "Una sesión no puede hacer el trabajo de varias. Por qué muchas personas planean de tres a seis, "
            "con unas semanas entre una y otra, y qué hacer en ese tiempo."
        ),
        "plate": "oak",
        "published_at": morning_of(2026, 9, 8),
        "last_reviewed_day": date(2026, 9, 8),
        "may_help": "\n".join(
            [
                "Las cicatrices de acné y las líneas finas de la cara",
                "El aspecto de la textura desigual",
                "El aspecto de los poros donde la piel ha perdido firmeza",
                "El aspecto de las manchas oscuras y del tono desigual",
            ]
        ),
        "cannot": "\n".join(
            [
                "Apurar el ritmo con que la piel se renueva",
                "Quitar los poros, ni cambiar el tamaño que usted heredó",
                "Reemplazar el protector solar y el cuidado constante de la piel",
                "Dar a dos personas el mismo resultado",
            ]
        ),
    },
    sections=[
        {
            "heading": "La respuesta corta",
            "body": prose("""
                <p>Una sesión no puede hacer el trabajo de varias. Tal vez vea la piel más luminosa en unos
                días, y eso es agradable, pero es la parte pequeña. El cambio más profundo está en el
                colágeno, y el colágeno es lento.</p>
                <p>Por eso el microneedling (microagujas) casi siempre se planea en serie: muchas personas
                tienen de tres a seis sesiones, con unas semanas entre una y otra. Eso es lo usual, y no una
                regla. Cuántas tienen sentido para usted, si es que alguna, solo podemos sugerirlo después de
                ver su piel.</p>
            """),
        },
        {
            "heading": "Por qué tarda tanto",
            "body": prose("""
                <p>Las agujas son la parte rápida. Hacen canales diminutos en la piel, de forma controlada, en
                lo que dura un almuerzo. Lo que sigue es trabajo de la piel, y ella no tiene horario. Forma
                colágeno y elastina nuevos, vasos sanguíneos finos y células nuevas. Esto sigue por semanas, y
                hasta por meses, cuando usted ya dejó de pensar en ello.</p>
                <p>Se parece un poco a sembrar. Sembrar toma una tarde. Lo que brota lleva su propio ritmo, y
                jalarlo no ayuda. Las semanas entre dos sesiones no son un hueco en el tratamiento. Son el
                tiempo en que su piel hace su parte.</p>
                <p>El dibujo muestra la idea. Con cada sesión, la línea sube un paso lento. La línea de una
                sola sesión también sube, y luego se queda plana más abajo. Nadie midió estas líneas, y la de
                usted se vería distinta.</p>
            """),
            "drawing": "series",
        },
        {
            "heading": "Cuántas, y cada cuánto",
            "body": prose("""
                <p>Las cifras de abajo son rangos, porque no hay dos pieles iguales. Tómelas como un punto de
                partida para conversar, y no como un paquete que se compra.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Qué puede hacer una sesión",
            "body": prose("""
                <p>No mucho que los demás puedan ver. Después de una sesión, es probable que un cambio en los
                poros o en la textura sea sutil. Algunas personas notan un brillo en unos días. Otras todavía
                no notan nada, y eso no quiere decir que no esté pasando nada.</p>
                <p>Aun así, una sesión puede valer la pena por lo que usted aprende. Descubre cómo se siente,
                cómo la toma su piel y si quisiera repetirla. Si todavía no lo ha leído, <a
                href="/es/articles/su-primera-sesion/">su primera sesión, paso a paso</a> le cuenta qué se
                hace.</p>
            """),
        },
        {
            "heading": "Qué pueden agregar varias",
            "body": prose("""
                <p>Cada sesión da a la piel una nueva razón para renovarse, cuando el trabajo de la anterior
                tal vez todavía sigue. A lo largo de una serie, la textura puede verse más lisa. Las
                cicatrices de acné y las líneas finas pueden suavizarse. El tono puede verse más luminoso y
                más parejo, y los poros pueden notarse menos, como explicamos en <a
                href="/es/articles/microneedling-y-poros/">qué puede hacer el microneedling por los
                poros</a>.</p>
                <p>Todo llega con suavidad. Quien espera parecer otra persona para el fin de semana quedará
                con las ganas. Quien quiere verse como siempre, con la cara descansada, está más cerca.</p>
            """),
        },
        {
            "heading": "Qué no puede hacer ni una serie",
            "body": prose("""
                <p>Más no siempre es más. Preferimos ver su piel tranquila y resistente, y no tratada en
                exceso, y el tiempo para sanar es parte del plan. El microneedling autorizado por la FDA
                abarca las cicatrices de acné en la cara, las arrugas de la cara y las cicatrices del abdomen,
                en personas de 22 años o más. En otros usos, como el aspecto de los poros o de las manchas
                oscuras, lo que hace una serie varía de una persona a otra.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "Cuidar la piel entre una sesión y otra",
            "body": prose("""
                <p>Cada sesión tiene sus propios días de cuidado. El enrojecimiento suele durar de uno a tres
                días cada vez. En esos días use pocos productos y evite el sol directo.</p>
                <p>Luego viene la parte aburrida, que importa igual: un limpiador suave, una crema hidratante
                ligera y protector solar todos los días. El daño del sol es una de las cosas que hacen que los
                poros se vean más grandes. Hacer una serie sin protector solar es llenar la tina sin poner el
                tapón.</p>
            """),
            "part": "days",
        },
        {
            "heading": "Cómo decidir",
            "body": prose("""
                <p>Vale la pena hacerse unas preguntas antes de preguntarnos a nosotros:</p>
                <ul>
                <li>¿Qué me gustaría ver cambiar, exactamente?</li>
                <li>¿Me bastaría con un cambio suave y lento?</li>
                <li>¿Puedo evitar el sol por unos días, más de una vez?</li>
                <li>¿Está mi piel tranquila ahora, o sería mejor esperar?</li>
                </ul>
                <p>La última es la que más cuenta. Con acné activo, piel muy sensible o ciertas afecciones de
                la piel, es mejor esperar o elegir algo más suave. Con eso no se pierde nada, como decimos en
                <a href="/articles/better-to-wait/">cuándo es mejor esperar (en inglés)</a>.</p>
                <p>Si planea una serie, deje espacio en ella. Después de cada sesión puede volver a mirar, y
                parar cuando le parezca suficiente. En el <a
                href="/es/treatments/holistic-microneedling/">Microneedling holístico</a>, el tiempo para
                prepararse y el tiempo para sanar son parte del tratamiento. También lo es la acupuntura, para
                el resto de usted.</p>
            """),
        },
    ],
)
