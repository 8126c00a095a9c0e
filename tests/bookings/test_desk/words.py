"""What the desk's pages say and offer, read from their text, and what they send."""

import re
from html import unescape

from bookings import availability
from bookings.models import Status
from clinic.office import formats
from tests.bookings.desk import CONSULTATIONS
from tests.bookings.lives import HALF_AN_HOUR
from tests.factories import TUESDAY_AT_TWO, make_concern

DESK = ["view_consultation", "change_consultation", "view_notification", "change_notification"]
AFTERWARDS = TUESDAY_AT_TWO + HALF_AN_HOUR
BY_PHONE = {"reach_by": "call", "phone": "+14245550134", "email": ""}
PRESSES = {
    "release": Status.ASIDE,
    "pick": Status.PROPOSED,
    "turn-down": Status.PROPOSED,
    "complete": Status.CONFIRMED,
    "miss": Status.CONFIRMED,
}
PAGES = {
    "confirm": Status.REQUESTED,
    "decline": Status.REQUESTED,
    "cancel": Status.CONFIRMED,
    "propose": Status.REQUESTED,
    "move": Status.CONFIRMED,
    "confirm-at": Status.REQUESTED,
}

MAIL = "An e-mail tells the patient."
ADD = f"{CONSULTATIONS}add/"


def page_of(consultation, verb="change"):
    return f"{CONSULTATIONS}{consultation.pk}/{verb}/"


def booking(desk, **changes):
    """What the form for somebody on the phone sends, filled in."""
    key = re.search(r'name="form_key" value="([^"]*)"', desk.get(ADD).text)[1]
    return {
        "form_key": key,
        "time": availability.iso(TUESDAY_AT_TWO),
        "concern": make_concern().pk,
        "first_name": "Ana",
        "reach_by": "text",
        "phone": "(424) 555-0134",
        "texts": "on",
    } | changes


def offered(text, consultation):
    """The verbs that decide about a consultation and that a page offers, by their addresses."""
    return set(
        re.findall(rf'(?:formaction|href)="{CONSULTATIONS}{consultation.pk}/([a-z-]+)/"', text)
    ) - {
        "change",
        "correct",  # these two decide nothing, and have tests of their own
        "language",
        "history",
    }


def listed(text):
    """What stands marked as wrong on a page, in words."""
    errors = "".join(re.findall(r'<ul class="errorlist.*?</ul>', text, re.S))
    return [unescape(error) for error in re.findall(r"<li>([^<]*)</li>", errors)]


def chosen(text, name):
    select = re.search(rf'<select name="{name}".*?</select>', text, re.S)[0]
    return re.findall(r'<option value="([^"]*)" selected', select)


def times_in_view(text):
    """The times of a phone booking that stand before the folded ones, and which is chosen."""
    fieldset = re.search(r'<fieldset class="acu-when".*?<details', text, re.S)[0]
    found = re.findall(r'name="time" id="[^"]*" value="([^"]*)"( checked)?>', fieldset)
    return [availability.read_iso(value) for value, _ in found], [
        availability.read_iso(value) for value, is_chosen in found if is_chosen
    ]


def to_press(text, field):
    """The times that a refusal offers to press for a field."""
    return [
        availability.read_iso(value)
        for value in re.findall(rf'name="choose" value="{field} ([^"]*)"', text)
    ]


def message_in(text):
    """The message that a page says the patient will get, in one line; None if it shows none."""
    shown = re.search(r'<blockquote class="acu-mail">(.*?)</blockquote>', text, re.S)
    return " ".join(unescape(shown[1]).split()) if shown else None


def when(office, *moments):
    """As mails say them, and what is shown of a mail."""
    return "; ".join(formats.when(moment, office) for moment in moments)


def desk_when(office, *moments):
    """As the desk's pages say them."""
    return "; ".join(formats.desk_when(moment, office) for moment in moments)
