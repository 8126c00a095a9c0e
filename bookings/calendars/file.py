"""iCalendar file of one consultation, for its patient."""

from datetime import datetime, timedelta
from email.mime.text import MIMEText
from typing import NamedTuple

from django.utils.translation import gettext as _
from icalendar import Alarm

from bookings.calendars.parts import CANCEL, PUBLISH, empty_calendar, entry
from bookings.calendars.zones import time_zone, years
from bookings.models import OPEN, Consultation, Status

FILE_NAME = "consultation.ics"
# Before it begins, as the mail reminds: the longest first.
ALARMS = (timedelta(days=1), timedelta(hours=2))


class CalendarFile(NamedTuple):
    method: str  # PUBLISH, or CANCEL where an entry should go
    content: bytes  # CRLF line ends, folded at 75 octets


def calendar_file(consultation: Consultation) -> CalendarFile | None:
    """The entry as it should be now, in the language in use; None if the patient never had one.

    While other times are proposed, the old one still stands. The title of one that ended says so:
    some programs read neither METHOD nor STATUS.
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
    told = entry(
        uid=consultation.reference,
        sequence=consultation.calendar_sequence,
        changed_at=last.at,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=office.zone,
        title=_title(office.name, stands=stands),
        address=office.address,
        organizer=office.name,
    )
    told.add(
        "description",
        _("Call or text {phone}. Reference {reference}.").format(
            phone=office.phone.as_national, reference=consultation.reference
        ),
    )
    told.add("status", "CONFIRMED" if stands else "CANCELLED")
    if consultation.status in OPEN:  # of what is over no calendar should ring
        for before in ALARMS:
            told.add_component(_alarm(before, str(told["summary"])))
    calendar = empty_calendar(office, method)
    calendar.add_component(time_zone(office.time_zone, *years([office.local_day(starts_at)])))
    calendar.add_component(told)
    return CalendarFile(method, calendar.to_ical())


def _title(clinic: str, *, stands: bool) -> str:
    if stands:
        return _("Consultation – {clinic}").format(clinic=clinic)
    return _("Canceled: Consultation – {clinic}").format(clinic=clinic)


def _alarm(before: timedelta, words: str) -> Alarm:
    """Which shows `words`: calendars are shared, and phones show it when they are locked."""
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", -before)
    made.add("description", words)
    return made


def _last_time(consultation: Consultation) -> tuple[datetime, datetime]:
    """The time that it had before it was left without one."""
    event = consultation.events.filter(was_at__isnull=False).last()
    assert event is not None
    assert event.was_at is not None
    return event.was_at, event.was_at + timedelta(minutes=consultation.office.consultation_minutes)


def attachment(consultation: Consultation) -> MIMEText | None:
    """What a mail carries for the patient's calendar; None if the patient never had an entry."""
    made = calendar_file(consultation)
    if made is None:
        return None
    part = MIMEText(made.content.decode(), "calendar", "utf-8")
    part.set_param("method", made.method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part
