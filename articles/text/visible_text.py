"""Visible text: normalized to what a reader sees, for checklist and search.

Text by what is seen of it: the checklist and the search read the same words as a reader does.
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
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc]")
# Letters of the Cyrillic, Greek and Armenian alphabets, and what they are taken for.
_ALIKE = str.maketrans(
    "авекмнорстухіїјѕԁһӏԛԝ" "АВЕКМНОРСТУХІЇЈЅԀҺӀԚԜ" "αβεικνορτυχγηω" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "օսոհ" "ıɡɑ",
    "abekmhopctyxiijsdhlqw" "ABEKMHOPCTYXIIJSDHLQW" "abeikvoptuxynw" "ABEZHIKMNOPTYX" "ounh" "iga",
)  # fmt: skip


def plain(text: str) -> str:
    """`text` without characters that nobody sees, so that none can stand within a word."""
    if not text.isascii():
        text = _APOSTROPHES.sub("'", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
    return " ".join(text.split())


def alike(word: str) -> str:
    """A word in small letters as it looks: without accents, with Latin letters for those like
    them.
    """
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(part for part in parts if not unicodedata.combining(part)).translate(_ALIKE)
    return word.casefold()
