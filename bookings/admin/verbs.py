"""What staff may say to a consultation as it stands: the buttons, and what came of them in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from bookings import slots
from bookings.models import Actor, Consultation, Notification, Status
from bookings.steps import allowed
from clinic import words


class Saying(NamedTuple):
    short: str  # on the first page
    full: str  # on the consultation's own
    done: str  # "K7QF9D is …"


# In the order of the buttons; the first that applies is the main one.
SAYINGS = {
    "release": Saying("Release", "A person sent it: release it", "released"),
    "confirm": Saying("Confirm", "Confirm", "confirmed"),
    "pick": Saying("They chose", "They chose", "confirmed"),
    "complete": Saying("They came", "They came", "completed"),
    "miss": Saying("They did not come", "They did not come", "a no-show"),
    "move": Saying("Move", "Move to another time", "moved"),
    "propose": Saying("Propose times", "Propose other times", "waiting for the patient’s choice"),
    "turn_down": Saying("None suits", "None of them suits", "waiting for an answer again"),
    "decline": Saying("Decline", "Decline", "declined"),
    "cancel": Saying("Cancel", "Cancel", "canceled"),
}
# Said on a page of their own, which shows the message that the patient will get.
ON_A_PAGE = ("confirm", "propose", "move", "decline", "cancel")
NEVER_FIRST = ("move", "propose")
BEFORE_IT_BEGINS, ONCE_IT_HAS = {"move", "propose", "cancel"}, {"complete", "miss"}


class Press(NamedTuple):
    """One thing that staff can do: a button that posts, or a link to the page that shows the message."""

    label: str
    address: str
    time: str = ""  # that goes along with the post
    is_main: bool = False
    is_page: bool = False


def presses(consultation: Consultation, *, now: datetime, short: bool = False) -> list[Press]:
    """All that staff can do with it at `now`. No query if its holds are prefetched."""
    verbs = allowed(Status(consultation.status), Actor.STAFF)
    if consultation.status == Status.CONFIRMED:
        verbs -= BEFORE_IT_BEGINS if has_begun(consultation, now=now) else ONCE_IT_HAS
    found: list[Press] = []
    for verb, saying in SAYINGS.items():
        if verb not in verbs:
            continue
        press = Press(saying.short if short else saying.full, _address(consultation, verb), is_main=not found)
        if verb == "pick":
            found += _picks(press, consultation)
        elif verb == "confirm" and consultation.starts_at is None:
            label = "Choose a time" if short else "Confirm a time that you agreed on"
            found.append(
                press._replace(label=label, address=_address(consultation, "confirm_at"), is_page=True)
            )
        elif verb == "decline" and consultation.is_aside:
            found.append(press)  # nobody is told
        else:
            is_main = press.is_main and verb not in NEVER_FIRST
            found.append(press._replace(is_main=is_main, is_page=verb in ON_A_PAGE))
    return found


def _picks(press: Press, consultation: Consultation) -> Iterator[Press]:
    """One for each proposed time, none of them above the others."""
    for hold in consultation.proposed_times:
        label = f"{press.label} {words.when(hold.starts_at, consultation.office)}"
        yield press._replace(label=label, time=slots.iso(hold.starts_at), is_main=False)


def has_begun(consultation: Consultation, *, now: datetime) -> bool:
    return consultation.starts_at is not None and consultation.starts_at <= now


def who_tells(consultation: Consultation) -> str:
    """How the patient hears of the last thing that was done."""
    last = consultation.events.last()
    owed = (
        last.notifications.filter(audience=Notification.Audience.PATIENT)
        if last
        else Notification.objects.none()
    )
    channels = set(owed.values_list("channel", flat=True))
    if Notification.Channel.MAIL in channels:
        return "An e-mail tells the patient."
    if Notification.Channel.DESK in channels:
        return f"There is no e-mail address: please {consultation.reach_by} {consultation.first_name}."
    if consultation.status == Status.DECLINED:
        return "Nobody was told, since it had been set aside as a machine's."
    return "Nobody needs to be told."


def _address(consultation: Consultation, verb: str) -> str:
    return reverse(f"admin:bookings_consultation_{verb}", args=[consultation.pk])
