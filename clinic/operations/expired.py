"""Expired rows: what ran out goes, always, whether or not retention was started.

The one place where it stands what that is: the worker asks for it once a day, and so does
`manage.py retention`.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session

from articles import kept_uploads, previews, review_mail
from articles.search import index, unanswered
from clinic.protection import rate_limits
from clinic.site import shared_pages
from clinic.staff import account_messages


def forget(*, now: datetime) -> dict[str, int]:
    """Throw away all that ran out. Returns how many rows of each kind."""
    return {name: forget_some(now) for name, forget_some in EXPIRED.items()}


def _sessions(now: datetime) -> int:
    over = Session.objects.filter(expire_date__lt=now).count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return over


def _wrong_sign_ins(now: datetime) -> int:
    """Those that keep nobody out any more."""
    over = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    return int(over.delete()[0])


EXPIRED: dict[str, Callable[[datetime], int]] = {
    "sessions": _sessions,
    "counts of the limits": lambda now: rate_limits.forget(now=now),
    "previews of drafts": lambda now: previews.forget(now=now),
    "files of unfinished forms": lambda now: kept_uploads.forget(now=now),
    "wrong sign-ins": _wrong_sign_ins,
    "mail about accounts": lambda now: account_messages.forget(now=now),
    "mail about reviews": lambda now: review_mail.forget(now=now),
    "searches that found nothing": lambda now: unanswered.forget(now=now),
    "words that no text has any more": lambda now: index.forget_words(),
    "pictures of pages as they were": lambda now: shared_pages.forget(now=now),
}
