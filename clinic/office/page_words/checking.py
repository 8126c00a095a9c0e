"""Check of placeholders: what is the matter with those in a text, in sentences that say how to mend
it.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.html import strip_tags

from clinic.office.page_words.placeholders import PLACEHOLDERS
from clinic.office.page_words.table import Kind, Words

_BRACES = re.compile(r"\{([^{}]{0,80})\}|[{}]")
_IN_A_TAG = re.compile(r"<[^<>{}]*[{}][^<>]*>")
LONGEST_NAMED = 40


def troubles(words: Words, text: str) -> list[str]:
    """Why `text` cannot stand for these words; nothing if all its placeholders are right."""
    if words.kind is Kind.RICH and _IN_A_TAG.search(text):
        return ["A link’s address holds a brace. Write the address out, without a placeholder."]
    found = list(dict.fromkeys(_troubles(words, text)))
    if not found:
        missing = [name for name in words.needs if f"{{{name}}}" not in text]
        found = [
            f"Put {PLACEHOLDERS[name]} back in ({PLACEHOLDERS[name].means}): without it whoever"
            " reads this has no way on."
            for name in missing
        ]
    return found


def _troubles(words: Words, text: str) -> Iterator[str]:
    for brace in _BRACES.finditer(text):
        name = brace[1]
        if name in words.knows:
            continue
        if name is None:
            yield f"A brace stands alone. {_knows(words)}"
            continue
        meant = " ".join(strip_tags(name).split())
        if meant in words.knows:
            yield f"Type {{{meant}}} anew, in one piece: something else stands between its braces."
            continue
        close = get_close_matches(meant.casefold()[:LONGEST_NAMED], words.knows, 1)
        guess = f" Did you mean {{{close[0]}}}?" if close else ""
        yield f"There is no {{{meant[:LONGEST_NAMED]}}} here.{guess} {_knows(words)}"


def _knows(words: Words) -> str:
    """Which placeholders there are."""
    if not words.knows:
        return "This text has no placeholders: write it without braces."
    *most, last = (f"{{{name}}}" for name in words.knows)
    if not most:
        return f"The only one here is {last}."
    return f"Those here are {', '.join(most)} and {last}."
