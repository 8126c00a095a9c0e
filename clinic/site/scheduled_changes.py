"""Scheduled changes: when public pages become others although nobody saves anything."""

from datetime import datetime, time, timedelta, tzinfo

from django.db.models import Min, QuerySet
from django.utils import timezone

from articles.models import FAQ, Article
from clinic.office.models import Closure, Office
from clinic.office.views import CLOSURES_ANNOUNCED


def next_change(now: datetime) -> datetime:
    """The first moment after `now` at which a public page may show something else. Five queries.

    An article or a question appears; a closure comes near enough to be announced, or ends; a day
    begins at the office, on which a review is due, booking is on again or the year is another.
    """
    office = Office.objects.first()
    announced_until = now + CLOSURES_ANNOUNCED
    comes_near = _first(Closure.objects.filter(starts_at__gte=announced_until), "starts_at")
    moments = [
        _first(Article.objects.filter(published_at__gt=now), "published_at"),
        _first(FAQ.objects.filter(published_at__gt=now), "published_at"),
        _first(Closure.objects.filter(ends_at__gt=now), "ends_at"),
        # at that very moment it is not announced yet
        comes_near and comes_near - CLOSURES_ANNOUNCED + timedelta(microseconds=1),
        next_midnight(now, timezone.get_default_timezone()),  # by which the footer's year goes
        office and next_midnight(now, office.zone),
    ]
    return min(moment for moment in moments if moment)


def _first(rows: QuerySet, column: str) -> datetime | None:
    first: datetime | None = rows.order_by().aggregate(first=Min(column))["first"]
    return first


def next_midnight(now: datetime, zone: tzinfo) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)
