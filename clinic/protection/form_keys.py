"""Form keys (idempotency), minimum fill time, and whether cookies are kept.

A rendered form carries a signed key with the moment it was rendered, so the same form counts once
and a form that comes back faster than anybody types is suspected spam, as is one whose honeypot was
filled in: nobody is dropped, staff look at what is held back.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

FASTEST_FILL = timedelta(seconds=3)
_signer = signing.Signer(salt="clinic.form")


class FormKey(NamedTuple):
    """Which rendered form this is, and since when somebody may have been filling it in."""

    key: UUID
    rendered_at: datetime
    before: UUID | None = None  # the key with which this very form was taken once already

    @classmethod
    def new(cls, *, now: datetime) -> Self:
        return cls(uuid4(), now)

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """The key of a form that we rendered; None if it was not ours or was changed."""
        try:
            key, second, *before = _signer.unsign(signed).split(".")
            rendered_at = datetime.fromtimestamp(int(second), UTC)
            return cls(UUID(key), rendered_at, UUID(before[0]) if before else None)
        except (signing.BadSignature, ValueError):
            return None

    def signed(self) -> str:
        before = f".{self.before.hex}" if self.before else ""
        return _signer.sign(f"{self.key.hex}.{int(self.rendered_at.timestamp())}{before}")

    def renewed(self) -> Self:
        """The key of a form of its own, rendered when this one was, that knows this one's."""
        return self._replace(key=uuid4(), before=self.key)

    @property
    def own_keys(self) -> list[UUID]:
        """The keys with which this form may have been taken."""
        if self.before:
            return [self.key, self.before]
        return [self.key]

    def is_too_fast(self, *, now: datetime) -> bool:
        """Whether nobody types that fast. Half a second of grace, since the key holds whole
        seconds.

        A form from the future was rendered before the clock was put back, and proves nothing.
        """
        return timedelta(0) <= now - self.rendered_at < FASTEST_FILL - timedelta(seconds=0.5)


def sent_no_cookie(request: HttpRequest) -> bool:
    """Whether the browser keeps no cookie of ours, so that no form token fits, however often it is
    sent.
    """
    return not request.COOKIES.get(settings.CSRF_COOKIE_NAME)
