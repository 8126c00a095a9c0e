"""Earlier times on the desk's first page: what has become free for whom, and what is offered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from bookings import availability
from bookings.admin.consultation.actions import ACCEPT, KEEP, Button, answer_button
from bookings.availability import Slot
from bookings.models import Consultation
from bookings.wait_list import FreedTime, wait_list
from clinic.office import formats
from clinic.office.models import Office

MOST_NAMED = 5


class Freed(NamedTuple):
    """A time that has become free, with who is to be offered it first."""

    when: str
    first: Consultation
    own_time: str
    then: str  # names of those who wait behind, in their order
    refused: str  # names of those who were offered it
    button: Button | None


class Offered(NamedTuple):
    """An earlier time that is held until somebody answers."""

    when: str
    consultation: Consultation
    own_time: str
    until: str
    buttons: list[Button]


class EarlierTimes(NamedTuple):
    freed: list[Freed]
    offered: list[Offered]

    @property
    def title(self) -> str:
        if self.freed:
            return "An earlier time is free"
        return "An earlier time is offered"


def earlier_times(
    office: Any, may_answer: bool, free: Sequence[Slot] | None, *, now: datetime
) -> EarlierTimes:
    """What the section says. No query if nobody `waits` at the office; else two, and four more
    unless it is known what is `free`.
    """
    if not office.waits:
        return EarlierTimes([], [])
    found = wait_list(office, now=now, free=free)
    offered = []
    for offer in found.offers:
        consultation = offer.consultation
        answers = [answer_button(action, consultation) for action in (ACCEPT, KEEP)]
        is_open = may_answer and offer.is_open(now=now)
        offered.append(
            Offered(
                formats.desk_when(offer.starts_at, office),
                consultation,
                _own_time(consultation, office),
                formats.desk_when(offer.answer_by, office),
                answers if is_open else [],
            )
        )
    return EarlierTimes([_line(each, office, may_answer) for each in found.freed], offered)


def _line(freed: FreedTime, office: Office, may_answer: bool) -> Freed:
    first, *then = freed.waiting
    button = None
    if may_answer:
        address = reverse("admin:bookings_consultation_offer_earlier", args=[first.pk])
        starts_at = availability.iso(freed.slot.starts_at)
        button = Button(f"Offer to {first.short_name}", address, time=starts_at, is_main=True)
    return Freed(
        formats.desk_when(freed.slot.starts_at, office),
        first,
        _own_time(first, office),
        _names(then),
        _names(freed.refused),
        button,
    )


def _own_time(consultation: Consultation, office: Office) -> str:
    assert consultation.starts_at is not None
    return formats.desk_when(consultation.starts_at, office)


def _names(consultations: list[Consultation]) -> str:
    """Maya O., Ana L. and 3 more"""
    names = ", ".join(each.short_name for each in consultations[:MOST_NAMED])
    more = len(consultations[MOST_NAMED:])
    if more:
        return f"{names} and {more} more"
    return names
