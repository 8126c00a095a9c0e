"""Dry run with rollback: the message that a patient would get, before it is sent.

The action is taken in a transaction that is rolled back, and what the patient is then owed is
written by the code that sends it. So there is no second copy of the words, and none of the rules
that lead to them.
"""

import re
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from bookings import notifications
from bookings.admin.consultation.actions import Action
from bookings.models import Consultation, Notification
from clinic import languages

Channel, Kind = Notification.Channel, Notification.Kind
NO_ADDRESS = "[link to their page]"  # it opens the page for whoever has it, so staff do not read it


class Message(NamedTuple):
    """What the patient would read, or be told by the desk: then it has no subject."""

    text: str
    subject: str = ""
    english: str = ""  # what it says, for staff, where it is in another language


def dry_run(
    action: Action, consultation: Consultation, *, by: User, now: datetime, **given: Any
) -> Message | None:
    """What the patient would get at once; None if nothing. Leaves nothing behind.

    Raises what the action's function raises. Holds the office's lock while it writes.
    """
    with transaction.atomic():
        try:
            return _written(action.perform(consultation, by=by, now=now, **given), now)
        finally:
            transaction.set_rollback(True)


def _written(now_is: Consultation, now: datetime) -> Message | None:
    owed = (
        now_is.notifications.filter(
            event=now_is.events.last(), audience=Notification.Audience.PATIENT, due_at__lte=now
        )
        .order_by("-channel")  # the mail, where the desk texts the same beside it
        .first()
    )
    if owed is None:
        return None
    if owed.channel == Channel.DESK:
        words = notifications.words_to_say(owed, now)
        if words:
            english = notifications.in_english(owed, now)
            return Message(
                _without_address(words, now_is), english=_without_address(english, now_is)
            )
        return None
    email = notifications.write(owed, now)
    if email is None:
        return None
    return Message(
        _without_address(str(email.body), now_is), str(email.subject), _english_mail(owed, now)
    )


def _english_mail(owed: Notification, now: datetime) -> str:
    """What a mail in another language says; empty for one in English."""
    consultation = owed.consultation
    if consultation.language == languages.ENGLISH:
        return ""
    email = notifications.write(owed, now, language=languages.ENGLISH)
    return _without_address(str(email.body), consultation) if email else ""


def _without_address(text: str, consultation: Consultation) -> str:
    return re.sub(rf"(?<!\S)\S*{re.escape(consultation.get_absolute_url())}", NO_ADDRESS, text)
