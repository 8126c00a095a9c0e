"""Template contexts of notifications: what the words of each kind are filled in with."""

from typing import Any

from django.urls import reverse

from bookings.models import Status
from bookings.notifications import cases
from bookings.notifications.facts import Facts, absolute
from clinic.office import formats


def of_office(facts: Facts) -> dict[str, Any]:
    """What every mail has."""
    return {"office": facts.office, "home_url": absolute(reverse("home"))}


def of_consultation(facts: Facts) -> dict[str, Any]:
    consultation = facts.consultation
    return of_office(facts) | {
        "consultation": consultation,
        "event": facts.event,
        "book_url": absolute(reverse("bookings:book")),
        "page_url": absolute(consultation.get_absolute_url()),
        "review_url": absolute(
            reverse("admin:bookings_consultation_change", args=[consultation.pk])
        ),
        "reply_by": facts.reply_by,
        "answer_by": facts.answer_by,
        "awaits_answer": consultation.status == Status.REQUESTED,
        "lapses": facts.lapses,
        "when": facts.when,
        "time": facts.when or "No time chosen",  # the office's word for it
        "was": facts.was,
        "lost_time": facts.lost_time,
        "change_until": facts.change_until,
        "ticket": cases.Ticket.of(facts),
        "change": cases.Change.of(facts),
    }


def of_proposal(facts: Facts) -> dict[str, Any]:
    times = facts.proposed
    return of_consultation(facts) | {
        "proposed": times,
        "offered": formats.alternatives(times),
        "number": str(formats.NUMBERS[len(times)]).capitalize(),
    }


def of_link(facts: Facts) -> dict[str, Any]:
    status = facts.consultation.get_status_display().lower()
    return of_consultation(facts) | {"pages": facts.pages, "status": status}


def of_offer(facts: Facts) -> dict[str, Any]:
    """Of an earlier time that is offered beside the own."""
    return of_consultation(facts) | {"offered": facts.offered, "offered_until": facts.offered_until}


def of_lapse(facts: Facts) -> dict[str, Any]:
    return of_consultation(facts) | {
        "was_confirmed": facts.proposal is not None and facts.consultation.starts_at is not None,
        "patient_told": cases.PatientTold.of(facts),
    }


def of_asides(facts: Facts) -> dict[str, Any]:
    return of_office(facts) | {
        "aside_count": facts.aside_count,
        "aside_url": absolute(
            reverse("admin:bookings_consultation_changelist") + "?status__exact=aside"
        ),
    }


def of_day(facts: Facts) -> dict[str, Any]:
    worded = {
        "waiting": cases.Waiting.of(facts.day["waiting_count"]),
        "asides": cases.Asides.of(facts.day["aside_count"]),
    }
    return {**of_office(facts), **facts.day, **worded, "desk_url": absolute(reverse("admin:index"))}
