#!/bin/bash
# luxon 3.7.2 and dayjs 1.11.23: what 1:30 in the night of the clock change means depends on today's date.
#
# Guess: of the two 1:30s in that night a library takes one, always the same.
# Seen: both begin with the offset that the zone has *now*. Run in July, "2027-11-07 01:30" in Los Angeles is
#   the first (08:30 UTC); run in December, the same call gives the second (09:30 UTC). moment-timezone,
#   date-fns-tz and Temporal take the first at any time of the year.
# Why it matters: the same row is shown, or keyed, an hour apart in summer and in winter, and a test that was
#   green when it was written fails after the next clock change. Python's zoneinfo takes the first as well.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" \
  luxon@3.7.2 dayjs@1.11.23 moment-timezone@0.6.6 date-fns@4.4.0 date-fns-tz@3.2.0 temporal-polyfill@1.0.8
cat > "$dir/read.cjs" <<'END'
// Only "now" is moved; dates with arguments are made as ever.
const now = Date.parse(process.argv[2])
const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(now) }
  static now() { return now }
}
const { DateTime } = require('luxon')
const dayjs = require('dayjs')
dayjs.extend(require('dayjs/plugin/utc'))
dayjs.extend(require('dayjs/plugin/timezone'))
const moment = require('moment-timezone')
const { fromZonedTime } = require('date-fns-tz')
const { Temporal } = require('temporal-polyfill')
const zone = 'America/Los_Angeles', text = '2027-11-07T01:30:00'
const utc = {
  luxon: DateTime.fromISO(text, { zone }).toUTC().toISO(),
  dayjs: dayjs.tz(text, zone).toISOString(),
  moment: moment.tz(text, zone).toISOString(),
  'date-fns-tz': fromZonedTime(text, zone).toISOString(),
  Temporal: Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant().toString(),
}
for (const [who, when] of Object.entries(utc)) console.log(who, when.slice(0, 16))
END
summer=$(TZ=UTC node read.cjs 2027-07-01T12:00:00Z)
winter=$(TZ=UTC node read.cjs 2027-12-15T12:00:00Z)
printf 'run in July:\n%s\nrun in December:\n%s\n' "$summer" "$winter"
for who in luxon dayjs; do
  grep -qx "$who 2027-11-07T08:30" <<< "$summer"
  grep -qx "$who 2027-11-07T09:30" <<< "$winter"
done
for who in moment date-fns-tz Temporal; do
  grep -qx "$who 2027-11-07T08:30" <<< "$summer"
  grep -qx "$who 2027-11-07T08:30" <<< "$winter"
done
