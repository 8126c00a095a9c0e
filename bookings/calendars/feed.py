"""iCalendar feed of all consultations, for staff's phones."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from icalendar import vText

from bookings.calendars.parts import PUBLISH, empty_calendar, entry
from bookings.calendars.zones import time_zone, years
from bookings.models import Consultation, Event, Status
from clinic.office.models import Office

LOOKS_BACK = timedelta(days=30)
IS_GOOD_FOR = timedelta(hours=1)  # what we ask of calendar apps; most go by a clock of their own


class _Row(NamedTuple):
    """All that the feed reads of a consultation."""

    reference: str
    first_name: str
    last_name: str
    calendar_sequence: int | None
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime


def feed_file(office: Office, *, now: datetime, looks_back: timedelta = LOOKS_BACK) -> bytes:
    """Whom the office expects, and has expected in the last 30 days (or `looks_back`). One query.

    The same rows give the same bytes at any moment, so that their hash says whether something
    changed.
    """
    rows = list(_expected(office, since=now - looks_back))
    moments = [now - LOOKS_BACK, now, *(row.starts_at for row in rows)]
    calendar = empty_calendar(office, PUBLISH)
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(f"Consultations – {office.name}"))
    calendar.add("refresh-interval", IS_GOOD_FOR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(time_zone(office.time_zone, *years(moments)))
    head, end, _ = calendar.to_ical().partition(b"END:VCALENDAR")
    entries = (_written(row, office.time_zone, office.address, office.name) for row in rows)
    return b"".join([head, *entries, end, b"\r\n"])


def _expected(office: Office, *, since: datetime) -> Iterator[_Row]:
    """Also what others are proposed instead of: until one is chosen the old time stands."""
    stands = Q(status__in=[Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW])
    stands |= Q(status=Status.PROPOSED, calendar_sequence__isnull=False)
    changed_at = Max("events__at", filter=~Q(events__kind__in=Event.SIDE_NOTES))
    found = Consultation.objects.filter(stands, office=office, starts_at__gte=since)
    found = found.annotate(changed_at=changed_at).order_by("starts_at", "pk")
    return (_Row(*each) for each in found.values_list(*_Row._fields))


@lru_cache(maxsize=2048)
def _written(row: _Row, zone_name: str, address: str, organizer: str) -> bytes:
    """One entry. Kept by all that it says, because writing some hundreds anew takes a tenth of a
    second.
    """
    initials = "".join(f"{each}." for each in map(initial, (row.first_name, row.last_name)) if each)
    made = entry(
        uid=f"{row.reference}-desk",  # not the patient's own entry, which staff may have opened too
        sequence=row.calendar_sequence or 0,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=ZoneInfo(zone_name),
        title=f"Consult – {initials} ({row.reference})"
        if initials
        else f"Consult ({row.reference})",
        address=address,
        organizer=organizer,
    )
    made.add("status", "CONFIRMED")
    made.add("class", "PRIVATE")
    return bytes(made.to_ical())


_LETTERS = {"Lu", "Ll", "Lt", "Lo"}
_EMPTY_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters to Unicode, and nothing to the eye
_MOST_MARKS = 2  # on one letter; what piles up more of them is no name


def initial(name: str) -> str:
    """The first letter of `name` with its marks, in upper case; empty if there is none.

    So no sign, picture, line break or mark of direction gets from a name into a title.
    """
    text = unicodedata.normalize("NFKC", name)
    for at, letter in enumerate(text):
        if unicodedata.category(letter) in _LETTERS and letter not in _EMPTY_LETTERS:
            marks = ""
            for mark in text[at + 1 : at + 1 + _MOST_MARKS]:
                if unicodedata.category(mark) not in ("Mn", "Mc"):
                    break
                marks += mark
            upper = letter.upper()
            return (upper if len(upper) == 1 else letter) + marks
    return ""
