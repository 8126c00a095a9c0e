"""Notification kinds: one row each, with all that queue, worker, desk and templates ask of it.

A new kind is a row here and its templates, `emails/<name>_<audience>` as .txt and .html, and
for patients `say/<name>.txt`; with cases each is a folder of that name. The word that staff
read for it in the admin is `Notification.Kind`, a choice of the model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.models import Consultation, Event, Notification, ReachBy, Status
from bookings.notifications import cases, contexts, digest, due, suspected_spam
from bookings.notifications.cases import Case
from bookings.notifications.facts import Facts
from clinic.office.models import Office

Kind, Audience, Happened = Notification.Kind, Notification.Audience, Event.Kind
Channel = Notification.Channel
PATIENT, OFFICE = Audience.PATIENT, Audience.OFFICE


@dataclass(frozen=True, kw_only=True)
class NotificationKind:
    """One kind of message to one audience."""

    name: str  # as it is stored, and as its templates are called
    audience: Notification.Audience
    # Events that owe it, each once; none for what is queued in a way of its own, as the digest is.
    owed_by: tuple[Event.Kind, ...] = ()
    # While a consultation has one of these, a corrected address is told this once more.
    repeated_while: tuple[Status, ...] = ()
    # When it should go; None where it would be of no use.
    due_at: Callable[[Event, datetime], datetime | None] = due.at_once
    # Whether it is still true and of use, asked when it is due.
    helps: Callable[[Facts], bool] = due.while_it_stands
    # Events after which nobody is texted it beside the mail: what they tell is on the patient's
    # screen, or whoever asked for it may be a stranger.
    not_texted_after: tuple[Event.Kind, ...] = ()
    # Whether the patient's calendar should follow what it tells.
    has_calendar_file: bool = False
    # Whether addresses of the office that want less than every request are told at once all the
    # same.
    is_trouble: bool = False
    # Whether what owes it to the office stands in the digest.
    is_in_digest: bool = True
    # For what speaks of others too: the event of another one that it can hang on when its own
    # is erased. No change of a consultation ends it.
    heir: Callable[[Notification, Office], Event | None] | None = None
    # The ways in which it is worded, if there are several: then its templates are a folder, one
    # a case.
    cases: type[Case] | None = None
    # What its templates are given.
    context: Callable[[Facts], dict[str, Any]] = contexts.of_consultation

    @property
    def speaks_of_many(self) -> bool:
        return self.heir is not None

    def mail_template(self, facts: Facts) -> str:
        """The path of the mail's templates, without `.txt` and `.html`."""
        return self._case(f"emails/{self.name}_{self.audience}", facts)

    def say_template(self, facts: Facts) -> str:
        """The path of what the desk tells, without `.txt`."""
        return self._case(f"say/{self.name}", facts)

    def channels(
        self, consultation: Consultation, event: Event.Kind | str
    ) -> list[Notification.Channel]:
        """How the patient hears of it after such an event: by mail where an address takes it, and
        whoever chose text by the desk too. So nobody's only word depends on a busy desk, but that
        of whom no mail reaches.
        """
        if not consultation.takes_mail:
            return [Channel.DESK]
        if consultation.reach_by == ReachBy.TEXT and event not in self.not_texted_after:
            return [Channel.MAIL, Channel.DESK]
        return [Channel.MAIL]

    def _case(self, path: str, facts: Facts) -> str:
        if self.cases:
            return f"{path}/{self.cases.of(facts)}"
        return path


