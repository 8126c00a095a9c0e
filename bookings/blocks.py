"""Blocks: times that staff keep free, and hours for one week or for good.

Each locks the office's row first, as every verb of `lifecycle` does, so that nobody takes a time
between the look and the change. Consultations that are there stay: they are counted, for staff to
look after.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from bookings import audit_log
from bookings.models import Access, Block, Hold
from clinic.office import hours
from clinic.office.hours import Hours, Offered
from clinic.office.models import (
    ConsultationHours,
    Office,
    OpeningHours,
    SpecialHours,
    SpecialWeek,
    WeeklyHours,
)

LONGEST = timedelta(days=14)
FURTHEST = timedelta(days=400)


class NotBlocked(Exception):
    """It cannot be blocked; the text says why, in words that a page may show."""


class BlockedAlready(NotBlocked):
    """All of it is blocked."""


@transaction.atomic
def block(
    office: Office, starts_at: datetime, ends_at: datetime, *, note: str, by: User, now: datetime
) -> int:
    """Nobody is offered any of `[starts_at, ends_at)` from here on. Raises NotBlocked.

    Returns how many consultations are in it, which stay.
    """
    if starts_at >= ends_at:
        raise NotBlocked("“Until” must be later than “from”.")
    if ends_at <= now:
        raise NotBlocked("That time has passed.")
    if ends_at - starts_at > LONGEST:
        raise NotBlocked("Block up to 14 days at once. For longer, add a closure.")
    if starts_at - now > FURTHEST:
        raise NotBlocked("That is more than a year ahead.")
    Office.objects.locked(office.pk)
    if office.blocks.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists():
        raise BlockedAlready("That time is blocked already.")
    Block.objects.create(office=office, starts_at=starts_at, ends_at=ends_at, note=note, by=by)
    _log("block", office.local_day(starts_at), by=by, now=now)
    return office.holds.overlapping(starts_at, ends_at).values("consultation").distinct().count()


def rest_of_day(office: Office, *, now: datetime) -> tuple[datetime, datetime]:
    """From this minute until the last of today's hours closes, opening or consultation hours; once
    that has passed, until midnight. Two queries.
    """
    today = office.local_day(now)
    offered = hours.offered(office, today, today).on(today)
    every: list[WeeklyHours | Hours] = [*office.opening_hours.all(), *offered]
    closes = max((each.end for each in hours.stretches(every, today, office.zone)), default=now)
    if closes <= now:
        closes = datetime.combine(today + timedelta(days=1), time.min, office.zone)
    return now.replace(second=0, microsecond=0), closes


@transaction.atomic
def unblock(office: Office, pk: int, *, by: User, now: datetime) -> Block | None:
    """Take a block away; its time is on offer again. None if somebody else has taken it away."""
    Office.objects.locked(office.pk)
    found = office.blocks.filter(pk=pk).first()
    if found:
        found.delete()
        _log("unblock", office.local_day(found.starts_at), by=by, now=now)
    return found


@transaction.atomic
def offer_in_week(
    office: Office, monday: date, wanted: Iterable[Hours], *, by: User, now: datetime
) -> int:
    """Offer consultations at the `wanted` hours in the week of `monday` alone, instead of the usual
    ones.

    Returns how many consultations of that week are outside of them, which stay.
    """
    Office.objects.locked(office.pk)
    special, _ = SpecialWeek.objects.get_or_create(office=office, monday=monday)
    special.hours.all().delete()
    SpecialHours.objects.bulk_create(
        SpecialHours(week=special, **each._asdict()) for each in wanted
    )
    _log("consultation hours", monday, by=by, now=now)
    return _outside(office, monday, monday + timedelta(days=7), now=now)


@transaction.atomic
def offer_as_usual(office: Office, monday: date, *, by: User, now: datetime) -> int | None:
    """The usual hours count in the week of `monday` again. None if they did all along.

    Returns how many consultations of that week are outside of them, which stay.
    """
    Office.objects.locked(office.pk)
    gone, _ = SpecialWeek.objects.filter(office=office, monday=monday).delete()
    if not gone:
        return None
    _log("usual consultation hours", monday, by=by, now=now)
    return _outside(office, monday, monday + timedelta(days=7), now=now)


@transaction.atomic
def offer_every_week(office: Office, wanted: Iterable[Hours], *, by: User, now: datetime) -> int:
    """Offer consultations at the `wanted` hours every week from now on.

    Weeks with hours of their own keep them. Returns how many consultations to come are
    outside of the hours that count for them, which stay.
    """
    Office.objects.locked(office.pk)
    office.consultation_hours.all().delete()
    ConsultationHours.objects.bulk_create(
        ConsultationHours(office=office, **each._asdict()) for each in wanted
    )
    audit_log.log(Access.Action.CHANGED, "every week", by=by, now=now, fields="consultation hours")
    today = office.local_day(now)
    return _outside(office, today, today + FURTHEST, now=now)


@transaction.atomic
def open_every_week(
    office: Office, wanted: Iterable[tuple[Hours, str]], *, by: User, now: datetime
) -> None:
    """Somebody answers at the `wanted` hours every week from now on, each with what is printed
    instead of its times. What was promised to those who wait stays.
    """
    Office.objects.locked(office.pk)
    office.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(office=office, note=note, **each._asdict()) for each, note in wanted
    )
    audit_log.log(Access.Action.CHANGED, "every week", by=by, now=now, fields="opening hours")


def left_outside(office: Office, before: Offered, after: Offered, *, now: datetime) -> list[Hold]:
    """The times still to come that consultations hold, that `before` has room for and `after` has
    not. One query.
    """
    ahead = office.holds.filter(ends_at__gt=now).select_related("consultation")
    return [
        hold
        for hold in ahead.defer("consultation__answers", "consultation__note")
        if _fits(hold, before, office) and not _fits(hold, after, office)
    ]


def _fits(hold: Hold, offered: Offered, office: Office) -> bool:
    day = office.local_day(hold.starts_at)
    return any(
        each.start <= hold.starts_at and hold.ends_at <= each.end
        for each in hours.stretches(offered.on(day), day, office.zone)
    )


def _outside(office: Office, first: date, after: date, *, now: datetime) -> int:
    """How many consultations still to come hold a time, on these days, that no hours offer. Two
    queries.
    """
    offered = hours.offered(office, first, after)
    outside = {
        hold.consultation_id
        for hold in office.holds.filter(ends_at__gt=now)
        if first <= office.local_day(hold.starts_at) < after and not _fits(hold, offered, office)
    }
    return len(outside)


def _log(verb: str, day: date, *, by: User, now: datetime) -> None:
    audit_log.log(Access.Action.CHANGED, f"times of {day}", by=by, now=now, fields=verb)
