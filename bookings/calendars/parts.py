"""iCalendar components shared by file and feed."""

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from bookings.calendars.zones import on_the_clock
from clinic import languages
from clinic.office.models import Office

PUBLISH, CANCEL = "PUBLISH", "CANCEL"


def empty_calendar(office: Office, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{office.name}//Consultations//{languages.current().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def entry(
    *,
    uid: str,
    sequence: int,
    changed_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    zone: ZoneInfo,
    title: str,
    address: str,
    organizer: str,
) -> Event:
    """One entry. `organizer` names the clinic: RFC 5546 asks who publishes an entry, and who
    cancels it.
    """
    made = Event()
    made.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    made.add("sequence", sequence)
    made.add("dtstamp", changed_at)
    made.add("dtstart", on_the_clock(starts_at, zone))
    made.add("dtend", on_the_clock(ends_at, zone))
    made.add("summary", title)
    made.add("location", address)
    made.add("organizer", _organizer(organizer))
    return made


def _organizer(name: str) -> vCalAddress:
    """The address that mails come from, which anybody who writes to us knows; nobody in person."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["cn"] = " ".join(name.split())
    return address
