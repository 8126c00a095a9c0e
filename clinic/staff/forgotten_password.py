"""Password reset: whoever forgot theirs asks for a link, which goes to the account's own address.

What was typed becomes a message whether there is such an account or not, and the worker looks for
it: so the answer, its time and what is stored are the same. Limits count what was typed.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from clinic.office import emails
from clinic.protection import rate_limits
from clinic.protection.encryption import blind_indexes
from clinic.protection.rate_limits import Limit, Tally
from clinic.staff.account_messages import AccountMessage, state_of

# As many as wrong passwords at sign-in. A used up one keeps nobody out: the links that it let go
# were mailed to the account's owner.
ACCOUNT = Limit(settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME)
ACCOUNT_A_DAY = Limit(10, timedelta(days=1))
NETWORK = Limit(20, timedelta(hours=1))


class NameField(UsernameField):
    """A username or an address, as people type or paste it."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(emails.read(str(value or ""))))


class ForgottenForm(forms.Form):
    account = NameField(
        label="E-mail address or username",
        max_length=254,
        error_messages={"required": "Enter your e-mail address or username."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def ask(typed: str, *, network: str, now: datetime) -> None:
    """Owe the account by that name a link, if there is one. Raises rate_limits.TooMany, there or
    not.
    """
    counted = [(f"new password {network}", NETWORK), *_counted(typed)]
    rate_limits.spend(*counted, now=now)
    kind = AccountMessage.Kind.RESET
    AccountMessage.objects.create(kind=kind, asked_for=typed, queued_at=now, due_at=now)


def _counted(typed: str) -> list[tuple[str, Limit]]:
    return [(f"new password of {typed}", limit) for limit in (ACCOUNT, ACCOUNT_A_DAY)]


@transaction.atomic
def find_account(message: AccountMessage) -> None:
    """Give the message the account whose name or address was typed; it stays without one if there
    is none that can sign in.

    Where several share an address, from before that was refused, each gets a message of its own.
    """
    typed = message.asked_for
    named = Q(username__iexact=typed) | Q(email__iexact=typed)
    able = User.objects.filter(named, is_active=True, is_staff=True).exclude(email="")
    able = able.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    found = list(able.order_by("pk"))
    message.asked_for = ""
    if found:
        message.user, message.account_state = found[0], state_of(found[0])
    message.save(update_fields=["asked_for", "user", "account_state"])
    for user in found[1:]:
        AccountMessage.objects.create(
            kind=message.kind,
            user=user,
            account_state=state_of(user),
            queued_at=message.queued_at,
            due_at=message.queued_at,
        )


# ---- the lockout -------------------------------------------------------------------------------
def _marks(user: User) -> dict[str, Limit]:
    """Under which marks requests for this account were counted, by either of its names."""
    return {
        mark: limit
        for typed in {user.get_username(), user.email} - {""}
        for what, limit in _counted(typed)
        for mark in blind_indexes(rate_limits.counted_as(what, limit))
    }


def holds(user: User, *, now: datetime) -> bool:
    """Whether no more links can be asked for just now."""
    marks = _marks(user)
    return any(
        each.count >= marks[each.mark].most
        and each.window_at <= now < each.window_at + marks[each.mark].window
        for each in Tally.objects.filter(mark__in=marks)
    )


def lift(user: User) -> None:
    """From here on links can be asked for anew."""
    Tally.objects.filter(mark__in=_marks(user)).delete()


def wait_until(too_many: rate_limits.TooMany, *, now: datetime) -> str:
    """In how many minutes there is room again, in words."""
    minutes = max(1, -int((now - too_many.again_at).total_seconds() // 60))
    if minutes > 90:
        return f"in about {round(minutes / 60)} hours"
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"
