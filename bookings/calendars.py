"""A confirmed consultation as an iCalendar file (RFC 5545). No treatment, concern or name is in it.

The entry keeps its UID for life, and `calendar_sequence` rises with each change, so that a calendar which
opens the next file replaces or removes the entry that it has.
"""

from datetime import datetime, timedelta
from email.mime.text import MIMEText
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from bookings.models import Consultation, Notification, Status

FILE_NAME = "consultation.ics"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
A_YEAR = timedelta(days=365)  # of clock changes, before and after, that the file spells out

# The messages that tell of a change which the patient's calendar should follow.
_KINDS = {
    Notification.Kind.CONFIRMED,
    Notification.Kind.MOVED,
    Notification.Kind.TURNED_DOWN,
    Notification.Kind.CANCELED,
    Notification.Kind.DECLINED,
    Notification.Kind.LAPSED,
}


class CalendarFile(NamedTuple):
    method: str  # PUBLISH, or CANCEL where an entry should go
    content: bytes  # CRLF line ends, folded at 75 octets


def calendar_file(consultation: Consultation) -> CalendarFile | None:
    """The entry as it should be now; None if the patient never had one.

    While other times are proposed, the old one still stands.
    """
    if consultation.calendar_sequence is None:
        return None
    stands = consultation.starts_at is not None and consultation.status in (
        Status.CONFIRMED,
        Status.PROPOSED,
        Status.COMPLETED,
        Status.NO_SHOW,
    )
    method = PUBLISH if stands else CANCEL
    last = consultation.changes[-1]
    starts_at, ends_at = consultation.starts_at, consultation.ends_at
    if starts_at is None or ends_at is None:  # given up with the times that did not suit
        starts_at, ends_at = _last_time(consultation)
    office = consultation.office
    entry = Event()
    entry.add("uid", f"{consultation.reference}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", consultation.calendar_sequence)
    entry.add("dtstamp", last.at)
    entry.add("dtstart", starts_at.astimezone(office.zone))
    entry.add("dtend", ends_at.astimezone(office.zone))
    entry.add("summary", f"Consultation – {office.name}")
    entry.add("location", office.address)
    entry.add("description", f"Call or text {office.phone.as_national}. Reference {consultation.reference}.")
    entry.add("status", "CONFIRMED" if stands else "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", f"-//{office.name}//Consultations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    calendar.add_missing_timezones(
        first_date=office.local_day(starts_at - A_YEAR), last_date=office.local_day(starts_at + A_YEAR)
    )
    return CalendarFile(method, calendar.to_ical())


def _last_time(consultation: Consultation) -> tuple[datetime, datetime]:
    """The time that it had before it was left without one."""
    event = consultation.events.filter(was_at__isnull=False).last()
    assert event is not None
    assert event.was_at is not None
    return event.was_at, event.was_at + timedelta(minutes=consultation.office.consultation_minutes)


def attachment(consultation: Consultation, notification: Notification) -> MIMEText | None:
    """What a mail carries for the patient's calendar, if it tells of a change to it."""
    if notification.kind not in _KINDS:
        return None
    made = calendar_file(consultation)
    if made is None:
        return None
    part = MIMEText(made.content.decode(), "calendar", "utf-8")
    part.set_param("method", made.method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part
