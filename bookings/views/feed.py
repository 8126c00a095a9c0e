"""Calendar feed view, fetched by staff's phones without a sign-in."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bookings import calendars
from bookings.models import Feed
from clinic.office.models import Office

NOTED_EVERY = timedelta(minutes=10)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar, or 304 for an app that has it. Every address that opens nothing is the same
    404.
    """
    found = Feed.objects.by_secret(secret)
    if found is None or not may_read(found.user):
        raise Http404
    now = timezone.now()
    _note_fetch(found, now)
    content = calendars.feed_file(Office.objects.current(), now=now)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    calendar = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    response = get_conditional_response(request, etag=etag, response=calendar)
    assert response is not None
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def may_read(user: User) -> bool:
    """Asked at each fetch, so that nobody reads on whose account was closed or has another role."""
    return user.is_active and user.is_staff and user.has_perm("bookings.view_consultation")


def _note_fetch(feed: Feed, now: datetime) -> None:
    """Write down when, at most once in ten minutes: phones ask often, and it is for people to
    read.
    """
    if feed.fetched_at is None or feed.fetched_at <= now - NOTED_EVERY:
        earlier = Q(fetched_at=None) | Q(fetched_at__lte=now - NOTED_EVERY)
        Feed.objects.filter(earlier, pk=feed.pk).update(fetched_at=now)
