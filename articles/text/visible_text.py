"""Visible text: normalized to what a reader sees, for checklist and search."""

import re
import unicodedata

from clinic.office.invisible_characters import without_unseen

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc]")
# Letters of the Cyrillic, Greek and Armenian alphabets, and what they are taken for.
_ALIKE = str.maketrans(
    "авекмнорстухіїјѕԁһӏԛԝ" "АВЕКМНОРСТУХІЇЈЅԀҺӀԚԜ" "αβεικνορτυχγηω" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "օսոհ" "ıɡɑ",
    "abekmhopctyxiijsdhlqw" "ABEKMHOPCTYXIIJSDHLQW" "abeikvoptuxynw" "ABEZHIKMNOPTYX" "ounh" "iga",
)  # fmt: skip


def plain(text: str) -> str:
    """`text` without characters that nobody sees, so that none can stand within a word."""
    if not text.isascii():
        text = _APOSTROPHES.sub("'", without_unseen(unicodedata.normalize("NFKC", text)))
    return " ".join(text.split())


def alike(word: str) -> str:
    """A word in small letters as it looks: without accents, with Latin letters for those like
    them.
    """
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(part for part in parts if not unicodedata.combining(part)).translate(_ALIKE)
    return word.casefold()
