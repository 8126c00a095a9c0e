"""Phone numbers: parsed from what people type, stored, found, shown and dialed.

Whether a number can exist is said here alone. For +1 the North American Numbering Plan decides,
because phone data learns of new area codes late (357 was assigned in 2025); elsewhere the phone
data does.

Stored is E.164, which has no place for an extension; behind it stands ";ext=12" as in RFC 3966.
Numbers are found by E.164 alone, so that nobody needs to know the extension.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field import formfields, modelfields
from phonenumber_field.phonenumber import PhoneNumber, to_python
from phonenumbers import Leniency, PhoneNumberMatcher, national_significant_number

from clinic.office.invisible_characters import as_seen

REGION = "US"
MOST_TYPED = 80  # characters; a number, an extension and when to call
MOST_TRIES = 20  # of the matcher, on places where a number may begin
NORTH_AMERICA = 1
_EXTENSION = ";ext="

EXAMPLE = "(424) 555-0134"
NO_AREA_CODE = format_lazy(
    gettext_lazy("Enter a phone number with its area code, for example {example}"), example=EXAMPLE
)
TOO_LONG = format_lazy(
    gettext_lazy("Enter only a phone number here, for example {example} ext. 12"), example=EXAMPLE
)
SEVERAL = format_lazy(
    gettext_lazy("Enter one phone number only, for example {example}"), example=EXAMPLE
)
TOO_MANY_DIGITS = format_lazy(
    gettext_lazy(
        "There are more digits than a US number has. Write an extension as in {example} ext. 12,"
        " and a number of another country with + in front"
    ),
    example=EXAMPLE,
)

# Ten digits: area code and exchange begin with 2 to 9, and neither is an N11 such as 911.
_PLAN = re.compile(r"(?P<area>[2-9](?!11)\d\d)(?P<exchange>[2-9](?!11)\d\d)\d{4}")
_LABELED = re.compile(r"[\s,;:.()\[\]-]*(?:ext(?:ension|n)?|x|#)[.:]?\s*(\d{1,9})\b", re.IGNORECASE)
# When to call belongs to no number: after 5pm, 9-5, 9 am to 17:30, before 5.
_WHEN = re.compile(
    r"\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b|h\b|o'clock)"
    r"|\b\d{1,2}(?::\d\d)?\s?(?:-|–|to|and|until)\s?\d{1,2}(?::\d\d)?\b"
    r"|\b(?:after|at|before|between|by|from|past|till|until)\s\d{1,2}(?::\d\d)?\b"
    r"|\b\d{1,2}:\d\d\b",
    re.IGNORECASE,
)
# Until 2019 mobile phones of Mexico were dialed from abroad with a 1 behind +52. Phone data mended
# that until its version 9; people still write it, and messengers still show it.
_OLD_MEXICAN = re.compile(
    r"(\+52|\b011[ .-]?52)[ .(-]{0,3}1(?=[ .()-]{0,3}(?:\d[ .()-]{0,3}){10}(?!\d))"
)
_VANITY = re.compile(
    r"[\d().+ -]*\d-?[a-z]{3,10}", re.IGNORECASE
)  # 1-800-FLOWERS, without a blank before it


def parse(typed: str) -> PhoneNumber:
    """The number in what somebody typed, also beside words such as "(cell)" or "after 5pm".

    Raises ValidationError with what is wrong with it. No digit is dropped in silence.
    """
    text = as_seen(typed)
    if len(text) > MOST_TYPED:
        raise ValidationError(TOO_LONG)
    text = "".join(map(_ascii_digit, text))
    text = _OLD_MEXICAN.sub(r"\1 ", text)
    found = list(PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE, max_tries=MOST_TRIES))
    if len({stored(to_python(match.number)) for match in found}) > 1:
        raise ValidationError(SEVERAL)
    if not found:
        return _parse_whole(text)
    number, rest = to_python(found[0].number), text[: found[0].start] + " " + text[found[-1].end :]
    labeled = _LABELED.match(text, found[-1].end)
    if labeled and not number.extension:
        number.extension = labeled[1]
        rest = text[: found[0].start] + " " + text[labeled.end() :]
    if any(sign.isdigit() for sign in _WHEN.sub("", rest)):
        return _parse_whole(text)
    return load(stored(_existing(number)))  # so it can be written again, also by `str`


def find(typed: str) -> str:
    """The number in `typed` as numbers are found by, in E.164; empty if there is none."""
    try:
        return str(parse(typed).as_e164)
    except ValidationError:
        return ""


def exists(number: PhoneNumber) -> bool:
    """Whether the numbering plan, or for other countries the phone data, has a place for it."""
    if number.country_code == NORTH_AMERICA:
        return bool(_PLAN.fullmatch(national_significant_number(number)))
    return bool(number.is_valid())


def stored(number: PhoneNumber) -> str:
    """+14245550134, or +14245550134;ext=12"""
    if number.extension:
        return f"{number.as_e164}{_EXTENSION}{number.extension}"
    return str(number.as_e164)


def without_extension(stored_number: str) -> str:
    """What a stored number is found, counted and compared by: E.164."""
    return stored_number.partition(_EXTENSION)[0]


def load(stored_number: str) -> PhoneNumber:
    return PhoneNumber.from_string(stored_number, region=REGION)


def shown(number: PhoneNumber) -> str:
    """(424) 555-0134 ext. 12; of another country with its code: +44 20 7946 0958"""
    bare = load(number.as_e164)  # the library writes extensions otherwise for each country
    is_ours = number.country_code == NORTH_AMERICA
    return f"{bare.as_national if is_ours else bare.as_international}{extension_label(number)}"


def extension_label(number: PhoneNumber | None) -> str:
    """ext. 12, to stand behind a number or whom to call; empty without one."""
    if number and number.extension:
        return " " + _("ext. {extension}").format(extension=number.extension)
    return ""


def call_link(number: PhoneNumber) -> str:
    """The address that dials it, the extension too: tel:+14245550134;ext=12 (RFC 3966)"""
    return f"tel:{stored(number)}"


def text_link(number: PhoneNumber) -> str:
    """The address that writes a text to it. A text reaches the number alone, never an extension."""
    return f"sms:{number.as_e164}"


def text_caution(number: PhoneNumber) -> str:
    """What staff must know before they text a number with an extension; empty without one."""
    if number.extension:
        return f" (texts do not reach ext. {number.extension})"
    return ""


def plain_number(number: PhoneNumber) -> None:
    """Raise ValidationError for a number that cannot exist, or that texts do not reach."""
    if number.extension:
        raise ValidationError("Enter a number without an extension: people call and text it.")
    _existing(number)


class PhoneField(formfields.PhoneNumberField):
    """A form's field for a number as people write it, with an extension if there is one."""

    default_validators = ()  # `parse` has judged it, and says more

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"region": REGION, **options})

    def to_python(self, value: Any) -> Any:
        typed = str(value or "")
        if as_seen(typed):
            return parse(typed)
        return ""


