"""Sources of the questions in Spanish: the same pages, with what each says in Spanish words.

Title and publisher stay as the page has them: whoever follows the link finds them there, in
English.
"""

from articles.sample import sources
from articles.sample.rows import Row


def in_spanish(source: Row, claim: str) -> Row:
    return source | {"claim": claim}


DEVICES = in_spanish(
    sources.DEVICES,
    "Hay dispositivos autorizados para mejorar el aspecto de las cicatrices de acné en la cara, las arrugas de"
    " la cara y las cicatrices del abdomen, en personas de 22 años o más.",
)
SIDE_EFFECTS = in_spanish(
    sources.SIDE_EFFECTS,
    "En 85 artículos, lo más común fue enrojecimiento, hinchazón, dolor y piel reseca, que pasaron en una"
    " semana. Podían durar manchas más oscuras, cicatrices en línea y bultitos. Una infección, una piel más"
    " oscura y las alergias a metales aumentan el riesgo.",
)
PREGNANCY = in_spanish(
    sources.PREGNANCY,
    "No hay estudios controlados de procedimientos estéticos en el embarazo y después del parto. Es prudente"
    " dejar los que no son necesarios para cuando el bebé haya nacido.",
)
INFECTION = in_spanish(
    sources.INFECTION,
    "Llame ahora a un médico si hay fiebre, si el dolor, la hinchazón o el enrojecimiento aumentan, si hay"
    " rayas rojas, o si una herida en la cara parece infectada.",
)
ALLERGIC_REACTION = in_spanish(
    sources.ALLERGIC_REACTION,
    "Llame al 911 o vaya a la sala de emergencias si se hincha la cara o la garganta, si cuesta respirar o"
    " tragar, o si alguien tiene mareo o se desmaya.",
)
