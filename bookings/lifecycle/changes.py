"""Changes by patient or staff: reschedule, cancel, correct the contact."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from bookings import availability, holds
from bookings.holds import NotOffered
from bookings.lifecycle.common import (
    NotAllowed,
    TooLate,
    end,
    happened,
    judge,
    lapse_moment,
    must_lie_ahead,
    record,
    revise_calendar,
    save_as,
    take_up,
    wait_on,
    withdraw,
)
from bookings.models import Consent, Consultation, Event, Status
from clinic import languages
from clinic.office import formats, hours, phones
from clinic.office.models import Office
from clinic.protection import rate_limits


@transaction.atomic
def pick(
    consultation: Consultation, *, starts_at: datetime, by: User | None, now: datetime
) -> Consultation:
    """Take one of the proposed times; the others, and an old one, are free at once.

    Raises NotAllowed or NotOffered. Returns the row as it now is.
    """
    consultation = take_up(consultation, "pick", by)
    was_at = consultation.starts_at
    picked = next(
        (hold for hold in consultation.proposed_times if hold.starts_at == starts_at), None
    )
    if picked is None or picked.starts_at <= now:
        raise NotOffered
    consultation.holds.exclude(pk=picked.pk).delete()
    consultation.starts_at, consultation.ends_at = picked.starts_at, picked.ends_at
    revise_calendar(consultation)
    save_as(consultation, Status.CONFIRMED, Event.Kind.PICKED, by=by, now=now, was_at=was_at)
    wait_on(consultation, was_at=was_at, now=now)
    return consultation


@transaction.atomic
def turn_down(
    consultation: Consultation,
    *,
    by: User | None,
    now: datetime,
    days: Sequence[str] = (),
    parts: Sequence[str] = (),
) -> Consultation:
    """None of the proposed times suits: all are free, and the office gets in touch, as by the
    second door.

    `days` and `parts` are preferences, in the words of the booking form. Raises NotAllowed.
    """
    consultation = take_up(consultation, "turn_down", by)
    office, was_at = consultation.office, consultation.starts_at
    holds.free(consultation)
    consultation.starts_at = consultation.ends_at = None
    consultation.preferred_days, consultation.preferred_parts = (
        list(dict.fromkeys(days)),
        list(dict.fromkeys(parts)),
    )
    consultation.reply_by = hours.reply_by(office, hours.closures_ahead(office, now=now), now=now)
    consultation.lapses_at = lapse_moment(office, consultation, now=now)
    revise_calendar(consultation, ends=True)
    return save_as(
        consultation, Status.REQUESTED, Event.Kind.TURNED_DOWN, by=by, now=now, was_at=was_at
    )


@transaction.atomic
def move(
    consultation: Consultation,
    *,
    starts_at: datetime,
    by: User | None,
    now: datetime,
    note: str = "",
) -> Consultation:
    """Another free time; the old one is kept until the new one is won.

    Raises NotAllowed, TooLate, SlotTaken, NotOffered or rate_limits.TooMany. Returns the row as it
    now is.
    """
    consultation = take_up(consultation, "move", by)
    office, was_at = consultation.office, consultation.starts_at
    must_lie_ahead(consultation, now)
    _mind_the_limit(consultation, by, now)
    if starts_at == was_at:
        raise NotAllowed(_("That is the time it has already."))
    if by is None:
        rate_limits.spend((f"move {consultation.page_key}", rate_limits.CONTACT_A_DAY), now=now)
    offer = availability.offer(
        office, now=now, around=starts_at, holder=consultation, online=by is None
    )
    slot = judge(office, offer, starts_at, holder=consultation)
    withdraw(consultation, now=now)
    holds.swap(consultation, slot)
    consultation.starts_at, consultation.ends_at = slot
    revise_calendar(consultation)
    save_as(
        consultation, Status.CONFIRMED, Event.Kind.MOVED, by=by, now=now, was_at=was_at, note=note
    )
    wait_on(consultation, was_at=was_at, now=now, has_seen_times=by is None)
    return consultation


@transaction.atomic
def cancel(
    consultation: Consultation, *, by: User | None, now: datetime, note: str = ""
) -> Consultation:
    """It will not take place; its times are free. Raises NotAllowed or TooLate."""
    consultation = take_up(consultation, "cancel", by)
    if consultation.status == Status.CONFIRMED:
        must_lie_ahead(consultation, now)
        _mind_the_limit(consultation, by, now)
    return end(consultation, Status.CANCELED, Event.Kind.CANCELED, by=by, now=now, note=note)


@transaction.atomic
def correct(
    consultation: Consultation,
    *,
    email: str,
    phone: str,
    texts: str | None,
    by: User | None,
    now: datetime,
) -> Consultation:
    """Another e-mail, or a phone as `phones.stored` has it.

    What the patient should know now is sent to the new address. `texts` is the wording of the
    consent to texts at this very number, None without it: a consent that was given for another
    number ends with it. Raises NotAllowed or rate_limits.TooMany.
    """
    consultation = take_up(consultation, "correct", by)
    number = phones.without_extension(phone)
    new_mail = email != consultation.email
    new_phone = number != phones.without_extension(consultation.phone)
    # each new mailbox is written to: one link must not reach any number of strangers
    if by is None:
        changed = rate_limits.contacts([email if new_mail else "", number if new_phone else ""])
        this_one = f"correct {consultation.page_key}"
        rate_limits.spend(
            (this_one, rate_limits.CONTACT),
            (this_one, rate_limits.CONTACT_A_DAY),
            *changed,
            now=now,
        )
    consultation.email, consultation.phone = email, phone
    if new_mail:
        consultation.mail_returned_at = None
    if new_phone or texts is None:
        consultation.consents.filter(kind=Consent.Kind.TEXTS).delete()
    if texts is not None:
        consultation.consents.get_or_create(
            kind=Consent.Kind.TEXTS, defaults={"wording": texts, "given_at": now}
        )
    consultation.save()
    record(
        consultation,
        Event.Kind.CORRECTED,
        by=by,
        now=now,
        tell=new_mail and not consultation.is_aside,
    )
    return consultation


@transaction.atomic
def speak(consultation: Consultation, *, language: str, by: User, now: datetime) -> Consultation:
    """From now on they are written to in that language; what was sent stays as it was, and what
    waits is written in it.

    Nobody is told, and the status stays as it is. Raises NotAllowed.
    """
    office = Office.objects.locked(consultation.office_id)
    consultation = Consultation.objects.get(pk=consultation.pk)
    consultation.office = office
    if language not in languages.LANGUAGES or language == consultation.language:
        name = consultation.get_language_display()
        raise NotAllowed(f"{consultation.reference} is written to in {name} already.")
    consultation.language = language
    consultation.save(update_fields=["language"])
    happened(consultation, Event.Kind.LANGUAGE, by=by, now=now, language=language)
    return consultation


def _mind_the_limit(consultation: Consultation, by: User | None, now: datetime) -> None:
    limit = consultation.change_until
    if by is None and limit and now > limit:
        until = formats.when(limit, consultation.office)
        raise TooLate(_("It could be changed here until {until}.").format(until=until))
