"""Template contexts of notifications: what the words of each kind are filled in with."""

from typing import Any

from django.urls import reverse

from bookings.models import Consultation
from bookings.notifications import digest
from bookings.notifications.facts import Facts, absolute


def of_office(facts: Facts) -> dict[str, Any]:
    """What every mail has."""
    return {"office": facts.office, "home_url": absolute("/")}


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
        "late": facts.is_late,
        "lapses": facts.lapses,
        "when": facts.when,
        "was": facts.was,
        "change_until": facts.change_until,
        "had_entry": facts.had_entry,
    }


def of_proposal(facts: Facts) -> dict[str, Any]:
    return of_consultation(facts) | {"proposed": facts.proposed}


def of_reminder(facts: Facts) -> dict[str, Any]:
    return of_consultation(facts) | {"day_word": "Tomorrow" if facts.is_tomorrow else "Today"}


def of_lapse(facts: Facts) -> dict[str, Any]:
    return of_consultation(facts) | {
        "unanswered": facts.proposal is None,
        "was_confirmed": facts.proposal is not None and facts.consultation.starts_at is not None,
        "by_desk": not facts.consultation.email,
        "untold": facts.is_untold,  # else nobody chose
    }


def of_asides(facts: Facts) -> dict[str, Any]:
    return of_office(facts) | {
        "aside_count": Consultation.objects.aside().count(),
        "aside_url": absolute(
            reverse("admin:bookings_consultation_changelist") + "?status__exact=aside"
        ),
    }


def of_day(facts: Facts) -> dict[str, Any]:
    told = digest.context(facts.notification, facts.office)
    return of_office(facts) | {"desk_url": absolute(reverse("admin:index"))} | told
