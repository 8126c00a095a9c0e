"""Decisions of the office: confirm, propose, decline, and what came of the visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.models import User
from django.db import transaction

from bookings import availability, holds
from bookings.lifecycle.common import (
    NotAllowed,
    end,
    judge,
    lapse_moment,
    must_lie_ahead,
    revise_calendar,
    save_as,
    take_up,
    wait_on,
    withdraw,
)
from bookings.models import Consultation, Event, Status
from clinic.office import hours

MOST_PROPOSED = 3
SECOND_THOUGHTS = timedelta(days=7)  # for which staff may still change whether somebody came


@transaction.atomic
def release(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """A person sent it after all: it is a request like any other, with its time if that is still
    free.

    Raises NotAllowed. Returns the row as it now is.
    """
    consultation = take_up(consultation, "release", by)
    office = consultation.office
    if consultation.reply_by <= now:  # that promise is broken already: they are given another
        consultation.reply_by = hours.reply_by(
            office, hours.closures_ahead(office, now=now), now=now
        )
    was_at = None
    if consultation.starts_at and consultation.ends_at:
        in_time = consultation.starts_at > max(
            now, consultation.reply_by
        )  # else it begins unanswered
        if in_time and not availability.kept_times(
            office, consultation.starts_at, consultation.ends_at
        ):
            holds.take(
                consultation, [availability.Slot(consultation.starts_at, consultation.ends_at)]
            )
        else:
            was_at = consultation.starts_at
            consultation.starts_at = consultation.ends_at = None
    consultation.lapses_at = lapse_moment(office, consultation, now=now)
    return save_as(
        consultation, Status.REQUESTED, Event.Kind.RELEASED, by=by, now=now, was_at=was_at
    )


@transaction.atomic
def confirm(
    consultation: Consultation,
    *,
    by: User,
    now: datetime,
    starts_at: datetime | None = None,
    note: str = "",
) -> Consultation:
    """The office expects the patient. `starts_at` gives a time to a request that came without one.

    A `note` stands in the message, here and in the other verbs that take one.
    Raises NotAllowed, SlotTaken or NotOffered. Returns the row as it now is.
    """
    consultation = take_up(consultation, "confirm", by)
    if consultation.starts_at is None:
        if starts_at is None:
            raise NotAllowed(
                "No time is chosen yet. Agree on one with the patient, then confirm it here."
            )
        office = consultation.office
        slot = judge(
            office, availability.offer(office, now=now, around=starts_at, online=False), starts_at
        )
        consultation.starts_at, consultation.ends_at = slot
        holds.take(consultation, [slot])
        wait_on(consultation, was_at=None, now=now)
    elif consultation.starts_at <= now:
        raise NotAllowed("That time has passed. Decline the request, or call the patient.")
    revise_calendar(consultation)
    return save_as(consultation, Status.CONFIRMED, Event.Kind.CONFIRMED, by=by, now=now, note=note)


@transaction.atomic
def propose(
    consultation: Consultation,
    *,
    times: Sequence[datetime],
    by: User,
    now: datetime,
    note: str = "",
) -> Consultation:
    """Offer one to three times instead, and hold them all until the patient chooses or the moment
    passes.

    A confirmed consultation keeps its old time until then. Raises NotAllowed, SlotTaken or
    NotOffered.
    """
    consultation = take_up(consultation, "propose", by)
    office, was_at = consultation.office, consultation.starts_at
    wanted = sorted(set(times))
    if not 1 <= len(wanted) <= MOST_PROPOSED:
        raise NotAllowed("Choose one, two or three times to propose.")
    withdraw(consultation, now=now)
    if consultation.status == Status.CONFIRMED:
        must_lie_ahead(consultation, now)
        if was_at in wanted:
            raise NotAllowed("The patient already has one of these times. Choose other ones.")
        if any(_overlaps_its_own(consultation, at) for at in wanted):
            raise NotAllowed(
                "One of these times overlaps the one that the patient has and keeps until they"
                " choose. Choose times apart from it, or move it."
            )
    else:
        holds.free(consultation)
        consultation.starts_at = consultation.ends_at = None
    offers = {at: availability.offer(office, now=now, around=at, online=False) for at in wanted}
    offered = [judge(office, offer, at) for at, offer in offers.items()]
    if any(one.meets(next_one) for one, next_one in pairwise(offered)):
        raise NotAllowed("Two of these times overlap. Choose times apart from each other.")
    holds.take(consultation, offered)
    closures = hours.closures_ahead(office, now=now)
    choose_by = hours.close_of(office, closures, moment=now, opening_days=office.choose_within_days)
    notice = timedelta(hours=office.notice_hours)
    latest = [consultation.starts_at] if consultation.starts_at else []
    consultation.lapses_at = min([choose_by, offered[0].starts_at - notice, *latest])
    return save_as(
        consultation, Status.PROPOSED, Event.Kind.PROPOSED, by=by, now=now, was_at=was_at, note=note
    )


def _overlaps_its_own(consultation: Consultation, at: datetime) -> bool:
    length = timedelta(minutes=consultation.office.consultation_minutes)
    return consultation.holds.overlapping(at, at + length).exists()


@transaction.atomic
def decline(consultation: Consultation, *, by: User, now: datetime, note: str = "") -> Consultation:
    """The office cannot offer it; the time is free again. Raises NotAllowed. Returns the row as it
    now is.

    Nobody is told of a request that was set aside: a machine may have put somebody else's address
    in it.
    """
    consultation = take_up(consultation, "decline", by)
    tell = consultation.status != Status.ASIDE
    return end(
        consultation, Status.DECLINED, Event.Kind.DECLINED, by=by, now=now, tell=tell, note=note
    )


@transaction.atomic
def complete(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """They came. Raises NotAllowed, also before the time. Returns the row as it now is."""
    consultation = take_up(consultation, "complete", by)
    _must_have_begun(consultation, now)
    return end(consultation, Status.COMPLETED, Event.Kind.COMPLETED, by=by, now=now)


@transaction.atomic
def miss(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """They did not come. Raises NotAllowed, also before the time. Returns the row as it now is."""
    consultation = take_up(consultation, "miss", by)
    _must_have_begun(consultation, now)
    return end(consultation, Status.NO_SHOW, Event.Kind.NO_SHOW, by=by, now=now)


def _must_have_begun(consultation: Consultation, now: datetime) -> None:
    if consultation.starts_at is None or consultation.starts_at > now:
        raise NotAllowed("That time is still to come.")
    outcome = consultation.events.filter(
        kind__in=[Event.Kind.COMPLETED, Event.Kind.NO_SHOW]
    ).first()
    if outcome and now > outcome.at + SECOND_THOUGHTS:
        raise NotAllowed("That was settled more than seven days ago.")
