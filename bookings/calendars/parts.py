"""What the file and the feed are both made of."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from clinic.models import Office

PUBLISH, CANCEL = "PUBLISH", "CANCEL"


def empty_calendar(office: Office, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{office.name}//Consultations//EN")
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
) -> Event:
    made = Event()
    made.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    made.add("sequence", sequence)
    made.add("dtstamp", changed_at)
    made.add("dtstart", starts_at.astimezone(zone))
    made.add("dtend", ends_at.astimezone(zone))
    made.add("summary", title)
    made.add("location", address)
    return made
