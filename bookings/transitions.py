"""State machine: which transition leads from which status to which, and who may do it.

`lifecycle` obeys this table, pages and admin show only what it allows, and docs/states.md is drawn
from it.
"""

from typing import NamedTuple

from bookings.models import MAY_WAIT, OPEN, Actor, Status

PATIENT, STAFF, SITE = Actor.PATIENT, Actor.STAFF, Actor.SITE
LIVE = set(OPEN)


class Transition(NamedTuple):
    verb: str
    by: set[Actor]
    before: set[Status]  # empty: there is no consultation yet
    after: Status | None  # None: the status stays as it is


TRANSITIONS = [
    Transition("submit", {PATIENT}, set(), Status.REQUESTED),
    Transition(
        "submit", {PATIENT}, set(), Status.ASIDE
    ),  # looks like a machine's, or came in a burst
    Transition("book", {STAFF}, set(), Status.CONFIRMED),  # by phone or at the door
    Transition("release", {STAFF}, {Status.ASIDE}, Status.REQUESTED),
    Transition("confirm", {STAFF}, {Status.REQUESTED}, Status.CONFIRMED),
    Transition("propose", {STAFF}, {Status.REQUESTED, Status.CONFIRMED}, Status.PROPOSED),
    # Staff too: somebody without e-mail says on the phone which time it shall be.
    Transition("pick", {PATIENT, STAFF}, {Status.PROPOSED}, Status.CONFIRMED),
    Transition("turn_down", {PATIENT, STAFF}, {Status.PROPOSED}, Status.REQUESTED),
    Transition("move", {PATIENT, STAFF}, {Status.CONFIRMED}, Status.CONFIRMED),
    Transition("cancel", {PATIENT, STAFF}, LIVE, Status.CANCELED),
    Transition(
        "decline", {STAFF}, {Status.ASIDE, Status.REQUESTED, Status.PROPOSED}, Status.DECLINED
    ),
    Transition("lapse", {SITE}, {Status.REQUESTED, Status.PROPOSED}, Status.LAPSED),
    Transition("complete", {STAFF}, {Status.CONFIRMED, Status.NO_SHOW}, Status.COMPLETED),
    Transition("miss", {STAFF}, {Status.CONFIRMED, Status.COMPLETED}, Status.NO_SHOW),
    # An earlier time is offered beside the one it has, which stays: only taking it changes that.
    Transition("wait", {PATIENT, STAFF}, {*MAY_WAIT}, None),
    Transition("stop_waiting", {PATIENT, STAFF}, {*MAY_WAIT}, None),
    Transition("offer_earlier", {STAFF}, {*MAY_WAIT}, None),
    Transition("accept", {PATIENT, STAFF}, {*MAY_WAIT}, Status.CONFIRMED),
    Transition("keep", {PATIENT, STAFF}, {*MAY_WAIT}, None),
    Transition("expire", {SITE}, {*MAY_WAIT}, None),
    Transition("correct", {PATIENT, STAFF}, {*LIVE, Status.ASIDE}, None),
    Transition("send_link", {PATIENT}, set(Status) - {Status.ASIDE}, None),
]


def transition(verb: str, status: Status, actor: Actor) -> Transition | None:
    """What `verb` does in `status` when `actor` says it; None if that is not allowed."""
    return next(
        (
            each
            for each in TRANSITIONS
            if each.verb == verb and status in each.before and actor in each.by
        ),
        None,
    )


def allowed(status: Status, actor: Actor) -> set[str]:
    """The verbs that `actor` may say in `status`, as far as the status decides it."""
    return {each.verb for each in TRANSITIONS if status in each.before and actor in each.by}


def drawing() -> str:
    """The table as a Mermaid state diagram, which docs/states.md holds."""
    lines = ["stateDiagram-v2"]
    for each in TRANSITIONS:
        if each.after is None:
            continue
        who = " or ".join(actor.label.lower() for actor in Actor if actor in each.by)
        label = f"{each.verb.replace('_', ' ')} ({who})"
        for before in [status.value for status in Status if status in each.before] or ["[*]"]:
            lines.append(f"    {before} --> {each.after.value}: {label}")
    return "\n".join(lines)
