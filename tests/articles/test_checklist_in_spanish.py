"""The checklist of a translation: Spanish words, denials and ease of reading, and links that stay in
the language.
"""

import pytest

from articles import checklist
from articles.checklist.claims import claims, unworded, unworded_in_list, vocabulary
from articles.checklist.grammar import GRAMMARS
from articles.models import FAQ, Article, PictureInWords, Rule, RuleWords
from articles.sample.es.rule_words import CLAIMS, LOOKS
from articles.sample.rules import RULES, add_missing_words
from articles.text.readability import ease_in_spanish, syllables_in_spanish
from tests.articles.factories import make_article, make_faq, make_picture, make_treatment
from tests.articles.translated import make_faq_translation, make_translation
from tests.factories import MONDAY, make_concern, make_office

pytestmark = pytest.mark.usefixtures("monday")
SPANISH = GRAMMARS["es"]


@pytest.fixture
def pores(db):
    make_office()
    Rule.objects.bulk_create(Rule(**row) for row in RULES)
    add_missing_words(RuleWords.objects, Rule.objects)
    return make_article(
        "Pores, plainly",
        concern=make_concern(),
        may_help="The look of pores",
        cannot="Remove them",
        sections=[
            {"heading": "Why", "body": "<p>Because.</p>"},
            {"heading": "What to expect", "part": "expect"},
        ],
    )


@pytest.fixture
def poros(pores):
    """A translation in which nothing is to be found."""
    return make_translation(
        pores,
        concern=pores.concern,
        may_help="El aspecto de los poros",
        cannot="Quitar los poros",
        sections=[
            {"heading": "Por qué", "body": "<p>La piel se toma su tiempo.</p>"},
            {"heading": "Qué esperar", "part": "expect"},
        ],
    )


def say(article, html):
    article.sections.filter(heading="Por qué").update(body=html)


def found(article):
    rows = checklist.of(Article.objects.get(pk=article.pk), now=MONDAY)
    return [(each.check, each.words or each.detail) for each in rows]


# ---- words -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("El tratamiento elimina las manchas.", "elimina"),
        ("Los resultados duran para siempre.", "para siempre"),
        ("Una piel sin riesgo alguno.", "sin riesgo alguno"),
        ("No solo alivia, cura el acné.", "cura"),
        ("No dude: garantizamos su piel.", "garantizamos"),
        ("No es caro pero cura el acné.", "cura"),
        ("No tarda y elimina las manchas.", "elimina"),
        ("Sin duda elimina las cicatrices.", "elimina"),
        ("No espere más para borrar sus marcas.", "borrar"),
        ("La mejor clínica de la ciudad.", "La mejor"),
        ("No hay otra crema que borre una cicatriz así.", "borre"),
        ("Ningún otro tratamiento elimina tanto.", "elimina"),
        ("¿Es un milagro? Sí, lo es.", "milagro"),
    ],
)
def test_a_claim_in_spanish_is_found(sentence, words):
    known = vocabulary(CLAIMS, SPANISH)

    assert words in [said.words for said in claims(sentence, known)]


@pytest.mark.parametrize(
    "sentence",
    [
        "No cura el acné.",
        "No es una cura.",
        "Nunca decimos que cura.",
        "Nadie puede garantizar un resultado.",
        "El cambio no es permanente ni definitivo.",
        "No decimos que elimina las manchas.",
        "No hay crema que elimine las cicatrices.",
        "No puede borrar una cicatriz.",
        "¿Es seguro para todos?",
        "¿Elimina las manchas? No.",
        "¿Es un milagro? Nadie lo sabe.",
        "Elija el mejor momento para usted.",
    ],
)
def test_what_a_spanish_sentence_denies_or_asks_passes(sentence):
    assert list(claims(sentence, vocabulary(CLAIMS, SPANISH))) == []


def test_other_uses_are_worded_as_looks_in_spanish():
    known = vocabulary(LOOKS, SPANISH)

    assert list(unworded("El microneedling reduce los poros.", known))
    assert list(unworded_in_list("Poros más finos", known))
    assert not list(unworded("El microneedling puede ayudar con el aspecto de los poros.", known))
    assert not list(unworded("No reduce los poros.", known))
    assert not list(unworded_in_list("El aspecto de los poros", known))


# ---- the rules of a language -------------------------------------------------------------------
def test_nothing_is_found_in_a_careful_translation(poros):
    assert found(poros) == []


def test_spanish_claims_are_found_in_spanish_text_alone(pores, poros):
    say(poros, "<p>Elimina las manchas. It cures everything.</p>")
    assert found(poros) == [("claim", "Elimina")]

    pores.sections.filter(heading="Why").update(body="<p>Elimina las manchas.</p>")

    assert found(pores) == []


def test_a_line_of_what_it_cannot_do_is_read_with_its_heading(poros):
    Article.objects.filter(pk=poros.pk).update(cannot="Eliminar los poros para siempre")

    assert found(poros) == []


def test_a_question_is_looked_at_by_the_rules_of_its_language(pores):
    duele = make_faq_translation(make_faq(), answer="<p>Es indoloro.</p>")
    may_help = make_faq_translation(
        make_faq("What helps?"), "¿Qué ayuda?", answer="<p>Puede ayudar con el tono.</p>"
    )

    rows = checklist.of(duele, now=MONDAY)
    assert [(each.check, each.words) for each in rows] == [("claim", "indoloro")]
    said = [each.detail for each in checklist.of(may_help, now=MONDAY)]
    assert "The answer does not say what it cannot do" in said
    FAQ.objects.filter(pk=may_help.pk).update(
        answer="<p>Puede ayudar con el aspecto del tono. No puede borrar manchas.</p>"
    )
    assert checklist.of(FAQ.objects.get(pk=may_help.pk), now=MONDAY) == []


