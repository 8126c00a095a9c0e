"""Session limits: however busy it is kept, a session ends a week after its password was given.

Idle hours alone would let whoever copied a session's cookie use it for good.
"""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from clinic.staff.password_again import GIVEN_AT

LONGEST = timedelta(days=7)
IDLE = timedelta(hours=8)  # SESSION_COOKIE_AGE; from then on the end is fixed
FIXED = "_session_expiry"  # where Django keeps what `set_expiry` is told


def end_after_a_week(request: HttpRequest) -> None:
    """Fix the session's end once it is near. The password given again moves it away anew.

    The session runs out as an idle one does, so a form that was being filled in comes back.
    """
    given = request.session.get(GIVEN_AT)
    if given is None:
        return
    ends_at = datetime.fromtimestamp(int(given), UTC) + LONGEST
    is_near, is_fixed = ends_at - timezone.now() < IDLE, FIXED in request.session
    if is_near and not is_fixed:
        request.session.set_expiry(ends_at)
    elif is_fixed and not is_near:
        request.session.set_expiry(None)
