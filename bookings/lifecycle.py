"""Every change of a consultation's status or time: one verb, one transaction, one Event, its messages.

Each verb locks the office's row first, then looks, then takes: so two people who ask for one time at one
moment stand in line instead of meeting in a deadlock. The database would refuse the second one anyway.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from bookings import notifications, slots
from bookings.models import Consent, Consultation, Event, Hold, Status, new_reference
from clinic import guard
from clinic.models import Office

# to this status ← from these
STEPS = {
    Status.REQUESTED: {Status.ASIDE},
    Status.CONFIRMED: {Status.REQUESTED},
    Status.DECLINED: {Status.REQUESTED, Status.ASIDE},
}


class NotAllowed(Exception):
    """The verb does not apply; the text says why, in words for staff."""


class NotOffered(Exception):
    """The time is not one that the office offers."""


class SlotTaken(NotOffered):
    """Somebody else holds the time."""


class AlreadySent(Exception):
    """This very form has been received before, as `consultation`."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation


@transaction.atomic
def submit(
    consultation: Consultation,
    *,
    starts_at: datetime | None,
    consents: Mapping[str, str],
    now: datetime,
    network: str = "",
    suspect: bool = False,
) -> Consultation:
    """Store what somebody asks for, hold the time if one was chosen, and owe everyone their message.

    `consents` maps each Consent.Kind given to the wording that was read; `network` is where it came from,
    for the limits. A `suspect` request, or one in a burst, is set aside: stored, but it holds no time.
    Raises AlreadySent, SlotTaken, NotOffered or guard.TooMany; then nothing is stored.
    """
    office = _lock(consultation.office_id)
    sent = Consultation.objects.filter(form_key=consultation.form_key).first()
    if sent:
        raise AlreadySent(sent)
    offer = slots.offer(office, now=now, around=starts_at or now)
    slot = _judge(office, offer, starts_at) if starts_at else None
    if network:
        guard.spend(f"address {network}", guard.ADDRESS, now=now)
    guard.spend_contacts([consultation.phone, consultation.email], now=now)
    aside = not guard.count("requests", guard.BURST, now=now) or suspect
    consultation.status = Status.ASIDE if aside else Status.REQUESTED
    consultation.asked_at, consultation.reply_by = now, offer.reply_by
    consultation.reference = _unused_reference()
    if slot:
        consultation.starts_at, consultation.ends_at = slot
    consultation.save(force_insert=True)
    if slot and not aside:
        _hold(consultation, slot)
    Consent.objects.bulk_create(
        Consent(consultation=consultation, kind=kind, wording=wording, given_at=now)
        for kind, wording in consents.items()
    )
    _record(consultation, Event.Kind.ASIDE if aside else Event.Kind.ASKED, by=None, now=now)
    return consultation


@transaction.atomic
def release(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """A person sent it after all: it is a request like any other, with its time if that is still free.

    Raises NotAllowed. Returns the row as it now is.
    """
    office = _lock(consultation.office_id)
    consultation = _step(consultation, Status.REQUESTED)
    if consultation.starts_at and consultation.ends_at:
        if consultation.starts_at > now and not slots.is_taken(office, consultation.starts_at):
            _hold(consultation, slots.Slot(consultation.starts_at, consultation.ends_at))
        else:
            consultation.starts_at = consultation.ends_at = None
    consultation.save()
    _record(consultation, Event.Kind.RELEASED, by=by, now=now)
    return consultation


@transaction.atomic
def confirm(
    consultation: Consultation, *, by: User, now: datetime, starts_at: datetime | None = None
) -> Consultation:
    """The office expects the patient. `starts_at` gives a time to a request that came without one.

    Raises NotAllowed, SlotTaken or NotOffered. Returns the row as it now is.
    """
    office = _lock(consultation.office_id)
    consultation = _step(consultation, Status.CONFIRMED)
    if consultation.starts_at is None:
        if starts_at is None:
            raise NotAllowed("No time is chosen yet. Agree on one with the patient, then confirm it here.")
        slot = _judge(office, slots.offer(office, now=now, around=starts_at), starts_at)
        consultation.starts_at, consultation.ends_at = slot
        _hold(consultation, slot)
    elif consultation.starts_at <= now:
        raise NotAllowed("That time has passed. Decline the request, or call the patient.")
    consultation.save()
    _record(consultation, Event.Kind.CONFIRMED, by=by, now=now)
    return consultation


@transaction.atomic
def decline(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """The office cannot offer it; the time is free again. Raises NotAllowed. Returns the row as it now is.

    Nobody is told of a request that was set aside: a machine may have put somebody else's address in it.
    """
    _lock(consultation.office_id)
    was_aside = Consultation.objects.aside().filter(pk=consultation.pk).exists()
    consultation = _step(consultation, Status.DECLINED)
    consultation.save()
    consultation.holds.all().delete()
    _record(consultation, Event.Kind.DECLINED, by=by, now=now, tell=not was_aside)
    return consultation


def _lock(office_id: int) -> Office:
    return Office.objects.select_for_update().get(pk=office_id)


def _step(consultation: Consultation, to: Status) -> Consultation:
    """The row as the database has it now, with its new status; not yet saved."""
    fresh = Consultation.objects.get(pk=consultation.pk)
    if fresh.status not in STEPS[to]:
        raise NotAllowed(f"{fresh.reference} is already {fresh.get_status_display().lower()}.")
    fresh.status = to
    return fresh


def _judge(office: Office, offer: slots.Offer, starts_at: datetime) -> slots.Slot:
    slot = offer.at(starts_at)
    if slot is None:
        raise SlotTaken if slots.is_taken(office, starts_at) else NotOffered
    return slot


def _hold(consultation: Consultation, slot: slots.Slot) -> None:
    try:
        Hold.objects.create(
            consultation=consultation,
            office_id=consultation.office_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
        )
    except IntegrityError as overlap:
        raise SlotTaken from overlap


def _record(
    consultation: Consultation, kind: Event.Kind, *, by: User | None, now: datetime, tell: bool = True
) -> None:
    event = Event.objects.create(consultation=consultation, kind=kind, by=by, at=now)
    if tell:
        notifications.queue(event, now=now)


def _unused_reference() -> str:
    while True:
        reference = new_reference()
        if not Consultation.objects.filter(reference=reference).exists():
            return reference
