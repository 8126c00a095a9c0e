"""The rules of the checklist before publishing, one a check, as the clinic and the law want
them.
"""

from hashlib import sha256
from typing import Any

from articles.models import Rule
from articles.sample.es import rule_words as in_spanish
from articles.sample.rows import Row, prose
from articles.sample.rule_words import ALT, CLAIMS, LOOKS
from clinic.languages import SPANISH

Check = Rule.Check


def rule(check: Check, reason: str, words: str = "") -> Row:
    return {"check_name": check, "reason": prose(reason), "words": words.strip()}


RULES: list[Row] = [
    rule(
        Check.CLAIM,
        """Nobody can promise how skin answers, and the law does not let us. Say what may happen, and how
        sure we are of it.""",
        CLAIMS,
    ),
    rule(
        Check.LOOKS,
        """Microneedling is authorized for facial acne scars, facial wrinkles and abdominal scars, from 22
        years on. For all else write “may help with the look of” or “may look finer”. Nothing is said to help
        against an illness.""",
        LOOKS,
    ),
    rule(
        Check.BOTH_SIDES,
        "What it cannot do stands beside what it may help with: neither is the truth alone.",
    ),
    rule(
        Check.PARTS,
        "A part with nothing in it is left out without a word, and its section leads to nothing.",
    ),
    rule(Check.REVIEW, "Readers see who reviewed an article, and when. A review holds for a year."),
    rule(
        Check.FACTS,
        """The facts beside the text come from the treatment. A reader who finds two different numbers trusts
        neither.""",
    ),
    rule(
        Check.ALT,
        """A picture in words is for people who cannot see it: one plain sentence, and not a list of search
        words.""",
        ALT,
    ),
    rule(
        Check.DEPICTS,
        "The law wants a picture of a person to say whether it is a model or a patient.",
    ),
    rule(
        Check.GRADE,
        """Most people read with ease what asks for eight years of school. Shorter sentences and shorter words
        bring it down.""",
        "8",
    ),
    rule(Check.LINKS, "A link that leads nowhere costs a reader’s trust."),
    rule(
        Check.NEXT_STEP,
        "Whoever has read it should find the next step: choose what the invitation is about, or add a link.",
    ),
]


# What they look for in texts of another language, by check. The line of GRADE is the reading ease
# after Fernández Huerta.
IN_OTHER_LANGUAGES = {
    SPANISH: {
        Check.CLAIM: in_spanish.CLAIMS,
        Check.LOOKS: in_spanish.LOOKS,
        Check.ALT: in_spanish.ALT,
        Check.GRADE: "60",
    }
}
# Of words and reasons that were the clinic's before. Whoever has one of them still has never edited
# it.
FORMER = {
    "bd2f085f7e0d18d2",
    "3138f2dccde50164",
    "7f38acc1b8f93b49",
    "f2b6626299d1e780",
    "59fd2ae0b260302e",
}


def digest(text: str) -> str:
    return sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def renew_unedited(rules: Any) -> int:
    """Former words and reasons of the clinic's become what they are now. Returns for how many
    rules.
    """
    renewed = 0
    present = {row["check_name"]: row for row in RULES}
    for kept in rules.filter(check_name__in=present):
        old = [name for name in ("words", "reason") if digest(getattr(kept, name)) in FORMER]
        for name in old:
            setattr(kept, name, present[kept.check_name][name])
        if old:
            kept.save(update_fields=old)
            renewed += 1
    return renewed


def add_missing(rules: Any) -> int:
    """A row for each check that has none, by a manager of rules; what is there stays. Returns how
    many.

    Rules as an earlier migration had them get none for a check that the code of that time does not
    know.
    """
    known = set(rules.values_list("check_name", flat=True))
    checks = {value for value, _ in rules.model._meta.get_field("check_name").choices}
    missing = [row for row in RULES if row["check_name"] in checks - known]
    for row in missing:
        rules.create(**row)
    return len(missing)


def add_missing_words(rows: Any, rules: Any) -> int:
    """What each rule looks for in another language, where it has none for that language yet; by
    managers of those words and of rules. Returns how many.
    """
    known = set(rows.values_list("rule__check_name", "language"))
    added = 0
    for language, words in IN_OTHER_LANGUAGES.items():
        for rule in rules.filter(check_name__in=words):
            if (rule.check_name, language) not in known:
                said = words[rule.check_name].strip()
                rows.create(rule_id=rule.pk, language=language, words=said)
                added += 1
    return added
