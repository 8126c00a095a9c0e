"""Hidden translations: out of readers' sight while a release serves that knows no languages.

To such a release every row is an English one, and its only word for “not for readers” is a day of
publishing that has not come. So each translation's day is put off by a thousand years, and brought
back word for word once a release serves again that knows what it is.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from articles.models import FAQ, Article
from clinic.languages import ENGLISH

PUT_OFF = timedelta(days=365_250)


@transaction.atomic
def hide(*, now: datetime) -> int:
    """No reader sees a translation, by whatever release. Returns how many were published or
    scheduled.
    """
    return _move(Q(published_at__lt=now + PUT_OFF / 2), PUT_OFF)


@transaction.atomic
def show(*, now: datetime) -> int:
    """Those that were hidden have their day again. Returns how many."""
    return _move(Q(published_at__gte=now + PUT_OFF / 2), -PUT_OFF)


def _move(which: Q, by: timedelta) -> int:
    found = 0
    for rows in (_translations(Article), _translations(FAQ)):
        found += rows.filter(which).update(published_at=F("published_at") + by)
    return found


def _translations(model: type[Article] | type[FAQ]) -> QuerySet:
    rows: QuerySet = model._default_manager.exclude(language=ENGLISH)
    return rows