class OfficePhoneField(modelfields.PhoneNumberField):
    """The office's own number, which everybody may call and text."""

    default_validators = (plain_number,)

    def deconstruct(self) -> Any:
        """As its parent: the table's column is the same, so migrations need not know of it."""
        name, _, args, options = super().deconstruct()
        parent = modelfields.PhoneNumberField
        return name, f"{parent.__module__}.{parent.__qualname__}", args, options

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": PhoneField, **options})


def _ascii_digit(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign


def _parse_whole(text: str) -> PhoneNumber:
    """As the phone library reads all of it: letters for digits, or an extension behind commas."""
    number = to_python(text, region=REGION) or PhoneNumber()
    has_letters = any(sign.isalpha() for sign in text)
    if has_letters and number.is_valid() and _VANITY.fullmatch(text):
        return number
    if not has_letters and number.national_number and exists(number):
        return number
    digits = sum(sign.isdigit() for sign in text)
    raise ValidationError(TOO_MANY_DIGITS if digits > 10 else NO_AREA_CODE)


def _existing(number: PhoneNumber) -> PhoneNumber:
    """The same number. Raises ValidationError with why it cannot exist."""
    if exists(number):
        return number
    if number.country_code != NORTH_AMERICA:
        raise ValidationError(
            _("Check the digits: +{code} has no such number").format(code=number.country_code)
        )
    digits = national_significant_number(number)
    if len(digits) != 10:
        raise ValidationError(TOO_MANY_DIGITS if len(digits) > 10 else NO_AREA_CODE)
    area, exchange = digits[:3], digits[3:6]
    if not _PLAN.fullmatch(f"{area}2345678"):
        raise ValidationError(_("Check the digits: there is no area code {area}").format(area=area))
    raise ValidationError(
        _("Check the digits: no number has {exchange} after its area code").format(
            exchange=exchange
        )
    )
