"""Account messages (transactional outbox): invitations, links for a new password, and what changed.

A row holds no link. The link is made when the mail is written, from the row's key and SECRET_KEY,
so a dump of the database opens nothing. It counts once, until its time is over, and while the
account is as it was: a password that was set, a changed address or a sign-in ends it.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from clinic.mail.outbox import OutboxManager, OutboxMessage
from clinic.protection.encryption import EncryptedTextField

KEPT = timedelta(days=90)  # what became of a message, for the owner to look at
_signer = signing.Signer(salt="clinic.account")


class AccountMessage(OutboxMessage):
    """A mail about somebody's own account."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation"
        RESET = "reset", "Link for a new password"
        PASSWORD = "password", "Password changed"
        FACTOR = "factor", "Second factor changed"

    # From the first attempt on; until then the link has no end.
    LINK_LASTS: ClassVar[dict[str, timedelta]] = {
        Kind.INVITATION: timedelta(days=3),
        Kind.RESET: timedelta(hours=1),
    }

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Empty until the worker has looked for the account: whoever asks learns nothing of it, not even
    # by how long the answer takes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="account_messages"
    )
    asked_for = EncryptedTextField(blank=True, help_text="What was typed, until then.")
    account_state = models.CharField(max_length=64, blank=True)
    link_ends_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = OutboxManager()

    class Meta:
        app_label = "clinic"
        default_permissions = ()
        ordering = ["-queued_at", "-pk"]
        indexes = OutboxMessage.Meta.indexes
        constraints = [
            *OutboxMessage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["invitation", "reset"])
                | Q(link_ends_at=None, used_at=None, revoked_at=None),
                name="account_message_without_link_is_not_used",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(kind="invitation", used_at=None, revoked_at=None),
                name="account_has_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.state}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether its link sets a password at `now`."""
        if self.used_at or self.revoked_at or self.superseded_at:
            return False
        if self.link_ends_at is None or self.link_ends_at <= now:
            return False
        return self.fits_account()

    def fits_account(self) -> bool:
        """Whether the account is still as it was when the message was queued."""
        user = self.user
        return user is not None and user.is_active and self.account_state == state_of(user)

    @property
    def link(self) -> str:
        """The path that mails carry. Whoever has it sets the password of the account."""
        return reverse("admin:account_link", args=[_signer.sign(self.message_key.hex)])


def state_of(user: User) -> str:
    """What ends a link when it changes."""
    state = [user.password, user.email, str(user.last_login)]
    return hashlib.sha256("\0".join(state).encode()).hexdigest()


def by_token(token: str) -> AccountMessage | None:
    """The message whose link carries `token`, open or not; None if we made no such link."""
    try:
        key = UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found: AccountMessage | None = (
        AccountMessage.objects.filter(message_key=key).select_related("user").first()
    )
    return found


# ---- queueing ----------------------------------------------------------------------------------
@transaction.atomic
def invite(user: User, *, now: datetime) -> AccountMessage:
    """Owe `user` a link with which they set their password; a link of before counts no more.

    The account's row is locked first, as by whoever sets the password with the last link: two who
    press at one moment do so one after the other.
    """
    User.objects.select_for_update().get(pk=user.pk)
    revoke_invitation(user, now=now)
    return _queue(user, AccountMessage.Kind.INVITATION, now=now, account_state=state_of(user))


def revoke_invitation(user: User, *, now: datetime) -> bool:
    """No invitation of `user` counts any more, nor goes out. Whether there was one."""
    found = AccountMessage.objects.select_for_update().filter(
        user=user, kind=AccountMessage.Kind.INVITATION, used_at=None, revoked_at=None
    )
    ended = list(found)
    for message in ended:
        message.revoked_at = now
        if message.due_at:
            message.due_at, message.superseded_at = None, now
        message.save(update_fields=["revoked_at", "due_at", "superseded_at"])
    return bool(ended)


def end_links(*, now: datetime) -> int:
    """No link that was mailed until now works any more: after a restore those that were used or
    revoked since the backup would count once more. Returns how many.
    """
    counting = AccountMessage.objects.filter(used_at=None, revoked_at=None, link_ends_at__gt=now)
    return int(counting.update(link_ends_at=now))


def tell(user: User, kind: AccountMessage.Kind, *, now: datetime) -> None:
    """Owe the owner of the account word of a change, if they have an address."""
    if user.email:
        _queue(user, kind, now=now)


def _queue(
    user: User, kind: AccountMessage.Kind, *, now: datetime, **fields: Any
) -> AccountMessage:
    message: AccountMessage = AccountMessage.objects.create(
        user=user, kind=kind, queued_at=now, due_at=now, **fields
    )
    return message


def latest_invitation(user: User) -> AccountMessage | None:
    found: AccountMessage | None = AccountMessage.objects.filter(
        user=user, kind=AccountMessage.Kind.INVITATION
    ).first()
    return found


def forget(*, now: datetime) -> int:
    """Throw away messages that ended long ago. Returns how many."""
    over = AccountMessage.objects.filter(due_at=None, queued_at__lt=now - KEPT)
    return int(over.delete()[0])
