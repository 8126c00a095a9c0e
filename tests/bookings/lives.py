"""Consultations in every status, reached by the verbs themselves, and every verb ready to be
said.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from bookings import lifecycle
from bookings.models import (
    MAY_WAIT,
    Actor,
    Consultation,
    EarlierOffer,
    Event,
    Hold,
    LinkRequest,
    Notification,
    Status,
    Wait,
)
from bookings.transitions import transition
from clinic.office.models import Office
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

# By the names that tables of tests use.
VERBS = {
    verb.__name__: verb
    for verb in (
        lifecycle.accept,
        lifecycle.cancel,
        lifecycle.complete,
        lifecycle.confirm,
        lifecycle.correct,
        lifecycle.decline,
        lifecycle.expire,
        lifecycle.keep,
        lifecycle.lapse,
        lifecycle.miss,
        lifecycle.move,
        lifecycle.offer_earlier,
        lifecycle.pick,
        lifecycle.propose,
        lifecycle.release,
        lifecycle.send_link,
        lifecycle.stop_waiting,
        lifecycle.turn_down,
        lifecycle.wait,
    )
}
HALF_AN_HOUR = timedelta(minutes=30)
AT_THREE = TUESDAY_AT_TWO + 2 * HALF_AN_HOUR
AT_ONE = TUESDAY_AT_TWO - 2 * HALF_AN_HOUR
PROPOSALS = [TUESDAY_AT_TWO + timedelta(days=days) for days in (1, 2, 3)]
# When each status is looked at: those that end a visit come after it.
NOW = {
    Status.COMPLETED: TUESDAY_AT_TWO + HALF_AN_HOUR,
    Status.NO_SHOW: TUESDAY_AT_TWO + HALF_AN_HOUR,
}


def desk() -> User:
    return User.objects.get_or_create(username="desk")[0]


def in_status(status: Status, office: Office, **fields) -> Consultation:
    """One in `status`, as its verbs made it, at TUESDAY_AT_TWO unless it has no time of its own."""
    consultation = ask(office, suspect=status == Status.ASIDE, **fields)
    by = {"by": desk(), "now": MONDAY}
    later = {"by": desk(), "now": TUESDAY_AT_TWO + HALF_AN_HOUR}
    if status == Status.PROPOSED:
        return lifecycle.propose(consultation, times=PROPOSALS, **by)
    if status == Status.DECLINED:
        return lifecycle.decline(consultation, **by)
    if status == Status.CANCELED:
        return lifecycle.cancel(consultation, **by)
    if status == Status.LAPSED:
        return lifecycle.lapse(consultation, now=TUESDAY_AT_TWO)
    if status in (Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW):
        consultation = lifecycle.confirm(consultation, **by)
    if status == Status.COMPLETED:
        return lifecycle.complete(consultation, **later)
    if status == Status.NO_SHOW:
        return lifecycle.miss(consultation, **later)
    return consultation


def waiting(consultation: Consultation) -> Consultation:
    """As if they had said before all others that they would come earlier, with nothing free."""
    if not consultation.waits.exists():
        consultation.waits.create(since=MONDAY)
    return consultation


def offered(consultation: Consultation, starts_at: datetime = AT_ONE) -> Consultation:
    """Being offered an earlier time."""
    if consultation.open_offer:
        return consultation
    waiting(consultation)
    return lifecycle.offer_earlier(consultation, starts_at=starts_at, by=desk(), now=MONDAY)


# What must be so before these can be said of a consultation that may wait.
PREPARED = {
    "stop_waiting": waiting,
    "offer_earlier": waiting,
    "accept": offered,
    "keep": offered,
    "expire": offered,
}


def prepare(verb: str, actor: Actor, consultation: Consultation) -> None:
    """Make so what must be so before the verb, where the table allows it at all."""
    prepared = PREPARED.get(verb)
    if prepared and transition(verb, Status(consultation.status), actor):
        prepared(consultation)


def say(verb: str, actor: Actor, consultation: Consultation, **more) -> Consultation | None:
    """Say a verb with whatever else it takes, so that nothing but the table can refuse it."""
    by = desk() if actor == Actor.STAFF else None
    status = Status(consultation.status)
    now = more.pop("now", NOW.get(status, MONDAY))
    if status == Status.CONFIRMED and verb in ("complete", "miss"):
        now = TUESDAY_AT_TWO + HALF_AN_HOUR
    if not more:
        prepare(verb, actor, consultation)
    takes: dict[str, Callable[[], dict]] = {
        "offer_earlier": lambda: {"starts_at": AT_ONE},
        "accept": lambda: {"starts_at": AT_ONE},
        "propose": lambda: {"times": PROPOSALS},
        "pick": lambda: {"starts_at": PROPOSALS[0]},
        "move": lambda: {"starts_at": PROPOSALS[0]},
        "correct": lambda: {
            "email": "other@example.com",
            "phone": consultation.phone,
            "texts": None,
        },
    }
    given = {"by": by, "now": now} | takes.get(verb, dict)() | more
    if verb in ("lapse", "expire", "send_link"):  # which nobody else can say
        given.pop("by")
    if verb == "expire" and status in MAY_WAIT:
        given["now"] = AT_ONE
    if verb == "lapse":
        given["now"] = consultation.lapses_at or now
    return VERBS[verb](consultation, **given)


def answer_link_requests() -> None:
    """As the worker does: look whose the links are that were asked for."""
    while lifecycle.answer_link_request(now=MONDAY):
        pass


def everything() -> list[list[dict]]:
    """All that a verb could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Consultation, Hold, Event, Notification, LinkRequest, Wait, EarlierOffer)
    ]
