"""What the web server is told wherever it is started from this folder: it reads this file by
itself.
"""

import contextlib
import ctypes

forwarder_headers = ""  # else whoever sends a SCRIPT_NAME or PATH_INFO would say which page it is
# letters of an address, the most it knows; beyond them it answers without a page
limit_request_line = 8190

# glibc keeps a heap for each thread and gives little of it back: two workers held 189 MB after
# 4,000 requests of mixed pages, and 153 with these two (mallopt(3)). Elsewhere there is none.
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
with contextlib.suppress(OSError, AttributeError):
    glibc = ctypes.CDLL("libc.so.6")
    glibc.mallopt(M_ARENA_MAX, 2)
    glibc.mallopt(M_TRIM_THRESHOLD, 128 * 1024)