KINDS: tuple[NotificationKind, ...] = (
    # ---- to the patient ------------------------------------------------------------------------
    NotificationKind(
        name=Kind.RECEIVED,
        audience=PATIENT,
        owed_by=(Happened.ASKED, Happened.RELEASED),
        repeated_while=(Status.REQUESTED,),
        not_texted_after=(Happened.ASKED,),
        cases=cases.Received,
    ),
    NotificationKind(
        name=Kind.CONFIRMED,
        audience=PATIENT,
        owed_by=(Happened.BOOKED, Happened.CONFIRMED, Happened.PICKED),
        repeated_while=(Status.CONFIRMED,),
        due_at=due.unless_it_has_begun,
        helps=due.until_it_begins,
        has_calendar_file=True,
    ),
    NotificationKind(
        name=Kind.PROPOSED,
        audience=PATIENT,
        owed_by=(Happened.PROPOSED,),
        repeated_while=(Status.PROPOSED,),
        cases=cases.Proposed,
        context=contexts.of_proposal,
    ),
    NotificationKind(
        name=Kind.TURNED_DOWN,
        audience=PATIENT,
        owed_by=(Happened.TURNED_DOWN,),
        has_calendar_file=True,
        cases=cases.TurnedDown,
    ),
    NotificationKind(
        name=Kind.MOVED,
        audience=PATIENT,
        owed_by=(Happened.MOVED,),
        helps=due.until_it_begins,
        has_calendar_file=True,
    ),
    NotificationKind(
        name=Kind.CANCELED,
        audience=PATIENT,
        owed_by=(Happened.CANCELED,),
        has_calendar_file=True,
        cases=cases.Canceled,
    ),
    NotificationKind(
        name=Kind.DECLINED,
        audience=PATIENT,
        owed_by=(Happened.DECLINED,),
        has_calendar_file=True,
        cases=cases.Declined,
    ),
    NotificationKind(
        name=Kind.LAPSED,
        audience=PATIENT,
        owed_by=(Happened.LAPSED,),
        has_calendar_file=True,
        cases=cases.Lapsed,
        context=contexts.of_lapse,
    ),
    NotificationKind(
        name=Kind.LINK,
        audience=PATIENT,
        owed_by=(Happened.LINK,),
        not_texted_after=(Happened.LINK,),
        cases=cases.Link,
        context=contexts.of_link,
    ),
    NotificationKind(
        name=Kind.REMINDER,
        audience=PATIENT,
        owed_by=(Happened.BOOKED, Happened.CONFIRMED, Happened.PICKED, Happened.MOVED),
        due_at=due.a_day_before,
        helps=due.until_the_notice,
        cases=cases.Reminder,
    ),
    NotificationKind(
        name=Kind.EARLIER,
        audience=PATIENT,
        owed_by=(Happened.OFFERED, Happened.CONFIRMED),
        repeated_while=(Status.REQUESTED, Status.CONFIRMED),
        due_at=due.while_it_is_offered,
        helps=due.until_it_is_answered,
        context=contexts.of_offer,
    ),
    # ---- to the office -------------------------------------------------------------------------
    NotificationKind(
        name=Kind.RECEIVED,
        audience=OFFICE,
        owed_by=(Happened.ASKED,),
    ),
    NotificationKind(
        name=Kind.ASIDE,
        audience=OFFICE,
        owed_by=(Happened.ASIDE,),
        due_at=suspected_spam.due_at,
        helps=suspected_spam.are_left,
        heir=suspected_spam.heir,
        cases=cases.Aside,
        context=contexts.of_asides,
    ),
    NotificationKind(
        name=Kind.CONFIRMED,
        audience=OFFICE,
        owed_by=(Happened.PICKED,),
        due_at=due.unless_it_has_begun,
        helps=due.until_it_begins,
    ),
    NotificationKind(
        name=Kind.TURNED_DOWN,
        audience=OFFICE,
        owed_by=(Happened.TURNED_DOWN,),
    ),
    NotificationKind(
        name=Kind.MOVED,
        audience=OFFICE,
        owed_by=(Happened.MOVED,),
        helps=due.until_it_begins,
    ),
    NotificationKind(
        name=Kind.CANCELED,
        audience=OFFICE,
        owed_by=(Happened.CANCELED,),
        cases=cases.CanceledAtOffice,
    ),
    NotificationKind(
        name=Kind.LAPSED,
        audience=OFFICE,
        owed_by=(Happened.LAPSED,),
        is_trouble=True,
        cases=cases.LapsedAtOffice,
        context=contexts.of_lapse,
    ),
    NotificationKind(
        name=Kind.OVERDUE,
        audience=OFFICE,
        owed_by=(Happened.ASKED, Happened.ASIDE, Happened.RELEASED, Happened.TURNED_DOWN),
        due_at=due.when_the_promise_breaks,
        is_trouble=True,
        is_in_digest=False,  # no event
    ),
    NotificationKind(
        name=Kind.DIGEST,
        audience=OFFICE,
        helps=due.always,
        heir=digest.heir,
        cases=cases.Digest,
        context=contexts.of_day,
    ),
)


def kind_of(notification: Notification) -> NotificationKind:
    """The row of `notification`. Raises LookupError for what no row tells of."""
    for row in KINDS:
        if (row.name, row.audience) == (notification.kind, notification.audience):
            return row
    raise LookupError(f"no kind {notification.kind} to the {notification.audience}")


def owed_by(event: Event) -> list[NotificationKind]:
    """The rows that `event` owes, in the order of the table."""
    if event.kind == Event.Kind.CORRECTED:
        return [row for row in KINDS if event.consultation.status in row.repeated_while]
    return [row for row in KINDS if event.kind in row.owed_by]


def names_of_many() -> set[str]:
    """Kinds that speak of more than the consultation that they are queued with."""
    return {row.name for row in KINDS if row.speaks_of_many}


def names_of_trouble() -> set[str]:
    """Kinds of which every address of the office hears at once."""
    return {row.name for row in KINDS if row.is_trouble}
