"""Personal details in a reader's words: found, so that none of them begins a public question.

What surely is one (an address of mail or of the web, a number to call, a street, a day of birth,
whoever names themselves, in English or Spanish) is taken out and refused. What may be a name is
flagged for whoever writes the public words: that is for people to say.
"""

import re
import unicodedata
from typing import NamedTuple

from clinic.office.invisible_characters import without_unseen

_STREETS = (
    "street|st|avenue|ave|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|place|pl|way|terrace"
    "|highway|hwy|suite|apt|apartment|unit"
)
_NAMES_THEMSELVES = (
    r"my (?:first |full )?name(?: is|['’]s|:)|i am called|call me|this is|i['’]?m|i am|regards"
    r"|thanks|thank you|sincerely|yours|best|signed|name:"
    r"|me llamo|mi nombre(?: es|:)|soy|saludos|gracias|atentamente|nombre:"
)
# Each has a bound on every repetition: whatever was typed is read in linear time.
_KINDS = {
    "e-mail address": r"[^\s@,;<>()]{1,64}@[^\s@,;<>()]{1,255}",
    "e-mail address in words": (
        r"\b[\w.+-]{1,64}\s?[(\[]?\b(?:at|arroba)\b[)\]]?\s?[\w-]{1,63}"
        r"\s?[(\[]?\b(?:dot|punto)\b[)\]]?\s?[a-z]{2,10}\b"
    ),
    "web address": r"\b(?:https?://|www\.)\S{1,300}|\b[a-z0-9-]{1,63}\.(?:com|net|org|io|me)\b",
    "account": r"(?<!\S)@\w{2,40}",
    "date": r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b",
    "phone number": r"(?<![\w.])\+?\(?\d(?:[\s().-]{0,3}\d){6,14}(?!\w)",
    "street address": (
        rf"\b\d{{1,6}}[a-z]?\s(?:[\w.'’-]{{1,24}}\s){{0,4}}(?:{_STREETS})\b\.?(?:\s\#?\d{{1,5}}\b)?"
        r"|\b(?:suite|apt|apartment|unit)\.?\s\#?\d{1,5}[a-z]?\b"
        r"|\b(?:calle|avenida|av|bulevar)\.?\s(?:[\w.'’-]{1,24},?\s){1,4}(?:n[uú]mero\s|\#)?\d{1,6}\b"
    ),
    "ZIP code": r"\b9\d{4}(?:-\d{4})?\b",
}
_CERTAIN = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _KINDS.items()}
_WORD = r"[^\W\d_a-z][\w'’-]{1,30}"  # begins with a capital, of any script that has them
_NAMED = re.compile(rf"\b(?i:{_NAMES_THEMSELVES})[\s,:–—-]{{1,3}}({_WORD}(?:\s{_WORD}){{0,2}})")
_CAPITAL = re.compile(rf"\b{_WORD}")
_BEGINS = re.compile(r"(?:^|[.!?:…]['\"”’)]{0,2}\s{1,3}|\n\s{0,3})['\"“‘(¿¡-]{0,2}$")
# What stands with a capital in a question about skin, and is nobody.
_NOBODY = frozenset(
    {
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "monday", "tuesday", "wednesday", "thursday"),
        *("friday", "saturday", "sunday", "santa", "monica", "los", "angeles", "california"),
        *("america", "american", "english", "spanish", "acupunctury", "accutane", "botox"),
        *("covid", "instagram", "google", "hi", "hello", "dear", "thanks", "thank", "please"),
        *("dr", "mr", "mrs", "ms", "christmas", "thanksgiving", "asian", "black", "hispanic"),
        *("latina", "latino", "african", "european", "mexican", "chinese", "indian"),
        *("hola", "buenos", "buenas", "gracias", "estimado", "estimada", "español", "inglés"),
        *("sr", "sra", "dra", "señor", "señora", "doctor", "doctora", "navidad", "méxico"),
        *("fitzpatrick", "retin-a", "vitamin", "i'm", "i’m", "i'd", "i’d", "i've", "i’ve"),
    }
)
_TITLE = re.compile(r"\b(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra)\.\s$")


class Detail(NamedTuple):
    """One personal detail, by its kind and as it stands there."""

    kind: str
    text: str


def certain(text: str) -> list[Detail]:
    """What surely leads to somebody, each once."""
    text = _read(text)
    found = [
        Detail(kind, match[0].strip())
        for kind, pattern in _CERTAIN.items()
        for match in pattern.finditer(text)
    ]
    found += [Detail("name", match[1]) for match in _NAMED.finditer(text) if _is_name(match[1])]
    return list(dict.fromkeys(found))


def perhaps_names(text: str, *, email: str = "") -> list[str]:
    """Words that may be somebody's name: with a capital within a sentence, or of their mailbox."""
    text = _read(text)
    found = [
        match[0]
        for match in _CAPITAL.finditer(text)
        if _is_name(match[0])
        and not _begins_a_sentence(text[max(0, match.start() - 12) : match.start()])
    ]
    mailbox = set(re.findall(r"[^\W\d_]{3,40}", email.partition("@")[0].casefold()))
    found += [word for word in re.findall(r"[^\W\d_]{3,40}", text) if word.casefold() in mailbox]
    return list(dict.fromkeys(found))


def without(text: str) -> str:
    """`text` with what surely leads to somebody taken out."""
    text = _read(text)
    for match in reversed(list(_NAMED.finditer(text))):
        if _is_name(match[1]):
            text = text[: match.start()] + text[match.end() :]
    for pattern in _CERTAIN.values():
        text = pattern.sub("", text)
    text = re.sub(r"[ \t]{1,50}(?=[ \t,.;:!?)])", "", text)
    return re.sub(r"(?m)^[\s,.;:–—-]{1,20}|[\s,;:–—-]{1,20}$", "", text).strip()


FIRST = 4_000  # letters of a question, which has a thousand, in which its first sentence stands


def shortened(text: str, *, most: int) -> str:
    """Its first sentence that asks, else its beginning, in one line of at most `most` letters."""
    line = " ".join(text[:FIRST].split())
    asks = re.search(r"[^.!?]{1,400}\?", line)
    if asks:
        line = asks[0].strip()
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _read(text: str) -> str:
    """As people read it: full-width signs are the usual ones, and nothing is hidden in between."""
    return without_unseen(unicodedata.normalize("NFKC", text))


def _begins_a_sentence(before: str) -> bool:
    return bool(_BEGINS.search(before)) and not _TITLE.search(before)


def _is_name(words: str) -> bool:
    return not all(word.casefold() in _NOBODY or word.isupper() for word in words.split())
