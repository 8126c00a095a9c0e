"""Placeholders: facts of the clinic, and links, that stand in its words by name, as {phone} does.

Whoever changes the words moves them about; what they say is looked up when the page is drawn. So
a phone number that changes is right everywhere at once, and no text can hold an old one.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.office import formats
from clinic.office.models import Office, Treatment


class Known(NamedTuple):
    """What the placeholders of a page are asked of."""

    office: Office
    treatment: Treatment | None  # the first of the clinic's own


class Placeholder(NamedTuple):
    """One fact, or the words of a link. `link` says where it leads, in texts that may link."""

    name: str
    means: str
    value: Callable[[Known], str]
    link: Callable[[Known], str] | None = None
    may_be_empty: bool = False  # the clinic may not have said it: a sentence about it is left out

    def __str__(self) -> str:
        return f"{{{self.name}}}"


def _of_treatment(value: Callable[[Treatment], str]) -> Callable[[Known], str]:
    return lambda known: value(known.treatment) if known.treatment else ""


def _page(name: str) -> Callable[[Known], str]:
    return lambda known: reverse(name)


_ALL = [
    Placeholder("name", "the clinic’s name", lambda known: known.office.name),
    Placeholder("city", "its city", lambda known: known.office.city),
    Placeholder("address", "its address", lambda known: known.office.address),
    Placeholder(
        "phone",
        "its phone number",
        lambda known: known.office.phone.as_national,
        lambda known: f"tel:{known.office.phone.as_e164}",
    ),
    Placeholder(
        "treatment",
        "the name of your first treatment",
        _of_treatment(lambda treatment: treatment.name),
        may_be_empty=True,
    ),
    Placeholder(
        "session_takes",
        "how long a session of it takes",
        _of_treatment(lambda treatment: treatment.session_takes),
        may_be_empty=True,
    ),
    Placeholder(
        "takes_sessions",
        "how many sessions people often plan",
        _of_treatment(lambda treatment: formats.spelled(treatment.takes_sessions)),
        may_be_empty=True,
    ),
    Placeholder(
        "time_between",
        "how far apart they are",
        _of_treatment(lambda treatment: treatment.time_between),
        may_be_empty=True,
    ),
    Placeholder(
        "stays_pink",
        "how long skin stays pink",
        _of_treatment(lambda treatment: formats.spelled(treatment.stays_pink)),
        may_be_empty=True,
    ),
    Placeholder(
        "text_us",
        "a link that opens a text message to you",
        lambda known: _("text us"),
        lambda known: f"sms:{known.office.phone.as_e164}",
    ),
    Placeholder(
        "questions",
        "a link to the questions",
        lambda known: _("questions"),
        _page("articles:questions"),
    ),
    Placeholder(
        "ask_a_question",
        "a link to the page that takes a question",
        lambda known: _("ask a question"),
        _page("bookings:ask"),
    ),
    Placeholder(
        "ask_in_a_consultation",
        "a link to the booking form",
        lambda known: _("ask in a consultation"),
        _page("bookings:book"),
    ),
    Placeholder(
        "find_your_request",
        "a link to the page that finds a request",
        lambda known: _("find your request"),
        _page("bookings:find"),
    ),
]
PLACEHOLDERS = {each.name: each for each in _ALL}
OF_THE_OFFICE = ("name", "city", "address", "phone")
OF_THE_TREATMENT = ("treatment", "session_takes", "takes_sessions", "time_between", "stays_pink")
