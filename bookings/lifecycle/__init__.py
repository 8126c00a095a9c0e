"""Every change of a consultation's status or time: one verb, one transaction, one Event, its messages.

Each verb locks the office's row first, then looks, then takes: so two people who ask for one time at one
moment stand in line instead of meeting in a deadlock. The database would refuse the second one anyway.
What may follow what is the table in `bookings.steps`. A verb returns the row as it now is; where both sides
may say it, `by` is the member of staff who acts, and None is the patient.
"""

from bookings.holds import NotOffered, SlotTaken
from bookings.lifecycle.answering import complete, confirm, decline, miss, propose, release
from bookings.lifecycle.asking import WALKED_IN, AlreadySent, book, submit
from bookings.lifecycle.changing import cancel, correct, move, pick, send_link, turn_down
from bookings.lifecycle.lapsing import lapse, lapse_due
from bookings.lifecycle.shared import NotAllowed, TooLate, already

__all__ = [
    "WALKED_IN",
    "AlreadySent",
    "NotAllowed",
    "NotOffered",
    "SlotTaken",
    "TooLate",
    "already",
    "book",
    "cancel",
    "complete",
    "confirm",
    "correct",
    "decline",
    "lapse",
    "lapse_due",
    "miss",
    "move",
    "pick",
    "propose",
    "release",
    "send_link",
    "submit",
    "turn_down",
]
