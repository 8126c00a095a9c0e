#!/bin/bash
# Babel 2.19.0: parse_time() takes the "p. m." that format_time() writes for the morning.
#
# Guess: a time that Babel wrote in a language, Babel reads in the same language.
# Seen: in the Spanish of Mexico, the United States and Latin America, and in the English of Canada, the
#   half of the day is written with dots. Reading knows "pm" without dots only and passes over the rest in
#   silence: 3:30 p.m. becomes 03:30, and a quarter past midnight a quarter past noon. In the English of the
#   United States a typed "3:30 p.m." is 03:30 as well, "3:30 pm" is 15:30.
# Why it matters: who offers a time as text and reads it back from a form, an import or an e-mail, books
#   twelve hours early, and only in the afternoon, so a test with 9:30 stays green.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Babel==2.19.0
"$dir/venv/bin/python" - <<'END'
from datetime import time

from babel.dates import format_time, parse_time

wrong = {}
for locale in ["en_US", "en_CA", "es", "es_MX", "es_US", "es_419"]:
    for asked in [time(0, 15), time(9, 30), time(12, 15), time(15, 30)]:
        written = format_time(asked, "short", locale=locale)
        read = parse_time(written, locale=locale)
        if read != asked:
            wrong.setdefault(locale, []).append(asked)
            print(f"{locale}: wrote {asked:%H:%M} as {written!r}, read it as {read:%H:%M}")
typed = parse_time("3:30 p.m.", locale="en_US")
print(f"en_US: '3:30 p.m.' is {typed:%H:%M}, '3:30 pm' is {parse_time('3:30 pm', locale='en_US'):%H:%M}")

assert set(wrong) == {"en_CA", "es_MX", "es_US", "es_419"}, wrong
assert all(times == [time(0, 15), time(15, 30)] for times in wrong.values()), wrong
assert typed == time(3, 30)
END
