"""How much a page may weigh, in bytes. Everything that weighs one asks here."""

KIB = 1024
# The HTML of a page to read, before it is compressed. The booking page, which lists every time, is
# weighed as it is sent.
MOST_HTML = 45 * KIB  # 46,080 bytes
MOST_BOOKING_SENT = 16_000  # bytes, compressed by gzip, without headers
