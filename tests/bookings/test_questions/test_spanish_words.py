"""Questions and answers in Spanish: what leads to somebody, or says that they are a patient."""

import pytest

from bookings.questions import patient_words, personal_details


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("Me llamo Maya Ortiz. ¿Cuánto dura?", "Maya Ortiz"),
        ("¿Cuánto dura? Mi nombre es Maya", "Maya"),
        ("Soy Maya y tengo una pregunta.", "Maya"),
        ("¿Cuánto dura?\nGracias, Maya", "Maya"),
        ("Escríbame a maya arroba ejemplo punto com", "maya arroba ejemplo punto com"),
        ("Vivo en la calle Yale 1150, ¿está lejos?", "calle Yale 1150"),
        ("Estoy en Av. de los Pinos, número 12", "Av. de los Pinos, número 12"),
    ],
)
def test_what_leads_to_somebody_is_found_and_taken_out(asked, detail):
    found = [each.text for each in personal_details.certain(asked)]

    assert found == [detail]
    assert detail.split()[-1] not in personal_details.without(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "Hola. Soy mayor de 60 años. ¿Cuántos días dura el enrojecimiento?",
        "Gracias. ¿El Botox impide el tratamiento? La Dra. dice que no.",
        "¿Hay que esperar en la calle o en la sala?",
        "Ayer leí que la piel de las personas de México es más sensible.",
    ],
)
def test_what_leads_to_nobody_is_left(asked):
    assert personal_details.certain(asked) == personal_details.perhaps_names(asked) == []
    assert personal_details.without(asked) == asked


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("Como nuestra paciente, puede llamar.", "como nuestra paciente"),
        ("Después de su última sesión es normal.", "su última sesión"),
        ("Está en sus resultados.", "sus resultados"),
        ("Cuando vino, hablamos de eso.", "cuando vino"),
        ("Eso cambió desde que nos visitó.", "desde que nos visitó"),
        ("Le atendimos el lunes.", "le atendimos"),
        ("Dígalo la próxima vez que venga.", "la próxima vez que venga"),
        ("Bienvenida de nuevo.", "bienvenida de nuevo"),
    ],
)
def test_words_that_say_that_somebody_is_a_patient_are_found(answer, phrase):
    assert patient_words.confirming(answer) == [phrase]


def test_what_could_be_told_to_anybody_is_not():
    answer = (
        "La piel suele estar roja de uno a tres días. Muchas personas vuelven al trabajo al día"
        " siguiente. Su piel puede tardar más. Llámenos si algo le preocupa."
    )

    assert patient_words.confirming(answer) == []
