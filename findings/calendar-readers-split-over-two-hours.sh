#!/bin/bash
# icalendar 7.3.2, recurring-ical-events 3.8.2 and ical.js 2.2.1 against node-ical 0.27.2: DURATION:PT2H is
# three hours long in the night when clocks go back.
#
# Guess: DTSTART plus PT2H is two hours later for everybody: RFC 5545 (3.3.6) says that hours are exact and
#   only days and weeks follow the clock on the wall.
# Seen: a start at 0:30 on November 1, 2026 in Los Angeles ends at 10:30 UTC for icalendar (`event.end`) and
#   recurring-ical-events, which add on the wall, and at 9:30 UTC for node-ical. PT48H from Saturday noon to
#   Monday is an hour long as well.
# Why it matters: a closure or a reminder that is written as hours ends at different times for those who read
#   it. Write DTEND, with its zone, not DURATION.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq icalendar==7.3.2 recurring-ical-events==3.8.2 tzdata==2026.6
npm install --silent --no-audit --no-fund --prefix "$dir" node-ical@0.27.2 ical.js@2.2.1
for each in 20261101T003000/PT2H 20261031T120000/PT48H; do
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//Example//EN BEGIN:VEVENT UID:1@example.com \
    DTSTAMP:20261001T000000Z "DTSTART;TZID=America/Los_Angeles:${each%/*}" "DURATION:${each#*/}" \
    SUMMARY:Closed END:VEVENT END:VCALENDAR > "$dir/file.ics"
  "$dir/venv/bin/python" - "$dir/file.ics" "${each#*/}" >> "$dir/seen" <<'END'
import sys
from datetime import UTC
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar

calendar = Calendar.from_ical(Path(sys.argv[1]).read_bytes())
(event,) = calendar.events
(occurrence,) = recurring_ical_events.of(calendar).between((2026, 10, 1), (2026, 12, 1))
for name, one in [("icalendar", event), ("recurring-ical-events", occurrence)]:
    print(name, sys.argv[2], one.end.astimezone(UTC).strftime("%dT%H:%M"))
END
  (cd "$dir" && TZ=UTC node --input-type=module - >> seen) <<'END'
import fs from 'fs'
import nodeIcal from 'node-ical'
import ICAL from 'ical.js'
const text = fs.readFileSync('file.ics', 'utf8')
const length = text.match(/DURATION:(\w+)/)[1]
const event = Object.values(nodeIcal.parseICS(text)).find(one => one.type === 'VEVENT')
console.log('node-ical', length, event.end.toISOString().slice(8, 16))
const found = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')
console.log('ical.js', length, 'on the wall', new ICAL.Event(found).endDate.toString().slice(8, 16))
END
done
cat "$dir/seen"
grep -qx 'icalendar PT2H 01T10:30' "$dir/seen"
grep -qx 'recurring-ical-events PT2H 01T10:30' "$dir/seen"
grep -qx 'node-ical PT2H 01T09:30' "$dir/seen"
grep -qx 'icalendar PT48H 02T20:00' "$dir/seen"
grep -qx 'node-ical PT48H 02T19:00' "$dir/seen"
