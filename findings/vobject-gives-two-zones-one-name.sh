#!/bin/bash
# vobject 0.9.9: with Python's own time zones (zoneinfo) different zones come out under one name, an hour off.
#
# Guess: a start in America/Denver is written with TZID=America/Denver and a block that says its rules.
# Seen: the name is the winter abbreviation. Denver and Phoenix are both "MST", Los Angeles is "PST". A file
#   with both zones has one block for "MST", that of the zone that came first: 10:00 in Phoenix, which never
#   changes its clocks, is then an hour early in summer. And a file with Denver alone, read by icalendar
#   7.3.2, is an hour late in summer, because there is a real zone "MST", without summer time, which icalendar
#   prefers to the block in the file. With pytz zones the names are right.
# Why it matters: vobject was made for pytz and dateutil and says nothing when given what Django uses today.
#   In winter, and when vobject reads its own file of one zone, everything looks right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq vobject==0.9.9 icalendar==7.3.2 pytz==2026.6 tzdata==2026.6
"$dir/venv/bin/python" - <<'END'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytz
import vobject
from icalendar import Calendar


def written(*starts):
    calendar = vobject.iCalendar()
    for number, start in enumerate(starts):
        event = calendar.add("vevent")
        event.add("uid").value = f"{number}@example.com"
        event.add("summary").value = "Consultation"
        event.add("dtstart").value = start
    return calendar.serialize()


def hours(meant, read):
    return [round((back.astimezone(UTC) - start).total_seconds() / 3600) for start, back in zip(meant, read)]


denver = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("America/Denver"))
phoenix = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("America/Phoenix"))
alone, both = written(denver), written(denver, phoenix)
print("\n".join(line for line in both.splitlines() if line.startswith(("TZID", "DTSTART;"))))
late = hours([denver], [event.start for event in Calendar.from_ical(alone).events])
early = hours([denver, phoenix], [event.dtstart.value for event in vobject.readOne(both).vevent_list])
print("Denver alone, read by icalendar, hours off:", late)
print("Denver and Phoenix, read by vobject, hours off:", early)
with_pytz = written(pytz.timezone("America/Denver").localize(datetime(2026, 7, 1, 10)))
print("with pytz:", *[line for line in with_pytz.splitlines() if line.startswith("DTSTART;")])

assert both.count("DTSTART;TZID=MST:") == 2 and both.count("BEGIN:VTIMEZONE") == 1
assert late == [1] and early == [0, -1]
assert "DTSTART;TZID=America/Denver:" in with_pytz
END
