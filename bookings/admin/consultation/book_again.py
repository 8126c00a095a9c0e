"""Booking again for a person whose consultation came to nothing: declined or canceled by mistake,
lapsed, or missed.

It is a new consultation, with everything filled in that the old one knows. What they had agreed to
goes on in its own words and with its own time as far as it still says what they meant: that they
are of age always; that we may contact or text them about their request only where it was ours to
end it, and a text only to the same number. The rest is asked anew.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.forms import BoundField
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings import audit_log
from bookings.admin.consultation import status_words
from bookings.models import OPEN, Actor, Consent, Consultation, Status
from clinic.office import formats, phones

PARAMETER = "again"  # of the address of the phone booking page: whose key it is
Kind = Consent.Kind
# What the desk asks in words before it books anybody, since there is no box for it.
ASKED = {
    Kind.ADULT: "Are they 18 or older, or is a parent or guardian with them?",
    Kind.CONTACT: "May we contact them about this consultation?",
}


class Again(NamedTuple):
    """The consultation that came to nothing, what was booked for it since, and what goes on."""

    consultation: Consultation
    booked: Consultation | None
    consents: dict[str, Consent]

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of the phone booking page begins with."""
        old = self.consultation
        return {
            "first_name": old.first_name,
            "last_name": old.last_name,
            "reach_by": old.reach_by,
            "language": old.language,
            "phone": phones.shown(old.phone_number) if old.phone_number else "",
            "email": old.email,
            "concern": old.concern_id,
            **dict.fromkeys(self.consents, True),
        }

    @property
    def elsewhere(self) -> tuple[str, Consultation] | None:
        """Why there is nothing to book, and what to look at instead; None if there is."""
        if self.booked:
            return booked_already(self.booked)
        if not self.consultation.came_to_nothing:
            return "It has not come to nothing: change this one instead.", self.consultation
        return None

    @property
    def agreed(self) -> list[str]:
        """What the press takes over without a box, in a sentence each."""
        return [self._said(self.consents[kind]) for kind in ASKED if kind in self.consents]

    def note_consents(self, fields: Iterable[BoundField]) -> None:
        """Say beside each box that is ticked already when they agreed to it."""
        for field in fields:
            given = self.consents.get(field.name)
            if given:
                field.help_text = self._said(given)

    def _said(self, given: Consent) -> str:
        day = formats.day(self.consultation.office.local_day(given.given_at))
        return format_html("They agreed on {}: “{}”", day, given.wording)

    def kept(self, agreed: dict[str, str], phone: str) -> list[Consent]:
        """Those of the old one's consents that hold for the new one, as its form was sent."""
        number = phones.without_extension(phone)
        same_number = number == phones.without_extension(self.consultation.phone)
        return [
            given
            for kind, given in self.consents.items()
            if kind in agreed and (kind != Kind.TEXTS or same_number)
        ]


def to_ask(again: Again | None) -> list[str]:
    """The questions to ask before the press; fewer for whoever `again` lets go on as agreed."""
    known = again.consents if again else {}
    return [question for kind, question in ASKED.items() if kind not in known]


def booked_already(booked: Consultation) -> tuple[str, Consultation]:
    """What is said of it, and that it is to be looked at."""
    return f"They were booked again already: this is {booked.reference}.", booked


def asked_for(request: HttpRequest) -> Again | None:
    """Whom the address names; None if it names nobody. Raises Http404 for nobody we know."""
    key = request.GET.get(PARAMETER, "")
    if not key:
        return None
    old = None
    if key.isascii() and key.isdigit() and len(key) < 19:
        old = Consultation.objects.select_related("office", "concern").filter(pk=key).first()
    if old is None:
        raise Http404
    return Again(old, Consultation.objects.booked_again_for(old), _going_on(old))


def _going_on(old: Consultation) -> dict[str, Consent]:
    last = old.events.of_change().last()
    was_ours = last is not None and last.actor != Actor.PATIENT and old.status != Status.NO_SHOW
    return {
        given.kind: given for given in old.consents.all() if given.kind == Kind.ADULT or was_ours
    }


def asked_anew(again: Again) -> list[str]:
    """A sentence for each open consultation that the person has beside the one to book again."""
    rows = audit_log.also_asked(again.consultation).filter(status__in=[*OPEN, Status.ASIDE])
    return [
        format_html(
            'With the same phone or e-mail there is <a href="{}">{}</a>, {}: {}.',
            address_of(row),
            row.reference,
            row.get_status_display().lower(),
            status_words.time_wanted(row),
        )
        for row in rows.select_related("office").prefetch_related("holds")
    ]


def address(old: Consultation) -> str:
    """The phone booking page, filled in for the person of `old`."""
    return f"{reverse('admin:bookings_consultation_add')}?{PARAMETER}={old.pk}"


def address_of(row: Consultation) -> str:
    return reverse("admin:bookings_consultation_change", args=[row.pk])
