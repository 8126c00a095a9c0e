"""Unseen signs: what comes along when people paste, and nobody sees: zero widths, marks of
direction.

Contacts and chat programs put a number between marks that turn its direction, and a page that broke
its lines nicely gives away blanks that do not break. Whoever sent it sees nothing wrong, and could
mend nothing.
"""

import re
import unicodedata

# Soft hyphens, joiners, fillers, marks of direction, choices of a glyph: characters that nobody
# sees.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_BLANKS = dict.fromkeys(
    map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"), " "
)
_BLANKS |= dict.fromkeys(map(ord, "\u2009\u200a\u202f\u205f\u3000"), " ")


def without_unseen(text: str) -> str:
    """`text` less the characters that nobody sees."""
    if text.isascii():
        return text
    return _UNSEEN.sub("", text)


def as_seen(typed: str) -> str:
    """`typed` as a person reads it: nothing unseen, ordinary blanks and none at the ends, narrow
    letters.
    """
    if not typed.isascii():
        typed = unicodedata.normalize("NFKC", without_unseen(typed))
    return typed.translate(_BLANKS).strip()
