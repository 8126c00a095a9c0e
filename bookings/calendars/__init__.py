"""Consultations as iCalendar (RFC 5545): one as a file for its patient, all as a feed for staff's
phones.

No treatment or concern is in either; no name in the file, and in the feed no more of one than its
initials. An entry keeps its UID for life, and `calendar_sequence` rises with each change, so that a
calendar which opens the next file replaces or removes the entry that it has.
"""

from bookings.calendars.feed import feed_file, initial
from bookings.calendars.file import FILE_NAME, CalendarFile, attachment, calendar_file
from bookings.calendars.google import google_calendar_link

__all__ = [
    "FILE_NAME",
    "CalendarFile",
    "attachment",
    "calendar_file",
    "feed_file",
    "google_calendar_link",
    "initial",
]
