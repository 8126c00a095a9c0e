#!/bin/bash
# ics 0.7.3: what it writes is not what the standard calls a calendar file, and an end moves by an hour.
#
# Guess: reading a valid file and writing it again gives a valid file with the same times.
# Seen: a file without CALSCALE comes back with CALSCALE:GEORGIAN (the standard knows GREGORIAN). A new event
#   has no DTSTAMP, which is required, and no line is folded, however long. An event of two hours that starts
#   at 0:30 in the night when clocks go back ends at 2:30 by the clock (three hours) while it is read, and at
#   1:30 for whoever reads what ics wrote.
# Why it matters: an invitation made with it lacks what the standard requires, before any client has read it;
#   and as the second opinion in a test it is no witness for the very night that needs one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq ics==0.7.3 arrow==1.4.0 tzdata==2026.6
"$dir/venv/bin/python" - <<'END'
from datetime import timedelta

from ics import Calendar, Event

text = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VEVENT", "UID:1@example.com",
    "DTSTAMP:20261001T000000Z", "DTSTART;TZID=America/Los_Angeles:20261101T003000", "DURATION:PT2H",
    "SUMMARY:Sleep study", "END:VEVENT", "END:VCALENDAR", "",
])  # fmt: skip
calendar = Calendar(text)
written = calendar.serialize()
(event,) = calendar.events
(again,) = Calendar(written).events
event_made_here = Event(name="Consultation " + "and questions " * 20, begin="2026-12-01T10:00:00-08:00")
new = Calendar(events=[event_made_here]).serialize()
longest = max(len(line.encode()) for line in new.splitlines())
print(written.splitlines()[3])
print("DTSTAMP in a new event:", "DTSTAMP" in new, "| longest line:", longest, "bytes")
print("end when read:", event.end.to("UTC"), "| end after writing and reading:", again.end.to("UTC"))
assert "CALSCALE:GEORGIAN" in written and "CALSCALE" not in text
assert "DTSTAMP" not in new and longest > 200
assert event.end - again.end == timedelta(hours=1)
END
