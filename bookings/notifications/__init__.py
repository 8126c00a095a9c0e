"""Notifications: who is told what, queued in the transaction of the event, composed when it is
sent.

`kinds` is the table, one row a kind and audience. `queue` reads it when an event happens, `compose`
when a message is due; `readdress` lets what waits follow an address or outlive a consultation.
Patients without e-mail are owed the same words: their messages are tasks of the desk, told by
telephone.
"""

from bookings.notifications.compose import in_english, told, words_to_say, write
from bookings.notifications.facts import was_told
from bookings.notifications.queue import queue
from bookings.notifications.readdress import keep_for_others, readdress

__all__ = [
    "in_english",
    "keep_for_others",
    "queue",
    "readdress",
    "told",
    "was_told",
    "words_to_say",
    "write",
]
