"""Blind index of the last four digits of a phone, by which the desk finds whoever says them.

There are ten thousand such ends only. Whoever has a key of `SEALING_KEYS` can name the end of any
mark, and can open the phone itself just as well. Whoever has the database alone sees which rows
share their last four digits, and not what they are.
"""

from clinic.protection.encryption import blind_index, blind_indexes

DIGITS = 4


def mark(number: str) -> str:
    """The mark of the end of `number`, which is E.164 and has no extension; empty without one."""
    if number:
        return blind_index(_value(number[-DIGITS:]))
    return ""


def marks(digits: str) -> list[str]:
    """What `mark` wrote of a phone that ends in `digits`, by whichever of the keys."""
    return blind_indexes(_value(digits))


def _value(digits: str) -> str:
    """Never the same as a whole phone or e-mail, which the same key marks."""
    return f"a phone that ends in {digits}"
