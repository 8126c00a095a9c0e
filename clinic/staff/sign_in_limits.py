"""Sign-in limit of a network, over all accounts: else it could try five passwords at each of many.

It bounds besides how many passwords a stranger may let the site hash.
"""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from clinic.protection import rate_limits

SIGN_INS = rate_limits.Limit(60, timedelta(minutes=10))  # forms, right and wrong ones together


def is_used_up(request: HttpRequest) -> bool:
    """Count one more form. Whether this network has to wait."""
    counted = (f"sign-ins {rate_limits.network(request)}", SIGN_INS)
    return rate_limits.count(counted, now=timezone.now()) == [False]
