"""Paste cleaning, tag by tag: what a tag's name, style and class mean in Word, Google Docs, Pages
and Wix.

`static/js/paste.js` knows the same, for the text box: whoever changes one changes both (a test
pastes each of the shapes into both).
"""

import re
from collections.abc import Mapping

Attributes = Mapping[str, str]

# Signs that Word writes as letters of a font which has pictures in their place.
WINGDINGS = str.maketrans(
    "àßáâóüûþý¨§ØvlnJL",
    "→←↑↓↔✓✗☑☒☐▪➢❖●■☺☹",
)
SYMBOL = str.maketrans("£³¹»´®¬­¯«mabDW±°", "≤≥≠≈×→←↑↓↔μαβΔΩ±°")
DONE, TO_DO = "☑ ", "☐ "
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")

_HIDDEN = re.compile(r"(?<![\w-])(?:display:\s*none|visibility:\s*hidden|mso-hide:\s*all)", re.I)
_STRUCK = re.compile(r"(?<![\w-])text-decoration(?:-line)?:[^;]{0,80}?line-through", re.I)
_COMMENT = re.compile(r"mso-element:\s*comment|mso-special-character:\s*comment", re.I)
_COMMENT_CLASS = re.compile(r"\bmso(?:commentreference|comoff|comanchor)\b", re.I)
_SPACE = re.compile(r"mso-tab-count|\bapple-converted-space\b|\bapple-tab-span\b", re.I)
_HEADING = re.compile(r"\b(?:mso(?:title|subtitle|heading\d)|title|subtitle)\b", re.I)
_OUTLINE = re.compile(r"mso-outline-level:\s*[1-9]", re.I)
_QUOTE = re.compile(r"\bmso(?:intense)?quote\b", re.I)
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.I)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)", re.I)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*(?:italic|oblique)", re.I)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style:\s*normal", re.I)
_RAISED = re.compile(r"(?<![\w-])vertical-align:\s*super", re.I)
_LOWERED = re.compile(r"(?<![\w-])vertical-align:\s*sub", re.I)
_FONT = re.compile(
    r"(?<![\w-])(?:mso-symbol-font-family|font-family):\s*[\"']?(wingdings|symbol)", re.I
)
_WITHIN = re.compile(r"#(?:_|ftnt|cmnt|heading=|bookmark=|h\.)", re.I)


def is_left_out(tag: str, given: Attributes, *, in_done: bool = False) -> bool:
    """Whether a reader of the page that it comes from did not read what is in this tag: it is
    hidden, a comment, or struck out. What is done in a list of tasks is struck, and was read.
    """
    style = given.get("style", "")
    if "hidden" in given or _HIDDEN.search(style):
        return True
    if _COMMENT.search(style) or _COMMENT_CLASS.search(given.get("class", "")):
        return True
    if tag == "a" and given.get("href", "").startswith("#cmnt"):
        return True
    return not in_done and (tag in ("del", "s", "strike") or bool(_STRUCK.search(style)))


def is_space(given: Attributes) -> bool:
    """Whether it only keeps a distance."""
    return bool(_SPACE.search(f"{given.get('style', '')} {given.get('class', '')}"))


def is_heading(given: Attributes) -> bool:
    """Whether a paragraph is shown as a heading."""
    is_styled = _HEADING.search(given.get("class", "")) or _OUTLINE.search(given.get("style", ""))
    return bool(is_styled) or given.get("role") == "heading"


def is_quote(given: Attributes) -> bool:
    return bool(_QUOTE.search(given.get("class", "")))


def emphasis(tag: str, given: Attributes) -> list[str]:
    """`strong` and `em`, as the tag or its style says."""
    style, found = given.get("style", ""), []
    if _BOLD.search(style) or (tag == "strong" and not _NOT_BOLD.search(style)):
        found.append("strong")
    if _ITALIC.search(style) or (tag == "em" and not _NOT_ITALIC.search(style)):
        found.append("em")
    return found


def level_of(tag: str, given: Attributes) -> str:
    """Whether it stands above or below the line: `raised`, `lowered` or neither."""
    style = given.get("style", "")
    if tag == "sup" or _RAISED.search(style):
        return "raised"
    if tag == "sub" or _LOWERED.search(style):
        return "lowered"
    return ""


def in_signs(text: str, level: str) -> str | None:
    """Raised or lowered figures as signs of their own, so that 10² does not read 102; None for
    words.
    """
    table = RAISED if level == "raised" else LOWERED
    if text and all(ord(sign) in table for sign in text.strip()):
        return text.translate(table)
    return None


def font_of(given: Attributes) -> str:
    """`wingdings` or `symbol`; empty for fonts whose letters are letters."""
    found = _FONT.search(given.get("style", ""))
    if found:
        return found[1].lower()
    face = given.get("face", "").lower()
    return face if face in ("wingdings", "symbol") else ""


def as_signs(text: str, font: str) -> str:
    """What a reader saw in place of these letters. Some programs put them where no letters are."""
    if not font:
        return text
    plain = "".join(
        chr(ord(each) - 0xF000) if 0xF000 <= ord(each) <= 0xF0FF else each for each in text
    )
    return plain.translate(WINGDINGS if font == "wingdings" else SYMBOL)


def leads_within(address: str) -> bool:
    """Whether it leads to a place of the document that it comes from, which is not on our page."""
    return bool(_WITHIN.match(address)) or address.startswith("file:")


def tick(given: Attributes) -> str:
    """Before what stands in a list of tasks: whether it is done."""
    state = given.get("aria-checked", "")
    if given.get("role") == "checkbox" and state in ("true", "false"):
        return DONE if state == "true" else TO_DO
    return ""


def words_of_image(given: Attributes) -> str:
    """An image that stands for a sign, as an emoji, is read as that; any other is left out."""
    alt = given.get("alt", "").strip()
    if len(alt) <= 8 and alt and not any(sign.isalnum() or sign.isspace() for sign in alt):
        return alt
    return ""
