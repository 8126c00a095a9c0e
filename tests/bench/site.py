"""The site as production starts it, except that a thousand requests in a minute are no burst.

`clinic.protection.rate_limits` sets aside what comes on top of thirty in ten minutes, and what is
set aside holds no time: that is another, shorter way than the one that is measured.
"""

from clinic.wsgi import application  # which sets Django up

# isort: split
from clinic.protection import rate_limits

__all__ = ["application"]

rate_limits.BURST = rate_limits.BURST._replace(most=1_000_000)
