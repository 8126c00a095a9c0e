"""Names of people: validated, kept from becoming links in mail, and folded for searching."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_JUDGED = 200  # characters; no field for a name takes as many
MOST_WORDS = 8  # of what is searched for; more narrow nothing down
MOST_DIGITS = 6  # from seven on it is a phone number, which mail programs make a link of, too

_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # fillers of Korean syllables
# What only an address has. People write "s/o", "Anna/Maria", "Ma.theresa" and "Dr.Kim", so neither
# a slash nor a dot makes one, but a dot before an ending that is nobody's name does. Kim, Li and
# Asia are endings too, and stay names: `unlinked` takes care of what is left.
_ENDINGS = (
    "app|biz|blog|cc|click|cloud|club|cn|com|eu|icu|info|live|mobi|net|online|org|pro|ru|shop|site|space"
    "|store|tech|tk|top|tv|uk|us|vip|website|world|xyz"
)
_ADDRESS = re.compile(rf"@|://|\\\\|\bwww\.|[^\W_]\.(?:(?:{_ENDINGS})(?![^\W_])|[ci]o/)")
_FULL_STOPS = str.maketrans(
    "\u3002\uff61", ".."
)  # of Chinese and Japanese: browsers take them for dots

_BEFORE_A_LETTER = re.compile("([.@\u3002\uff0e\uff61])(?=[^\\W_])")
_BETWEEN_SIGNS = re.compile(r"([:/\\])(?=[/\\])")

# Letters that Unicode does not take apart into one of ours and a mark.
_AS_TYPED = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ı": "i",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
    }
)
# As people write who know the language and have not its keyboard: Mueller for Müller, Aage for Åge.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_APOSTROPHES = "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u2032\u00b4`"
_NO_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
_WORD = re.compile(r"[^\W_]+")


def plain_name(value: str) -> None:
    """Raise ValidationError for a name that is a web address, a mailbox or a phone number.

    Our mail greets people by what they typed, also where somebody else typed it. A name of which
    nothing is seen is none either.
    """
    if len(value) > MOST_JUDGED:
        raise ValidationError(_("Enter a shorter name."))
    if not any(
        unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK_LETTERS for sign in value
    ):
        raise ValidationError(_("Enter a name that can be read."))
    text = unicodedata.normalize("NFKC", value).translate(_FULL_STOPS).casefold()
    if _ADDRESS.search(text):
        raise ValidationError(_("Enter a name without a web or email address in it."))
    if sum(sign.isdigit() for sign in text) > MOST_DIGITS:
        raise ValidationError(_("Enter a name without a phone number in it."))


def unlinked(name: str) -> str:
    """`name` so that no mail program makes a link of it: "Ma.theresa" becomes "Ma. theresa".

    Whatever the form takes, or the desk enters, or an older row holds: a dot or an @ ends its word,
    and "://" falls apart. A blank is seen and survives every mail program, which signs without
    width do not.
    """
    return _BETWEEN_SIGNS.sub(r"\1 ", _BEFORE_A_LETTER.sub(r"\1 ", name))


# ---- searching ---------------------------------------------------------------------------------
def folded(*names: str) -> str:
    """What a search by name looks in: each word in small letters without accents and signs, once
    for each way of writing it, and names of several words also in one. Each begins with a blank.

    " zoe garcia"; " anna maria o brien annamaria"
    """
    found: dict[str, None] = {}
    for name in names:
        for text in _spellings(name):
            words = _words(text)
            found |= dict.fromkeys([*words, "".join(words)] if words else [])
    return "".join(f" {word}" for word in found)


def wanted(typed: str) -> list[list[str]]:
    """For each word that is searched for the spellings of which one must occur in what `folded`
    made.

    A single letter must begin a word, as the initial in "Zoë G." does.
    """
    found = [_words(text) for text in _spellings(typed)]
    by_word = [
        list(dict.fromkeys(word if len(word) > 1 else f" {word}" for word in same))
        for same in zip(*found, strict=True)
    ]
    return by_word[:MOST_WORDS]


def _spellings(text: str) -> tuple[str, str]:
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    small = small.translate(_NO_APOSTROPHES)
    return _bare(small), _bare(small.translate(_SPELLED_OUT))


def _bare(small: str) -> str:
    """Without accents, and with the letters of an American keyboard where there is one alike."""
    parts = unicodedata.normalize("NFKD", small.translate(_AS_TYPED))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
