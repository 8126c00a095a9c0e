"""Audit log of who saw, changed, exported or erased what; staff's internal notes and calls."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from bookings.models import Access, Call, Consultation, ConsultationQuerySet, InternalNote

Action = Access.Action


def log(action: Action, what: str, *, by: User | str, now: datetime, fields: str = "") -> None:
    """Add a line to the access log. `what` is a reference, `fields` are names or a verb: never a
    value.
    """
    log_many(action, [what], by=by, now=now, fields=fields)


def log_many(
    action: Action, what: Iterable[str], *, by: User | str, now: datetime, fields: str = ""
) -> None:
    """Add a line for each of `what` to the access log. One query."""
    name = by if isinstance(by, str) else by.get_username()
    Access.objects.bulk_create(
        Access(at=now, by_name=name, action=action, reference=each, fields=fields) for each in what
    )


def log_unlocked(user: User, *, by: User | str, now: datetime) -> None:
    """Add to the access log that the account's lockout was lifted, and by whom."""
    log(
        Action.CHANGED,
        f"account {user.get_username()}"[:100],
        by=by,
        now=now,
        fields="unlock sign-in",
    )


@transaction.atomic
def add_note(consultation: Consultation, text: str, *, by: User, now: datetime) -> None:
    """Tell the rest of the staff, and nobody else. Raises Consultation.DoesNotExist once erased."""
    _hold(consultation)
    InternalNote.objects.create(consultation=consultation, text=text, by=by, at=now)
    log(Action.CHANGED, consultation.reference, by=by, now=now, fields="internal note")


@transaction.atomic
def add_call(
    consultation: Consultation, outcome: Call.Outcome, note: str, *, by: User, now: datetime
) -> None:
    """Note that the patient was called, and what came of it. No status follows from it.

    Raises Consultation.DoesNotExist once it was erased.
    """
    _hold(consultation)
    Call.objects.create(consultation=consultation, outcome=outcome, note=note, by=by, at=now)
    log(Action.CHANGED, consultation.reference, by=by, now=now, fields="call")


def _hold(consultation: Consultation) -> None:
    """Until the transaction ends nobody erases the row: it would fail, or this would."""
    Consultation.objects.select_for_update(of=("self",)).only("pk").get(pk=consultation.pk)


def also_asked(consultation: Consultation) -> ConsultationQuerySet:
    """The other consultations with the same whole phone or e-mail, the latest first.

    It may be the same person, or a family with one telephone: that is for people to say.
    """
    contacts = [contact for contact in (consultation.phone, consultation.email) if contact]
    found = Consultation.objects.none()
    for contact in contacts:
        found |= Consultation.objects.reached_at(contact)
    return found.exclude(pk=consultation.pk).order_by("-asked_at")
