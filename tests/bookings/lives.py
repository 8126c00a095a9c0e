"""Consultations in every status, reached by the verbs themselves, and every verb ready to be
said.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import User

from bookings import lifecycle
from bookings.models import Actor, Consultation, Event, Hold, LinkRequest, Notification, Status
from clinic.office.models import Office
from tests.factories import MONDAY, TUESDAY_AT_TWO, ask

# By the names that tables of tests use.
VERBS = {
    verb.__name__: verb
    for verb in (
        lifecycle.cancel,
        lifecycle.complete,
        lifecycle.confirm,
        lifecycle.correct,
        lifecycle.decline,
        lifecycle.lapse,
        lifecycle.miss,
        lifecycle.move,
        lifecycle.pick,
        lifecycle.propose,
        lifecycle.release,
        lifecycle.send_link,
        lifecycle.turn_down,
    )
}
HALF_AN_HOUR = timedelta(minutes=30)
AT_THREE = TUESDAY_AT_TWO + 2 * HALF_AN_HOUR
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


def say(verb: str, actor: Actor, consultation: Consultation, **more) -> Consultation | None:
    """Say a verb with whatever else it takes, so that nothing but the table can refuse it."""
    by = desk() if actor == Actor.STAFF else None
    status = Status(consultation.status)
    now = more.pop("now", NOW.get(status, MONDAY))
    if status == Status.CONFIRMED and verb in ("complete", "miss"):
        now = TUESDAY_AT_TWO + HALF_AN_HOUR
    takes: dict[str, Callable[[], dict]] = {
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
    if verb in ("lapse", "send_link"):  # which nobody else can say
        given.pop("by")
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
        for model in (Consultation, Hold, Event, Notification, LinkRequest)
    ]
