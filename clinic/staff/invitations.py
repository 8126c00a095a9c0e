"""Invitations: a colleague's account is made with a name, an address and a role, and no password.

They set it themselves, with the link that is mailed to them.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify

from clinic.office import emails
from clinic.office.forms import LengthFirst
from clinic.staff.account_messages import AccountMessage

TAKEN = "Another account has this address. Open that one, or give an address of their own."
LONGEST_USERNAME = 30  # of those that we make


class InvitationForm(LengthFirst, forms.ModelForm):
    """What the owner says of a new colleague."""

    first_name = forms.CharField(
        label="First name", max_length=150, widget=widgets.AdminTextInputWidget
    )
    last_name = forms.CharField(
        label="Last name", max_length=150, widget=widgets.AdminTextInputWidget
    )
    email = emails.EmailField(
        label="E-mail address",
        max_length=254,
        widget=widgets.AdminEmailInputWidget,
        help_text="An invitation goes there. With its link they set their own password.",
    )
    role = forms.ModelChoiceField(
        Group.objects.order_by("name"),
        label="Role",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they may do."},
        help_text=(
            "Owner may do everything; Front desk answers requests; Content writes articles and"
            " questions; Reviewer also publishes them. More than one is given on the account."
        ),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if is_taken(email):
            raise ValidationError(TAKEN)
        return email

    def save(self, commit: bool = True) -> Any:
        """The account, which cannot sign in yet; its role is set by whoever saves it."""
        user = self.instance
        user.username = new_username(user)
        user.is_staff = True
        user.set_unusable_password()
        return super().save(commit)


def is_taken(email: str, *, by_other_than: User | None = None) -> bool:
    """Whether another account has `email`, or signs in by that name."""
    others = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email))
    if by_other_than is not None:
        others = others.exclude(pk=by_other_than.pk)
    return others.exists()


def new_username(user: User) -> str:
    """A short name that no account has: the first name, else what stands before the @."""
    mailbox = user.email.partition("@")[0]
    short = slugify(user.first_name) or slugify(mailbox) or "colleague"
    short = short[:LONGEST_USERNAME]
    taken = {
        name.lower()
        for name in User.objects.filter(username__istartswith=short).values_list(
            "username", flat=True
        )
    }
    number = 1
    name = short
    while name in taken:
        number += 1
        name = f"{short}{number}"
    return name


def words(message: AccountMessage | None, *, now: datetime) -> str:
    """What became of an invitation, in a word or three; empty where there is none."""
    if message is None:
        return ""
    if message.used_at:
        return "accepted"
    if message.revoked_at:
        return "revoked"
    if message.failed_at:
        return "not delivered"
    if message.due_at:
        return message.state
    if message.is_open(now=now):
        return "sent"
    return "no longer valid"
