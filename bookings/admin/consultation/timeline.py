"""Timeline of a consultation: events, notifications, notes and calls in one list."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from bookings.models import Consultation, EarlierOffer, Event, Notification
from clinic.office import formats
from clinic.office.models import Office


class Line(NamedTuple):
    """One thing that happened, or a message that has yet to go."""

    at: datetime
    what: str
    who: str = ""  # empty: the site by itself
    said: str = ""  # what else there is to say, perhaps in several lines
    address: str = ""  # of the page where there is more


def timeline(consultation: Consultation) -> list[Line]:
    """All of it, the earliest first; what has yet to go is last. Five queries, however long its
    life.
    """
    lines = [
        *(
            _of_event(event, consultation)
            for event in consultation.events.select_related("by", "earlier_offer")
        ),
        *_of_messages(consultation.notifications.select_related("told_by").order_by("pk")),
        *(
            Line(note.at, "Internal note", str(note.by or "staff"), note.text)
            for note in consultation.internal_notes.select_related("by")
        ),
        *(
            Line(
                call.at,
                f"Call: {call.get_outcome_display().lower()}",
                str(call.by or "staff"),
                call.note,
            )
            for call in consultation.calls.select_related("by")
        ),
    ]
    lines += [Line(wait.since, "Waits for an earlier time") for wait in consultation.waits.all()]
    if consultation.cleared_at:
        lines.append(Line(consultation.cleared_at, "Answers and notes cleared", "the site"))
    return sorted(lines, key=lambda line: line.at)


def _of_event(event: Event, consultation: Consultation) -> Line:
    office, said = consultation.office, []
    if event.kind == Event.Kind.OFFERED:
        said.append(_offered(event.earlier_offer, office))
    elif event.starts_at:
        when = formats.desk_when(event.starts_at, office)
        said.append(
            f"From {formats.desk_when(event.was_at, office)} to {when}"
            if event.was_at
            else f"For {when}"
        )
    if event.language:
        said.append(f"To {event.get_language_display()}")
    if event.reason:
        said.append(f"Why it is an exception: {event.reason}")
    if event.note:
        said.append(f"Note to the patient: {event.note}")
    return Line(event.at, str(event.get_kind_display()), event.who, "\n".join(said))


def _offered(offer: EarlierOffer, office: Office) -> str:
    """Which earlier time, and what came of it."""
    until = formats.desk_when(offer.answer_by, office)
    return (
        f"{formats.desk_when(offer.starts_at, office)}, held until {until}."
        f" {offer.get_outcome_display()}."
    )


def _of_messages(messages: Iterable[Notification]) -> Iterable[Line]:
    for message in messages:
        to = message.office_address or "the patient"
        yield Line(
            message.sent_at
            or message.failed_at
            or message.superseded_at
            or message.due_at
            or message.queued_at,
            f"Message to {to}: {message.get_kind_display().lower()}",
            said=_how_it_stands(message),
            address=reverse("admin:bookings_notification_change", args=[message.pk]),
        )


def _how_it_stands(message: Notification) -> str:
    by_desk = message.channel == Notification.Channel.DESK
    if message.sent_at:
        if by_desk:
            return f"Told by {message.told_by or 'staff'}."
        return "The mail server took it."
    if message.failed_at:
        return f"It failed: {message.last_error}"
    if message.superseded_at:
        return "Not sent, because it is no longer true."
    if by_desk:
        return "To be told by the desk."
    if message.attempts:
        tried = f" Tried {message.attempts} times: {message.last_error}"
    else:
        tried = ""
    return f"It goes by itself at this time.{tried}"
