"""Prices: one exact amount in dollars, as California wants a price to be (B&P 651), and how it is
read and written.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST = Decimal("99999.99")
# "Such phrases as", the law says; these are its own, and those that people write instead of them.
MINUS = ("-", "−")
BETWEEN, ABOUT = set("-‐‑–—/"), set("+~<>≈≥≤")
OPEN_ENDED = ("as low as", "and up", "and more", "lowest", "starting at", "starts at", "up to")

NO_RANGE = (
    "A price is one exact amount, not a range. Type the one amount, for example 180, and say below"
    " in words what it includes."
)
NO_FROM = (
    "Type the amount alone, for example 180, without “from”, “about” or “+”: California law wants"
    " one exact price. What it includes stands below in words."
)
NOT_AN_AMOUNT = "Type the amount in dollars, for example 180, 180.50 or 1,200."
NOT_POSITIVE = "A price is more than nothing. Leave it empty if there is none to give."
TOO_MUCH = "A price is at most $99,999.99. Check how many digits were typed."
ONE_AMOUNT = "Leave out amounts and percentages: the exact price stands above, and is the only one."


def dollars(price: Decimal) -> str:
    """$180, $180.50 or $1,200: cents only where there are some."""
    return f"${price:,.2f}".removesuffix(".00")


def read(typed: str) -> Decimal:
    """The amount that somebody typed, with or without "$". Raises ValidationError, with how to
    mend it.
    """
    text = " ".join(typed.split()).removeprefix("$").strip()
    for unit in (" dollars", " USD", " usd"):
        text = text.removesuffix(unit)
    is_negative = text.startswith(MINUS)
    text = text.lstrip("".join(MINUS) + "$ ")
    if " to " in text or set(text) & BETWEEN:
        raise ValidationError(NO_RANGE)
    if set(text) & ABOUT or any(sign.isalpha() for sign in text):
        raise ValidationError(NO_FROM)
    whole, point, cents = text.partition(".")
    first, *thousands = whole.split(",")
    digits = "".join([first, *thousands])
    is_whole = _is_number(digits) and bool(first) and all(len(each) == 3 for each in thousands)
    if not is_whole or (point and not (_is_number(cents) and len(cents) == 2)):
        raise ValidationError(NOT_AN_AMOUNT)
    price = Decimal(f"{digits}.{cents or '00'}")
    if is_negative or not price:
        raise ValidationError(NOT_POSITIVE)
    if price > MOST:
        raise ValidationError(TOO_MUCH)
    return price


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def plain_includes(text: str) -> None:
    """Raise ValidationError for words that would make one exact price into an offer."""
    if set(text) & set("$%"):
        raise ValidationError(ONE_AMOUNT)
    said = " ".join(text.casefold().split())
    for phrase in OPEN_ENDED:
        if phrase in said:
            raise ValidationError(f"Leave out “{phrase}”: the price above is exact.")


class PriceField(forms.CharField):
    """An amount as people type it; what was typed comes back as it was."""

    def __init__(self, **kwargs: Any) -> None:
        for of_numbers in ("max_digits", "decimal_places"):
            kwargs.pop(of_numbers, None)
        super().__init__(max_length=40, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return dollars(value).removeprefix("$") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        return read(typed) if typed else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "") != (data or ""))
