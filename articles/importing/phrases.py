"""Phrases by which parts of an old page are known: each says what is left out because the site has
its own, or where a list belongs.
"""

from collections.abc import Iterable
from typing import NamedTuple

from articles.text.visible_text import alike
from clinic.office.models import Office

SHORT = 320  # signs: a longer paragraph says more than what it is known by
CONTACT = "the contact block: every page has the clinic’s own"
DISCLAIMER = "the disclaimer: every article ends with the site’s own"
INVITATION = "the invitation: every article ends with the site’s own"
COMMENTS = "the place for comments: the site has none"
FURNITURE = "a piece of the old site’s frame"
BEFORE_TITLE = "it stands before the title"
QUESTIONS = "the heading of the questions: they stand under the article by themselves"

CANNOT = ("cannot", "can't", "can not", "does not", "doesn't", "will not", "won't", "not do")
MAY_HELP = ("may help", "can help", "helps with", "help with", "good for", "may improve")
_CONTACT_HEADINGS = ("contact", "contact us", "get in touch", "visit us", "find us", "our office")
_DISCLAIMER_HEADINGS = ("disclaimer", "medical disclaimer", "please note")
_COMMENT_HEADINGS = ("comments", "leave a comment", "recent posts", "related posts", "share")
_QUESTION_HEADINGS = (
    "faq",
    "faqs",
    "questions",
    "frequently asked questions",
    "common questions",
    "questions and answers",
    "q&a",
)
_INVITING_HEADINGS = ("book a ", "book your ", "schedule a ", "schedule your ", "ready to ")
_DISCLAIMS = (
    "medical advice",
    "educational purposes",
    "informational purposes",
    "for education",
    "not a substitute",
    "does not replace",
    "licensed professional",
    "healthcare provider",
    "individual results",
)
_INVITES = (
    "complimentary consultation",
    "free consultation",
    "book your",
    "book a consultation",
    "schedule your",
    "schedule a consultation",
)
_FRAME = (
    "log in",
    "sign up",
    "see all",
    "write a comment...",
    "post not marked as liked",
    "share this post",
    "back to blog",
    "all posts",
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LABELS: tuple[str, ...] = (
    "phone:",
    "tel:",
    "text:",
    "call us",
    "address:",
    "email:",
    "e-mail:",
    "website:",
    "web:",
    "instagram:",
)


class Clinic(NamedTuple):
    """What only a contact block says, as `alike` writes it."""

    digits: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, office: Office) -> "Clinic":
        handle = f"@{office.instagram}" if office.instagram else ""
        known = (office.street, handle)
        digits = str(office.phone.as_e164)[-10:]
        return cls(digits, tuple(alike(each) for each in known if each))


def heading_left_out(text: str) -> str:
    """Why what stands under a heading is left out; empty if it is not."""
    words = alike(text).strip(" .:!?")
    reasons = {
        CONTACT: _CONTACT_HEADINGS,
        DISCLAIMER: _DISCLAIMER_HEADINGS,
        COMMENTS: _COMMENT_HEADINGS,
    }
    if words.startswith(_INVITING_HEADINGS):
        return INVITATION
    return next((why for why, headings in reasons.items() if words in headings), "")


def is_heading_of_questions(text: str) -> bool:
    return alike(text).strip(" .:!") in _QUESTION_HEADINGS


def left_out(text: str, clinic: Clinic) -> str:
    """Why a paragraph is left out; empty if it is not."""
    words = alike(text)
    if len(words) > SHORT:
        return DISCLAIMER if _count(_DISCLAIMS, words) > 2 else ""
    if _count(_DISCLAIMS, words) > 1 or words.startswith("disclaimer:"):
        return DISCLAIMER
    if _names(words, clinic):
        return CONTACT
    if any(phrase in words for phrase in _INVITES):
        return INVITATION
    is_frame = words.strip(" .:") in _FRAME or (len(words) < 60 and "min read" in words)
    return FURNITURE if is_frame or _is_day(words) else ""


def _is_day(words: str) -> bool:
    """Whether it says a day alone, as a post does under its title."""
    is_month = words[:3] in _MONTHS
    return is_month and len(words) < 20 and any(sign.isdecimal() for sign in words)


def _names(words: str, clinic: Clinic) -> bool:
    digits = "".join(sign for sign in words if sign.isdecimal())
    is_labelled = len(words) < 80 and words.startswith(_LABELS)
    return clinic.digits in digits or is_labelled or any(each in words for each in clinic.names)


def side(text: str) -> str:
    """Which list stands under these words: `may_help`, `cannot` or neither."""
    words = alike(text)
    denies, promises = (any(map(words.__contains__, each)) for each in (CANNOT, MAY_HELP))
    if denies == promises:
        return ""
    return "cannot" if denies else "may_help"


def names_both_sides(text: str) -> bool:
    words = alike(text)
    return all(any(map(words.__contains__, each)) for each in (CANNOT, MAY_HELP))


def _count(phrases: Iterable[str], words: str) -> int:
    return sum(phrase in words for phrase in phrases)