def test_the_owner_decides_what_is_looked_for_in_a_language(poros):
    RuleWords.objects.filter(rule__check_name="claim").update(words="tiempo")

    assert found(poros) == [("claim", "tiempo")]


def test_the_words_of_a_language_are_added_once_and_stay_as_staff_left_them(pores):
    RuleWords.objects.filter(rule__check_name="claim").update(words="tiempo")

    assert add_missing_words(RuleWords.objects, Rule.objects) == 0
    assert RuleWords.objects.get(rule__check_name="claim").words == "tiempo"


# ---- easy to read ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("piel", 1),
        ("seis", 1),
        ("muy", 1),
        ("ciudad", 2),
        ("guerra", 2),
        ("queso", 2),
        ("después", 2),
        ("país", 2),
        ("maya", 2),
        ("pingüino", 3),
        ("ahora", 3),
        ("leía", 3),
        ("prohíbe", 3),
        ("aeropuerto", 5),
        ("microagujas", 5),
    ],
)
def test_spanish_syllables_are_counted(word, count):
    assert syllables_in_spanish(word) == count


def test_short_sentences_of_short_words_are_easier():
    easy = ["La piel se cura sola. Eso toma su tiempo."]
    hard = [
        "La estimulación controlada de la producción endógena de colágeno constituye, según diversas"
        " investigaciones, un procedimiento mínimamente invasivo de rejuvenecimiento."
    ]

    assert ease_in_spanish(easy) > 90
    assert ease_in_spanish(hard) < 10
    assert ease_in_spanish([]) == 100


def test_a_hard_translation_is_found_by_its_ease(poros):
    hard = "La estimulación controlada de la producción endógena de colágeno constituye un proceso."
    say(poros, f"<p>{hard * 3}</p>")

    (check, said) = found(poros)[0]

    assert check == "grade"
    assert "Fernández Huerta" in said


def test_the_owners_line_is_the_ease_that_is_wanted(poros):
    say(poros, "<p>La piel se toma su tiempo y necesita varias semanas tranquilas.</p>")
    assert found(poros) == []

    RuleWords.objects.filter(rule__check_name="grade").update(words="99")

    assert [check for check, _ in found(poros)] == ["grade"]


# ---- links and pictures ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("link", "trouble"),
    [
        ("/es/visit/", None),
        ("/es/articles/los-poros-sin-rodeos/", None),
        ("/articles/sun/", None),  # which has no translation
        ("https://clinic.example/", None),
        ("/visit/", "leads out of Spanish: the same page is /es/visit/"),
        ("/articles/night/", "leads out of Spanish: the same page is /es/articles/la-noche/"),
        ("/es/articles/", None),
    ],
)
def test_links_of_a_translation_stay_in_its_language(poros, link, trouble):
    make_article("Sun")
    make_translation(make_article("Night"), "La noche")
    say(poros, f'<p>Hay más en <a href="{link}">esta página</a>.</p>')

    rows = checklist.of(Article.objects.get(pk=poros.pk), now=MONDAY)

    assert [each.detail for each in rows] == ([f"{link} {trouble}"] if trouble else [])


def test_an_english_text_does_not_lead_to_a_translation(pores, poros):
    pores.sections.filter(heading="Why").update(
        body='<p>See <a href="/es/articles/los-poros-sin-rodeos/">it</a>.</p>'
    )

    assert [said for check, said in found(pores) if check == "links"] == ["it"]


def test_a_picture_is_described_in_the_language_of_the_text(media, pores, poros):
    picture = make_picture(alt="A leaf")
    Article.objects.filter(pk=poros.pk).update(picture=picture)
    assert found(poros) == [("alt", "The picture is not described in words")]

    PictureInWords.objects.create(picture=picture, language="es", alt="Una hoja")

    assert found(poros) == []
    Article.objects.filter(pk=pores.pk).update(picture=picture)
    assert found(pores) == []


def test_english_numbers_are_not_looked_for_in_spanish(poros):
    poros.treatments.add(make_treatment())
    say(poros, "<p>A session takes 5 minutes.</p>")

    assert found(poros) == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Una sesión dura de treinta a sesenta minutos.", None),
        ("Una sesión dura de 30 a 90 minutos.", "30 a 90 minutos"),
        ("La sesión dura dos horas.", "dos horas"),
        ("La consulta dura 15 minutos.", None),
        ("El enrojecimiento suele durar de uno a tres días.", None),
        ("La piel queda rosada por diez días.", "diez días"),
        ("Espere diez días antes de viajar.", None),
        ("Muchas personas empiezan con tres a seis sesiones.", None),
        ("Recomendamos de ocho a diez sesiones.", "ocho a diez sesiones"),
        ("Después de una sesión, no busque mucho.", None),
        ("Venga cada 2 semanas.", "2 semanas"),
        ("Es para personas de 22 años o más.", None),
        ("Es para personas de 18 años o más.", "18 años o más"),
        ("Desde los 16 años se puede.", "Desde los 16 años"),
    ],
)
def test_spanish_numbers_are_held_against_the_treatments(poros, sentence, words):
    poros.treatments.add(
        make_treatment(
            authorized_use="It covers acne scars, in people aged 22 and over.",
            weeks_between_least=4,
            weeks_between_most=6,
        )
    )
    say(poros, f"<p>{sentence}</p>")

    assert [each for each in found(poros) if each[0] == "facts"] == (
        [("facts", words)] if words else []
    )
