"""Negation: a sentence that denies a claim makes none (“not a cure”)."""

from articles.checklist.phrases import NOT, WIDEST_GAP, Span, Word, forms

REACH = WIDEST_GAP  # words between a denial and what it denies, at most


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NO = _set("no nothing nobody none nowhere")
DENIALS = NOT | NO | _set("never neither nor without hardly")
# After one of these begins another clause, which the “not” before it says nothing of. A few belong
# to the denial itself if they stand beside it: “not so”, “not yet”.
OTHER_CLAUSE = _set(
    """
    and but or so yet then because while when until till unless though although since how why
"""
)
BESIDE = _set("so yet because until when since")
# “Not only a cure”, “no doubt it cures”, “do not wait to be cured”: there nothing is denied.
EMPTY = _set(
    """
    only just merely simply solely doubt wonder question secret matter need worry problem mistake
    surprise wait hesitate forget miss fear
"""
)
# What follows these is denied only if a word before them leads on to it: “does not claim that it
# cures”.
TURNS = _set("to that which who whom if whether we they he she it i")
AFTER_NO = _set("that which who we they he she it i")  # “nothing we do”, “no cream that cures”
_LEADING_ON = """
    able likely go going mean meant know known show shown prove proven say said claim promise
    guarantee expect intend suppose seem true proof evidence way tell call sell sold enough certain
    sure
"""
LEADS_ON = frozenset(form for word in _LEADING_ON.split() for form in forms(word))
# “No other treatment cures”, “nothing cures better”.
COMPARES = _set("more better faster less other else")
COMPARES_AFTER = _set("more like than as")


def is_denied(words: list[Word], span: Span, *, asks: bool = False) -> bool:
    """Whether a “not”, “no” or “without” in the same clause governs what stands at `span`.

    It stands before it, or between its rows, no further off than `REACH` words. Two of them deny
    each other: “no scar that it cannot erase”. Where words leave it open, nothing is denied: a
    finding that is none costs a press, a claim that passes costs more. `asks` is whether the
    sentence is a question.
    """
    number = 0
    for at in range(span.last - 1, max(span.start - REACH, 0) - 1, -1):
        word = words[at]
        if word.clause != words[span.last].clause or _turns_away(words, at):
            break
        if word.text in DENIALS and at not in span.own:
            number += _governs(words, at, span, asks=asks)
        if word.text == "nor":
            break
    return number % 2 == 1


def _turns_away(words: list[Word], at: int) -> bool:
    word, before = words[at], words[at - 1] if at else None
    beside = word.text in BESIDE and before and before.text in DENIALS
    return word.text in OTHER_CLAUSE and not beside


def _governs(words: list[Word], at: int, span: Span, *, asks: bool) -> bool:
    denial, after = words[at].text, words[at + 1].text
    between = [word.text for word in words[at + 1 : span.last]]
    if after in EMPTY or _suggests(words, at, asks=asks):
        return False
    if denial == "without" and TURNS & set(between):
        return False
    compared = COMPARES & {word.text for word in words[span.last : span.end]}
    if COMPARES & set(between) or (denial in NO and (compared or _compares_after(words, span))):
        return False
    if compared and len(between) > 1:
        # “not more effective than” is careful, “you will not find a more effective one” is none
        return False
    turns = TURNS - AFTER_NO if denial in NO else TURNS
    turn = next((place for place, text in enumerate(between) if text in turns), None)
    return turn is None or bool(LEADS_ON & set(between[:turn]))


def _suggests(words: list[Word], at: int, *, asks: bool) -> bool:
    """“Why not be cured”, “Why don't you” and “Isn't it a cure?” propose and affirm."""
    if at == 0:
        return asks and words[at].text.endswith("n't")
    return words[at - 1].text == "why" and words[at].text in {"not", "don't"}


def _compares_after(words: list[Word], span: Span) -> bool:
    """“No clinic cures acne better” is no denial."""
    rest = [
        word.text
        for word in words[span.end : span.end + REACH]
        if word.clause == words[span.end - 1].clause
    ]
    return bool(COMPARES_AFTER & set(rest)) or rest[-1:] == ["better"]
