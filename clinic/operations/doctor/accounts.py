"""Checks of the accounts: how many can keep them, with a second factor, and who is gone."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q

from clinic.operations.doctor.report import (
    Finding,
    Level,
    Look,
    in_production,
    plural,
    red,
    warning,
)
from clinic.staff.account_messages import AccountMessage
from clinic.staff.administrators import keepers
from clinic.staff.second_factor import SecondFactor

UNUSED = timedelta(days=180)
THERE = "The desk's Users page names them."


def owners(look: Look) -> Iterator[Finding]:
    """Whether somebody can keep the accounts, a second one can, and nobody by a password alone."""
    found = list(keepers().values_list("pk", flat=True))
    if not found:
        yield Finding(
            in_production(Level.RED),
            "accounts.no-owner",
            "No active account may keep the accounts: nobody can be let in or shut out.",
            "Run `manage.py createsuperuser`.",
        )
        return
    if len(found) == 1:
        yield Finding(
            in_production(Level.WARNING),
            "accounts.one-owner",
            "One account alone can keep the accounts: if that person is away or loses the phone,"
            " only the server itself helps.",
            "Give a second person the role Owner.",
        )
    enrolled = SecondFactor.objects.filter(user__in=found).values("user").distinct().count()
    if settings.SECOND_FACTOR and enrolled < len(found):
        yield warning(
            "accounts.owner-without-second-factor",
            f"{plural(len(found) - enrolled, 'account')} that may keep the accounts has no second"
            " factor yet: whoever has its password sets one up.",
            f"Let them sign in and set it up now. {THERE}",
        )


def invitations(look: Look) -> Iterator[Finding]:
    """Invitations that the mail server refused for good, until they are sent again or revoked."""
    open_ones = AccountMessage.objects.filter(
        kind=AccountMessage.Kind.INVITATION, used_at=None, revoked_at=None
    )
    number = open_ones.failed().count()
    if number:
        yield red(
            "accounts.invitation-failed",
            f"{plural(number, 'invitation')} did not reach a colleague.",
            f"Mend the address on their account, and send it again there. {THERE}",
        )


def unused(look: Look) -> Iterator[Finding]:
    """Accounts of staff that nobody has used for half a year."""
    since = look.now - UNUSED
    never = Q(last_login=None, date_joined__lt=since)
    staff = User.objects.filter(is_active=True, is_staff=True)
    number = staff.filter(Q(last_login__lt=since) | never).count()
    if number:
        yield warning(
            "accounts.unused",
            f"{plural(number, 'account')} of staff {'was' if number == 1 else 'were'} not used for"
            f" {UNUSED.days} days.",
            f"Take “Active” from whoever left. {THERE}",
        )
