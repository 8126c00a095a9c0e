"""Requests: submitted by a patient, or booked by staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q

from bookings import availability, holds, notifications, wait_list
from bookings.holds import NotOffered, SlotTaken
from bookings.lifecycle.common import judge, lapse_moment, record, revise_calendar, save_as
from bookings.lifecycle.earlier import begin_to_wait
from bookings.models import Consent, Consultation, Event, Status, new_reference
from clinic.office import phones
from clinic.office.models import Office
from clinic.protection import rate_limits

WALKED_IN = timedelta(minutes=30)  # ago: so long may somebody sit there before staff enter them


class AlreadySent(Exception):
    """This very form has been received before, as `consultation`."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation


class BookedAgain(Exception):
    """In place of this one another was booked already: `consultation`."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation


def submit(
    consultation: Consultation,
    *,
    starts_at: datetime | None,
    consents: Mapping[str, str],
    now: datetime,
    network: str = "",
    suspect: bool = False,
    waits: bool = False,
) -> Consultation:
    """Store what somebody asks for, hold the time if one was chosen, and owe everyone their
    message.

    `consents` maps each Consent.Kind given to the wording that was read; `network` is where it came
    from, for the limits. A `suspect` request, or one in a burst, is set aside: stored, but it holds
    no time. Who `waits` would come earlier than at the chosen time. Raises AlreadySent, SlotTaken,
    NotOffered or rate_limits.TooMany; then nothing is stored.

    What can be done before the office's lock is done before it, since everybody else waits for it:
    the time is judged by the hours and closures that the consultation's office may have with it,
    and once more under the lock.
    """
    office = consultation.office
    offer = availability.offer(office, now=now, around=starts_at or now, though_kept=True)
    consultation.asked_at, consultation.reply_by = now, offer.reply_by
    consultation.reference = _unused_reference(consultation)
    slot = judge(office, offer, starts_at) if starts_at else None
    if slot:
        consultation.starts_at, consultation.ends_at = slot
    consultation.lapses_at = lapse_moment(office, consultation, now=now)
    free = wait_list.free_times(office, now=now) if waits and slot else None
    try:
        with transaction.atomic():
            _store(consultation, Status.REQUESTED, consents, now=now)
            locked = Office.objects.locked(office.pk)
            if slot:
                _judge_again(locked, slot, now=now)
            is_burst = not rate_limits.spend(*_limits(consultation, network), now=now)
            if suspect or is_burst:
                save_as(consultation, Status.ASIDE, Event.Kind.ASIDE, by=None, now=now)
            else:
                holds.take(consultation, [slot] if slot else [])
                record(consultation, Event.Kind.ASKED, by=None, now=now)
            if free is not None:
                begin_to_wait(consultation, free, now=now)
    except IntegrityError:
        _refuse_if_sent(consultation)  # twice at one moment
        raise
    return consultation


def _judge_again(office: Office, slot: availability.Slot, *, now: datetime) -> None:
    """Raises SlotTaken or NotOffered for what has changed since the first judging. Two queries."""
    if not availability.is_laid_out(office, slot, now=now):
        raise NotOffered
    obstacle = availability.obstacle_by_now(office, slot)
    if obstacle == availability.Obstacle.TAKEN:
        raise SlotTaken
    if obstacle:
        raise NotOffered


def _limits(consultation: Consultation, network: str) -> list[tuple[str, rate_limits.Limit]]:
    named = [phones.without_extension(consultation.phone), consultation.email]
    return rate_limits.of_a_form("requests", network=network, named=named)


@transaction.atomic
def book(
    consultation: Consultation,
    *,
    starts_at: datetime,
    consents: Mapping[str, str],
    by: User,
    now: datetime,
    note: str = "",
    reason: str = "",
    told: bool = False,
    consents_before: Sequence[Consent] = (),
) -> Consultation:
    """Staff enter what was agreed by phone or at the door, by the rules that hold online.

    Whoever was `told` while they spoke is not to be called about it: that task is done at once.
    With a `reason`, which its history keeps, any time will do that nobody else has, from a
    walk-in's just now to the horizon. `consents_before` were given for the one that it is booked
    again for, and go on with their words and time. Raises AlreadySent, BookedAgain, SlotTaken or
    NotOffered; then nothing is stored.
    """
    office = Office.objects.locked(consultation.office_id)
    if consultation.again_for:
        before = Consultation.objects.booked_again_for(consultation.again_for)
        if before and before.form_key != consultation.form_key:
            raise BookedAgain(before)
    consultation.reference = _unused_reference(consultation)
    offer = availability.offer(office, now=now, around=starts_at, online=False)
    if offer.at(starts_at) or not reason:
        slot, reason = judge(office, offer, starts_at), ""
    else:
        slot = _exception(office, starts_at, now=now)
    consultation.asked_at = consultation.reply_by = now
    consultation.starts_at, consultation.ends_at = slot
    revise_calendar(consultation)
    _store(consultation, Status.CONFIRMED, consents, now=now)
    Consent.objects.bulk_create(
        Consent(
            consultation=consultation,
            kind=given.kind,
            wording=given.wording,
            given_at=given.given_at,
        )
        for given in consents_before
    )
    holds.take(consultation, [slot])
    record(consultation, Event.Kind.BOOKED, by=by, now=now, note=note, reason=reason)
    if told:
        for task in consultation.notifications.to_tell(now):
            notifications.told(task, by=by, now=now)
    return consultation


def _exception(office: Office, starts_at: datetime, *, now: datetime) -> availability.Slot:
    """A time that is not on offer, if nobody has it. Raises SlotTaken or NotOffered."""
    if starts_at < now - WALKED_IN or office.local_day(starts_at) > availability.last_day_of(
        office, now=now
    ):
        raise NotOffered
    if availability.is_taken(office, starts_at):
        raise SlotTaken
    return availability.Slot(starts_at, starts_at + timedelta(minutes=office.consultation_minutes))


def _refuse_if_sent(consultation: Consultation) -> None:
    sent = Consultation.objects.filter(form_key=consultation.form_key).first()
    if sent:
        raise AlreadySent(sent)


def _unused_reference(consultation: Consultation) -> str:
    """A reference that nobody has, for a form that has made no consultation. Raises AlreadySent.

    One query.
    """
    while True:
        reference = new_reference()
        found = Q(form_key=consultation.form_key) | Q(reference=reference)
        if not Consultation.objects.filter(found).exists():
            return reference
        _refuse_if_sent(consultation)


def _store(
    consultation: Consultation, status: Status, consents: Mapping[str, str], *, now: datetime
) -> None:
    consultation.status = status
    consultation.save(force_insert=True)
    Consent.objects.bulk_create(
        Consent(consultation=consultation, kind=kind, wording=wording, given_at=now)
        for kind, wording in consents.items()
    )
