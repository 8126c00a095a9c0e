"""Negation in Spanish: a sentence that denies a claim makes none (“no es una cura”).

Words stand here as `phrases.read` has them: in small letters and without accents.
"""

from articles.checklist.phrases import WIDEST_GAP, Span, Word

REACH = WIDEST_GAP  # words between a denial and what it denies, at most


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DENIALS = _set("no ni nunca jamas tampoco nadie nada ningun ninguno ninguna sin")
# After one of these begins another clause, which the “no” before it says nothing of.
OTHER_CLAUSE = _set(
    """
    y e pero sino o u porque pues aunque cuando mientras donde hasta si como entonces asi por
"""
)
# “No solo cura”, “sin duda elimina”, “no dude”, “no espere más para borrar”: nothing is denied.
EMPTY = _set(
    """
    solo solamente unicamente simplemente duda dudas dude problema importa espere esperes olvide
    pierda tema falla menos
"""
)
# “No hay crema que cure” is denied, and “no se quede con cicatrices que se pueden borrar” is not:
# before “que” stands one of these.
LEADS_ON = _set(
    """
    decimos dice digo diga prometemos promete afirmamos significa quiere garantizamos creemos espere
    hay existe conocemos sabemos seguro prueba pruebas demostrado cierto verdad nada nadie crema
    tratamiento
"""
)
RELATIVES = _set("que quien quienes lo")
# “Ningún otro tratamiento cura”, “nada borra mejor”.
COMPARES = _set("mas mejor otro otra otros otras tan tanto como")


def is_denied(words: list[Word], span: Span, *, asks: bool = False) -> bool:
    """Whether a “no”, “nunca” or “sin” in the same clause governs what stands at `span`.

    It stands before it, no further off than `REACH` words. Spanish denies twice and means it once
    (“no cura nunca”), so denials are not counted against each other. Where words leave it open,
    nothing is denied: a finding that is none costs a press, a claim that passes costs more.
    """
    for at in range(span.last - 1, max(span.start - REACH, 0) - 1, -1):
        word = words[at]
        if word.clause != words[span.last].clause:
            return False
        if word.text in DENIALS and at not in span.own:
            return _governs(words, at, span, asks=asks)
        if word.text in OTHER_CLAUSE:
            return False
    return False


def _governs(words: list[Word], at: int, span: Span, *, asks: bool) -> bool:
    between = [word.text for word in words[at + 1 : span.last]]
    if words[at + 1].text in EMPTY or (between and between[0] in EMPTY):
        return False
    if at and words[at - 1].text == "que" and asks:  # “¿Por qué no borrarlas?”
        return False
    rest = [
        word.text
        for word in words[span.last : span.end + REACH]
        if word.clause == words[span.last].clause
    ]
    if COMPARES & set(between) or (words[at].text != "no" and COMPARES & set(rest)):
        return False
    turn = next((place for place, text in enumerate(between) if text in RELATIVES), None)
    return turn is None or bool(LEADS_ON & {words[at].text, *between[:turn]})
