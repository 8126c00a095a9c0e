"""From draft to published, and back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles import addresses, checklist
from articles.models import Article, Version
from articles.publishing.keeping import keep, keep_first
from articles.publishing.shared import Refused, locked, must_be_as_seen, must_decide

Kind = Version.Kind


@transaction.atomic
def ask_for_review(article: Article, *, by: User, now: datetime) -> Article:
    """A reviewer should look at this draft. Raises Refused."""
    article = locked(article.pk)
    if article.published_at or article.stage == Article.Stage.REVIEW:
        raise Refused("Only a draft or a retired article is given to review.")
    return _stand(article, Article.Stage.REVIEW)


@transaction.atomic
def publish(
    article: Article, *, by: User, now: datetime, at: datetime | None = None, edition: int | None = None
) -> Article:
    """Readers see it from `at` on, or at once. `edition` is the one that was looked at.

    Raises PermissionDenied; Changed if there is another by now; Refused with all that is missing.
    """
    must_decide(by)
    article = locked(article.pk)
    must_be_as_seen(article, edition)
    if article.published_at and article.published_at <= now:
        raise Refused("It is published already.")
    if at is not None and at <= now:
        raise Refused("That moment has passed. Choose a later one, or publish it now.")
    return _publish(article, at or now, by=by, now=now)


@transaction.atomic
def republish(article: Article, *, by: User, now: datetime, edition: int | None = None) -> Article:
    """Give a retired article back to readers, under the day they first saw it. Raises as `publish` does."""
    must_decide(by)
    article = locked(article.pk)
    must_be_as_seen(article, edition)
    if article.published_at or article.stage != Article.Stage.RETIRED:
        raise Refused("Only a retired article is published again.")
    days = article.versions.filter(kind=Kind.RELEASED).order_by("readable_from")
    first = days.values_list("readable_from", flat=True).first() or now
    return _publish(article, min(first, now), by=by, now=now)


@transaction.atomic
def withdraw(article: Article, *, by: User, now: datetime) -> Article:
    """It is a draft again. What readers see, or will see, only those withdraw who may publish."""
    article = locked(article.pk)
    if article.published_at:
        must_decide(by)
        _take_from_readers(article, by=by, now=now)
    elif article.stage == Article.Stage.DRAFT:
        raise Refused("It is a draft already.")
    return _stand(article, Article.Stage.DRAFT)


@transaction.atomic
def retire(article: Article, *, by: User, now: datetime) -> Article:
    """Readers do not find it anymore; it is kept. Raises PermissionDenied and Refused."""
    must_decide(by)
    article = locked(article.pk)
    if article.published_at is None or article.published_at > now:
        raise Refused("Only a published article is retired.")
    _take_from_readers(article, by=by, now=now)
    return _stand(article, Article.Stage.RETIRED)


def missing(article: Article, *, at: datetime) -> list[str]:
    """What stands between the article and its readers at `at`, in sentences."""
    found = []
    if article.reviewer_id is None or article.last_reviewed_day is None:
        found.append("Say who reviewed it, and when.")
    return found + [str(finding) for finding in checklist.stops(article, now=at)]


def _stand(article: Article, stage: Article.Stage) -> Article:
    article.stage, article.published_at = stage, None
    article.save(update_fields=["stage", "published_at"])
    return article


def _publish(article: Article, at: datetime, *, by: User, now: datetime) -> Article:
    why_not = missing(article, at=at)
    if why_not:
        raise Refused(*why_not)
    article.published_at, article.stage = at, Article.Stage.DRAFT
    article.save(update_fields=["published_at", "stage"])
    addresses.take(article, now=now)
    keep(article, Kind.RELEASED, by=by, now=now)
    return article


def _take_from_readers(article: Article, *, by: User, now: datetime) -> None:
    keep_first(article, now=now)
    keep(article, Kind.WITHDRAWN, by=by, now=now)
