"""Common steps of the transitions: take up, save, record. Private to the package."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from bookings import availability, holds, notifications, wait_list
from bookings.holds import NotOffered, SlotTaken
from bookings.models import Actor, Consultation, EarlierOffer, Event, Status
from bookings.transitions import transition
from clinic.office import hours
from clinic.office.models import Office


class NotAllowed(Exception):
    """The verb does not apply; the text says why, in words that a page may show."""


class TooLate(NotAllowed):
    """Patients change a consultation themselves only until the office's change limit."""


def take_up(
    consultation: Consultation, verb: str, by: User | None, *, actor: Actor | None = None
) -> Consultation:
    """The row as the database has it now, under the office's lock. Raises NotAllowed."""
    office = Office.objects.locked(consultation.office_id)
    fresh = Consultation.objects.get(pk=consultation.pk)
    fresh.office = office
    if transition(verb, Status(fresh.status), actor or actor_of(by)) is None:
        raise NotAllowed(already(fresh))
    return fresh


def already(consultation: Consultation) -> str:
    """A sentence for whoever comes too late."""
    if consultation.status == Status.PROPOSED:
        said = _("{reference} is already answered with other times.")
        return said.format(reference=consultation.reference)
    status = consultation.get_status_display().lower()
    said = _("{reference} is already {status}.")
    return said.format(reference=consultation.reference, status=status)


def actor_of(by: User | None) -> Actor:
    if by:
        return Actor.STAFF
    return Actor.PATIENT


def judge(
    office: Office,
    offer: availability.Offer,
    starts_at: datetime,
    *,
    holder: Consultation | None = None,
) -> availability.Slot:
    slot = offer.at(starts_at)
    if slot is None:
        raise SlotTaken if availability.is_taken(office, starts_at, holder=holder) else NotOffered
    return slot


def lapse_moment(office: Office, consultation: Consultation, *, now: datetime) -> datetime:
    """When a request lapses: its notice before the time asked for, else opening days after the
    reply-by.
    """
    if consultation.starts_at:
        in_time = consultation.starts_at - timedelta(hours=office.notice_hours)
        return max(in_time, consultation.reply_by)  # nobody's promise ends before its moment
    answered = max(consultation.reply_by, now)
    closures = hours.closures_ahead(office, now=now)
    return hours.close_of(office, closures, moment=answered, opening_days=office.lapse_after_days)


def must_lie_ahead(consultation: Consultation, now: datetime) -> None:
    if consultation.starts_at is None or consultation.starts_at <= now:
        raise NotAllowed(_("That time has passed: all that is left to say is whether they came."))


def revise_calendar(consultation: Consultation, *, ends: bool = False) -> None:
    """Number the change for the patient's calendar; what `ends` needs none if they have no
    entry.
    """
    if consultation.calendar_sequence is not None:
        consultation.calendar_sequence += 1
    elif not ends:
        consultation.calendar_sequence = 0


def end(
    consultation: Consultation,
    to: Status,
    kind: Event.Kind,
    *,
    by: User | None,
    now: datetime,
    actor: Actor | None = None,
    tell: bool = True,
    note: str = "",
) -> Consultation:
    withdraw(consultation, now=now)
    consultation.waits.all().delete()
    holds.free(consultation)
    if kind not in (Event.Kind.COMPLETED, Event.Kind.NO_SHOW):
        revise_calendar(consultation, ends=True)
    return save_as(consultation, to, kind, by=by, now=now, actor=actor, tell=tell, note=note)


def save_as(
    consultation: Consultation,
    to: Status,
    kind: Event.Kind,
    *,
    by: User | None,
    now: datetime,
    was_at: datetime | None = None,
    actor: Actor | None = None,
    tell: bool = True,
    note: str = "",
) -> Consultation:
    consultation.status = to
    if to not in (Status.REQUESTED, Status.PROPOSED):
        consultation.lapses_at = None
    consultation.save()
    record(consultation, kind, by=by, now=now, was_at=was_at, actor=actor, tell=tell, note=note)
    return consultation


def record(
    consultation: Consultation,
    kind: Event.Kind,
    *,
    by: User | None,
    now: datetime,
    was_at: datetime | None = None,
    actor: Actor | None = None,
    tell: bool = True,
    note: str = "",
    reason: str = "",
) -> None:
    """Add a line to its history, and owe what follows from it.

    `note` is what staff say to the patient with it; `reason`, for staff alone, why it is an
    exception.
    """
    event = happened(
        consultation,
        kind,
        by=by,
        now=now,
        was_at=was_at,
        actor=actor,
        note=note,
        reason=reason,
    )
    notifications.queue(event, now=now, tell=tell)


def happened(
    consultation: Consultation,
    kind: Event.Kind,
    *,
    by: User | None,
    now: datetime,
    was_at: datetime | None = None,
    actor: Actor | None = None,
    note: str = "",
    reason: str = "",
    language: str = "",
) -> Event:
    """The line of its history alone, for whoever has to store more before anything is owed."""
    return Event.objects.create(
        consultation=consultation,
        kind=kind,
        actor=actor or actor_of(by),
        by=by,
        at=now,
        starts_at=consultation.starts_at,
        was_at=was_at,
        note=note,
        reason=reason,
        language=language,
    )


# ---- an earlier time beside the own ------------------------------------------------------------
def end_offer(offer: EarlierOffer, outcome: EarlierOffer.Outcome, *, now: datetime) -> None:
    """It is open no more; its hold stays, for whoever has it from now on."""
    offer.outcome, offer.ended_at, offer.hold = outcome, now, None
    offer.save()


def free_offer(offer: EarlierOffer, outcome: EarlierOffer.Outcome, *, now: datetime) -> None:
    """It is open no more, and its time is free."""
    hold = offer.hold
    end_offer(offer, outcome, now=now)
    if hold:
        hold.delete()


def withdraw(consultation: Consultation, *, now: datetime) -> None:
    """End the offer that a change of the consultation overtakes, if there is one."""
    offer = consultation.open_offer
    if offer:
        free_offer(offer, EarlierOffer.Outcome.WITHDRAWN, now=now)


def wait_on(
    consultation: Consultation,
    *,
    was_at: datetime | None,
    now: datetime,
    has_seen_times: bool = False,
) -> None:
    """It has another time: whoever waits goes on waiting, for what becomes free before that one.

    What had become free for them still has, unless they have seen all free times and chose this
    one; what is free after the time that they had has not. One query for all who do not wait.
    """
    wait = consultation.waits.first()
    if wait is None or consultation.starts_at is None:
        return
    since = None if has_seen_times else was_at
    if since and consultation.starts_at <= since:
        return
    free = wait_list.free_times(consultation.office, now=now)
    seen = [each for each in free if since is None or each >= since]
    known = {*wait.free_then, *wait_list.minutes_before(consultation.starts_at, seen)}
    wait.free_then = sorted(known)
    wait.save()
