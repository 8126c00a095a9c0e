"""Kept uploads: a picture that was chosen stays while its form comes back with a mistake.

What is kept are our own sizes of it, without anything else of the file: one a person, of at most
six megabytes, for eight hours, as long as nobody is signed out for being idle.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import User

from articles.images import Made
from articles.models import KeptUpload

LASTS = timedelta(hours=8)
MOST_BYTES = 6 * 1024 * 1024


def keep(made: Made, *, by: User, now: datetime) -> KeptUpload | None:
    """Keep it in place of the last one of this person; None if it is too large to be kept."""
    if sum(map(len, made.files.values())) > MOST_BYTES:
        return None
    files = {str(width): b64encode(data).decode() for width, data in made.files.items()}
    values = {"width": made.width, "height": made.height, "files": files, "kept_at": now}
    kept, _ = KeptUpload.objects.update_or_create(by=by, defaults={**values, "key": uuid4()})
    return kept


def found(key: UUID, *, by: User, now: datetime) -> Made | None:
    """What was kept for this person under `key`, and not for somebody else or too long ago."""
    kept = KeptUpload.objects.filter(key=key, by=by, kept_at__gt=now - LASTS).first()
    if kept is None:
        return None
    files = {int(width): b64decode(data) for width, data in kept.files.items()}
    return Made(kept.width, kept.height, dict(sorted(files.items())))


def drop(*, by: User) -> None:
    KeptUpload.objects.filter(by=by).delete()


def forget(*, now: datetime) -> int:
    """Throw away what was kept long enough. Returns how many."""
    return KeptUpload.objects.filter(kept_at__lte=now - LASTS).delete()[0]
