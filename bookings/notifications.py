"""Who is told what: queued in the transaction of the event, written from the live rows when it is sent."""

import re
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from bookings.models import Consultation, Event, Notification, Status
from clinic import words
from clinic.models import Office

Kind, Audience = Notification.Kind, Notification.Audience

# event → the messages it owes
OWED = {
    Event.Kind.ASKED: [(Kind.RECEIVED, Audience.PATIENT), (Kind.RECEIVED, Audience.OFFICE)],
    Event.Kind.ASIDE: [(Kind.ASIDE, Audience.OFFICE)],
    Event.Kind.RELEASED: [(Kind.RECEIVED, Audience.PATIENT)],
    Event.Kind.CONFIRMED: [(Kind.CONFIRMED, Audience.PATIENT)],
    Event.Kind.DECLINED: [(Kind.DECLINED, Audience.PATIENT)],
}
# message → the only status in which it is still true; later it is superseded instead of sent
TRUE_WHILE = {
    Kind.RECEIVED: Status.REQUESTED,
    Kind.CONFIRMED: Status.CONFIRMED,
    Kind.DECLINED: Status.DECLINED,
}
# Requests set aside come in floods, so the office reads of them together, once in this time.
DIGEST_WAIT = timedelta(minutes=30)


def queue(event: Event, *, now: datetime) -> None:
    """Write down the messages that `event` owes. To be called in the transaction of the event."""
    consultation = event.consultation
    for kind, audience in OWED[Event.Kind(event.kind)]:
        if audience == Audience.OFFICE:
            addresses = list(consultation.office.mail_addresses.values_list("email", flat=True))
        else:
            addresses = [""] if consultation.email else []
        for address in addresses:
            if kind == Kind.ASIDE and _digest_waits(address):
                continue
            Notification.objects.create(
                consultation=consultation,
                event=event,
                kind=kind,
                audience=audience,
                office_address=address,
                queued_at=now,
                due_at=now + DIGEST_WAIT if kind == Kind.ASIDE else now,
            )


def _digest_waits(address: str) -> bool:
    return Notification.objects.waiting().filter(kind=Kind.ASIDE, office_address=address).exists()


def write(notification: Notification) -> EmailMultiAlternatives | None:
    """The mail as the rows have it now, or None when the consultation has outlived it."""
    consultation = Consultation.objects.select_related("office").get(pk=notification.consultation_id)
    if not _is_still_true(Kind(notification.kind), consultation):
        return None
    to_office = notification.audience == Audience.OFFICE
    recipient = notification.office_address if to_office else consultation.email
    if not recipient:
        return None
    template = f"emails/{notification.kind}_{notification.audience}"
    context = _context(consultation)
    if notification.kind == Kind.ASIDE:
        context["aside_count"] = Consultation.objects.aside().count()
    subject, _, text = render_to_string(f"{template}.txt", context).partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    email = EmailMultiAlternatives(subject.strip(), text, to=[recipient])
    if not to_office:
        replies_to = consultation.office.mail_addresses.first()
        email.reply_to = [replies_to.email] if replies_to else []
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def _is_still_true(kind: Notification.Kind, consultation: Consultation) -> bool:
    if kind == Kind.ASIDE:  # it speaks of all of them
        return Consultation.objects.aside().exists()
    return consultation.status == TRUE_WHILE[kind]


def _context(consultation: Consultation) -> dict[str, object]:
    office: Office = consultation.office
    return {
        "consultation": consultation,
        "office": office,
        "home_url": _absolute("/"),
        "page_url": _absolute(consultation.get_absolute_url()),
        "review_url": _absolute(reverse("admin:bookings_consultation_change", args=[consultation.pk])),
        "aside_url": _absolute(reverse("admin:bookings_consultation_changelist") + "?status__exact=aside"),
        "reply_by": words.when(consultation.reply_by, office),
        "when": words.when(consultation.starts_at, office) if consultation.starts_at else "",
    }


def _absolute(path: str) -> str:
    # From settings, never from a request: a forged Host header must not reach a mail.
    return str(urljoin(settings.SITE_URL, path))
