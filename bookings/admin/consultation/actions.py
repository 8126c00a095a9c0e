"""Actions of staff: one table of function, form, title, button and permission.

An action is a transition of the state machine as the desk takes it: its function, its words, and
the page that shows the message before it goes, if it has one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from bookings import audit_log, availability, lifecycle
from bookings.admin.consultation import times
from bookings.admin.consultation.optimistic_lock import Changed, is_changed
from bookings.models import Access, Actor, Consultation, Notification, Status
from bookings.transitions import allowed, transition
from clinic.office import formats
from clinic.office.models import Office


@dataclass(frozen=True)
class Page:
    """The page of an action: the message that the patient will get, room for a note, maybe
    times.
    """

    form: type[times.AnswerForm]
    title: str
    lead: str
    button: str


@dataclass(frozen=True)
class Action:
    """One thing that staff can do with a consultation."""

    transition: str  # its name in the state machine, and in the audit log
    perform: Callable[..., Consultation]
    short: str = ""  # its button on the first page
    label: str = ""  # its button on the consultation's own page
    done: str = ""  # "K7QF9D is …"
    page: Page | None = field(default=None, repr=False)  # without one its button posts at once
    may_come_first: bool = True  # as the main button
    permission: str = "bookings.change_consultation"

    def applies(self, consultation: Consultation) -> bool:
        return transition(self.transition, Status(consultation.status), Actor.STAFF) is not None


RELEASE = Action(
    "release", lifecycle.release, "Release", "A person sent it: release it", "released"
)
CONFIRM = Action(
    "confirm",
    lifecycle.confirm,
    "Confirm",
    "Confirm",
    "confirmed",
    Page(times.AnswerForm, "Confirm", "We expect the patient.", "Confirm and tell the patient"),
)
CONFIRM_AT = Action(  # a request that came without a time
    "confirm",
    lifecycle.confirm,
    "Choose a time",
    "Confirm a time that you agreed on",
    "confirmed",
    Page(
        times.OneTimeForm,
        "Confirm",
        "Agree on a time with the patient, then confirm it here.",
        "Confirm this time and tell the patient",
    ),
)
PICK = Action("pick", lifecycle.pick, "They chose", "They chose", "confirmed")
COMPLETE = Action("complete", lifecycle.complete, "They came", "They came", "completed")
MISS = Action("miss", lifecycle.miss, "They did not come", "They did not come", "a no-show")
MOVE = Action(
    "move",
    lifecycle.move,
    "Move",
    "Move to another time",
    "moved",
    Page(
        times.OneTimeForm,
        "Move",
        "Move it to a time that you agreed on with the patient. The time it has now is free"
        " afterwards.",
        "Move and tell the patient",
    ),
    may_come_first=False,
)
PROPOSE = Action(
    "propose",
    lifecycle.propose,
    "Propose times",
    "Propose other times",
    "waiting for the patient’s choice",
    Page(
        times.ProposalForm,
        "Propose other times",
        "The patient chooses one of up to three times. All of them are held until then.",
        "Propose and tell the patient",
    ),
    may_come_first=False,
)
TURN_DOWN = Action(
    "turn_down",
    lifecycle.turn_down,
    "None suits",
    "None of them suits",
    "waiting for an answer again",
)
DECLINE = Action(
    "decline",
    lifecycle.decline,
    "Decline",
    "Decline",
    "declined",
    Page(
        times.AnswerForm,
        "Decline",
        "We cannot offer it. The time is free afterwards. Nobody can take that back.",
        "Decline and tell the patient",
    ),
)
CANCEL = Action(
    "cancel",
    lifecycle.cancel,
    "Cancel",
    "Cancel",
    "canceled",
    Page(
        times.AnswerForm,
        "Cancel",
        "It will not take place. The time is free afterwards. Nobody can take that back.",
        "Cancel it and tell the patient",
    ),
)
# An earlier time, beside the own: pressed on the consultation's page, or below "An earlier time".
WAIT = Action(
    "wait",
    lifecycle.wait,
    label="They would come earlier",
    done="on the list for an earlier time",
    may_come_first=False,
)
STOP_WAITING = Action(
    "stop_waiting",
    lifecycle.stop_waiting,
    label="They wait for no earlier time",
    done="no longer on the list for an earlier time",
    may_come_first=False,
)
OFFER_EARLIER = Action(
    "offer_earlier",
    lifecycle.offer_earlier,
    short="Offer",
    done="being offered an earlier time, and keeps its own until it is taken",
)
ACCEPT = Action(
    "accept",
    lifecycle.accept,
    label="They take",
    done="confirmed for the earlier time",
    may_come_first=False,
)
KEEP = Action(
    "keep",
    lifecycle.keep,
    label="They keep their time",
    done="keeping its own time",
    may_come_first=False,
)
# These two have forms of their own, in `phone_booking` and `contact_correction`.
BOOK = Action("book", lifecycle.book)
CORRECT = Action("correct", lifecycle.correct)

# By the name of its address; in the order of the buttons, of which the first that applies is the
# main one.
ACTIONS = {
    "release": RELEASE,
    "confirm": CONFIRM,
    "confirm_at": CONFIRM_AT,
    "pick": PICK,
    "complete": COMPLETE,
    "miss": MISS,
    "move": MOVE,
    "propose": PROPOSE,
    "turn_down": TURN_DOWN,
    "decline": DECLINE,
    "cancel": CANCEL,
    "accept": ACCEPT,
    "keep": KEEP,
    "wait": WAIT,
    "stop_waiting": STOP_WAITING,
    "offer_earlier": OFFER_EARLIER,
}
# What was never promised is declined, what was is canceled. For a patient who does not want it any
# more before anybody said yes, the page that declines leads to canceling.
EITHER_ENDS_IT = {"decline", "cancel"}
EARLIER = {"accept", "keep", "wait", "stop_waiting", "offer_earlier"}
BEFORE_IT_BEGINS, ONCE_IT_HAS = {"move", "propose", "cancel"}, {"complete", "miss"}


# ---- taking one ----------------------------------------------------------------------------------
@transaction.atomic
def perform(
    action: Action,
    consultation: Consultation,
    *,
    by: User,
    now: datetime,
    revision: str = "",
    **given: Any,
) -> Consultation:
    """Take the action and write it into the audit log: both, or neither if the action raises.

    `given` goes to the action's function, which says what it takes and raises. Raises Changed if
    `revision` is not the one that the consultation has now, under the office's lock, and Http404
    if it was erased meanwhile.
    """
    if revision:
        Office.objects.locked(consultation.office_id)
        if is_changed(consultation, revision):
            if not Consultation.objects.filter(pk=consultation.pk).exists():
                raise Http404
            raise Changed
    try:
        now_is = action.perform(consultation, by=by, now=now, **given)
    except Consultation.DoesNotExist:
        raise Http404 from None
    audit_log.log(Access.Action.CHANGED, now_is.reference, by=by, now=now, fields=action.transition)
    return now_is


def who_tells(consultation: Consultation) -> str:
    """How the patient hears of the last thing that was done."""
    last = consultation.events.last()
    if last:
        owed = last.notifications.filter(audience=Notification.Audience.PATIENT)
    else:
        owed = Notification.objects.none()
    owed = owed.exclude(kind=Notification.Kind.REMINDER)  # which comes later
    channels = set(owed.values_list("channel", "sent_at"))
    is_mailed = any(channel == Notification.Channel.MAIL for channel, _ in channels)
    is_to_be_told = (Notification.Channel.DESK, None) in channels
    if is_mailed and is_to_be_told:
        return "An e-mail tells the patient. They chose text: please text them too."
    if is_mailed:
        return "An e-mail tells the patient."
    if is_to_be_told:
        # Without the name: it waits in the session for the next page.
        return f"There is no e-mail address: please {consultation.reach_by} the patient."
    if channels:
        return "They were told while booking."
    if consultation.status == Status.DECLINED:
        return "Nobody was told, since it had been set aside as a machine's."
    return "Nobody needs to be told."


# ---- buttons -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Button:
    """One that posts, or a link to the page that shows the message."""

    label: str
    address: str
    time: str = ""  # that goes along with the post
    is_main: bool = False
    is_page: bool = False


def buttons(consultation: Consultation, *, now: datetime, short: bool = False) -> list[Button]:
    """All that staff can do with it at `now`. `short`, for lists, is without what is said of an
    earlier time: then there is no query if its holds are prefetched.
    """
    possible = _possible(consultation, now=now) - EARLIER
    if not short:
        possible |= _about_an_earlier_time(consultation, now=now)
    found: list[Button] = []
    for name, action in ACTIONS.items():
        if name not in possible:
            continue
        label = action.short if short else action.label
        if action is PICK:
            found += _picks(label, consultation)
            continue
        if action in (ACCEPT, KEEP):
            found.append(answer_button(action, consultation))
            continue
        found.append(
            Button(
                label,
                reverse(f"admin:bookings_consultation_{name}", args=[consultation.pk]),
                is_main=not found and action.may_come_first,
                is_page=action.page is not None
                and not consultation.is_aside,  # else there is a message
            )
        )
    return found


def _possible(consultation: Consultation, *, now: datetime) -> set[str]:
    """Which actions apply to it at `now`, by their names in the table."""
    names = allowed(Status(consultation.status), Actor.STAFF) & ACTIONS.keys()
    if "confirm" in names and consultation.starts_at is None:
        names = names - {"confirm"} | {"confirm_at"}
    if names >= EITHER_ENDS_IT:
        names -= {"decline"} if consultation.was_confirmed else {"cancel"}
    if consultation.status == Status.CONFIRMED:
        names -= BEFORE_IT_BEGINS if has_begun(consultation, now=now) else ONCE_IT_HAS
    return names


def _about_an_earlier_time(consultation: Consultation, *, now: datetime) -> set[str]:
    """What the patient may have said of one, by the names in the table. Two queries at most."""
    may = "wait" in allowed(Status(consultation.status), Actor.STAFF)
    if not may or consultation.starts_at is None or consultation.starts_at <= now:
        return set()
    offer = consultation.open_offer
    if offer and offer.is_open(now=now):
        return {"accept", "keep"}
    if consultation.waits.exists():
        return {"stop_waiting"}
    return {"wait"}


def answer_button(action: Action, consultation: Consultation) -> Button:
    """To say for the patient what they answer to the earlier time that is offered to them."""
    offer = consultation.open_offer
    assert offer is not None
    label = action.label
    if action is ACCEPT:
        label = f"{label} {formats.desk_when(offer.starts_at, consultation.office)}"
    address = reverse(f"admin:bookings_consultation_{action.transition}", args=[consultation.pk])
    return Button(label, address, time=availability.iso(offer.starts_at))


def _picks(label: str, consultation: Consultation) -> Iterator[Button]:
    """One for each proposed time, none of them above the others."""
    address = reverse("admin:bookings_consultation_pick", args=[consultation.pk])
    for hold in consultation.proposed_times:
        when = formats.desk_when(hold.starts_at, consultation.office)
        yield Button(f"{label} {when}", address, time=availability.iso(hold.starts_at))


def has_begun(consultation: Consultation, *, now: datetime) -> bool:
    return consultation.starts_at is not None and consultation.starts_at <= now
