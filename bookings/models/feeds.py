"""Calendar feed tokens of staff."""

import hashlib
import secrets

from django.conf import settings
from django.db import models


class FeedQuerySet(models.QuerySet["Feed"]):
    def by_secret(self, secret: str) -> "Feed | None":
        """The feed whose address holds `secret`, unless it was revoked; None for any other word."""
        return (
            self.filter(secret_hash=secret_hash(secret), revoked_at=None)
            .select_related("user")
            .first()
        )


class Feed(models.Model):
    """One person's calendar address. The database knows the hash of its secret alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds"
    )
    name = models.CharField(max_length=40, help_text="Which phone or computer fetches it.")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField("last fetched", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        default_permissions = ()  # everyone has their own

    def __str__(self) -> str:
        return f"Calendar address of {self.user}"


def new_secret() -> str:
    """256 bits that nobody guesses, for an address."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """64 hex digits. A fast hash is enough: what it hides is random, not somebody's password."""
    return hashlib.sha256(secret.encode()).hexdigest()
