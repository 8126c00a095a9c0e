"""Rules in the language of a text."""

from collections.abc import Iterable

from articles.models import Rule, RuleWords
from clinic.languages import ENGLISH


def in_language(rules: Iterable[Rule], language: str) -> list[Rule]:
    """The same rules with what they look for in that language: English words say nothing there.
    One query, and none in English.
    """
    rules = list(rules)
    if language == ENGLISH:
        return rules
    rows = RuleWords.objects.filter(rule__in=[rule.pk for rule in rules], language=language)
    words = {row.rule_id: row.words for row in rows}
    for rule in rules:
        rule.words = words.get(rule.pk, "")
    return rules
