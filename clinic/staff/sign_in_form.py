"""Sign-in form: username or e-mail address, and password."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.db.models import Q


def username_of(typed: str) -> str:
    """The username of the one account that has this name or address; else what was typed."""
    if "@" not in typed:
        return typed
    named = Q(username=typed) | Q(email__iexact=typed)
    names = list(User.objects.filter(named).values_list("username", flat=True)[:3])
    if len(names) == 1:
        return names[0]
    return typed


class SignInForm(AdminAuthenticationForm):
    """Takes the account's address in place of its username.

    The address becomes the username before the password is looked at: the throttle counts either as
    the same account.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Username or e-mail address"

    def clean_username(self) -> str:
        return username_of(self.cleaned_data["username"])
