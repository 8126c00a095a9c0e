"""Lockout: after too many wrong passwords or codes, or too many links asked for, an account waits.
Whoever keeps accounts can lift it.
"""

from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet, Sum

from clinic.protection.encryption import blind_indexes
from clinic.staff import forgotten_password
from clinic.staff.second_factor import SecondFactor


def _attempts(user: User) -> QuerySet[AccessAttempt]:
    """Wrong passwords for this account, on any network, by the name that `sign_in.account` gives
    it.
    """
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        username__in=blind_indexes(user.get_username())
    )
    return found


def holds(user: User, *, now: datetime) -> bool:
    """Whether `user` has to wait just now: for the password on some network, for the next code, or
    for a link to a new password.
    """
    if forgotten_password.holds(user, now=now):
        return True
    recent = _attempts(user).filter(attempt_time__gte=now - settings.AXES_COOLOFF_TIME)
    by_network = recent.values("ip_address").annotate(wrong=Sum("failures_since_start"))
    if by_network.filter(wrong__gte=settings.AXES_FAILURE_LIMIT).exists():
        return True
    factor = SecondFactor.objects.filter(user=user).first()
    return factor is not None and not factor.verify_is_allowed()[0]


@transaction.atomic
def lift(user: User) -> None:
    """From here on `user` may try again at once: no wrong password or code counts any more."""
    forgotten_password.lift(user)
    forget_wrong_passwords(user)
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is not None:
        factor.throttle_reset()


def forget_wrong_passwords(user: User) -> None:
    """No wrong password counts any more: there is a new one, by a link that only `user` has."""
    _attempts(user).delete()
