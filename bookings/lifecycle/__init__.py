"""State transitions: one function, one transaction, one Event, its notifications.

Each verb locks the office's row first, then looks, then takes: so two people who ask for one time
at one moment stand in line instead of meeting in a deadlock. The database would refuse the second
one anyway. A patient's request, of which many may come at once, is judged and stored before the
lock, and judged again under it for what may have changed meanwhile.

What may follow what is the table in `bookings.transitions`. A verb returns the row as it now is;
where both sides may say it, `by` is the member of staff who acts, and None is the patient.
"""

from bookings.holds import NotOffered, SlotTaken
from bookings.lifecycle.changes import cancel, correct, move, pick, speak, turn_down
from bookings.lifecycle.common import NotAllowed, TooLate, already
from bookings.lifecycle.decisions import complete, confirm, decline, miss, propose, release
from bookings.lifecycle.earlier import (
    accept,
    expire,
    expire_due,
    keep,
    offer_earlier,
    stop_waiting,
    wait,
)
from bookings.lifecycle.expiry import lapse, lapse_due
from bookings.lifecycle.lost_links import answer_link_request, send_link
from bookings.lifecycle.requests import WALKED_IN, AlreadySent, BookedAgain, book, submit

__all__ = [
    "WALKED_IN",
    "AlreadySent",
    "BookedAgain",
    "NotAllowed",
    "NotOffered",
    "SlotTaken",
    "TooLate",
    "accept",
    "already",
    "answer_link_request",
    "book",
    "cancel",
    "complete",
    "confirm",
    "correct",
    "decline",
    "expire",
    "expire_due",
    "keep",
    "lapse",
    "lapse_due",
    "miss",
    "move",
    "offer_earlier",
    "pick",
    "propose",
    "release",
    "send_link",
    "speak",
    "stop_waiting",
    "submit",
    "turn_down",
    "wait",
]
