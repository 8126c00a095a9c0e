"""The life of a consultation: which verb leads from which status to which, and who may say it.

`lifecycle` obeys this table, pages and admin show only what it allows, and docs/states.md is drawn from it.
"""

from typing import NamedTuple

from bookings.models import Actor, Status

PATIENT, STAFF, SITE = Actor.PATIENT, Actor.STAFF, Actor.SITE
LIVE = {Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED}


class Step(NamedTuple):
    verb: str
    by: set[Actor]
    before: set[Status]  # empty: there is no consultation yet
    after: Status | None  # None: the status stays as it is


STEPS = [
    Step("submit", {PATIENT}, set(), Status.REQUESTED),
    Step("submit", {PATIENT}, set(), Status.ASIDE),  # looks like a machine's, or came in a burst
    Step("book", {STAFF}, set(), Status.CONFIRMED),  # by phone or at the door
    Step("release", {STAFF}, {Status.ASIDE}, Status.REQUESTED),
    Step("confirm", {STAFF}, {Status.REQUESTED}, Status.CONFIRMED),
    Step("propose", {STAFF}, {Status.REQUESTED, Status.CONFIRMED}, Status.PROPOSED),
    # Staff too: somebody without e-mail says on the phone which time it shall be.
    Step("pick", {PATIENT, STAFF}, {Status.PROPOSED}, Status.CONFIRMED),
    Step("turn_down", {PATIENT, STAFF}, {Status.PROPOSED}, Status.REQUESTED),
    Step("move", {PATIENT, STAFF}, {Status.CONFIRMED}, Status.CONFIRMED),
    Step("cancel", {PATIENT, STAFF}, LIVE, Status.CANCELED),
    Step("decline", {STAFF}, {Status.ASIDE, Status.REQUESTED, Status.PROPOSED}, Status.DECLINED),
    Step("lapse", {SITE}, {Status.REQUESTED, Status.PROPOSED}, Status.LAPSED),
    Step("complete", {STAFF}, {Status.CONFIRMED, Status.NO_SHOW}, Status.COMPLETED),
    Step("miss", {STAFF}, {Status.CONFIRMED, Status.COMPLETED}, Status.NO_SHOW),
    Step("correct", {PATIENT, STAFF}, {*LIVE, Status.ASIDE}, None),
    Step("send_link", {PATIENT}, LIVE, None),
]


def step(verb: str, status: Status, actor: Actor) -> Step | None:
    """What `verb` does in `status` when `actor` says it; None if that is not allowed."""
    return next(
        (each for each in STEPS if each.verb == verb and status in each.before and actor in each.by), None
    )


def allowed(status: Status, actor: Actor) -> set[str]:
    """The verbs that `actor` may say in `status`, as far as the status decides it."""
    return {each.verb for each in STEPS if status in each.before and actor in each.by}


def drawing() -> str:
    """The table as a Mermaid state diagram, which docs/states.md holds."""
    lines = ["stateDiagram-v2"]
    for each in STEPS:
        if each.after is None:
            continue
        who = " or ".join(actor.label.lower() for actor in Actor if actor in each.by)
        label = f"{each.verb.replace('_', ' ')} ({who})"
        for before in [status.value for status in Status if status in each.before] or ["[*]"]:
            lines.append(f"    {before} --> {each.after.value}: {label}")
    return "\n".join(lines)
