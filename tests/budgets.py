"""How much a page may weigh, in bytes. Everything that weighs one asks here."""

KIB = 1024
# The HTML of a page to read, before it is compressed. The booking page, which lists every time, is
# weighed as it is sent. 45 KiB were enough for English alone: each page names its pairs for search
# engines and readers (some 500 bytes), and Spanish is longer; sent, the longest page is 12.6 kB.
MOST_HTML = 48 * KIB
MOST_BOOKING_SENT = 16_000  # bytes, compressed by gzip, without headers
