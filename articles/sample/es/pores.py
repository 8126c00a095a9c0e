"""What microneedling can do for pores, and what it cannot, in Spanish."""

from datetime import date

from articles.sample.rows import SampleArticle, morning_of, prose

ARTICLE = SampleArticle(
    topic="skin",
    concern="pores",
    treatments=["holistic-microneedling"],
    faqs=[
        "puede-el-microneedling-achicar-los-poros",
        "duele-el-microneedling",
        "cuanto-tiempo-estara-rosada-la-piel",
        "cuando-podria-ver-un-cambio",
    ],
    fields={
        "language": "es",
        "translation_of": "microneedling-and-pores",
        "slug": "microneedling-y-poros",
        "title": "Qué puede hacer el microneedling por los poros y qué no",
        "search_title": "Microneedling y poros: qué puede hacer y qué no",
        "summary": (
            "Los poros no se abren ni se cierran, y el microneedling (microagujas) no puede quitarlos. Pueden "
            "verse más grandes cuando la piel de alrededor pierde sostén, y esa parte puede cambiar."
        ),
        "plate": "eucalyptus",
        "published_at": morning_of(2026, 11, 3),
        "last_reviewed_day": date(2026, 11, 3),
        "ways": "\n".join(
            [
                "El colágeno nuevo alrededor del poro puede sostener mejor sus bordes, y así el poro puede "
                "verse más fino.",
                "La piel delgada puede hacerse más gruesa y más densa, y así ser un mejor marco.",
                "La textura puede verse más lisa, y así un poro se nota menos junto a la piel de al lado.",
            ]
        ),
        "indirect_way": (
            "En una piel más tranquila, con menos inflamación, los poros pueden notarse menos. Es un efecto "
            "indirecto y no un tratamiento para la grasa."
        ),
        "may_help": "\n".join(
            [
                "El aspecto de los poros que parecen grandes o estirados",
                "El aspecto de los poros que el acné ha cambiado",
                "El aspecto de la textura desigual",
                "El aspecto de la piel que ha perdido firmeza alrededor de los poros",
                "El aspecto de la piel en conjunto, qué tan lisa y clara se ve",
            ]
        ),
        "cannot": "\n".join(
            [
                "Cambiar para siempre el tamaño de poro que usted heredó",
                "Quitar los poros",
                "Reemplazar el protector solar y el cuidado constante de la piel",
            ]
        ),
    },
    sections=[
        {
            "heading": "Por qué los poros se ven más grandes",
            "body": prose("""
                <p>Un poro no es una puerta. No se abre ni se cierra, y el tamaño de los suyos es sobre
                todo cosa de familia. El microneedling (microagujas) no cambia eso.</p>
                <p>Qué tan grandes <em>se ven</em> es otra pregunta, y ahí influyen varias cosas:</p>
                <ul>
                <li>el colágeno y la elastina que la piel ha perdido</li>
                <li>el exceso de grasa</li>
                <li>el daño del sol</li>
                <li>las cicatrices o la inflamación del acné</li>
                <li>la piel que con la edad se ha vuelto floja o delgada</li>
                </ul>
                <p>Imagine una bolsa que se cierra con un cordón. Mientras el cordón está firme, la boca se
                mantiene en forma. Cuando el cordón se gasta, la boca cede. Alrededor de un poro, el colágeno y la
                elastina son el cordón. Donde más se nota es en la nariz, las mejillas y la frente.</p>
                <p>Así que hay dos preguntas, y conviene no mezclarlas. ¿Se puede hacer más pequeño el
                poro? No. ¿Puede la piel de alrededor ganar un sostén más firme? Puede ser. El resto de
                esta página trata de la segunda pregunta.</p>
            """),
        },
        {
            "heading": "Qué es el microneedling",
            "body": prose("""
                <p>Unas agujas ultrafinas hacen canales diminutos en la piel, a propósito y de forma
                controlada. La piel responde con colágeno y elastina nuevos, vasos sanguíneos finos y
                células nuevas. Por eso también se llama terapia de inducción de colágeno.</p>
                <p>Hay algo que conviene saber antes de pensarlo. El microneedling autorizado por la FDA
                abarca las cicatrices de acné en la cara, las arrugas de la cara y las cicatrices del
                abdomen, en personas de 22 años o más. El aspecto de los poros no está en esa lista. Así
                que lea lo que sigue como lo que puede pasar, y no como una promesa.</p>
            """),
            "part": "facts",
        },
        {
            "heading": "Cómo puede cambiar el aspecto de los poros",
            "body": prose("""
                <p>Mire el dibujo y luego mire el poro. Es el mismo poro cada vez. Lo que cambia es la red
                de fibras a cada lado. Cuando esa red es escasa, los bordes del poro tienen poco en que
                apoyarse. Cuando llegan fibras nuevas, los bordes pueden sostenerse mejor, y el poro puede
                verse más fino.</p>
                <p>Esto puede pasar de cuatro maneras. Tres tienen que ver con cómo está hecha la piel. La
                última es indirecta, y solo por ella no sugerimos un tratamiento.</p>
            """),
            "drawing": "collagen",
            "part": "ways",
        },
        {
            "heading": "Por qué se hace en serie",
            "body": prose("""
                <p>Después de una sola sesión, es probable que el cambio en sus poros sea sutil. Tal vez lo
                vea usted y nadie más. El colágeno es lento: cuando las agujas ya hicieron su parte, la piel
                sigue renovándose por semanas, y hasta por meses.</p>
                <p>Los cambios más claros suelen llegar después de varias sesiones. Muchas personas planean
                de tres a seis, con unas semanas entre una y otra. Cuántas tienen sentido para usted es algo
                que se decide después de ver su piel. Contamos más en <a
                href="/es/articles/una-sesion-o-una-serie/">una sesión o una serie</a>.</p>
            """),
            "drawing": "series",
        },
        {
            "heading": "Qué esperar",
            "body": prose("""
                <p>Aquí están los dos lados, uno junto al otro, porque ninguno es toda la verdad. La piel
                cambia de una persona a otra, y también lo que hace con un tratamiento.</p>
            """),
            "part": "expect",
        },
        {
            "heading": "Cuándo es mejor esperar",
            "body": prose("""
                <p>El microneedling va bien con muchos tipos de piel, pero no con toda piel en todo momento.
                Si tiene acné activo, piel muy sensible o ciertas afecciones de la piel, es mejor esperar o
                elegir algo más suave. Cuéntenos de su piel antes de empezar. No hace falta que sepa las
                palabras correctas. Hay más en <a href="/es/questions/#y-si-el-microneedling-no-es-para-mi">¿Y
                si el microneedling no es para mí?</a></p>
            """),
        },
        {
            "heading": "Los días siguientes",
            "body": prose("""
                <p>Al principio la cara está rosada y caliente, más o menos como con una quemadura de sol
                leve. El enrojecimiento suele durar de uno a tres días. La piel puede estar reseca o tirante
                por poco tiempo, y más que nada quiere que la dejen en paz. Todo lo demás, con qué usar y
                qué dejar de lado, está en <a href="/es/articles/su-primera-sesion/">su primera sesión, paso
                a paso</a>.</p>
            """),
            "part": "days",
        },
        {
            "heading": "El resto de usted",
            "body": prose("""
                <p>A nuestro tratamiento lo llamamos <a
                href="/es/treatments/holistic-microneedling/">Microneedling holístico</a> porque una cara no
                viene sola. La acupuntura corporal es parte de él, para el desequilibrio interno y para
                calmar el sistema nervioso. También lo son una buena preparación, los cuidados posteriores y
                el tiempo para sanar. Preferimos ver su piel tranquila y resistente, y no tratada en
                exceso.</p>
                <blockquote><p>La meta no es una cara sin poros. Es una piel tan tranquila que a usted se le
                olvida buscarlos.</p></blockquote>
            """),
        },
    ],
)
